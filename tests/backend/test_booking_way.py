"""The whole way of a booth by the API: hold, submit, confirmed, paid; and the committee's way."""

import pytest

from accounts.roles import Role
from booking.models import Booking
from fairs.models import Exhibitor
from kernel.models import DueItem, HistoryEntry, OutboxEvent
from tests.factories.fair import make_booths, make_fair, make_hall, make_support
from tests.factories.people import bearer, make_company, make_member

pytestmark = pytest.mark.django_db


def post(client, url, user, body=None, **headers):
    return client.post(f"/api/v1/{url}", body or {}, content_type="application/json", headers=bearer(user) | headers)


@pytest.fixture
def fair():
    fair = make_fair(
        bank_bin="970436", bank_name="Vietcombank", bank_account="1028374650", bank_account_name="TTXT THUONG MAI"
    )
    make_support(fair)
    return fair


@pytest.fixture
def exhibitor():
    return make_member(make_company().organisation, Role.ADMIN)


def test_instant_booth_is_held_submitted_confirmed_and_paid(client, fair, exhibitor):
    booth = make_booths(make_hall(fair), 1)[0]
    held = post(client, f"booths/{booth.public_id}/holds/", exhibitor)
    assert held.status_code == 201
    body = held.json()
    assert (body["state"], body["booth"]["code"], body["quote"], body["payment"]) == ("draft", "B01", None, None)
    assert body["moves"] == ["submit", "extend", "release"]
    assert DueItem.objects.get().event == "booking.hold_due"

    submitted = post(client, f"bookings/{body['id']}/submit/", exhibitor, {"fascia_name": "CƠ KHÍ SỐ 1"})
    assert submitted.status_code == 200
    body = submitted.json()
    assert (body["state"], body["hold"], body["moves"]) == ("confirmed", None, ["cancel"])
    assert [(line["reason"], line["amount"]) for line in body["quote"]["lines"]] == [
        ("rent", 32_400_000),
        ("support", -16_200_000),
    ]
    assert (body["quote"]["net"], body["quote"]["vat"], body["quote"]["total"]) == (16_200_000, 1_296_000, 17_496_000)
    assert body["payment"]["amount"] == 17_496_000
    assert body["payment"]["memo"] in body["payment"]["vietqr"]
    assert not DueItem.objects.exists()
    assert Exhibitor.objects.get().fascia_name == "CƠ KHÍ SỐ 1"

    seller = make_member(fair.organisation, Role.SALES)
    paid = post(client, f"bookings/{body['id']}/mark-paid/", seller)
    assert (paid.status_code, paid.json()["state"], paid.json()["payment"]) == (200, "paid", None)
    assert list(OutboxEvent.objects.order_by("id").values_list("name", flat=True)) == [
        "booking.held",
        "booking.confirmed",
        "booking.paid",
    ]
    assert list(HistoryEntry.objects.order_by("id").values_list("action", "before", "after")) == [
        ("held", "", "draft"),
        ("submitted", "draft", "confirmed"),
        ("paid", "confirmed", "paid"),
    ]


def test_committee_booth_waits_for_its_approval(client, fair, exhibitor):
    booth = make_booths(make_hall(fair), 1, approval="committee")[0]
    booking = post(client, f"booths/{booth.public_id}/holds/", exhibitor).json()["id"]
    submitted = post(client, f"bookings/{booking}/submit/", exhibitor, {"fascia_name": "A"})
    assert (submitted.json()["state"], submitted.json()["payment"]) == ("submitted", None)
    manager = make_member(fair.organisation, Role.MANAGER)
    assert client.get(f"/api/v1/bookings/{booking}/", headers=bearer(manager)).json()["moves"] == [
        "approve",
        "decline",
        "cancel",
    ]
    approved = post(client, f"bookings/{booking}/approve/", manager)
    assert (approved.status_code, approved.json()["state"]) == (200, "confirmed")
    row = Booking.objects.get()
    assert row.pay_until > row.decided_at
    assert list(OutboxEvent.objects.order_by("id").values_list("name", flat=True)) == [
        "booking.held",
        "booking.submitted",
        "booking.confirmed",
    ]
