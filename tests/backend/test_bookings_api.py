"""Holds and bookings by the API: who may, what is refused and how, bad input, idempotency, the list."""

import datetime as dt

import pytest
from django.test import override_settings

from accounts.roles import Role
from booking.models import Booking
from booking.services.booths import hold_booth, submit_booking
from kernel.clock import now
from kernel.models import HistoryEntry, IdempotencyKey, OutboxEvent
from tests.factories.fair import make_booths, make_fair, make_hall
from tests.factories.people import bearer, make_company, make_member, make_organiser, make_user

pytestmark = pytest.mark.django_db
API = "/api/v1"


@pytest.fixture
def fair():
    return make_fair()


@pytest.fixture
def booths(fair):
    return make_booths(make_hall(fair), 5)


@pytest.fixture
def company():
    return make_company()


@pytest.fixture
def own(company):
    return make_member(company.organisation, Role.STAFF)


@pytest.fixture
def seller(fair):
    return make_member(fair.organisation, Role.SALES)


def post(client, route, user=None, body=None, *, scopes=(), **headers):
    auth = bearer(user, *scopes) if user else {}
    return client.post(f"{API}/{route}", body or {}, content_type="application/json", headers=auth | headers)


def everything():
    return (
        list(Booking.objects.order_by("pk").values_list("pk", "state", "revision")),
        OutboxEvent.objects.count(),
        HistoryEntry.objects.count(),
    )


def test_taken_booth_answers_409_with_the_way_on(client, booths, own):
    hold_booth(booths[1], company=make_company(), actor_id=own.pk)
    before = everything()
    answer = post(client, f"booths/{booths[1].public_id}/holds/", own, **{"Accept-Language": "en"})
    assert (answer.status_code, answer["Content-Type"]) == (409, "application/problem+json")
    body = answer.json()
    assert (body["type"], body["code"], body["title"], body["booth"]) == (
        "/problems/booth_taken",
        "booth_taken",
        "Somebody was faster: this booth is taken.",
        "B02",
    )
    assert body["instance"] == f"{API}/booths/{booths[1].public_id}/holds/"
    assert [free["code"] for free in body["alternatives"]] == ["B01", "B03", "B04"]
    assert everything() == before


def test_held_booth_shows_its_clock(client, booths, own, company):
    body = post(client, f"booths/{booths[0].public_id}/holds/", own).json()
    assert body["company"] == {"id": company.public_id, "name": company.short_name}
    assert dt.datetime.fromisoformat(body["hold"]["expires_at"]) > now() + dt.timedelta(minutes=14)
    extended = post(client, f"bookings/{body['id']}/extend/", own).json()
    assert (extended["hold"]["extended"], extended["moves"]) == (True, ["submit", "release"])
    assert post(client, f"bookings/{body['id']}/extend/", own).json()["code"] == "hold_already_extended"
    released = post(client, f"bookings/{body['id']}/release/", own).json()
    assert (released["state"], released["hold"], released["moves"]) == ("cancelled", None, [])


def test_hold_whose_clock_ran_out_reads_as_expired(client, booths, own, company):
    booking = hold_booth(booths[0], company=company, actor_id=own.pk)
    Booking.objects.update(hold_expires_at=now() - dt.timedelta(seconds=1))
    body = client.get(f"{API}/bookings/{booking.public_id}/", headers=bearer(own)).json()
    assert (body["state"], body["moves"]) == ("expired", [])
    answer = post(client, f"bookings/{booking.public_id}/submit/", own, {"fascia_name": "A"})
    assert (answer.status_code, answer.json()["code"]) == (409, "hold_over")


def test_hold_is_for_a_company_of_the_user(client, booths, own, seller):
    second = make_company()
    url = f"booths/{booths[0].public_id}/holds/"
    foreign = post(client, url, own, {"company": second.public_id})
    assert (foreign.status_code, foreign.json()["code"]) == (404, "not_found")
    for person in (seller, make_user()):
        refused = post(client, url, person)
        assert (refused.status_code, refused.json()["code"]) == (403, "no_company")
    assert everything() == ([], 0, 0)
    both = make_member(second.organisation, Role.ADMIN)
    assert post(client, url, both, {"company": second.public_id}).json()["company"]["id"] == second.public_id


