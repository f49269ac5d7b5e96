"""The facts a schedule is made of and checked against: who is when, what stands, what is wished. A constant number of queries."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from booking.models import Meeting, MeetingParticipant, MeetingRequest, RequestedSlot, ScheduleRun
from booking.queries.blocks import blocked_pairs
from booking.queries.free_times import Hindrance, hindrances
from booking.queries.participants import complete_registrations
from booking.rules.schedule import options_of
from booking.rules.schedule_numbers import Spot
from booking.states import LIVE_MEETING_STATES, OPEN_REQUEST_STATES, MeetingState, RunState
from fairs.models import Exhibitor, Fair, Hall, HostedBuyer, Interpreter, MeetingSlot, MeetingTable

MOVABLE = frozenset({MeetingState.PROVISIONAL, MeetingState.CONFIRMED})
Pair = tuple[int, int]
RUNS_BEFORE_PUBLISHING = frozenset({RunState.QUEUED, RunState.RUNNING, RunState.READY})
EXTRA = "extra-"


@dataclass(frozen=True, slots=True)
class Standing:
    """A live meeting. `people` are person -> company, in person order."""

    id: int
    public_id: str
    request_id: int
    state: str
    pair: Pair
    need_id: int | None
    slot_id: int
    table_id: int
    interpreter_id: int | None
    is_locked: bool
    sequence: int
    people: dict[int, int]
    wished_slots: frozenset[int]
    priority: int


@dataclass(frozen=True, slots=True)
class Wish:
    """An open wish. `to_person` is None where the asker named nobody."""

    id: int
    public_id: str
    pair: Pair
    need_id: int | None
    from_person: int
    from_company: int
    to_person: int | None
    to_company: int
    priority: int
    is_must: bool
    language: str
    slots: frozenset[int]


@dataclass(slots=True)
class Facts:
    """Everything at one moment. `slots` are those still ahead; `hindered` says what but meetings stands in the way."""

    fair: Fair
    now: dt.datetime
    slots: list[MeetingSlot]
    tables: list[MeetingTable]
    interpreters: list[Interpreter]
    meetings: dict[int, Standing]
    wishes: dict[int, Wish]
    people_of: dict[int, list[int]]  # company -> its registered people
    language_of: dict[int, str]
    hindered: dict[tuple[int, int], Hindrance]
    blocked: frozenset[Pair]
    exhibitors: frozenset[int]
    buyers: frozenset[int]
    slot_of: dict[int, MeetingSlot]  # every slot of the fair
    table_of: dict[int, MeetingTable] = field(init=False)
    interpreter_of: dict[int, Interpreter] = field(init=False)
    met: frozenset[tuple[Pair, int | None]] = field(init=False)  # pairs with a live meeting, by need

    def __post_init__(self) -> None:
        self.table_of = {table.pk: table for table in self.tables}
        self.interpreter_of = {interpreter.pk: interpreter for interpreter in self.interpreters}
        self.met = frozenset((meeting.pair, meeting.need_id) for meeting in self.meetings.values())

    def is_ahead(self, slot_id: int) -> bool:
        slot = self.slot_of.get(slot_id)
        return slot is not None and slot.starts_at > self.now

    def day_of(self, slot_id: int) -> dt.date:
        """By the fair's own clock."""
        return self.slot_of[slot_id].starts_at.astimezone(ZoneInfo(self.fair.timezone)).date()


def facts_of_run(run: ScheduleRun, *, now: dt.datetime, wish_ids: Collection[int] | None = None) -> Facts:
    """The fair as the run sees it: with the tables it assumes, as long as they are not made."""
    return facts_of(run.fair, now=now, wish_ids=wish_ids, extra_tables=assumed_tables(run))


def assumed_tables(run: ScheduleRun) -> int:
    return options_of(run.options).extra_tables if run.state in RUNS_BEFORE_PUBLISHING else 0


def extra_table(fair: Fair, number: int, nth: int, hall: Hall | None) -> MeetingTable:
    """A table that is only assumed: its key is below zero, its public id holds inside its run."""
    return MeetingTable(pk=-nth, public_id=f"{EXTRA}{nth}", fair=fair, hall=hall, number=number)


