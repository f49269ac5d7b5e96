"""Wishes and meetings from outside: form, refusals as problems, tenants, pages, constant query counts."""

import datetime as dt
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.renderers import JSONRenderer

from backend.api.meeting_shapes import MeetingOut
from booking.models import Meeting, MeetingRequest, UnavailableSlot
from booking.queries.meetings import with_meeting_parts
from booking.services.meetings import accept_request
from booking.services.proposals import propose_times
from fairs.models import MeetingTable
from kernel.models import IdempotencyKey
from kernel.postgres.line import Line
from tests.booking.meetings.traces import nothing_changes
from tests.factories.fair import make_fair, make_hall, make_slots, make_tables, make_workshop
from tests.factories.meetings import make_colleague, make_maker, make_need, make_sourcer
from tests.factories.people import bearer, make_member, make_organiser, make_user
from tests.factories.wishes import make_wish

pytestmark = pytest.mark.django_db


@pytest.fixture
def fair():
    return make_fair()


@pytest.fixture
def slots(fair):
    make_tables(fair)
    return make_slots(fair)


@pytest.fixture
def buyer(fair):
    return make_sourcer(fair)


@pytest.fixture
def maker(fair):
    return make_maker(fair)


@pytest.fixture
def root(fair):
    return f"/api/v1/fairs/{fair.slug}/"


def post(client, url, user, body=None, **headers):
    return client.post(url, body or {}, content_type="application/json", headers=bearer(user, "meet") | headers)


def get(client, url, user):
    return client.get(url, headers=bearer(user, "read"))