def test_nobody_and_narrow_tokens_do_not_book(client, booths, own):
    url = f"booths/{booths[0].public_id}/holds/"
    assert post(client, url).status_code == 401
    assert post(client, url, own, scopes=("read", "meet", "manage")).status_code == 403
    assert everything() == ([], 0, 0)
    assert post(client, url, own, scopes=("book",)).status_code == 201


def test_same_key_and_body_replay_the_first_answer(client, booths, own):
    url = f"booths/{booths[0].public_id}/holds/"
    token = bearer(own) | {"Idempotency-Key": "click-0001"}
    first = client.post(f"{API}/{url}", {}, content_type="application/json", headers=token)
    again = client.post(f"{API}/{url}", {}, content_type="application/json", headers=token)
    assert (first.status_code, again.status_code, again["Idempotency-Replayed"]) == (201, 201, "true")
    assert first.content == again.content
    assert Booking.objects.count() == 1
    other = client.post(f"{API}/{url}", {"company": "x"}, content_type="application/json", headers=token)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    booking = first.json()["id"]
    submit = {"fascia_name": "CÔNG TY A"}
    token["Idempotency-Key"] = "click-0002"
    answers = [
        client.post(f"{API}/bookings/{booking}/submit/", submit, content_type="application/json", headers=token)
        for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].content == answers[1].content
    assert OutboxEvent.objects.count() == 2


def test_conflict_is_not_kept_under_the_key(client, booths, own):
    blocker = hold_booth(booths[0], company=make_company(), actor_id=own.pk)
    token = bearer(own) | {"Idempotency-Key": "click-0003"}
    url = f"{API}/booths/{booths[0].public_id}/holds/"
    assert client.post(url, {}, content_type="application/json", headers=token).status_code == 409
    assert not IdempotencyKey.objects.exists()
    Booking.objects.filter(pk=blocker.pk).update(state="cancelled")
    assert client.post(url, {}, content_type="application/json", headers=token).status_code == 201


@pytest.mark.parametrize("key", ["short", "x" * 256, "läng-genug-aber"])
def test_malformed_key_is_refused(client, booths, own, key):
    answer = client.post(
        f"{API}/booths/{booths[0].public_id}/holds/",
        {},
        content_type="application/json",
        headers=bearer(own) | {"Idempotency-Key": key.encode().decode("latin-1")},
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_malformed")
    assert everything() == ([], 0, 0)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b'{"company": "a", "company": "b"}', 400),
        (b'{"colour": "red"}', 400),
        (b'{"company": 5e999}', 400),
        (b'{"company": NaN}', 400),
        (b'{"company": "\\u0000"}', 400),
        (b'{"company": "\\ud800"}', 400),
        (b'{"company": ["a"]}', 400),
        (b'{"company": {"a": 1}}', 400),
        (b'{"company": null}', 400),
        (b"[]", 400),
        (b'"text"', 400),
        (b"null", 400),
        (b"{", 400),
        (b"\xff\xfe", 400),
        (b"[" * 200_000, 400),
        (b'{"company": "' + b"x" * 1_100_000 + b'"}', 413),
    ],
)
def test_bad_bodies_are_refused_and_change_nothing(client, booths, own, body, status):
    answer = client.post(
        f"{API}/booths/{booths[0].public_id}/holds/", body, content_type="application/json", headers=bearer(own)
    )
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert answer.json()["status"] == status
    assert everything() == ([], 0, 0)


def test_other_media_types_are_refused(client, booths, own):
    answer = client.post(f"{API}/booths/{booths[0].public_id}/holds/", {"company": "a"}, headers=bearer(own))
    assert answer.status_code == 415


