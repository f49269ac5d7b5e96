"""One day of `bench.meeting_day`, run as a process of its own: `ground` lays the schedule, `with` and `without` live it.

The clock is driven in steps of fifteen seconds. At each, doors and tables act and the outbox's work is done; at every
second one the due times and the sweep run (the worker's beat does it every five seconds). Only services write.
"""

import datetime as dt
import heapq
import json
import os
import random
import sys
from collections import defaultdict
from collections.abc import Callable
from itertools import count, pairwise
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
django.setup()


from accounts.models import User  # noqa: E402 -- app ready
from bench.meeting_day import ROOT, Habits  # noqa: E402 -- app ready
from booking.errors.meetings import NoCommonSlot  # noqa: E402 -- app ready
from booking.locks.meetings import lock_meeting, lock_people, lock_request  # noqa: E402 -- app ready
from booking.models import Badge, Meeting, MeetingParticipant, MeetingRequest, RequestedSlot  # noqa: E402 -- app ready
from booking.queries.participants import complete_registrations  # noqa: E402 -- app ready
from booking.services.meetings import call_off  # noqa: E402 -- app ready
from booking.services.placement import best_place  # noqa: E402 -- app ready
from booking.services.settling import settle  # noqa: E402 -- app ready
from booking.states import LIVE_MEETING_STATES, MeetingState  # noqa: E402 -- app ready
from checkin.access.posts import Post  # noqa: E402 -- app ready
from checkin.models import CheckinList, Gate  # noqa: E402 -- app ready
from checkin.queries.presence import people_inside  # noqa: E402 -- app ready
from checkin.services.scans import ScanRequest, scan_badge  # noqa: E402 -- app ready
from fairday.models import LostSlot, MeetingRun, PresenceLook, RefillOffer, RunSeat  # noqa: E402 -- app ready
from fairday.services.load_fair import Wishes, load_fair  # noqa: E402 -- app ready
from fairday.services.refills import accept_offer, decline_offer, run_refills  # noqa: E402 -- app ready
from fairday.services.table import end_meeting, mark_no_show, start_meeting  # noqa: E402 -- app ready
from fairs.models import Fair, MeetingSlot  # noqa: E402 -- app ready
from kernel.clock import driven, local  # noqa: E402 -- app ready
from kernel.due import emit_due  # noqa: E402 -- app ready
from kernel.errors import Conflict  # noqa: E402 -- app ready
from kernel.relay import work_off  # noqa: E402 -- app ready
from kernel.unit_of_work import unit_of_work  # noqa: E402 -- app ready
from worker.subscribers import WORK, work_for  # noqa: E402 -- app ready

STEP = dt.timedelta(seconds=15)
MINUTE = dt.timedelta(minutes=1)
SLOTS_EACH = 5
Action = Callable[[dt.datetime], None]


def first_day(fair: Fair) -> list[MeetingSlot]:
    slots = MeetingSlot.objects.filter(fair=fair).order_by("index")
    return [slot for slot in slots if local(slot.starts_at, fair.timezone).date() == fair.starts_on]


def lay(wishes: int, accepted: int, seed: int) -> dict[str, Any]:
    """The sample fair, `wishes` of its buyers to its makers over the first day beside those it has, `accepted` of them placed as
    by acceptance.
    """
    report = load_fair(ROOT / "samples" / "hanoi-2026", Wishes())
    if not report.is_good:
        raise SystemExit(f"the sample fair does not load: {report.problems[:3]}")
    return lay_wishes(Fair.objects.get(), wishes, accepted, seed)


def lay_wishes(fair: Fair, wishes: int, accepted: int, seed: int) -> dict[str, Any]:
    rng = random.Random(seed)
    slots = first_day(fair)
    with driven(lambda: slots[0].starts_at - dt.timedelta(days=7)):
        people = defaultdict(list)
        rows = complete_registrations(fair).filter(company__isnull=False).order_by("pk")
        for role, person_id, company_id in rows.values_list("role", "person_id", "company_id"):
            people[role].append((person_id, company_id))
        pairs = [(one, other) for one in people["buyer"] for other in people["exhibitor"] if one[1] != other[1]]
        rng.shuffle(pairs)
        own = MeetingRequest.objects.filter(fair=fair)
        made, seen = [], set(own.values_list("company_low_id", "company_high_id"))
        there = len(own)
        for one, other in pairs:
            low, high = sorted([one[1], other[1]])
            if (low, high) in seen or len(made) == wishes:
                continue
            seen.add((low, high))
            made.append(
                MeetingRequest(
                    fair=fair, from_person_id=one[0], from_company_id=one[1], to_person_id=other[0],
                    to_company_id=other[1], company_low_id=low, company_high_id=high, awaiting_company_id=other[1],
                    priority=rng.choice((1, 2, 2, 3)), expires_at=slots[-1].ends_at,
                )
            )  # fmt: skip
        made = MeetingRequest.objects.bulk_create(made, batch_size=500)
        RequestedSlot.objects.bulk_create(
            [
                RequestedSlot(request=wish, slot=slot)
                for wish in made
                for slot in rng.sample(slots, min(SLOTS_EACH, len(slots)))
            ]
        )
        placed = 0
        for wish in made:
            if placed < accepted and _accepted(wish):
                placed += 1
    return {"wishes": len(made), "planned": placed, "open_wishes": there + len(made) - placed, "slots": len(slots)}


