"""Registrations, badges, seats and deliveries by the API: who may, and what is answered."""

import pytest
import zxingcpp
from PIL import Image

from accounts.roles import Role
from booking.models import Registration
from kernel.messages import Draft, post
from kernel.models import HistoryEntry, IdempotencyKey, Message, OutboxEvent
from tests.factories.fair import make_fair, make_workshop
from tests.factories.people import bearer, make_member, make_organiser, make_person, make_user

pytestmark = pytest.mark.django_db(transaction=True)

BODY = {"full_name": "Trần Thị Sáu", "email": "sau@mail.example", "consent": True}


@pytest.fixture
def fair():
    return make_fair()


@pytest.fixture
def manager(fair):
    return make_member(fair.organisation, Role.MANAGER)


@pytest.fixture
def outsider():
    return make_member(make_organiser("Ban tổ chức khác"), Role.OWNER)


def register(client, fair, body=None, **headers):
    return client.post(
        f"/api/v1/fairs/{fair.slug}/registrations/",
        BODY | (body or {}),
        content_type="application/json",
        headers=headers,
    )


def get(client, url, user=None, *scopes):
    return client.get(f"/api/v1/{url}", headers=bearer(user, *scopes) if user else {})


def post_to(client, url, user=None, body=None, *scopes):
    return client.post(
        f"/api/v1/{url}", body or {}, content_type="application/json", headers=bearer(user, *scopes) if user else {}
    )


def test_the_public_registers_and_learns_neither_key_nor_code(client, fair):
    answer = register(client, fair)
    assert answer.status_code == 201
    assert answer.json() | {"id": "", "created_at": "", "completed_at": ""} == {
        "id": "",
        "fair": fair.slug,
        "role": "visitor",
        "state": "complete",
        "full_name": "Trần Thị Sáu",
        "other_name": "",
        "email": "sau@mail.example",
        "phone": "",
        "company_name": "",
        "job_title": "",
        "language": "vi",
        "days": [fair.starts_on.isoformat(), fair.ends_on.isoformat()],
        "interests": [],
        "share_contact": False,
        "invited_by": "",
        "share_with_inviter": False,
        "created_at": "",
        "completed_at": "",
    }
    again = register(client, fair, {"full_name": "Ai Đó"})
    assert again.status_code == 409
    assert set(again.json()) == {"type", "title", "status", "code", "instance"}
    assert again.json()["code"] == "already_registered"


def test_the_same_key_replays_and_a_refused_one_keeps_no_wrong_answer(client, fair):
    first = register(client, fair, **{"Idempotency-Key": "key-12345"})
    again = register(client, fair, **{"Idempotency-Key": "key-12345"})
    assert (first.status_code, again.status_code, again.content) == (201, 201, first.content)
    refused = register(client, fair, **{"Idempotency-Key": "key-67890"})
    assert refused.status_code == 409
    assert Registration.objects.count() == 1
    assert not IdempotencyKey.objects.filter(key="key-67890", status=201).exists()


@pytest.mark.parametrize(
    ("change", "status", "pointer"),
    [
        ({"consent": False}, 422, "/consent"),
        ({"email": "not-an-address"}, 400, "/email"),
        ({"surprise": 1}, 400, "/surprise"),
        ({"days": ["2001-01-01"]}, 422, "/days"),
        ({"full_name": "  "}, 400, "/full_name"),
        ({"language": "fr"}, 400, "/language"),
    ],
)
def test_bad_input_is_refused_by_field_and_changes_nothing(client, fair, change, status, pointer):
    answer = register(client, fair, change)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (status, pointer)
    assert (Registration.objects.count(), OutboxEvent.objects.count()) == (0, 0)


def test_other_lanyards_are_the_organisers_to_give(client, fair, manager):
    assert register(client, fair, {"role": "door"}).status_code == 403
    answer = register(client, fair, {"role": "door"}, **bearer(manager))
    assert (answer.status_code, answer.json()["role"]) == (201, "door")


def test_only_owner_key_and_organiser_see_a_registration(client, fair, manager, outsider):
    register(client, fair)
    registration = Registration.objects.get()
    url = f"registrations/{registration.public_id}/"
    assert get(client, url).status_code == 404
    assert get(client, url, outsider).status_code == 404
    assert get(client, url, make_user()).status_code == 404
    assert get(client, f"{url}?key=wrong").status_code == 404
    assert get(client, f"{url}?key={registration.manage_key}").status_code == 200
    assert get(client, url, manager).status_code == 200
    user = make_user("sau@mail.example")
    registration.person.user = user
    registration.person.save()
    assert get(client, url, user).status_code == 200


def test_the_organisers_list_filters_and_is_closed_to_others(client, fair, manager, outsider):
    for number in range(3):
        register(client, fair, {"email": f"v{number}@mail.example", "full_name": f"Đặng Văn {number}"})
    url = f"fairs/{fair.slug}/registrations/"
    assert get(client, url, manager).json()["count"] == 3
    assert get(client, f"{url}?q=dang 2", manager).json()["results"][0]["full_name"] == "Đặng Văn 2"
    assert get(client, f"{url}?state=withdrawn", manager).json()["count"] == 0
    assert [get(client, f"{url}?role={role}", manager).json()["count"] for role in ("visitor", "buyer")] == [3, 0]
    assert get(client, url).status_code == 404
    assert get(client, url, outsider).status_code == 404
    assert get(client, url, make_member(fair.organisation, Role.DOOR)).status_code == 403
    assert get(client, url, manager, "scan").status_code == 403


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_makes_the_same_number_of_queries_whatever_its_length(
    client, fair, manager, number, django_assert_num_queries
):
    for n in range(number):
        register(client, fair, {"email": f"v{n}@mail.example"})
    headers = bearer(manager)
    with django_assert_num_queries(5):
        client.get(f"/api/v1/fairs/{fair.slug}/registrations/", headers=headers)