def test_the_same_key_makes_one_wish_and_replays_its_answer(client, root, slots, buyer, maker):
    body = {"to_company": maker.company.public_id, "slots": [slots[0].public_id]}
    first = post(client, root + "meeting-requests/", buyer.user, body, **{"Idempotency-Key": "wish-2026-1"})
    again = post(client, root + "meeting-requests/", buyer.user, body)
    assert (first.status_code, again.status_code) == (201, 409)
    assert again.json() | {"instance": ""} == {
        "type": "/problems/already_asked",
        "title": again.json()["title"],
        "status": 409,
        "code": "already_asked",
        "request": first.json()["id"],
        "instance": "",
    }
    token = bearer(buyer.user, "meet")
    keyed = token | {"Idempotency-Key": "wish-2026-2"}
    other = make_maker(buyer.registration.fair)
    body["to_company"] = other.company.public_id
    answers = [
        client.post(root + "meeting-requests/", body, content_type="application/json", headers=keyed) for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert answers[1]["Idempotency-Replayed"] == "true"
    assert MeetingRequest.objects.count() == IdempotencyKey.objects.count() == 2


@pytest.mark.parametrize(
    ("change", "status", "pointer", "code"),
    [
        ({"sloths": []}, 400, "/sloths", "unknown_field"),
        ({"slots": []}, 400, "/slots", "min_length"),
        ({"slots": ["nothing"]}, 422, "/slots", "unknown_reference"),
        ({"to_company": "nothing"}, 422, "/to_company", "unknown_reference"),
        ({"to_person": "nothing"}, 422, "/to_person", "unknown_reference"),
        ({"need": "nothing"}, 422, "/need", "unknown_reference"),
        ({"priority": 4}, 400, "/priority", "max_value"),
        ({"language": "fr"}, 400, "/language", "invalid_choice"),
        ({"message": "x" * 501}, 400, "/message", "max_length"),
        ({"slots": ["x"] * 25}, 400, "/slots", "max_length"),
    ],
)
def test_a_wrong_wish_names_its_field(client, root, slots, buyer, maker, change, status, pointer, code):
    body = {"to_company": maker.company.public_id, "slots": [slots[0].public_id]} | change
    with nothing_changes():
        answer = post(client, root + "meeting-requests/", buyer.user, body)
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    assert [(error["pointer"], error["code"]) for error in answer.json()["errors"]] == [(pointer, code)]


def test_a_wish_cannot_name_what_the_asker_may_not_see(client, root, slots, buyer, maker):
    hidden = make_need(buyer.company, confidentiality="matched_only")
    body = {"to_company": buyer.company.public_id, "slots": [slots[0].public_id], "need": hidden.public_id}
    foreign = body | {"need": make_need(make_sourcer(buyer.registration.fair).company).public_id}
    elsewhere = body | {"slots": [make_slots(make_fair(), 1)[0].public_id]}
    del elsewhere["need"]
    for wrong in (body, foreign, elsewhere):
        with nothing_changes():
            assert post(client, root + "meeting-requests/", maker.user, wrong).status_code == 422


def test_a_wish_may_name_somebody_of_the_other_side(client, root, slots, buyer, maker):
    body = {"to_company": maker.company.public_id, "to_person": maker.person.public_id, "slots": [slots[0].public_id]}
    made = post(client, root + "meeting-requests/", buyer.user, body | {"need": None})
    assert made.json()["receiver"]["person"]["id"] == maker.person.public_id
    assert made.json()["sender"]["person"]["id"] == buyer.person.public_id


def test_another_tenants_wishes_and_meetings_do_not_exist(client, root, fair, slots, buyer, maker):
    wish = make_wish(fair, buyer, maker, slots[:2])
    meeting = accept_request(make_wish(fair, make_sourcer(fair), maker, slots[2:3]), user=maker.user)
    rival = make_organiser("Sở khác")
    strangers = [
        make_user(),
        make_maker(fair).user,
        make_member(rival, "owner"),
        make_member(fair.organisation, "door"),
    ]
    one = f"{root}meeting-requests/{wish.public_id}/"
    for user in strangers:
        with nothing_changes():
            assert get(client, one, user).status_code == 404
            assert get(client, f"/api/v1/meetings/{meeting.public_id}/", user).status_code == 404
            for move in ("accept", "decline", "withdraw"):
                assert post(client, f"{one}{move}/", user).status_code == 404
            assert post(client, f"{one}counter/", user, {"slots": [slots[0].public_id]}).status_code == 404
            assert post(client, f"/api/v1/meetings/{meeting.public_id}/cancel/", user).status_code == 404
            body = {"slot": slots[4].public_id}
            assert post(client, f"/api/v1/meetings/{meeting.public_id}/reschedule/", user, body).status_code == 404
        assert get(client, root + "meeting-requests/", user).json()["results"] == []
        assert get(client, root + "meetings/", user).json()["results"] == []
    for url in (one, root + "meeting-requests/", root + "meetings/", root + "agenda/", root + "availability/"):
        assert client.get(url).status_code == 401
    draft = make_fair(state="draft")
    assert get(client, f"/api/v1/fairs/{draft.slug}/slots/", buyer.user).status_code == 404


def test_a_wish_of_one_fair_is_not_found_under_another(client, fair, slots, buyer, maker):
    wish = make_wish(fair, buyer, maker, slots[:2])
    other = make_fair()
    assert get(client, f"/api/v1/fairs/{other.slug}/meeting-requests/{wish.public_id}/", buyer.user).status_code == 404


def test_the_organiser_reads_all_and_moves_meetings_but_answers_no_wish(client, root, fair, slots, buyer, maker):
    manager = make_member(fair.organisation, "manager")
    wish = make_wish(fair, buyer, maker, slots[:2])
    listed = get(client, root + "meeting-requests/", manager).json()["results"]
    assert [(row["id"], row["direction"], row["your_turn"]) for row in listed] == [(wish.public_id, "other", False)]
    with nothing_changes():
        assert post(client, f"{root}meeting-requests/{wish.public_id}/accept/", manager).status_code == 404
    meeting = accept_request(wish, user=maker.user)
    url = f"/api/v1/meetings/{meeting.public_id}/"
    assert [row["id"] for row in get(client, root + "meetings/", manager).json()["results"]] == [meeting.public_id]
    assert get(client, url, manager).json()["id"] == meeting.public_id
    assert get(client, "/api/v1/meetings/nothing/", manager).status_code == 404
    moved = post(client, url + "reschedule/", manager, {"slot": slots[4].public_id})
    assert (moved.status_code, moved.json()["slot"]["index"], moved.json()["sequence"]) == (200, 4, 1)
    cancelled = post(client, url + "cancel/", manager, {"reason": "Mất điện"})
    assert (cancelled.status_code, cancelled.json()["state"], cancelled.json()["cancelled_by"]) == (
        200,
        "cancelled",
        None,
    )


def test_a_member_without_a_registration_is_told_what_is_missing(client, root, fair, slots, buyer, maker):
    wish = make_wish(fair, buyer, maker, slots[:2])
    member = make_member(maker.company.organisation, "staff")
    answer = post(client, f"{root}meeting-requests/{wish.public_id}/accept/", member)
    assert (answer.status_code, answer.json()["code"], answer.json()["missing"]) == (403, "not_a_participant", "person")


def test_tokens_without_the_scope_change_nothing(client, root, fair, slots, buyer, maker):
    wish = make_wish(fair, buyer, maker, slots[:2])
    with nothing_changes():
        for scope in ("read", "book", "scan"):
            answer = client.post(
                f"{root}meeting-requests/{wish.public_id}/accept/",
                {},
                content_type="application/json",
                headers=bearer(maker.user, scope),
            )
            assert answer.status_code == 403


def test_the_whole_conversation_by_api(client, root, fair, slots, buyer, maker):
    wish = make_wish(fair, buyer, maker, slots[:2])
    one = f"{root}meeting-requests/{wish.public_id}/"
    countered = post(client, one + "counter/", maker.user, {"slots": [slots[6].public_id], "message": "Chiều nhé"})
    assert (countered.json()["state"], countered.json()["your_turn"]) == ("countered", False)
    waiting = get(client, root + "meeting-requests/?your_turn=true&state=countered", buyer.user).json()
    assert [row["id"] for row in waiting["results"]] == [wish.public_id]
    assert post(client, one + "accept/", maker.user).json()["code"] == "not_your_turn"
    accepted = post(client, one + "accept/", buyer.user, {"slot": slots[6].public_id, "table": None})
    assert accepted.status_code == 201
    seen = get(client, one, maker.user).json()
    assert (seen["state"], seen["meeting"]) == ("accepted", accepted.json()["id"])
    late = post(client, one + "decline/", maker.user, {"reason": "Bận"})
    assert (late.status_code, late.json()["code"], late.json()["state"]) == (409, "illegal_move", "accepted")
    second = make_wish(fair, make_sourcer(fair), maker, slots[:2])
    declined = post(client, f"{root}meeting-requests/{second.public_id}/decline/", maker.user, {"reason": "Bận"})
    assert (declined.json()["state"], declined.json()["decline_reason"]) == ("declined", "Bận")
    third = make_wish(fair, buyer, make_maker(fair), slots[:2])
    taken_back = post(client, f"{root}meeting-requests/{third.public_id}/withdraw/", buyer.user)
    assert (taken_back.status_code, taken_back.json()["state"]) == (200, "withdrawn")


def test_a_refused_table_names_free_ones(client, root, fair, slots, buyer, maker):
    tables = list(fair.tables.all())
    accept_request(make_wish(fair, make_sourcer(fair), other := make_maker(fair), slots[:1]), user=other.user)
    wish = make_wish(fair, buyer, maker, slots[:1])
    body = {"slot": slots[0].public_id, "table": tables[0].public_id}
    answer = post(client, f"{root}meeting-requests/{wish.public_id}/accept/", maker.user, body)
    assert (answer.status_code, answer.json()["code"], answer.json()["free_tables"]) == (409, "table_taken", [2, 3, 4])
    body["table"] = "nothing"
    answer = post(client, f"{root}meeting-requests/{wish.public_id}/accept/", maker.user, body)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/table")


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_cost_the_same_for_one_row_and_for_three(client, root, fair, slots, buyer, maker, rows):
    for n in range(rows):
        other = make_maker(fair)
        make_wish(fair, buyer, other, slots[:3], need=make_need(buyer.company), named=other.person)
        host = make_maker(fair)
        accept_request(make_wish(fair, buyer, host, [slots[n]]), user=host.user)
    headers = bearer(buyer.user, "read")
    counts = {}
    for name in ("meeting-requests/", "meetings/", "agenda/", "slots/", "availability/"):
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(root + name, headers=headers)
        assert answer.status_code == 200
        counts[name] = len(queries)
    assert counts == {"meeting-requests/": 8, "meetings/": 8, "agenda/": 8, "slots/": 6, "availability/": 7}


def test_an_accept_takes_two_round_trips_with_its_token_and_one_of_a_known_caller(
    client, root, fair, slots, buyer, maker, monkeypatch
):
    """All that locks, decides, writes and answers travels together (docs/adr/0030)."""
    trips = []
    for name in ("rows", "run", "together"):
        real = getattr(Line, name)
        monkeypatch.setattr(Line, name, lambda *a, real=real, name=name: trips.append(name) or real(*a))
    headers = bearer(maker.user, "meet")
    for expected in (["rows", "together"], ["together"]):
        wish = make_wish(fair, buyer, maker, slots[:3], need=make_need(buyer.company))
        trips.clear()
        url = f"{root}meeting-requests/{wish.public_id}/accept/"
        assert client.post(url, {}, content_type="application/json", headers=headers).status_code == 201
        assert trips == expected


def test_an_accept_takes_seven_statements_whatever_the_fair_holds(client, root, fair, slots, buyer, maker):
    """Transaction included: what a guest waits for when many accept at once."""
    counts = []
    for n in range(3):
        wish = make_wish(fair, buyer, maker, slots[n : n + 3], need=make_need(buyer.company))
        url = f"{root}meeting-requests/{wish.public_id}/accept/"
        headers = bearer(maker.user, "meet")
        with CaptureQueriesContext(connection) as queries:
            answer = client.post(url, {}, content_type="application/json", headers=headers)
        assert answer.status_code == 201
        counts.append(len(queries))
    assert counts == [7] * 3


def test_an_accepted_meeting_reads_as_the_list_and_the_schema_say(client, root, fair, slots, buyer, maker):
    """The answer is written out by hand and its rows come by one statement: both must say what the slow way says."""
    hall = make_hall(fair)
    MeetingTable.objects.filter(fair=fair).update(hall=hall)
    for need in (None, make_need(buyer.company)):
        wish = make_wish(fair, buyer, maker, slots, need=need, agenda_line="Trục thép, 0,01 mm")
        answer = post(client, f"{root}meeting-requests/{wish.public_id}/accept/", maker.user)
        made = Meeting.objects.get(request=wish)
        assert answer.json() == as_the_schema_says(made)
        assert (answer.json()["table"]["hall"], len(answer.json()["participants"])) == (hall.code, 2)
    url = f"/api/v1/meetings/{made.public_id}/"
    propose_times(made, user=buyer.user, slots=slots[4:6])
    proposed = get(client, url, buyer.user).json()
    assert proposed == as_the_schema_says(made)
    assert len(proposed["proposal"]["slots"]) == 2
    post(client, f"{url}cancel/", buyer.user, {"reason": "Hết hàng"})
    cancelled = get(client, url, buyer.user).json()
    assert cancelled == as_the_schema_says(made)
    assert (cancelled["cancelled_by"]["id"], cancelled["proposal"]) == (buyer.company.public_id, None)


def as_the_schema_says(meeting):
    found = with_meeting_parts(Meeting.objects.filter(pk=meeting.pk)).get()
    return json.loads(JSONRenderer().render(MeetingOut(found).data))


def test_slots_show_what_is_free_and_what_is_mine(client, root, fair, slots, buyer, maker):
    accept_request(make_wish(fair, buyer, maker, slots[1:2]), user=maker.user)
    UnavailableSlot.objects.create(person=buyer.person, slot=slots[3])
    public = client.get(root + "slots/").json()
    assert [slot["tables_free"] for slot in public] == [4, 3] + 6 * [4]
    assert {slot["mine"] for slot in public} == {None}
    mine = get(client, root + "slots/", buyer.user).json()
    assert [slot["mine"] for slot in mine] == ["free", "meeting", "free", "unavailable"] + 4 * ["free"]
    assert mine[0]["starts_at"] == slots[0].starts_at.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")


def test_availability_is_read_and_replaced(client, root, fair, slots, buyer, maker):
    headers = bearer(buyer.user, "meet")
    url = root + "availability/"
    put = client.put(url, {"unavailable": [slots[5].public_id]}, content_type="application/json", headers=headers)
    assert (put.status_code, put.json()["unavailable"]) == (200, [slots[5].public_id])
    assert client.get(url, headers=headers).json() == put.json()
    meeting = accept_request(make_wish(fair, buyer, maker, slots[:1]), user=maker.user)
    with nothing_changes():
        refused = client.put(
            url, {"unavailable": [slots[0].public_id]}, content_type="application/json", headers=headers
        )
    assert (refused.status_code, refused.json()["meetings"]) == (409, [meeting.public_id])
    for body in ({}, {"unavailable": "x"}, {"unavailable": [], "available": []}):
        assert client.put(url, body, content_type="application/json", headers=headers).status_code == 400
    assert get(client, url, make_user()).status_code == 403


def test_the_agenda_lists_workshops_too_and_is_for_the_registered(client, root, fair, slots, buyer, maker):
    workshop = make_workshop(fair)
    buyer.registration.seats.create(workshop=workshop)
    accept_request(make_wish(fair, buyer, maker, slots[:1]), user=maker.user)
    agenda = get(client, root + "agenda/", buyer.user).json()
    assert [line["kind"] for line in agenda["appointments"]] == ["meeting", "workshop"]
    assert agenda["appointments"][1]["workshop"]["title"]["vi"] == workshop.title_vi
    assert get(client, root + "agenda/", make_user()).status_code == 404
    assert get(client, root + "agenda/", make_member(fair.organisation, "owner")).status_code == 404


def test_a_calendar_opens_only_with_its_whole_key(client, root, fair, slots, buyer, maker):
    calendar = get(client, root + "agenda/", buyer.user).json()["calendar"]
    answer = client.get(calendar)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "private, max-age=300")
    key = calendar.rsplit("/", 1)[1].removesuffix(".ics")
    for wrong in (key[:-1], key[:-1] + ("0" if key[-1] != "0" else "1"), key[:16], buyer.registration.public_id, "x"):
        assert client.get(f"/api/v1/calendars/{wrong}.ics").status_code == 404
    buyer.registration.manage_key = "another"
    buyer.registration.save(update_fields=["manage_key"])
    assert client.get(calendar).status_code == 404