@pytest.mark.parametrize(
    ("fascia", "code"),
    [
        (None, "required"),
        ("", "blank"),
        ("   ", "blank"),
        ("x" * 61, "max_length"),
        (["A"], "invalid"),
        (True, "invalid"),
    ],
)
def test_fascia_name_is_checked_as_typed(*, client, booths, own, company, fascia, code):
    booking = hold_booth(booths[0], company=company, actor_id=own.pk)
    before = everything()
    body = {} if fascia is None else {"fascia_name": fascia}
    answer = post(client, f"bookings/{booking.public_id}/submit/", own, body)
    assert answer.status_code == 400
    assert [(error["pointer"], error["code"]) for error in answer.json()["errors"]] == [("/fascia_name", code)]
    assert everything() == before


@pytest.mark.parametrize("text", ["a\u200bb", "a\u202eb", "a\x07b"])
def test_invisible_characters_are_refused(*, client, booths, own, company, text):
    booking = hold_booth(booths[0], company=company, actor_id=own.pk)
    assert post(client, f"bookings/{booking.public_id}/submit/", own, {"fascia_name": text}).status_code == 400
    assert Booking.objects.get().state == "draft"


def test_text_is_kept_composed_on_one_line(client, booths, own, company):
    booking = hold_booth(booths[0], company=company, actor_id=own.pk)
    body = post(
        client, f"bookings/{booking.public_id}/submit/", own, {"fascia_name": "  Co\u031b  khi\u0301 \n A "}
    ).json()
    assert body["fascia_name"] == "Cơ khí A"


@pytest.mark.parametrize("name", ["nothing", "x" * 500, "%00"])
def test_unknown_booking_does_not_exist(client, own, name):
    assert client.get(f"{API}/bookings/{name}/", headers=bearer(own)).status_code == 404
    assert post(client, f"bookings/{name}/extend/", own).status_code == 404


MOVES = ("extend", "release", "submit", "approve", "decline", "mark-paid", "cancel")
BODIES = {"submit": {"fascia_name": "A"}, "decline": {"reason": "x"}}


@pytest.mark.parametrize("move", MOVES)
def test_booking_of_others_does_not_exist(*, client, booths, own, company, move):
    booking = hold_booth(booths[0], company=company, actor_id=own.pk)
    before = everything()
    strangers = (
        make_user(),
        make_member(make_company().organisation, Role.ADMIN),
        make_member(make_organiser("Another"), Role.OWNER),
    )
    for stranger in strangers:
        answer = post(client, f"bookings/{booking.public_id}/{move}/", stranger, BODIES.get(move))
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
        assert client.get(f"{API}/bookings/{booking.public_id}/", headers=bearer(stranger)).status_code == 404
    assert post(client, f"bookings/{booking.public_id}/{move}/", None, BODIES.get(move)).status_code == 401
    assert everything() == before


def test_each_side_has_its_own_moves(*, client, fair, booths, own, company, seller):
    booking = hold_booth(booths[0], company=company, actor_id=own.pk)
    before = everything()
    for move in ("extend", "release", "submit"):
        answer = post(client, f"bookings/{booking.public_id}/{move}/", seller, BODIES.get(move))
        assert (answer.status_code, answer.json()["code"]) == (403, "other_side")
    for move in ("approve", "decline", "mark-paid"):
        answer = post(client, f"bookings/{booking.public_id}/{move}/", own, BODIES.get(move))
        assert (answer.status_code, answer.json()["code"]) == (403, "other_side")
    guard = make_member(fair.organisation, Role.DOOR)
    for move in ("approve", "decline", "mark-paid", "cancel"):
        answer = post(client, f"bookings/{booking.public_id}/{move}/", guard, BODIES.get(move))
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    assert everything() == before


