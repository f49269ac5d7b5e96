"""An agenda in the language of its reader; a calendar entry that follows its meeting."""

import pytest
from django.utils.translation import override

from booking.errors.meetings import MeetingInTheWay, NotAtFair
from booking.models import Meeting
from booking.passes import pass_sheet
from booking.queries.agenda import calendar_entries, meeting_entry
from booking.queries.meetings import with_meeting_parts
from booking.services.duties import add_duty
from booking.services.meetings import accept_request, cancel_meeting, reschedule_meeting
from kernel.clock import now
from tests.booking.meetings.traces import nothing_changes
from tests.factories.fair import make_fair, make_hall, make_slots, make_workshop
from tests.factories.meetings import make_colleague, make_maker, make_need, make_sourcer
from tests.factories.visits import make_badge
from tests.factories.wishes import make_wish

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting_of_two():
    fair = make_fair(name_vi="Hội chợ CNHT")
    fair.venue_ja = "展示場"
    fair.save()
    fair.tables.create(number=7, hall=make_hall(fair))
    slots = make_slots(fair)
    buyer, maker = make_sourcer(fair, "Toyota"), make_maker(fair, "Đông Anh", job_title="Giám đốc")
    need = make_need(buyer.company, title_vi="Càng phanh", title_ja="ブレーキレバー")
    wish = make_wish(fair, buyer, maker, slots[:1], need=need)
    return accept_request(wish, user=maker.user), buyer, maker, slots


def entry_of(meeting, participant):
    return meeting_entry(with_meeting_parts(Meeting.objects.filter(pk=meeting.pk)).get(), participant.person)


def test_each_reads_the_other_side_in_their_own_language(meeting_of_two):
    meeting, buyer, maker, _ = meeting_of_two
    with override("en"):
        mine, theirs = entry_of(meeting, buyer), entry_of(meeting, maker)
    assert (mine.summary, theirs.summary) == ("Meeting with Đông Anh", "Meeting with Toyota")
    assert mine.location == "Table 7, Nhà A1, Cung triển lãm"
    assert mine.description == f"{maker.person.full_name}, Giám đốc\nCàng phanh"
    assert [attendee.email for attendee in mine.attendees] == [buyer.person.email]
    with override("ja"):
        japanese = entry_of(meeting, buyer)
    assert japanese.summary == "Đông Anhとの商談"
    assert japanese.location == "テーブル7, Nhà A1, 展示場"
    assert japanese.description.endswith("ブレーキレバー")
    with override("vi"):
        assert entry_of(meeting, buyer).summary == "Gặp Đông Anh"


def test_the_entry_follows_the_meeting_under_one_uid(meeting_of_two):
    meeting, buyer, maker, slots = meeting_of_two
    first = entry_of(meeting, buyer)
    reschedule_meeting(meeting, user=maker.user, slot=slots[3])
    moved = entry_of(meeting, buyer)
    cancel_meeting(meeting, user=maker.user)
    gone = entry_of(meeting, buyer)
    assert first.uid == moved.uid == gone.uid
    assert [each.sequence for each in (first, moved, gone)] == [0, 1, 2]
    assert (moved.starts_at, gone.is_cancelled) == (slots[3].starts_at, True)
    assert calendar_entries(buyer.registration) == []


def test_somebody_without_an_address_is_no_attendee(meeting_of_two):
    meeting, buyer, _, _ = meeting_of_two
    buyer.person.email = ""
    assert entry_of(meeting, buyer).attendees == ()


def test_the_feed_holds_meetings_and_workshops(meeting_of_two):
    meeting, buyer, _, _ = meeting_of_two
    seat = buyer.registration.seats.create(workshop=make_workshop(meeting.fair))
    with override("vi"):
        entries = calendar_entries(buyer.registration)
    assert [entry.summary for entry in entries] == ["Gặp Đông Anh", "Lộ trình IATF 16949"]
    assert entries[1].uid.startswith(seat.public_id)
    assert entries[1].location == "H1, Cung triển lãm"


def test_the_pass_sheet_lists_the_workshops_that_were_not_given_back(meeting_of_two):
    meeting, buyer, _, _ = meeting_of_two
    badge = make_badge(buyer.registration)
    assert pass_sheet(badge, language="vi").agenda == ()
    buyer.registration.seats.create(workshop=make_workshop(meeting.fair))
    buyer.registration.seats.create(workshop=make_workshop(meeting.fair, code="W2"), released_at=now())
    ((day, (item,)),) = [(one.title, one.items) for one in pass_sheet(badge, language="vi").agenda]
    assert (item.time, item.title, item.plate.number) == ("13:00–14:00", "Lộ trình IATF 16949", "H1")
    assert str(meeting.fair.starts_on.year) in day


def test_a_duty_is_ones_own_or_a_colleagues_and_never_over_a_meeting(meeting_of_two):
    meeting, buyer, maker, slots = meeting_of_two
    start, end = slots[0].starts_at, slots[1].ends_at
    with nothing_changes(), pytest.raises(NotAtFair) as refused:
        add_duty(meeting.fair, user=buyer.user, person=maker.person, label="Trực", starts_at=start, ends_at=end)
    assert refused.value.pointer == "/person"
    colleague = make_colleague(meeting.fair, buyer.company)
    add_duty(meeting.fair, user=buyer.user, person=colleague.person, label="Trực", starts_at=start, ends_at=end)
    with nothing_changes(), pytest.raises(MeetingInTheWay) as refused:
        add_duty(meeting.fair, user=buyer.user, person=buyer.person, label="Trực", starts_at=start, ends_at=end)
    assert refused.value.extra["meetings"] == [meeting.public_id]