def facts_of(fair: Fair, *, now: dt.datetime, wish_ids: Collection[int] | None = None, extra_tables: int = 0) -> Facts:
    """The fair as it is now; twelve queries whatever its size, eleven when nothing is placed. `wish_ids` narrows the wishes that are read.

    `extra_tables` are numbered on from the last table and stand in its hall.
    """
    every_slot = list(MeetingSlot.objects.filter(fair=fair).order_by("index"))
    ahead = [slot for slot in every_slot if slot.starts_at > now]
    people_of: dict[int, list[int]] = defaultdict(list)
    language_of: dict[int, str] = {}
    registered = complete_registrations(fair).order_by("person_id")
    for person_id, company_id, language in registered.values_list(
        "person_id", "person__company_id", "person__language"
    ):
        people_of[company_id].append(person_id)
        language_of[person_id] = language
    meetings, wishes = _meetings(fair), _wishes(fair, now, wish_ids)
    busy = {person for meeting in meetings.values() for person in meeting.people}
    named = {wish.from_person for wish in wishes.values()} | {w.to_person for w in wishes.values() if w.to_person}
    asked = {person for wish in wishes.values() for person in people_of.get(wish.to_company, ())}
    hindered = hindrances(fair, sorted(busy | named | asked), ahead, now=now)
    tables = list(MeetingTable.objects.filter(fair=fair).select_related("hall").order_by("number"))
    last, hall = (tables[-1].number, tables[-1].hall) if tables else (0, None)
    tables += [extra_table(fair, last + nth, nth, hall) for nth in range(1, extra_tables + 1)]
    return Facts(
        fair=fair,
        now=now,
        slots=ahead,
        tables=tables,
        interpreters=list(Interpreter.objects.filter(fair=fair).order_by("code")),
        meetings=meetings,
        wishes=wishes,
        people_of=dict(people_of),
        language_of=language_of,
        hindered={pair: why for pair, why in hindered.items() if why is not Hindrance.MEETING},
        blocked=frozenset(blocked_pairs(fair)),
        exhibitors=frozenset(Exhibitor.objects.filter(fair=fair).values_list("company_id", flat=True)),
        buyers=frozenset(HostedBuyer.objects.filter(fair=fair).values_list("company_id", flat=True)),
        slot_of={slot.pk: slot for slot in every_slot},
    )


def spots_of(facts: Facts) -> dict[int, Spot]:
    """Where each slot lies in time, by the fair's own days."""
    zone = ZoneInfo(facts.fair.timezone)
    return {slot.pk: Spot(slot.starts_at.astimezone(zone).toordinal(), slot.index) for slot in facts.slot_of.values()}


def _meetings(fair: Fair) -> dict[int, Standing]:
    """The live ones. A meeting and its seats come by one statement: one that is made meanwhile is there with both or not at all."""
    live = Meeting.objects.filter(fair=fair, state__in=LIVE_MEETING_STATES)
    fields = (
        "public_id", "request_id", "state", "company_low_id", "company_high_id", "need_id", "slot_id", "table_id",
        "interpreter_id", "is_locked", "sequence", "request__priority",
    )  # fmt: skip
    seats = MeetingParticipant.objects.filter(meeting__in=live, live=True).order_by("meeting_id", "person_id")
    rows = list(seats.values_list("meeting_id", "person_id", "company_id", *(f"meeting__{name}" for name in fields)))
    wished: dict[int, set[int]] = defaultdict(set)
    asked = RequestedSlot.objects.filter(request__in={row[4] for row in rows})
    for request_id, slot_id in asked.values_list("request_id", "slot_id"):
        wished[request_id].add(slot_id)
    found: dict[int, Standing] = {}
    for pk, person_id, company_id, *rest in rows:
        if pk not in found:
            (
                public_id, request_id, state, low, high, need_id, slot_id, table_id, interpreter_id, is_locked, sequence,
                priority,
            ) = rest  # fmt: skip
            found[pk] = Standing(
                id=pk,
                public_id=public_id,
                request_id=request_id,
                state=state,
                pair=(low, high),
                need_id=need_id,
                slot_id=slot_id,
                table_id=table_id,
                interpreter_id=interpreter_id,
                is_locked=is_locked,
                sequence=sequence,
                people={},
                wished_slots=frozenset(wished[request_id]),
                priority=priority,
            )
        found[pk].people[person_id] = company_id
    return found


def _wishes(fair: Fair, now: dt.datetime, wish_ids: Collection[int] | None) -> dict[int, Wish]:
    """The open ones whose time to answer has not run out, even if nothing has swept them yet."""
    asked = MeetingRequest.objects.filter(fair=fair, state__in=OPEN_REQUEST_STATES).exclude(expires_at__lte=now)
    if wish_ids is not None:
        asked = asked.filter(pk__in=wish_ids)
    slots: dict[int, set[int]] = defaultdict(set)
    for request_id, slot_id in RequestedSlot.objects.filter(request__in=asked).values_list("request_id", "slot_id"):
        slots[request_id].add(slot_id)
    fields = (
        "pk", "public_id", "company_low_id", "company_high_id", "need_id", "from_person_id", "from_company_id",
        "to_person_id", "to_company_id", "priority", "is_must", "language",
    )  # fmt: skip
    return {
        pk: Wish(
            id=pk,
            public_id=public_id,
            pair=(low, high),
            need_id=need_id,
            from_person=from_person,
            from_company=from_company,
            to_person=to_person,
            to_company=to_company,
            priority=priority,
            is_must=is_must,
            language=language,
            slots=frozenset(slots[pk]),
        )
        for (
            pk, public_id, low, high, need_id, from_person, from_company, to_person, to_company, priority, is_must,
            language,
        ) in asked.order_by("pk").values_list(*fields)
    }  # fmt: skip
