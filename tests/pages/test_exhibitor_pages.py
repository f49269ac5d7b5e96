"""The exhibitor's pages without script: the plan, a hold, a lost race, a booking from hold to payment, the hub."""

import datetime as dt
import re

import pytest

from accounts.roles import Role
from booking.models import Booking
from booking.rules.bookings import Side
from booking.services.booth_decisions import approve_booking, cancel_booking, decline_booking, mark_paid
from booking.services.booths import hold_booth, submit_booking
from fairs.models import Booth
from kernel.clock import now
from tests.factories.fair import make_booths, make_fair, make_hall, make_support
from tests.factories.meetings import make_maker
from tests.factories.people import make_company, make_member, make_person, make_user
from tests.factories.visits import make_badge, make_registration

pytestmark = pytest.mark.django_db


@pytest.fixture
def fair():
    fair = make_fair(
        slug="hoi-cho",
        bank_bin="970436",
        bank_name="Vietcombank",
        bank_account="1028374650",
        bank_account_name="TTXT THUONG MAI",
    )
    make_support(fair)
    return fair


@pytest.fixture
def booths(fair):
    return make_booths(make_hall(fair), 5)


@pytest.fixture
def company():
    return make_company("Đồ gá Thành Công", tax_code="0100109106")


@pytest.fixture
def exhibitor(company):
    return make_member(company.organisation, Role.ADMIN, full_name="Ánh Tuyết")


@pytest.fixture
def logged_in(client, exhibitor):
    client.force_login(exhibitor)
    return client


def hold(client, code, **headers):
    return client.post("/hoi-cho/plan/hold/", {"booth": code}, headers=headers)


