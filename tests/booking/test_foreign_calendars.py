"""Calendar files read by two libraries of other makers (vobject, ics), and applied as RFC 5546 says."""

import datetime as dt
import random
from zoneinfo import ZoneInfo

import ics
import pytest
import vobject
from django.conf import settings
from django.utils.translation import override

from booking.calendars import Attendee, Entry, Method, feed, invitation, uid_of
from booking.models import Meeting
from booking.queries.agenda import calendar_entries, calendar_key, registration_of_calendar_key
from booking.services.calendars import renew_calendar
from booking.services.duties import add_duty, drop_duty
from booking.services.handing_over import delegate_meeting
from booking.services.meetings import cancel_meeting, reschedule_meeting
from booking.states import MeetingState
from kernel.clock import now
from kernel.errors import DomainError, IllegalMove
from kernel.models import OutboxEvent
from tests.booking.calendar_client import CalendarClient, kept
from tests.booking.meetings.traces import nothing_changes
from tests.factories.fair import make_fair, make_slots, make_tables, make_workshop
from tests.factories.held import make_meeting
from tests.factories.meetings import make_colleague, make_maker, make_need, make_sourcer
from tests.factories.visits import make_registration
from worker.subscribers import compose

STAMP = dt.datetime(2026, 9, 1, 3, 4, 5, tzinfo=dt.UTC)
ORGANIZER = Attendee('Hội chợ CNHT: Hà Nội, 2026; "lần 9"', "fair@phien.example")
ATTENDEE = Attendee("Nguyễn Thị Ánh Ngọc, Trưởng phòng", "ngoc@dong-anh.example")
LONG = (
    "Gặp Công ty Cổ phần Cơ khí Chính xác và Thương mại Kỹ thuật Đông Anh – Chi nhánh Bắc Ninh; bàn 3, nhà A1 \\ 髙橋"
)
LINES = "Càng phanh, Ø32; dung sai ±5 µm\nMang bản vẽ: PDF, STEP\n\nブレーキレバー\\試作"
ZONES = ["Asia/Ho_Chi_Minh", "Asia/Tokyo", "Europe/Berlin", "America/New_York"]


def entry(**fields) -> Entry:
    starts_at = fields.pop("starts_at", dt.datetime(2026, 10, 25, 2, 20, tzinfo=dt.UTC))
    return Entry(
        uid=uid_of("abc", "phien.example"),
        sequence=fields.pop("sequence", 3),
        starts_at=starts_at,
        ends_at=starts_at + dt.timedelta(minutes=20),
        summary=LONG,
        location="Bàn 3, Nhà A1, Cung Triển lãm; Hà Nội",
        description=LINES,
        attendees=(ATTENDEE,),
        **fields,
    )


def mailed(zone="Asia/Ho_Chi_Minh", method=Method.REQUEST, **fields) -> bytes:
    return invitation(entry(**fields), method=method, organizer=ORGANIZER, zone=zone, stamped_at=STAMP)


def test_lines_are_folded_between_whole_letters():
    body = mailed()
    assert body.endswith(b"\r\n")
    lines = body.removesuffix(b"\r\n").split(b"\r\n")
    assert b"\n" not in body.replace(b"\r\n", b"")
    assert max(len(line) for line in lines) <= 75
    for line in lines:
        line.decode()  # a letter split over two lines would not be UTF-8
    assert sum(line.startswith(b" ") for line in lines) >= 5


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("month", [1, 7, 10])
def test_vobject_reads_times_by_the_zone_in_the_file(zone, month):
    starts_at = dt.datetime(2026, month, 25, 2, 20, tzinfo=dt.UTC)
    calendar = vobject.readOne(mailed(zone, starts_at=starts_at).decode())
    event = calendar.vevent
    assert event.dtstart.value == starts_at
    assert event.dtend.value - event.dtstart.value == dt.timedelta(minutes=20)
    wall = event.dtstart.value.replace(tzinfo=None)
    assert wall == starts_at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    assert event.dtstart.params["X-VOBJ-ORIGINAL-TZID"] == [zone]
    assert calendar.vtimezone.tzid.value == zone


def test_vobject_reads_who_what_and_the_escaped_texts():
    calendar = vobject.readOne(mailed().decode())
    event = calendar.vevent
    assert (calendar.method.value, event.status.value, event.sequence.value) == ("REQUEST", "CONFIRMED", "3")
    assert (event.uid.value, event.dtstamp.value) == ("abc@phien.example", STAMP)
    assert (event.summary.value, event.description.value) == (LONG, LINES)
    assert event.location.value == "Bàn 3, Nhà A1, Cung Triển lãm; Hà Nội"
    assert event.organizer.value == "mailto:fair@phien.example"
    assert event.organizer.params["CN"] == [ORGANIZER.name.replace('"', "'")]
    assert event.attendee.value == "mailto:ngoc@dong-anh.example"
    assert event.attendee.params["CN"] == [ATTENDEE.name]
    assert event.valarm.trigger.value == dt.timedelta(minutes=-30)
    assert calendar.serialize()  # vobject validates what it writes: nothing a component must have is missing