def test_unknown_and_repeated_parameters_are_refused(client, root, slots, buyer):
    for query in ("?stat=wished", "?state=open", "?direction=up", "?state=wished&state=declined", "?page=0"):
        assert get(client, root + "meeting-requests/" + query, buyer.user).status_code == 400
    for query in ("?stat=confirmed", "?state=wished"):
        assert get(client, root + "meetings/" + query, buyer.user).status_code == 400


def test_pages_follow_each_other(client, root, fair, slots, buyer):
    for _ in range(3):
        make_wish(fair, buyer, make_maker(fair), slots[:1])
    first = get(client, root + "meeting-requests/?page_size=2", buyer.user).json()
    second = get(client, root + "meeting-requests/?page_size=2&page=2", buyer.user).json()
    assert (first["count"], len(first["results"]), len(second["results"])) == (3, 2, 1)
    seen = [row["id"] for row in first["results"] + second["results"]]
    assert seen == list(MeetingRequest.objects.order_by("-pk").values_list("public_id", flat=True))


def test_colleagues_share_their_companys_wishes_but_not_their_agenda(client, root, fair, slots, buyer, maker):
    colleague = make_colleague(fair, maker.company)
    accept_request(make_wish(fair, buyer, maker, slots[:1]), user=maker.user)
    assert len(get(client, root + "meeting-requests/?direction=received", colleague.user).json()["results"]) == 1
    assert len(get(client, root + "meetings/?state=confirmed", colleague.user).json()["results"]) == 1
    assert get(client, root + "agenda/", colleague.user).json()["appointments"] == []
    assert Meeting.objects.count() == 1
