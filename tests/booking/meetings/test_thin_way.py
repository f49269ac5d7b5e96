"""The main way by API: a buyer wishes, the maker accepts, the meeting stands in both agendas and both calendars."""

import icalendar
import pytest

from booking.models import Meeting, MeetingParticipant, MeetingRequest
from kernel.models import DueItem, HistoryEntry, OutboxEvent
from tests.factories.fair import make_fair, make_slots, make_tables
from tests.factories.meetings import make_maker, make_need, make_sourcer
from tests.factories.people import bearer

pytestmark = pytest.mark.django_db


def test_a_wish_becomes_a_meeting_in_both_agendas(client):
    fair = make_fair()
    slots, _ = make_slots(fair), make_tables(fair)
    buyer, maker = make_sourcer(fair), make_maker(fair)
    need = make_need(buyer.company)
    root = f"/api/v1/fairs/{fair.slug}/"
    as_buyer, as_maker = bearer(buyer.user, "meet"), bearer(maker.user, "meet")

    made = client.post(
        root + "meeting-requests/",
        {
            "to_company": maker.company.public_id,
            "need": need.public_id,
            "slots": [slots[i].public_id for i in (5, 2, 3)],
            "message": "Chúng tôi cần 20.000 chi tiết mỗi năm.",
        },
        content_type="application/json",
        headers=as_buyer | {"Idempotency-Key": "wish-0001"},
    )
    assert made.status_code == 201, made.json()
    wish = made.json()
    assert (wish["state"], wish["direction"], wish["your_turn"]) == ("wished", "sent", False)
    assert [slot["index"] for slot in wish["slots"]] == [2, 3, 5]

    received = client.get(root + "meeting-requests/?direction=received", headers=as_maker).json()
    assert [(entry["id"], entry["direction"], entry["your_turn"]) for entry in received["results"]] == [
        (wish["id"], "received", True)
    ]

    accepted = client.post(
        f"{root}meeting-requests/{wish['id']}/accept/", {}, content_type="application/json", headers=as_maker
    )
    assert accepted.status_code == 201, accepted.json()
    meeting = accepted.json()
    assert (meeting["state"], meeting["slot"]["index"], meeting["table"]["number"]) == ("confirmed", 2, 1)
    assert {seat["company"]["id"] for seat in meeting["participants"]} == {
        buyer.company.public_id,
        maker.company.public_id,
    }

    for headers in (as_buyer, as_maker):
        agenda = client.get(root + "agenda/", headers=headers).json()
        assert [line["meeting"]["id"] for line in agenda["appointments"]] == [meeting["id"]]
        feed = client.get(agenda["calendar"])
        assert feed["Content-Type"] == "text/calendar; charset=utf-8"
        calendar = icalendar.Calendar.from_ical(feed.content)
        (event,) = calendar.walk("VEVENT")
        assert event["UID"].startswith(meeting["id"] + "@")
        assert event.decoded("DTSTART") == slots[2].starts_at
        assert len(calendar.walk("VTIMEZONE")) == 1

    assert Meeting.objects.count() == 1
    assert MeetingParticipant.objects.filter(live=True).count() == 2
    assert MeetingRequest.objects.get().state == "accepted"
    assert list(OutboxEvent.objects.order_by("pk").values_list("name", flat=True)) == [
        "meeting_request.made",
        "meeting.confirmed",
    ]
    events = [item.event for item in DueItem.objects.order_by("due_at")]
    assert events == ["meeting.reminder", "meeting.soon", "meeting.over"]
    assert HistoryEntry.objects.count() == 3
