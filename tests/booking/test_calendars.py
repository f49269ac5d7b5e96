"""Calendar files, read back by the library of another maker's mail program's kind: UID, SEQUENCE, METHOD, zone."""

import datetime as dt
from zoneinfo import ZoneInfo

import icalendar
import pytest

from booking.calendars import Attendee, Entry, Method, feed, invitation, uid_of

START = dt.datetime(2026, 9, 24, 2, 20, tzinfo=dt.UTC)
STAMP = dt.datetime(2026, 9, 1, tzinfo=dt.UTC)
ORGANIZER = Attendee("Hội chợ CNHT Hà Nội", "fair@phien.example")


def entry(**fields) -> Entry:
    fields.setdefault("summary", "Gặp Cơ khí Đông Anh; bàn 3, \\ nhà A1")
    return Entry(
        uid=uid_of("abc", "phien.example"),
        sequence=fields.pop("sequence", 0),
        starts_at=START,
        ends_at=START + dt.timedelta(minutes=20),
        **fields,
    )


def read(body: bytes) -> icalendar.Calendar:
    return icalendar.Calendar.from_ical(body)


def test_invitation_says_who_when_and_where():
    made = entry(location="Bàn 3", description="Dòng một\nDòng hai", attendees=(Attendee("Ngô, Văn A", "a@b.example"),))
    body = invitation(made, method=Method.REQUEST, organizer=ORGANIZER, zone="Asia/Ho_Chi_Minh", stamped_at=STAMP)
    calendar = read(body)
    (event,) = calendar.walk("VEVENT")
    assert (calendar["METHOD"], calendar["VERSION"], event["STATUS"]) == ("REQUEST", "2.0", "CONFIRMED")
    assert (event["UID"], event["SEQUENCE"]) == ("abc@phien.example", 0)
    assert event.decoded("DTSTART") == START
    assert event["DTSTART"].params["TZID"] == "Asia/Ho_Chi_Minh"
    assert event["SUMMARY"] == "Gặp Cơ khí Đông Anh; bàn 3, \\ nhà A1"
    assert event["DESCRIPTION"] == "Dòng một\nDòng hai"
    assert (event["ORGANIZER"], event["ORGANIZER"].params["CN"]) == ("mailto:fair@phien.example", "Hội chợ CNHT Hà Nội")
    assert (event["ATTENDEE"], event["ATTENDEE"].params["CN"]) == ("mailto:a@b.example", "Ngô, Văn A")
    (alarm,) = event.walk("VALARM")
    assert alarm.decoded("TRIGGER") == dt.timedelta(minutes=-30)
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))


def test_a_cancellation_has_the_same_uid_and_a_higher_sequence():
    made = entry(sequence=2, is_cancelled=True)
    calendar = read(
        invitation(made, method=Method.CANCEL, organizer=ORGANIZER, zone="Asia/Ho_Chi_Minh", stamped_at=STAMP)
    )
    (event,) = calendar.walk("VEVENT")
    assert (calendar["METHOD"], event["STATUS"], event["SEQUENCE"]) == ("CANCEL", "CANCELLED", 2)
    assert (event["UID"], event["TRANSP"], event.walk("VALARM")) == ("abc@phien.example", "TRANSPARENT", [])


@pytest.mark.parametrize("zone", ["Asia/Ho_Chi_Minh", "Europe/Berlin", "Asia/Tokyo"])
def test_the_zone_is_described_in_the_file(zone):
    calendar = read(feed([entry()], name="Phiên", zone=zone, stamped_at=STAMP))
    (described,) = calendar.walk("VTIMEZONE")
    offset = START.astimezone(ZoneInfo(zone)).utcoffset()
    assert described["TZID"] == zone
    assert START.astimezone(described.to_tz()).utcoffset() == offset
    assert calendar.walk("VEVENT")[0].decoded("DTSTART") == START


def test_a_feed_may_be_empty():
    calendar = read(feed([], name="Hội chợ", zone="Asia/Ho_Chi_Minh", stamped_at=STAMP))
    assert (calendar["X-WR-CALNAME"], calendar.walk("VEVENT")) == ("Hội chợ", [])
