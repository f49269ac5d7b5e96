"""Many open wishes between few people, written straight into the tables: the ground of the races."""

import datetime as dt
import random
from collections.abc import Sequence

from booking.models import MeetingRequest, RequestedSlot
from directory.models import Company, Need, Person, Term
from fairs.models import Fair, MeetingSlot
from kernel.clock import now
from tests.factories.meetings import Participant, make_term


def make_wish(
    fair: Fair,
    asker: Participant,
    asked: Participant,
    slots: Sequence[MeetingSlot],
    *,
    need: Need | None = None,
    named: Person | None = None,
    **fields,
) -> MeetingRequest:
    """One open wish of `asker` to the company of `asked`, who accepts it."""
    fields.setdefault("expires_at", now() + dt.timedelta(hours=72))
    low, high = sorted([asker.company.pk, asked.company.pk])
    wish = MeetingRequest.objects.create(
        fair=fair,
        from_person=asker.person,
        from_company=asker.company,
        to_company=asked.company,
        to_person=named,
        company_low_id=low,
        company_high_id=high,
        need=need,
        awaiting_company=fields.pop("awaiting_company", asked.company),
        **fields,
    )
    RequestedSlot.objects.bulk_create([RequestedSlot(request=wish, slot=slot) for slot in slots])
    return wish


def make_needs(company: Company, number: int, process: Term | None = None) -> list[Need]:
    process = process or make_term(code="cnc-milling")
    return Need.objects.bulk_create(
        [Need(company=company, code=f"P{n:03}", title_vi=f"Chi tiết {n}", process=process) for n in range(number)]
    )


def make_many_wishes(
    fair: Fair,
    askers: Sequence[Participant],
    asked: Sequence[Participant],
    slots: Sequence[MeetingSlot],
    number: int,
    *,
    slots_each: int = 3,
    seed: int = 7,
) -> list[tuple[MeetingRequest, Participant]]:
    """`number` wishes with who accepts each, spread evenly over all pairs, each over random slots, in random order."""
    rng = random.Random(seed)
    pairs = [(asker, other) for asker in askers for other in asked]
    per_pair = -(-number // len(pairs))
    wishes, accepters = [], []
    for asker in askers:
        needs = make_needs(asker.company, per_pair)
        for other in asked:
            low, high = sorted([asker.company.pk, other.company.pk])
            wishes += [
                MeetingRequest(
                    fair=fair,
                    from_person=asker.person,
                    from_company=asker.company,
                    to_company=other.company,
                    company_low_id=low,
                    company_high_id=high,
                    need=need,
                    awaiting_company=other.company,
                    expires_at=now() + dt.timedelta(hours=72),
                )
                for need in needs
            ]
            accepters += [other] * len(needs)
    chosen = rng.sample(range(len(wishes)), number)
    made = MeetingRequest.objects.bulk_create([wishes[i] for i in chosen], batch_size=500)
    RequestedSlot.objects.bulk_create(
        [RequestedSlot(request=wish, slot=slot) for wish in made for slot in rng.sample(list(slots), slots_each)],
        batch_size=2000,
    )
    return list(zip(made, [accepters[i] for i in chosen], strict=True))
