"""Any sequence of wishes, counters, acceptances, moves and cancellations keeps the laws of the meeting day."""

from collections import Counter, defaultdict

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule, run_state_machine_as_test

from booking.models import Meeting, MeetingRequest, UnavailableSlot
from booking.queries.agenda import agenda_of
from booking.services.availability import set_unavailable
from booking.services.meetings import accept_request, cancel_meeting, reschedule_meeting
from booking.services.requests import counter_request, decline_request, make_request, withdraw_request
from booking.states import LIVE_MEETING_STATES, OPEN_REQUEST_STATES
from kernel.errors import DomainError
from kernel.models import DueItem, OutboxEvent
from tests.factories.fair import make_fair, make_slots, make_tables
from tests.factories.meetings import make_colleague, make_maker, make_need, make_sourcer

pytestmark = pytest.mark.django_db

SLOTS, TABLES = 4, 2
REFUSALS = {
    "already_asked",
    "already_met",
    "illegal_move",
    "meeting_in_the_way",
    "need_not_theirs",
    "no_common_slot",
    "not_at_fair",
    "not_found",
    "not_your_turn",
    "person_busy",
    "slot_not_usable",
    "slot_taken",
    "table_taken",
}
who = st.integers(0, 5)
slot_sets = st.sets(st.integers(0, SLOTS - 1), min_size=1)