def test_ics_reads_the_same():
    calendar = ics.Calendar(mailed("Europe/Berlin").decode())
    (event,) = calendar.events
    assert calendar.method == "REQUEST"
    assert event.begin.datetime == dt.datetime(2026, 10, 25, 2, 20, tzinfo=dt.UTC)
    assert event.end - event.begin == dt.timedelta(minutes=20)
    assert (event.uid, event.name, event.description) == ("abc@phien.example", LONG, LINES)
    assert event.location == "Bàn 3, Nhà A1, Cung Triển lãm; Hà Nội"
    assert event.status == "CONFIRMED"
    assert event.organizer.email == "fair@phien.example"
    assert [attendee.email for attendee in event.attendees] == [ATTENDEE.email]
    assert [alarm.trigger for alarm in event.alarms] == [dt.timedelta(minutes=-30)]


def test_both_read_a_cancellation_and_a_feed():
    cancelled = mailed(method=Method.CANCEL, is_cancelled=True, sequence=4)
    for calendar in (vobject.readOne(cancelled.decode()), ics.Calendar(cancelled.decode())):
        event = calendar.vevent if hasattr(calendar, "vevent") else next(iter(calendar.events))
        status = event.status if isinstance(event.status, str) else event.status.value
        method = calendar.method if isinstance(calendar.method, str) else calendar.method.value
        assert (method, status) == ("CANCEL", "CANCELLED")
    two = feed(
        [entry(), entry(starts_at=STAMP + dt.timedelta(days=400))],
        name="Phiên, 2026",
        zone="Asia/Ho_Chi_Minh",
        stamped_at=STAMP,
    )
    by_vobject = [kept(event).starts_at for event in vobject.readOne(two.decode()).vevent_list]
    by_ics = sorted(event.begin.datetime for event in ics.Calendar(two.decode()).events)
    assert sorted(by_vobject) == by_ics == [entry().starts_at, STAMP + dt.timedelta(days=400)]


def sides_of(meeting):
    return {meeting.company_low_id, meeting.company_high_id}


class Mails:
    """Facts become mails late, mails arrive late and out of order, some of them twice."""

    def __init__(self, rng):
        self.rng, self.under_way = rng, []

    def write(self):
        """The relay runs: what is true of each fact now becomes a mail."""
        for event in OutboxEvent.objects.filter(relayed_at__isnull=True).order_by("pk"):
            for draft in compose(event.name, event.payload):
                bodies = [each["body"] for each in draft.attachments if each["maker"] == "calendar"]
                self.under_way += [(draft.recipient, body) for body in bodies]
        OutboxEvent.objects.filter(relayed_at__isnull=True).update(relayed_at=now())

    def arrive(self, clients, share):
        self.rng.shuffle(self.under_way)
        number = round(len(self.under_way) * share)
        for address, body in self.under_way[:number]:
            for _ in range(self.rng.choice([1, 1, 2])):
                clients[address].receive(body)
        del self.under_way[:number]


@pytest.mark.django_db
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_calendars_fed_by_mails_end_as_the_agendas_are(seed):
    rng = random.Random(seed)
    fair = make_fair()
    slots, _ = make_slots(fair, 6), make_tables(fair, 3)
    buyers, makers = [make_sourcer(fair) for _ in range(3)], [make_maker(fair) for _ in range(3)]
    colleagues = [make_colleague(fair, one.company) for one in (*buyers, *makers)]
    people = [*buyers, *makers, *colleagues]
    clients = {one.person.email: CalendarClient(one.person.email) for one in people}
    mails, done = Mails(rng), {"ask": 0, "move": 0, "cancel": 0, "delegate": 0}
    for _ in range(60):
        act = rng.choice(["ask", "ask", "move", "move", "cancel", "delegate", "delegate"])
        standing = list(Meeting.objects.filter(state=MeetingState.CONFIRMED))
        try:
            if act == "ask":
                buyer = rng.choice(buyers)
                make_meeting(buyer, rng.choice(makers), rng.choice(slots), need=make_need(buyer.company))
            elif standing and act == "move":
                meeting = rng.choice(standing)
                user = next(
                    one.user for one in makers if one.company.pk in {meeting.company_low_id, meeting.company_high_id}
                )
                reschedule_meeting(meeting, user=user, slot=rng.choice(slots))
            elif standing and act == "delegate":
                meeting = rng.choice(standing)
                one = rng.choice([one for one in people if one.company.pk in sides_of(meeting)])
                others = [each for each in people if each.company == one.company and each != one]
                delegate_meeting(meeting, user=one.user, to_person=rng.choice([one, *others]).person)
            elif standing:
                meeting = rng.choice(standing)
                user = next(
                    one.user for one in buyers if one.company.pk in {meeting.company_low_id, meeting.company_high_id}
                )
                cancel_meeting(meeting, user=user)
            done[act] += bool(standing) or act == "ask"
        except DomainError:
            continue
        if rng.random() < 0.6:
            mails.write()
        mails.arrive(clients, rng.choice([0, 0.3, 0.8]))
    mails.write()
    mails.arrive(clients, 1)
    assert min(done.values()) >= 3
    for one in people:
        with override(one.person.language):
            agenda = {
                e.uid: (e.starts_at, e.ends_at, e.summary, e.location) for e in calendar_entries(one.registration)
            }
            body = feed(calendar_entries(one.registration), name="f", zone=fair.timezone, stamped_at=now())
        shown = {
            uid: (each.starts_at, each.ends_at, each.summary, each.location)
            for uid, each in clients[one.person.email].entries.items()
        }
        assert shown == agenda
        subscribed = {
            event.uid.value: kept(event) for event in getattr(vobject.readOne(body.decode()), "vevent_list", [])
        }
        assert subscribed == clients[one.person.email].entries