@unit_of_work
def _accepted(wish: MeetingRequest) -> bool:
    """What `accept_request` does, for people of the sample who have no log-in. Only one call site: `lay`."""
    now = _now()
    seats = dict(sorted([(wish.from_person_id, wish.from_company_id), (wish.to_person_id, wish.to_company_id)]))
    slots = list(MeetingSlot.objects.filter(pk__in=wish.requested_slots.values("slot")))
    lock_people(list(seats))
    try:
        place = best_place(wish.fair, list(seats), slots, table=None, now=now)
    except NoCommonSlot:
        return False
    settle(lock_request(wish.pk), place, seats, actor_id=None, now=now)
    return True


@unit_of_work
def _call_off(meeting_id: int, company_id: int, now: dt.datetime) -> None:
    meeting = lock_meeting(meeting_id)
    if meeting.state == MeetingState.CONFIRMED and meeting.slot.starts_at > now:
        call_off(meeting, company_id=company_id, reason="", actor_id=None, now=now)


def _now() -> dt.datetime:
    from kernel.clock import now  # noqa: PLC0415 -- what is driven

    return now()


class Day:
    """The draws are made in the morning, by meeting and by person, so that both days meet the same people."""

    def __init__(self, *, is_with: bool, seed: int) -> None:
        self.is_with, self.habits = is_with, Habits()
        self.fair = Fair.objects.get()
        self.slots = first_day(self.fair)
        self.planned = list(
            Meeting.objects.filter(fair=self.fair, slot__in=self.slots).select_related("slot").order_by("pk")
        )
        self.host = User.objects.create_user("host@hanoi.example", None, full_name="Host").pk
        self.later: list[tuple[dt.datetime, int, Action]] = []
        self.numbers = count()
        self.offers_seen: set[int] = set()
        self.rng = random.Random(seed + 1)
        self.nonces = count(1)
        of_the_day = {"hall": None, "workshop": None, "roles": [], "opens_at__lte": self.slots[0].starts_at}
        checkin = CheckinList.objects.filter(
            fair=self.fair, closes_at__gt=self.slots[0].starts_at, **of_the_day
        ).first()
        gate = Gate.objects.filter(fair=self.fair).order_by("code").first()
        assert checkin is not None
        assert gate is not None
        self.post = Post(
            fair_id=self.fair.pk, token_number=self.fair.token_number, zone=local(self.slots[0].starts_at, self.fair.timezone).tzinfo,
            gate_id=gate.pk, gate_code=gate.code, list_id=checkin.pk, user_id=self.host,
        )  # type: ignore[arg-type]  # fmt: skip
        self._draw()

    def _draw(self) -> None:
        """Who does not come at all, who does not come to which meeting, who is late, who cancels."""
        rng, habits = self.rng, self.habits
        seats: dict[int, list[MeetingParticipant]] = defaultdict(list)
        for seat in MeetingParticipant.objects.filter(meeting__in=self.planned).order_by("pk"):
            seats[seat.meeting_id].append(seat)
        self.seats = seats
        self.by_person: dict[int, list[Meeting]] = defaultdict(list)
        for meeting in self.planned:
            for seat in seats[meeting.pk]:
                self.by_person[seat.person_id].append(meeting)
        target = habits.no_show * len(self.planned)
        self.away: set[int] = set()
        self.skips: set[tuple[int, int]] = set()
        doomed: set[int] = set()
        people = sorted(self.by_person)
        rng.shuffle(people)
        for person in people:
            fresh = [meeting.pk for meeting in self.by_person[person] if meeting.pk not in doomed]
            if len(doomed) + len(fresh) <= target * habits.not_in_the_building and fresh:
                self.away.add(person)
                doomed.update(fresh)
        for meeting in rng.sample(self.planned, len(self.planned)):
            if len(doomed) < round(target) and meeting.pk not in doomed:
                doomed.add(meeting.pk)
                self.skips.add((meeting.pk, rng.choice(seats[meeting.pk]).person_id))
        self.doomed = doomed
        self.cancels = [
            (meeting, rng.choice(seats[meeting.pk]).company_id, rng.uniform(15, 55))
            for meeting in self.planned
            if meeting.pk not in doomed and rng.random() < habits.late_cancel
        ]
        self.arrives: dict[int, dt.datetime] = {}
        everybody = (
            set(people)
            | set(MeetingRequest.objects.filter(fair=self.fair, state="wished").values_list("from_person", flat=True))
            | set(MeetingRequest.objects.filter(fair=self.fair, state="wished").values_list("to_person", flat=True))
        )
        for person in sorted(each for each in everybody if each):
            own = min((meeting.slot.starts_at for meeting in self.by_person[person]), default=None)
            base = own or self.slots[0].starts_at + rng.uniform(0, 120) * MINUTE
            late = rng.random() < habits.late
            self.arrives[person] = base + (rng.uniform(0, 15) if late else -rng.uniform(5, 60)) * MINUTE

    def at(self, moment: dt.datetime, action: Action) -> None:
        heapq.heappush(self.later, (moment, next(self.numbers), action))

    def live(self) -> dict[str, Any]:
        badges = dict(Badge.objects.filter(fair=self.fair, state="live").values_list("registration__person_id", "code"))
        for person, moment in self.arrives.items():
            if person not in self.away:
                self.at(moment, lambda now, code=badges[person]: self._scan(code, now))
        for meeting, company_id, before in self.cancels:
            self.at(
                meeting.slot.starts_at - before * MINUTE, lambda now, m=meeting, c=company_id: _call_off(m.pk, c, now)
            )
        for meeting in self.planned:
            self.at(meeting.slot.starts_at, lambda now, m=meeting.pk: self._sit_down(m, now))
        moment = min([self.slots[0].starts_at - 70 * MINUTE, *self.arrives.values()])
        end = self.slots[-1].ends_at + 10 * MINUTE
        with driven(lambda: moment):
            for step in count():
                has_acted = False
                while self.later and self.later[0][0] <= moment:
                    heapq.heappop(self.later)[2](moment)
                    has_acted = True
                if self.is_with:
                    self._house(moment, has_acted=has_acted, is_beat=step % 2 == 0)
                moment += STEP
                if moment > end:
                    break
        return self.figures()

    def _house(self, now: dt.datetime, *, has_acted: bool, is_beat: bool) -> None:
        """What the worker does all the time: due times, the work that facts ask for, the sweep."""
        due = emit_due(now=now) if is_beat else 0
        if has_acted or due:
            work_off(work_for, names=WORK)
        if is_beat:
            run_refills(now=now)
        if not has_acted and not due and not is_beat:
            return
        for offer in RefillOffer.objects.filter(state="open").exclude(pk__in=self.offers_seen):
            self.offers_seen.add(offer.pk)
            for seat in offer.seats.order_by("pk"):
                rng = random.Random(f"{offer.request_id} {seat.person_id} {offer.slot_id}")
                at = now + rng.uniform(1 / 3, 4) * MINUTE
                if seat.answer == "standing":
                    if rng.random() < self.habits.declines_what_it_asked_for:
                        self.at(at, lambda moment, o=offer, p=seat.person_id: self._answer(decline_offer, o, p, moment))
                elif rng.random() < self.habits.answers_an_offer:
                    self.at(at, lambda moment, o=offer, p=seat.person_id: self._answer(accept_offer, o, p, moment))

    def _answer(self, answer: Callable[..., RefillOffer], offer: RefillOffer, person: int, now: dt.datetime) -> None:
        try:
            done = answer(offer, person_id=person, actor_id=None, now=now)
        except Conflict:
            return
        if done.meeting_id:
            begins = max(now + 2 * MINUTE, offer.slot.starts_at)
            self.at(begins, lambda moment, m=done.meeting_id: self._sit_down(m, moment))

    def _scan(self, code: str, now: dt.datetime) -> None:
        result = scan_badge(self.post, ScanRequest(text=code, nonce=f"day-{next(self.nonces):06}"), now=now)
        if result.verdict != "ok":
            raise SystemExit(f"the door refused a badge of the sample: {result.verdict}")

    def _sit_down(self, meeting_id: int, now: dt.datetime) -> None:
        """Tried every half minute: start when both stand there, no-show when the host has waited long enough."""
        meeting = Meeting.objects.select_related("slot").get(pk=meeting_id)
        if meeting.state != MeetingState.CONFIRMED:
            return
        people = list(meeting.participants.values_list("person_id", "company_id"))
        missing = [
            (person, company)
            for person, company in people
            if person in self.away or (meeting_id, person) in self.skips or self.arrives[person] + 3 * MINUTE > now
        ]
        if not missing:
            try:
                start_meeting(meeting, actor_id=self.host, now=now)
            except Conflict:
                self._again(meeting, now)
            else:
                end = max(now + MINUTE, meeting.slot.ends_at - MINUTE)
                self.at(end, lambda moment, m=meeting: end_meeting(m, actor_id=self.host, now=moment) and None)
            return
        waited = (now - meeting.slot.starts_at) / MINUTE
        grace = self.habits.grace
        if self.is_with:
            inside = people_inside(self.fair, [person for person, _ in missing], now=now)
            if any(person not in inside for person, _ in missing):
                grace = self.habits.grace_not_inside
        if waited >= grace:
            mark_no_show(meeting, company_ids=sorted({c for _, c in missing}), actor_id=self.host, now=now)
        else:
            self._again(meeting, now)

    def _again(self, meeting: Meeting, now: dt.datetime) -> None:
        if now + 3 * STEP < meeting.slot.ends_at:
            self.at(now + 3 * STEP, lambda moment: self._sit_down(meeting.pk, moment))

    def figures(self) -> dict[str, Any]:
        planned = {meeting.pk for meeting in self.planned}
        of_day = Meeting.objects.filter(fair=self.fair, slot__in=self.slots)
        held = set(of_day.filter(state=MeetingState.DONE).values_list("pk", flat=True))
        first = {
            offer.lost_id: offer.offered_at - offer.lost.lost_at
            for offer in RefillOffer.objects.select_related("lost").order_by("-offered_at")
        }
        seconds = sorted(round(waited.total_seconds()) for waited in first.values())
        return {
            "held_as_planned": len(held & planned),
            "held_by_refill": len(held - planned),
            "kept_rate": round(len(held) / len(planned), 4),
            "no_shows": of_day.filter(state=MeetingState.NO_SHOW).count(),
            "cancelled_late": of_day.filter(state=MeetingState.CANCELLED).count(),
            "slots_lost": LostSlot.objects.count(),
            "slots_offered": len(first),
            "offers": RefillOffer.objects.count(),
            "offers_accepted": RefillOffer.objects.filter(state="accepted").count(),
            "offered_within_60_s": sum(each <= 60 for each in seconds),
            "seconds_from_loss_to_offer": {"median": seconds[len(seconds) // 2], "most": seconds[-1]}
            if seconds
            else None,
            "looks_ten_minutes_before": PresenceLook.objects.count(),
            "in_two_places": self._in_two_places(),
        }

    def _in_two_places(self) -> int:
        """Over all facts: runs that overlap for a person or a table, live seats and tables doubled in a slot, and people
        who sat at a table without having come in."""
        runs: dict[tuple[str, int], list[tuple[dt.datetime, dt.datetime]]] = defaultdict(list)
        for run in MeetingRun.objects.all():
            assert run.ended_at is not None
            runs["table", run.table_id].append((run.started_at, run.ended_at))
            for person_id in RunSeat.objects.filter(run=run).values_list("person_id", flat=True):
                runs["person", person_id].append((run.started_at, run.ended_at))
                if person_id in self.away or self.arrives[person_id] > run.started_at:
                    return -1
        broken = sum(one[1] > other[0] for each in runs.values() for one, other in pairwise(sorted(each)))
        tables = list(Meeting.objects.filter(state__in=LIVE_MEETING_STATES).values_list("table_id", "slot_id"))
        seats = list(MeetingParticipant.objects.filter(live=True).values_list("person_id", "slot_id"))
        return broken + len(tables) - len(set(tables)) + len(seats) - len(set(seats))


def main(arguments: list[str]) -> None:
    kind, (wishes, accepted, seed) = arguments[0], map(int, arguments[1:])
    if kind == "ground":
        figures = lay(wishes, accepted, seed)
    else:
        figures = Day(is_with=kind == "with", seed=seed).live()
        if figures["in_two_places"]:
            raise SystemExit(f"somebody or some table was in two places at once: {figures}")
    json.dump(figures, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1:])
