"""From open wishes to published meetings and back: computed, previewed, published, told, taken back."""

import pytest

from booking.errors.schedule import ScheduleChanged
from booking.models import Meeting, MeetingParticipant, MeetingRequest
from booking.services.meetings import accept_request, cancel_meeting, reschedule_meeting
from booking.services.schedule_publishing import fresh_diff, publish_run, roll_back_run
from booking.states import RunState
from kernel.clock import now
from kernel.models import DueItem, OutboxEvent
from tests.factories.schedule import make_ground
from worker.subscribers import compose

pytestmark = pytest.mark.django_db(transaction=True)


def test_wishes_become_meetings_in_one_step_and_each_person_gets_one_letter():
    ground = make_ground()
    run = ground.compute()
    assert (run.state, run.statistics["placed"], run.statistics["wishes"]) == (RunState.READY, 8, 8)
    assert Meeting.objects.count() == 0
    diff, _ = fresh_diff(run, now=now())
    assert diff.counts() == {"new": 8, "moved": 0, "kept": 0, "clash": 0}
    publish_run(run, user=ground.manager, seen=diff.seen)
    assert Meeting.objects.filter(state="confirmed").count() == 8
    assert MeetingParticipant.objects.filter(live=True).count() == 16
    assert set(MeetingRequest.objects.values_list("state", flat=True)) == {"accepted"}
    for event in ("meeting.reminder", "meeting.soon", "meeting.over"):
        assert DueItem.objects.filter(event=event, done_at__isnull=True).count() == 8, event
    events = OutboxEvent.objects.filter(name="schedule.published")
    assert events.count() == 6
    buyer = ground.buyers[0].person
    [draft] = compose("schedule.published", events.get(payload__person_id=buyer.pk).payload)
    assert (draft.recipient, len(draft.attachments)) == (buyer.email, 4)
    assert {part["method"] for part in draft.attachments} == {"REQUEST"}


def test_a_roll_back_takes_back_what_nobody_touched_and_leaves_the_rest():
    ground = make_ground(buyers=1, makers=4, slots=6)
    run = ground.compute()
    publish_run(run, user=ground.manager, seen=ground.seen(run))
    first, second, *others = Meeting.objects.order_by("pk")
    cancel_meeting(first, user=ground.buyers[0].user)
    free = next(slot for slot in ground.slots if not Meeting.objects.filter(slot=slot, state="confirmed").exists())
    reschedule_meeting(second, user=ground.buyers[0].user, slot=free)
    done = roll_back_run(run, user=ground.manager)
    assert {change.meeting_id for change in done.undone} == {meeting.pk for meeting in others}
    assert {change.meeting_id for change in done.left} == {first.pk, second.pk}
    assert list(Meeting.objects.filter(state="confirmed")) == [second]
    waiting = DueItem.objects.filter(done_at__isnull=True, event__startswith="meeting.")
    assert {item.payload["meeting_id"] for item in waiting} == {second.pk}, "who was called off has no clock left"
    assert MeetingRequest.objects.filter(state="wished").count() == 2
    again = ground.compute()
    assert again.statistics["placed"] == 2
    event = OutboxEvent.objects.get(name="schedule.rolled_back", payload__person_id=ground.buyers[0].person.pk)
    [draft] = compose(event.name, event.payload)
    assert [part["method"] for part in draft.attachments] == ["CANCEL", "CANCEL"]


def test_what_people_do_meanwhile_is_never_overwritten():
    ground = make_ground(buyers=2, makers=2, slots=2, tables=2)
    run = ground.compute()
    seen = ground.seen(run)
    wish = ground.wishes[0]
    planned = run.placements[f"w{wish.pk}"]
    other = next(slot for slot in ground.slots if slot.pk != planned["slot"])
    accept_request(wish, user=ground.makers[0].user, slot=other)
    with pytest.raises(ScheduleChanged) as refused:
        publish_run(run, user=ground.manager, seen=seen)
    assert Meeting.objects.count() == 1
    assert refused.value.extra["seen"] != seen
    publish_run(run, user=ground.manager, seen=refused.value.extra["seen"])
    assert Meeting.objects.get(request=wish).slot == other
    assert Meeting.objects.count() == 2


def test_nothing_confirmed_moves_unless_it_may_and_then_two_can_change_places():
    ground = make_ground(buyers=1, makers=2, slots=2, tables=1)
    first, second = ground.wishes
    accept_request(first, user=ground.makers[0].user, slot=ground.slots[0])
    second.requested_slots.exclude(slot=ground.slots[0]).delete()
    still = ground.compute()
    assert (still.statistics["placed"], fresh_diff(still, now=now())[0].counts()["moved"]) == (0, 0)
    run = ground.compute(move_unlocked=True)
    diff, _ = fresh_diff(run, now=now())
    assert (diff.counts()["new"], diff.counts()["moved"]) == (1, 1)
    publish_run(run, user=ground.manager, seen=diff.seen)
    meetings = {meeting.request_id: meeting for meeting in Meeting.objects.all()}
    assert (meetings[first.pk].slot, meetings[first.pk].sequence) == (ground.slots[1], 1)
    assert meetings[second.pk].slot == ground.slots[0]
    roll_back_run(run, user=ground.manager)
    moved_back = Meeting.objects.get(request=first)
    assert (moved_back.slot, moved_back.sequence, moved_back.state) == (ground.slots[0], 2, "confirmed")