@pytest.mark.django_db(transaction=True)
def test_a_duty_stands_in_the_feed_and_nobody_is_mailed_about_it():
    fair = make_fair()
    maker = make_maker(fair)
    slots = make_slots(fair, 3)
    label = "Trực gian B12; trưng bày: Ø32"
    with override("vi"):
        assert calendar_entries(maker.registration) == []
        kept_duty = add_duty(
            fair,
            person=maker.person,
            user=maker.user,
            label=label,
            starts_at=slots[0].starts_at,
            ends_at=slots[1].ends_at,
        )
        gone = add_duty(
            fair,
            person=maker.person,
            user=maker.user,
            label="Nói",
            starts_at=slots[2].starts_at,
            ends_at=slots[2].ends_at,
        )
        add_duty(
            fair, person=make_colleague(fair, maker.company).person, user=maker.user, label="Của đồng nghiệp",
            starts_at=slots[0].starts_at, ends_at=slots[0].ends_at,
        )  # fmt: skip
        first = feed(calendar_entries(maker.registration), name="f", zone=fair.timezone, stamped_at=STAMP).decode()
        drop_duty(gone, user=maker.user)
        body = feed(calendar_entries(maker.registration), name="f", zone=fair.timezone, stamped_at=STAMP).decode()
    uids = [event.uid.value for event in vobject.readOne(first).vevent_list]
    assert uids == [f"{duty.public_id}@{settings.MESSAGE_ID_DOMAIN}" for duty in (kept_duty, gone)]
    event = vobject.readOne(body).vevent
    assert (event.uid.value, event.sequence.value, event.summary.value) == (uids[0], "0", label)
    assert (event.dtstart.value, event.dtend.value) == (slots[0].starts_at, slots[1].ends_at)
    assert (hasattr(event, "attendee"), hasattr(event, "organizer")) == (False, False)
    (read,) = ics.Calendar(body).events
    assert (read.uid, read.name, read.location) == (uids[0], label, fair.venue_vi)
    assert (read.begin.datetime, read.end.datetime) == (slots[0].starts_at, slots[1].ends_at)
    assert not OutboxEvent.objects.exists()


@pytest.mark.django_db
def test_the_feed_changes_its_address_when_its_owner_wants(client):
    fair = make_fair()
    registration = make_registration(fair)
    registration.seats.create(workshop=make_workshop(fair))
    old = calendar_key(registration)
    renewed = renew_calendar(registration, actor_id=None)
    key = calendar_key(renewed)
    assert key != old
    assert registration_of_calendar_key(old) is None
    assert registration_of_calendar_key(key) == registration
    assert client.get(f"/api/v1/calendars/{old}.ics").status_code == 404
    first = client.get(f"/api/v1/calendars/{key}.ics")
    tag = first["ETag"]
    assert tag.startswith('W/"')
    for header in (tag, tag.removeprefix("W/"), f'"x", {tag}', "*"):
        again = client.get(f"/api/v1/calendars/{key}.ics", headers={"If-None-Match": header})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    registration.seats.all().delete()
    changed = client.get(f"/api/v1/calendars/{key}.ics", headers={"If-None-Match": tag})
    assert (changed.status_code, changed["ETag"] == tag, b"VEVENT" in changed.content) == (200, False, False)
    ended = make_registration(fair, state="withdrawn")
    with nothing_changes(), pytest.raises(IllegalMove):
        renew_calendar(ended, actor_id=None)