def page(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def in_step(booking, step):
    """The booking brought to a step by the services."""
    actor = booking.booked_by_id
    if step == "draft":
        return booking
    if step == "expired":
        Booking.objects.filter(pk=booking.pk).update(hold_expires_at=now() - dt.timedelta(minutes=1))
        return booking
    booking = submit_booking(booking, fascia_name="ĐỒ GÁ", note="Gần cửa", actor_id=actor)
    match step:
        case "paid":
            return mark_paid(booking, actor_id=None)
        case "cancelled":
            return cancel_booking(booking, side=Side.COMPANY, reason="Đổi ý", actor_id=actor)
        case "approved":
            return approve_booking(booking, actor_id=actor)
        case "declined":
            return decline_booking(booking, reason="Hết chỗ", actor_id=actor)
        case _:
            return booking


def test_anybody_sees_the_plan_and_its_list(client, fair, booths):
    answer = client.get("/hoi-cho/plan/")
    assert answer.status_code == 200
    text = page(answer)
    assert all(f'data-code="{booth.code}"' in text and f'data-booth-row="{booth.code}"' in text for booth in booths)
    assert "style=" not in text
    assert "onclick" not in text


def test_a_deep_link_opens_the_booth_in_its_hall(client, fair, booths):
    make_booths(make_hall(fair, "A2"), 1, row="C")
    text = page(client.get("/hoi-cho/plan/?hall=A1&booth=C01"))
    assert 'data-booth="C01"' in text
    assert 'data-code="C01"' in text
    assert 'data-code="B01"' not in text


def test_an_unknown_booth_is_said_to_be_unknown(client, fair, booths):
    answer = client.get("/hoi-cho/plan/?booth=Z99")
    assert answer.status_code == 200
    assert "Z99" in page(answer)
    assert 'data-booth="' not in page(answer)


def test_the_list_is_filtered_without_script(client, fair, booths, company, exhibitor):
    hold_booth(booths[1], company=company, actor_id=exhibitor.pk)
    found = re.findall(r'data-booth-row="(\w+)"', page(client.get("/hoi-cho/plan/?look=held")))
    assert found == ["B02"]
    assert re.findall(r'data-booth-row="(\w+)"', page(client.get("/hoi-cho/plan/?q=b04"))) == ["B04"]


@pytest.mark.parametrize("number", [1, 3])
def test_the_plan_takes_as_many_queries_for_one_booth_as_for_three(logged_in, fair, number, django_assert_num_queries):
    make_booths(make_hall(fair), number)
    logged_in.get("/hoi-cho/plan/?booth=B01")
    with django_assert_num_queries(16):
        logged_in.get("/hoi-cho/plan/?booth=B01")


def test_states_come_as_looks_and_unchanged_ones_as_304(logged_in, fair, booths, company, exhibitor):
    hold_booth(booths[0], company=company, actor_id=exhibitor.pk)
    first = logged_in.get("/hoi-cho/plan/state/")
    assert first.json()["booths"] == {"B01": "mine", "B02": "free", "B03": "free", "B04": "free", "B05": "free"}
    again = logged_in.get("/hoi-cho/plan/state/", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    logged_in.logout()
    other = logged_in.get("/hoi-cho/plan/state/", headers={"If-None-Match": first["ETag"]})
    assert other.json()["booths"]["B01"] == "held"


def test_a_hold_without_log_in_asks_for_it_and_comes_back(client, fair, booths):
    text = page(client.get("/hoi-cho/plan/?booth=B02"))
    assert "/log-in/?next=%2Fhoi-cho%2Fplan%2F%3Fbooth%3DB02" in text
    answer = hold(client, "B02")
    assert (answer.status_code, answer["Location"]) == (302, "/log-in/?next=%2Fhoi-cho%2Fplan%2F%3Fbooth%3DB02")
    part = hold(client, "B02", HX_Request="true")
    assert part.status_code == 403
    assert "/log-in/?next=" in page(part)
    assert not Booking.objects.exists()


def test_a_plain_form_holds_and_the_panel_shows_the_clock(logged_in, fair, booths, company):
    answer = hold(logged_in, "B02")
    assert (answer.status_code, answer["Location"]) == (302, "/hoi-cho/plan/?booth=B02")
    booking = Booking.objects.get()
    assert (booking.state, booking.company, booking.booth.code) == ("draft", company, "B02")
    text = page(logged_in.get("/hoi-cho/plan/?booth=B02"))
    assert re.search(r'data-until="(89\d|900)"', text)
    assert f"/hoi-cho/bookings/{booking.public_id}/extend/" in text
    assert f"/hoi-cho/bookings/{booking.public_id}/release/" in text


def test_holding_twice_shows_the_same_hold(logged_in, fair, booths):
    hold(logged_in, "B02")
    assert hold(logged_in, "B02")["Location"] == "/hoi-cho/plan/?booth=B02"
    assert Booking.objects.count() == 1


@pytest.mark.parametrize("is_part", [True, False])
def test_a_lost_race_names_three_free_booths_each_with_its_own_button(logged_in, fair, booths, is_part):
    rival = make_company()
    hold_booth(booths[1], company=rival, actor_id=make_member(rival.organisation, Role.ADMIN).pk)
    answer = hold(logged_in, "B02", **({"HX_Request": "true"} if is_part else {}))
    assert answer.status_code == 409
    text = page(answer)
    assert ("<html" in text) is not is_part
    panel = text[text.index('id="booth-panel"') :] if not is_part else text
    assert re.findall(r'name="booth" value="(\w+)"', panel) == ["B01", "B03", "B04"]
    assert Booking.objects.filter(company=rival).count() == Booking.objects.count() == 1


def test_the_limit_names_the_holds_that_fill_it(logged_in, fair, booths):
    hold(logged_in, "B01")
    hold(logged_in, "B02")
    answer = hold(logged_in, "B03", HX_Request="true")
    assert answer.status_code == 409
    assert all(f"/bookings/{held.public_id}/" in page(answer) for held in Booking.objects.all())
    assert Booking.objects.count() == 2


@pytest.mark.parametrize("status", ["blocked", "withdrawn", "draft"])
def test_a_booth_not_for_sale_is_not_held(logged_in, fair, booths, status):
    Booth.objects.filter(code="B02").update(status=status)
    assert hold(logged_in, "B02").status_code == (409 if status == "blocked" else 404)
    assert not Booking.objects.exists()


def test_an_organiser_and_a_visitor_cannot_hold(client, fair, booths):
    for user in (make_member(fair.organisation, Role.OWNER), make_person(make_user()).user):
        client.force_login(user)
        assert 'data-booth="B02"' in page(client.get("/hoi-cho/plan/?booth=B02"))
        assert hold(client, "B02").status_code == 403
    assert not Booking.objects.exists()


def test_hold_extends_once_and_is_released_from_the_plan(logged_in, fair, booths):
    hold(logged_in, "B02")
    booking = Booking.objects.get()
    move = f"/hoi-cho/bookings/{booking.public_id}/"
    extended = logged_in.post(move + "extend/", {"back": "plan"}, headers={"HX-Request": "true"})
    assert (extended.status_code, extended["HX-Trigger"]) == (200, "plan:ask")
    assert "extend/" not in page(extended)
    again = logged_in.post(move + "extend/", {"back": "plan"}, headers={"HX-Request": "true"})
    assert again.status_code == 409
    released = logged_in.post(move + "release/", {"back": "plan"})
    assert (released.status_code, released["Location"]) == (302, "/hoi-cho/plan/?booth=B02")
    booking.refresh_from_db()
    assert (booking.state, booking.hold_extended) == ("cancelled", True)


def test_details_are_checked_before_anything_is_booked(logged_in, fair, booths):
    hold(logged_in, "B02")
    booking = Booking.objects.get()
    for name in ("", "a" * 61, "ab\u202ec"):
        answer = logged_in.post(f"/hoi-cho/bookings/{booking.public_id}/submit/", {"fascia_name": name})
        assert answer.status_code == 422
        assert 'aria-invalid="true"' in page(answer)
    booking.refresh_from_db()
    assert (booking.state, booking.quote_id) == ("draft", None)


def test_a_submitted_booking_is_paid_by_vietqr(logged_in, fair, booths):
    hold(logged_in, "B02")
    booking = Booking.objects.get()
    answer = logged_in.post(
        f"/hoi-cho/bookings/{booking.public_id}/submit/", {"fascia_name": " THÀNH  CÔNG ", "note": "Gần cửa"}
    )
    assert (answer.status_code, answer["Location"]) == (302, f"/hoi-cho/bookings/{booking.public_id}/")
    booking.refresh_from_db()
    assert (booking.state, booking.fascia_name) == ("confirmed", "THÀNH CÔNG")
    text = page(logged_in.get(answer["Location"]))
    copied = re.findall(r'data-copy="([^"]+)"', text)
    assert copied == ["17496000", booking.transfer_code, "1028374650"]
    assert '<svg class="qr"' in text
    assert "17.496.000" in text


@pytest.mark.parametrize(
    ("step", "approval"),
    [
        ("draft", "instant"),
        ("confirmed", "instant"),
        ("submitted", "committee"),
        ("approved", "committee"),
        ("declined", "committee"),
        ("paid", "instant"),
        ("cancelled", "instant"),
        ("expired", "instant"),
    ],
)
def test_every_state_has_its_page(logged_in, fair, exhibitor, step, approval):
    company = exhibitor.memberships.get().organisation.company
    [booth] = make_booths(make_hall(fair), 1, approval=approval)
    booking = in_step(hold_booth(booth, company=company, actor_id=exhibitor.pk), step)
    answer = logged_in.get(f"/hoi-cho/bookings/{booking.public_id}/")
    assert answer.status_code == 200
    text = page(answer)
    assert "style=" not in text
    assert ('data-until="' in text) is (step == "draft")
    assert ("<progress" in text) is (step == "draft")
    assert ('id="cancel"' in text) is (step in {"confirmed", "submitted", "approved"})
    assert ("?booth=B01" in text) is True
    assert ("Hết chỗ" in text) is (step == "declined")


def test_a_booking_is_cancelled_with_its_reason(logged_in, fair, booths, company, exhibitor):
    booking = in_step(hold_booth(booths[0], company=company, actor_id=exhibitor.pk), "confirmed")
    logged_in.post(f"/hoi-cho/bookings/{booking.public_id}/cancel/", {"reason": "Đổi ý"})
    booking.refresh_from_db()
    assert (booking.state, booking.decline_reason) == ("cancelled", "Đổi ý")


def test_a_move_that_comes_too_late_says_so_on_the_page(logged_in, fair, booths, company, exhibitor):
    booking = in_step(hold_booth(booths[0], company=company, actor_id=exhibitor.pk), "expired")
    answer = logged_in.post(f"/hoi-cho/bookings/{booking.public_id}/submit/", {"fascia_name": "A"})
    assert answer.status_code == 409
    assert 'role="alert"' in page(answer)
    booking.refresh_from_db()
    assert booking.quote_id is None


def test_nobody_else_sees_or_moves_a_booking(client, fair, booths, company, exhibitor):
    booking = hold_booth(booths[0], company=company, actor_id=exhibitor.pk)
    address = f"/hoi-cho/bookings/{booking.public_id}/"
    assert client.get(address).status_code == 302
    for stranger in (
        make_member(make_company().organisation, Role.ADMIN),
        make_member(make_fair().organisation, Role.OWNER),
    ):
        client.force_login(stranger)
        assert client.get(address).status_code == 404
        assert [client.post(f"{address}{move}/").status_code for move in ("extend", "release", "submit", "cancel")] == [
            404
        ] * 4
    client.force_login(make_member(fair.organisation, Role.OWNER))
    assert client.get(address).status_code == 200
    assert client.post(f"{address}release/").status_code == 403
    client.force_login(exhibitor)
    assert client.get(f"/{make_fair().slug}/bookings/{booking.public_id}/").status_code == 404
    assert client.post(f"{address}fly/").status_code == 404
    booking.refresh_from_db()
    assert (booking.state, booking.hold_extended) == ("draft", False)


def test_the_hub_counts_what_is_left(logged_in, fair, booths, company, exhibitor):
    def left():
        return int(re.search(r'class="left-n[^"]*">(\d+)<', page(logged_in.get("/hoi-cho/my-booth/")))[1])

    assert left() == 2  # a booth, and the people
    registration = make_registration(fair, make_person(exhibitor, company), role="exhibitor")
    make_badge(registration)
    assert left() == 1
    booking = hold_booth(booths[0], company=company, actor_id=exhibitor.pk)
    assert left() == 1
    in_step(booking, "paid")
    text = page(logged_in.get("/hoi-cho/my-booth/"))
    assert left() == 0
    assert registration.person.full_name in text
    assert f"/hoi-cho/bookings/{booking.public_id}/" in text


def test_the_hub_shows_wishes_that_wait(logged_in, fair, company, exhibitor):
    from booking.models import MeetingRequest

    buyer = make_maker(fair, "Nhà lắp ráp Thăng Long")
    low, high = sorted((buyer.company, company), key=lambda one: one.pk)
    MeetingRequest.objects.create(
        fair=fair, from_person=buyer.person, from_company=buyer.company, to_company=company,
        company_low=low, company_high=high, awaiting_company=company, message="Tìm nhà cung cấp vỏ hộp số",
    )  # fmt: skip
    text = page(logged_in.get("/hoi-cho/my-booth/"))
    assert buyer.company.legal_name in text
    assert "vỏ hộp số" in text


def test_the_hub_of_somebody_without_a_company_shows_the_way(client, fair):
    assert client.get("/hoi-cho/my-booth/").status_code == 302
    client.force_login(make_member(fair.organisation, Role.OWNER))
    answer = client.get("/hoi-cho/my-booth/")
    assert answer.status_code == 200
    assert "/hoi-cho/plan/" in page(answer)