def test_declining_and_cancelling_carry_their_reason(client, fair, own, company, seller):
    booths = make_booths(make_hall(fair, "A2"), 2, row="C", approval="committee")
    first, second = (hold_booth(booth, company=company, actor_id=own.pk) for booth in booths)
    for booking in (first, second):
        post(client, f"bookings/{booking.public_id}/submit/", own, {"fascia_name": "A"})
    assert post(client, f"bookings/{first.public_id}/decline/", seller).status_code == 400
    declined = post(client, f"bookings/{first.public_id}/decline/", seller, {"reason": "Sai ngành hàng"})
    assert (declined.status_code, declined.json()["state"], declined.json()["decline_reason"]) == (
        200,
        "declined",
        "Sai ngành hàng",
    )
    cancelled = post(client, f"bookings/{second.public_id}/cancel/", own, {"reason": "đổi ý"})
    assert (cancelled.json()["state"], cancelled.json()["decline_reason"]) == ("cancelled", "đổi ý")
    assert post(client, f"bookings/{second.public_id}/cancel/", seller).json()["code"] == "illegal_move"


def test_cancelling_needs_the_scope_of_the_side(client, booths, own, company, seller):
    booking = submit_booking(hold_booth(booths[0], company=company, actor_id=own.pk), fascia_name="A", actor_id=own.pk)
    url = f"bookings/{booking.public_id}/cancel/"
    assert post(client, url, own, scopes=("read", "manage")).status_code == 403
    assert post(client, url, seller, scopes=("read", "book")).status_code == 403
    assert Booking.objects.get().state == "confirmed"
    assert post(client, url, seller, scopes=("manage",)).json()["state"] == "cancelled"


def test_list_shows_each_side_its_own(*, client, fair, booths, own, company, seller):
    other = make_company()
    mine = hold_booth(booths[0], company=company, actor_id=own.pk)
    theirs = hold_booth(booths[1], company=other, actor_id=own.pk)
    url = f"{API}/fairs/{fair.slug}/bookings/"

    def ids(user, query=""):
        return [row["id"] for row in client.get(url + query, headers=bearer(user)).json()["results"]]

    assert ids(seller) == [theirs.public_id, mine.public_id]
    assert ids(own) == [mine.public_id]
    assert ids(make_user()) == ids(make_member(make_organiser("Another"), Role.OWNER)) == []
    assert ids(seller, "?state=confirmed") == []
    assert ids(seller, "?state=draft") == [theirs.public_id, mine.public_id]
    assert client.get(url).status_code == 401
    assert client.get(url + "?state=lovely", headers=bearer(own)).status_code == 400


def test_list_costs_the_same_queries(*, client, fair, booths, own, seller, django_assert_num_queries):
    token = bearer(seller)
    counts = []
    for booth in booths[:3]:
        company = make_company()
        submit_booking(hold_booth(booth, company=company, actor_id=own.pk), fascia_name="A", actor_id=own.pk)
        counts.append(booth)
        if len(counts) in (1, 3):
            with django_assert_num_queries(7):
                body = client.get(f"{API}/fairs/{fair.slug}/bookings/", headers=token).json()
            assert body["count"] == len(counts)
            assert body["results"][0]["quote"]["total"] == 34_992_000


def test_too_many_clicks_are_slowed_down(client, booths, own):
    """The rates are read when the class is loaded, so the test gives the throttle its own."""
    from backend.throttles import ScopedThrottle

    token = bearer(own)
    url = f"{API}/booths/{booths[0].public_id}/holds/"
    with pytest.MonkeyPatch.context() as patch, override_settings(CACHES=LOCAL_CACHE):
        patch.setattr(ScopedThrottle, "THROTTLE_RATES", {"book": "2/min"})
        statuses = [client.post(url, {}, content_type="application/json", headers=token).status_code for _ in range(3)]
        refused = client.post(url, {}, content_type="application/json", headers=token)
    assert statuses == [201, 409, 429]
    assert int(refused["Retry-After"]) > 0
    assert refused.json()["code"] == "throttled"


LOCAL_CACHE = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "throttle-test"}}
