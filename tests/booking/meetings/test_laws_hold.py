"""Any sequence of wishes, counters, acceptances, moves and cancellations keeps the laws of the meeting day."""

from collections import Counter, defaultdict
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

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

SLOTS, TABLES = 5, 2
MOVES = (
    "wish",
    "wish",
    "accept",
    "accept",
    "accept",
    "counter",
    "move",
    "move",
    "cancel",
    "decline",
    "withdraw",
    "keep_free",
)
REACHED: Counter[str] = Counter()
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
    "own_company",
    "person_busy",
    "slot_not_usable",
    "slot_taken",
    "table_taken",
}


@dataclass(frozen=True)
class Turn:
    """What somebody tries: `number` picks a row and a person, `right` whether the person may, `times` the slots named."""

    move: str
    number: int
    right: bool
    one: int
    other: int
    times: frozenset[int]
    flag: bool


turns = st.builds(
    Turn,
    move=st.sampled_from(MOVES),
    number=st.integers(0, 999),
    right=st.integers(0, 7).map(bool),
    one=st.integers(0, 5),
    other=st.integers(0, 5),
    times=st.frozensets(st.integers(0, SLOTS - 1), min_size=1, max_size=3),
    flag=st.booleans(),
)


class MeetingDay(RuleBasedStateMachine):
    """Six people of four firms (two firms with two), four slots, two tables: everybody is always in somebody's way.

    Each turn picks any row that is there and mostly somebody who may, sometimes somebody who may not.
    """

    refused = REFUSALS

    def __init__(self) -> None:
        super().__init__()
        self.fair = make_fair()
        self.slots = make_slots(self.fair, SLOTS)
        make_tables(self.fair, TABLES)
        buyers = [make_sourcer(self.fair) for _ in range(2)]
        makers = [make_maker(self.fair) for _ in range(2)]
        colleagues = [make_colleague(self.fair, buyers[0].company), make_colleague(self.fair, makers[0].company)]
        self.people = [*buyers, *makers, *colleagues]
        self.needs = {buyer.company.pk: make_need(buyer.company) for buyer in buyers}
        self.sequences: dict[int, int] = {}
        self.done: Counter[str] = Counter()
        self.earlier_clocks = {item.key for item in DueItem.objects.all()}

    def attempt(self, name, call):
        try:
            call()
        except DomainError as refusal:
            self.done[refusal.code] += 1
        else:
            self.done[name] += 1
        REACHED.update({name: self.done.pop(name, 0)})

    def chosen(self, numbers):
        return [self.slots[number] for number in sorted(numbers)]

    def somebody(self, turn, *companies):
        may = [each for each in self.people if not turn.right or each.company.pk in companies]
        return may[turn.one % len(may)].user

    def a_wish(self, number):
        wishes = list(MeetingRequest.objects.filter(fair=self.fair).order_by("-pk"))
        open_ones = [wish for wish in wishes if wish.state in OPEN_REQUEST_STATES]
        rows = open_ones if number % 5 else wishes
        return rows[number % len(rows)] if rows else None

    def a_meeting(self, number):
        meetings = list(Meeting.objects.filter(fair=self.fair).order_by("-pk"))
        live = [meeting for meeting in meetings if meeting.state in LIVE_MEETING_STATES]
        rows = live if number % 5 else meetings
        return rows[number % len(rows)] if rows else None

    @rule(turn=turns)
    def somebody_acts(self, turn):
        getattr(self, turn.move)(turn)

    def wish(self, turn):
        one, other = self.people[turn.one], self.people[turn.other]
        if turn.right and one.company == other.company:
            return
        need = self.needs.get(one.company.pk) or self.needs.get(other.company.pk)
        self.attempt(
            "wish",
            lambda: make_request(
                self.fair,
                user=one.user,
                to_company=other.company,
                to_person=other.person if turn.flag else None,
                need=need if turn.number % 2 else None,
                slots=self.chosen(turn.times),
            ),
        )

    def accept(self, turn):
        if wish := self.a_wish(turn.number):
            user = self.somebody(turn, wish.awaiting_company_id)
            slot = self.chosen(turn.times)[0] if turn.flag else None
            self.attempt("accept", lambda: accept_request(wish, user=user, slot=slot))

    def counter(self, turn):
        if wish := self.a_wish(turn.number):
            user = self.somebody(turn, wish.awaiting_company_id)
            self.attempt("counter", lambda: counter_request(wish, user=user, slots=self.chosen(turn.times)))

    def decline(self, turn):
        if wish := self.a_wish(turn.number):
            user = self.somebody(turn, wish.to_company_id)
            self.attempt("decline", lambda: decline_request(wish, user=user))

    def withdraw(self, turn):
        if wish := self.a_wish(turn.number):
            user = self.somebody(turn, wish.from_company_id)
            self.attempt("withdraw", lambda: withdraw_request(wish, user=user))

    def move(self, turn):
        if meeting := self.a_meeting(turn.number):
            user = self.somebody(turn, meeting.company_low_id, meeting.company_high_id)
            self.attempt("move", lambda: reschedule_meeting(meeting, user=user, slot=self.chosen(turn.times)[-1]))

    def cancel(self, turn):
        if meeting := self.a_meeting(turn.number):
            user = self.somebody(turn, meeting.company_low_id, meeting.company_high_id)
            self.attempt("cancel", lambda: cancel_meeting(meeting, user=user))

    def keep_free(self, turn):
        slots = self.chosen(turn.times)[: turn.flag]
        self.attempt("keep_free", lambda: set_unavailable(self.fair, user=self.people[turn.one].user, slots=slots))

    @invariant()
    def the_laws_hold(self):
        meetings = list(
            Meeting.objects.filter(fair=self.fair).select_related("request").prefetch_related("participants")
        )
        live = [meeting for meeting in meetings if meeting.state in LIVE_MEETING_STATES]
        wishes = list(MeetingRequest.objects.filter(fair=self.fair))
        waiting = [wish for wish in wishes if wish.state in OPEN_REQUEST_STATES]
        assert set(self.done) <= self.refused
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
        expected = {f"meeting:{meeting.pk}:{clock}" for meeting in live for clock in ("reminder", "soon", "over")}
        assert due == expected | {f"meeting_request:{wish.pk}:expiry" for wish in waiting}

    def teardown(self):
        live = Meeting.objects.filter(fair=self.fair, state__in=LIVE_MEETING_STATES)
        for meeting in live.prefetch_related("participants__person"):
            for seat in meeting.participants.all():
                assert meeting in [line.meeting for line in agenda_of(seat.person, self.fair)]


@pytest.mark.slow
def test_the_laws_hold_whatever_people_do():
    REACHED.clear()
    run_state_machine_as_test(
        MeetingDay,
        settings=settings(
            max_examples=20,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
            derandomize=True,
        ),
    )
    # a machine that never gets anywhere proves nothing
    assert all(REACHED[name] >= 2 for name in MOVES), REACHED