class MeetingDay(RuleBasedStateMachine):
    """Six people of four firms (two firms with two), four slots, two tables: everybody is always in somebody's way."""

    wishes = Bundle("wishes")
    meetings = Bundle("meetings")

    def __init__(self) -> None:
        super().__init__()
        self.fair = make_fair()
        self.slots = make_slots(self.fair, SLOTS)
        make_tables(self.fair, TABLES)
        buyers = [make_sourcer(self.fair) for _ in range(2)]
        makers = [make_maker(self.fair) for _ in range(2)]
        self.people = [
            *buyers,
            *makers,
            make_colleague(self.fair, buyers[0].company),
            make_colleague(self.fair, makers[0].company),
        ]
        self.needs = [None, make_need(buyers[0].company), make_need(buyers[1].company)]
        self.sequences: dict[int, int] = {}
        self.refusals: set[str] = set()
        self.earlier_clocks = {item.key for item in DueItem.objects.all()}

    def attempt(self, call):
        try:
            return call()
        except DomainError as refusal:
            self.refusals.add(refusal.code)
            return None

    def chosen(self, numbers):
        return [self.slots[number] for number in sorted(numbers)]

    @rule(target=wishes, asker=who, asked=who, need=st.integers(0, 2), times=slot_sets, named=st.booleans())
    def wish(self, asker, asked, need, times, named):
        one, other = self.people[asker], self.people[asked]
        made = self.attempt(
            lambda: make_request(
                self.fair,
                user=one.user,
                to_company=other.company,
                to_person=other.person if named else None,
                need=self.needs[need],
                slots=self.chosen(times),
            )
        )
        return made.pk if made else 0

    @rule(target=meetings, wish=wishes, by=who, at=st.none() | st.integers(0, SLOTS - 1))
    def accept(self, wish, by, at):
        request = MeetingRequest.objects.filter(pk=wish).first()
        if request is None:
            return 0
        slot = None if at is None else self.slots[at]
        made = self.attempt(lambda: accept_request(request, user=self.people[by].user, slot=slot))
        return made.pk if made else 0

    @rule(wish=wishes, by=who, times=slot_sets)
    def counter(self, wish, by, times):
        if request := MeetingRequest.objects.filter(pk=wish).first():
            self.attempt(lambda: counter_request(request, user=self.people[by].user, slots=self.chosen(times)))

    @rule(wish=consumes(wishes), by=who, move=st.sampled_from([decline_request, withdraw_request]))
    def give_up(self, wish, by, move):
        if request := MeetingRequest.objects.filter(pk=wish).first():
            self.attempt(lambda: move(request, user=self.people[by].user))

    @rule(meeting=meetings, by=who, to=st.integers(0, SLOTS - 1))
    def move(self, meeting, by, to):
        if found := Meeting.objects.filter(pk=meeting).first():
            self.attempt(lambda: reschedule_meeting(found, user=self.people[by].user, slot=self.slots[to]))

    @rule(meeting=meetings, by=who)
    def cancel(self, meeting, by):
        if found := Meeting.objects.filter(pk=meeting).first():
            self.attempt(lambda: cancel_meeting(found, user=self.people[by].user))

    @rule(by=who, times=st.sets(st.integers(0, SLOTS - 1), max_size=2))
    def keep_free(self, by, times):
        self.attempt(lambda: set_unavailable(self.fair, user=self.people[by].user, slots=self.chosen(times)))

    @invariant()
    def the_laws_hold(self):
        meetings = list(
            Meeting.objects.filter(fair=self.fair).select_related("request").prefetch_related("participants")
        )
        live = [meeting for meeting in meetings if meeting.state in LIVE_MEETING_STATES]
        wishes = list(MeetingRequest.objects.filter(fair=self.fair))
        waiting = [wish for wish in wishes if wish.state in OPEN_REQUEST_STATES]
        assert self.refusals <= REFUSALS
        self._nobody_is_in_two_places(live)
        self._a_meeting_has_both_sides_or_none(meetings)
        for rows in (waiting, live):
            pairs = Counter((row.company_low_id, row.company_high_id, row.need_id) for row in rows)
            assert not pairs or max(pairs.values()) == 1
        self._the_calendar_only_moves_forward(meetings)
        self._clocks_run_for_what_will_happen_and_nothing_else(live, waiting)

    def _nobody_is_in_two_places(self, live):
        seats = Counter((seat.person_id, seat.slot_id) for meeting in live for seat in meeting.participants.all())
        tables = Counter((meeting.table_id, meeting.slot_id) for meeting in live)
        assert not live or max(*seats.values(), *tables.values()) == 1
        kept = UnavailableSlot.objects.filter(slot__fair=self.fair).values_list("person_id", "slot_id")
        assert not set(kept) & set(seats)

    def _a_meeting_has_both_sides_or_none(self, meetings):
        for meeting in meetings:
            is_live = meeting.state in LIVE_MEETING_STATES
            seats = meeting.participants.all()
            assert sorted(seat.company_id for seat in seats) == [meeting.company_low_id, meeting.company_high_id]
            assert {(seat.live, seat.slot_id) for seat in seats} == {(is_live, meeting.slot_id)}
            assert meeting.request.state == "accepted"

    def _the_calendar_only_moves_forward(self, meetings):
        told = defaultdict(list)
        events = OutboxEvent.objects.filter(name__startswith="meeting.", payload__has_key="sequence")
        for event in events.order_by("pk"):
            told[event.payload["meeting_id"]].append(event.payload["sequence"])
        for meeting in meetings:
            assert meeting.sequence >= self.sequences.get(meeting.pk, 0)
            self.sequences[meeting.pk] = meeting.sequence
            assert told[meeting.pk] == list(range(meeting.sequence + 1))

    def _clocks_run_for_what_will_happen_and_nothing_else(self, live, waiting):
        due = {item.key for item in DueItem.objects.all()} - self.earlier_clocks
        expected = {f"meeting:{meeting.pk}:reminder" for meeting in live}
        assert due == expected | {f"meeting_request:{wish.pk}:expiry" for wish in waiting}

    def teardown(self):
        live = Meeting.objects.filter(fair=self.fair, state__in=LIVE_MEETING_STATES)
        for meeting in live.prefetch_related("participants__person"):
            for seat in meeting.participants.all():
                assert meeting in [line.meeting for line in agenda_of(seat.person, self.fair)]


def test_the_laws_hold_whatever_people_do():
    run_state_machine_as_test(
        MeetingDay,
        settings=settings(
            max_examples=15,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate, Phase.shrink],
            derandomize=True,
        ),
    )