def test_withdraw_by_key_and_decide_by_organiser(client, fair, manager):
    register(client, fair)
    registration = Registration.objects.get()
    url = f"registrations/{registration.public_id}/"
    assert post_to(client, f"{url}withdraw/").status_code == 404
    answer = client.post(f"/api/v1/{url}withdraw/?key={registration.manage_key}")
    assert (answer.status_code, answer.json()["state"]) == (200, "withdrawn")
    change = client.patch(
        f"/api/v1/{url}", {"state": "complete"}, content_type="application/json", headers=bearer(manager)
    )
    assert (change.status_code, change.json()["state"]) == (200, "complete")
    own = client.patch(
        f"/api/v1/{url}?key={registration.manage_key}", {"state": "rejected"}, content_type="application/json"
    )
    assert own.status_code == 404
    assert Registration.objects.get().state == "complete"


def test_badges_are_drawn_for_who_may_see_them_and_read_by_another_decoder(client, fair, manager, outsider):
    register(client, fair)
    registration = Registration.objects.get()
    code = registration.badges.get().code
    url = f"registrations/{registration.public_id}/badge"
    picture = get(client, f"{url}.png", manager)
    assert (picture.status_code, picture["Content-Type"]) == (200, "image/png")
    import io

    with Image.open(io.BytesIO(picture.content)) as image:
        assert code in {found.text for found in zxingcpp.read_barcodes(image)}
    assert get(client, f"{url}.pdf?key={registration.manage_key}").content.startswith(b"%PDF-")
    svg = get(client, f"{url}.svg", manager)
    assert (svg["Content-Type"], svg.content[:4]) == ("image/svg+xml", b"<svg")
    assert picture["Cache-Control"] == "private, no-store"
    assert get(client, f"{url}.pdf", outsider).status_code == 404
    assert get(client, f"{url}.pdf").status_code == 404
    post_to(client, f"registrations/{registration.public_id}/withdraw/", manager)
    assert get(client, f"{url}.pdf", manager).status_code == 404


def test_reissue_is_the_organisers(client, fair, manager, outsider):
    register(client, fair)
    registration = Registration.objects.get()
    url = f"registrations/{registration.public_id}/reissue/"
    assert post_to(client, url).status_code == 401
    assert post_to(client, url, outsider).status_code == 404
    assert post_to(client, url, manager, None, "read").status_code == 403
    answer = post_to(client, url, manager)
    assert (answer.status_code, answer.json()["version"]) == (201, 2)


def test_a_seat_by_api_and_the_refusal_of_the_last(client, fair):
    workshop = make_workshop(fair, seats=1)
    users = []
    for number in range(2):
        user = make_user(f"v{number}@mail.example")
        make_person(user)
        register(client, fair, {"email": user.email}, **bearer(user))
        users.append(user)
    url = f"workshops/{workshop.public_id}/seats/"
    assert post_to(client, url, users[0]).status_code == 201
    full = post_to(client, url, users[1])
    assert (full.status_code, full.json()["code"], full.json()["alternatives"]) == (409, "workshop_full", [])
    listed = client.get(f"/api/v1/fairs/{fair.slug}/workshops/").json()["results"]
    assert [(row["code"], row["seats"], row["seats_taken"]) for row in listed] == [("W1", 1, 1)]
    assert client.delete(f"/api/v1/{url}", headers=bearer(users[0])).status_code == 204
    assert post_to(client, url, users[1]).status_code == 201
    assert post_to(client, url, make_user()).status_code == 404


def test_deliveries_are_listed_read_and_sent_again_by_the_organiser(client, fair, manager, outsider):
    from django.db import transaction

    with transaction.atomic():
        post(
            Draft(
                subject_type="test",
                subject_id=n,
                kind="test",
                recipient=f"v{n}@m.example",
                title="Chào",
                text="…",
                tenant=fair.organisation.public_id,
                scope=fair.public_id,
            )
            for n in range(2)
        )
    failed = Message.objects.order_by("id").first()
    Message.objects.filter(pk=failed.pk).update(state="failed", attempts=5, last_error="550 No such mailbox")
    url = f"fairs/{fair.slug}/deliveries/"
    assert get(client, url, manager).json()["count"] == 2
    (row,) = get(client, f"{url}?state=failed", manager).json()["results"]
    assert (row["id"], row["attempts"], row["last_error"]) == (failed.public_id, 5, "550 No such mailbox")
    assert get(client, f"{url}{failed.public_id}/", manager).json()["text"] == "…"
    again = post_to(client, f"{url}{failed.public_id}/resend/", manager)
    assert (again.status_code, again.json()["state"], again.json()["attempts"]) == (200, "ready", 0)
    entry = HistoryEntry.objects.get()
    assert (entry.action, entry.before, entry.actor_id) == ("resent", "failed", manager.pk)
    busy = post_to(client, f"{url}{failed.public_id}/resend/", manager)
    assert (busy.status_code, busy.json()["code"]) == (409, "delivery_under_way")
    assert get(client, url).status_code == 401
    assert get(client, url, outsider).status_code == 404
    assert get(client, url, make_member(fair.organisation, Role.DOOR)).status_code == 403
    other = make_fair(outsider.memberships.get().organisation)
    assert get(client, f"fairs/{other.slug}/deliveries/{failed.public_id}/", outsider).status_code == 404
    assert post_to(client, f"fairs/{other.slug}/deliveries/{failed.public_id}/resend/", outsider).status_code == 404
