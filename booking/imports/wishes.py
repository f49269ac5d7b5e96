"""Wishes to meet, and pairs that must or may not meet, as an organiser gathers them."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from booking.models import CompanyBlock, MeetingRequest, RequestedSlot
from booking.queries.participants import complete_registrations, participating_companies
from booking.states import BlockOrigin
from directory.imports.firms import Firms, as_tax_code
from directory.models import Company, Need, Person
from fairs.imports.fair import moment
from fairs.interpreting import LANGUAGES
from fairs.models import Fair, MeetingSlot
from kernel.sheets import Table, cell, cells
from kernel.upsert import BATCH, Upserted

RULES = ("wish", "must", "never")


@dataclass(frozen=True, slots=True)
class WishRow:
    at: int
    from_company: str = cell(as_tax_code)
    to_company: str = cell(as_tax_code)
    from_email: str = cell(cells.email, default="")
    need: str = cell(cells.text(40), default="")
    rule: str = cell(cells.one_of(RULES), default="wish")
    priority: int = cell(cells.whole(1, 3), default=2)
    language: str = cell(cells.one_of(LANGUAGES), default="vi")
    days: tuple[dt.date, ...] = cell(cells.many(cells.day), default=())
    starts_at: int = cell(cells.clock, default=0)
    ends_at: int = cell(cells.clock, default=24 * 60)
    message: str = cell(cells.text(500), default="")


def bring_wishes(table: Table[WishRow], fair: Fair, firms: Firms) -> Upserted[MeetingRequest | CompanyBlock]:
    """Wishes by firms and need, blocks by firms. Only created: what people did with them since is theirs."""
    done: Upserted[MeetingRequest | CompanyBlock] = Upserted()
    if not table.rows:
        return done
    read = _Reading(table, fair, firms)
    table.keep(read.is_whole)
    table.keep(read.is_first)
    _bring_blocks(read, done)
    _bring_wishes(read, done)
    return done


class _Reading:
    """The rows beside what the fair knows; seven queries whatever their number."""

    def __init__(self, table: Table[WishRow], fair: Fair, firms: Firms) -> None:
        self.table, self.fair, self.firms = table, fair, firms
        # What another table got wrong is told there: nothing that leans on it is held against a wish.
        self.is_sure = all(problem.file == table.file for problem in table.problems.kept)
        self.taking_part = set(participating_companies(fair).values_list("pk", flat=True))
        registered = complete_registrations(fair).values("person")
        people = Person.objects.filter(pk__in=registered, company__in=self.taking_part).annotate(address=Lower("email"))
        self.people: dict[tuple[int | None, str], Person] = {}
        for person in people.order_by("-pk"):
            self.people[person.company_id, person.address] = person
            self.people[person.company_id, ""] = person
        codes = {row.need for row in table.rows if row.need}
        self.needs = {(need.company_id, need.code): need for need in Need.objects.filter(code__in=codes)}
        self.slots = list(MeetingSlot.objects.filter(fair=fair).order_by("index"))
        self._seen: dict[tuple[Any, ...], int] = {}
        self._ruled: dict[tuple[int, int], tuple[str, int]] = {}

    def firms_of(self, row: WishRow) -> tuple[Company, Company] | None:
        one = self.firms.of(self.table, row, "from_company", row.from_company)
        other = self.firms.of(self.table, row, "to_company", row.to_company)
        return (one, other) if one is not None and other is not None else None

    def pair_of(self, row: WishRow) -> tuple[int, int]:
        ids = [self.firms.known.found[code].pk for code in (row.from_company, row.to_company)]
        return min(ids), max(ids)

    def need_of(self, row: WishRow) -> Need | None:
        ids = self.pair_of(row)
        return next((self.needs[pk, row.need] for pk in ids if (pk, row.need) in self.needs), None)

    def is_whole(self, row: WishRow) -> bool:
        pair = self.firms_of(row)
        if pair is None:
            return False
        one, other = pair
        if one == other:
            return self._bad(row, "to_company", "same_company", _("A company does not meet itself."))
        for column, company in (("from_company", one), ("to_company", other)):
            if company.pk not in self.taking_part:
                reason = _("%(company)s does not take part in this fair.")
                return self._lost(row, column, "not_at_fair", reason % {"company": company.short_name})
        if row.rule != "never" and (one.pk, row.from_email) not in self.people:
            reason = _("Nobody of %(company)s with this address is registered for the fair.")
            return self._lost(row, "from_email", "not_registered", reason % {"company": one.short_name})
        if row.need and self.need_of(row) is None:
            reason = _("Neither of the two companies has a need “%(value)s”.")
            return self._lost(row, "need", "unknown_reference", reason % {"value": row.need})
        if row.rule != "never" and not self.times_of(row):
            return self._lost(row, "starts_at", "outside", _("No meeting slot of the fair lies in these times."))
        return True

    def is_first(self, row: WishRow) -> bool:
        """One row a pair and need, in either direction; never beside another rule of the same pair contradicts it."""
        pair = self.pair_of(row)
        key = (pair, row.need, row.rule == "never")
        if key in self._seen:
            return self._bad(row, "to_company", "doubled_row", _("The same as row %(row)s.") % {"row": self._seen[key]})
        self._seen[key] = row.at
        rule = "never" if row.rule == "never" else "wish"
        before, at = self._ruled.setdefault(pair, (rule, row.at))
        if before != rule:
            reason = _("Row %(row)s says the opposite: two companies cannot be kept apart and meet.")
            return self._bad(row, "rule", "contradiction", reason % {"row": at})
        return True

    def times_of(self, row: WishRow) -> list[MeetingSlot]:
        """The slots inside the days and hours of the row; all where it names none."""
        days = row.days or tuple(dict.fromkeys(self._day(slot) for slot in self.slots))
        spans = [(moment(self.fair, day, row.starts_at), moment(self.fair, day, row.ends_at)) for day in days]
        return [
            slot for slot in self.slots if any(start <= slot.starts_at and slot.ends_at <= end for start, end in spans)
        ]

    def _day(self, slot: MeetingSlot) -> dt.date:
        return slot.starts_at.astimezone(ZoneInfo(self.fair.timezone)).date()

    def _lost(self, row: WishRow, column: str, code: str, reason: str) -> bool:
        """Something it refers to is not there: told only where no other table is to blame."""
        return self._bad(row, column, code, reason) if self.is_sure else False

    def _bad(self, row: WishRow, column: str, code: str, reason: str) -> bool:
        self.table.bad(row, column, code, reason)
        return False


def _bring_blocks(read: _Reading, done: Upserted[MeetingRequest | CompanyBlock]) -> None:
    here = CompanyBlock.objects.filter(fair=read.fair, origin=BlockOrigin.ORGANISER, lifted_at__isnull=True)
    present = {(block.company_low_id, block.company_high_id): block for block in here}
    fresh = []
    for row in read.table.rows:
        if row.rule != "never":
            continue
        low, high = read.pair_of(row)
        if (low, high) in present:
            done.unchanged.add(("never", low, high))
            continue
        block = CompanyBlock(fair=read.fair, company_low_id=low, company_high_id=high, origin=BlockOrigin.ORGANISER)
        fresh.append(block)
        done.created.add(("never", low, high))
    CompanyBlock.objects.bulk_create(fresh, batch_size=BATCH)


def _bring_wishes(read: _Reading, done: Upserted[MeetingRequest | CompanyBlock]) -> None:
    here = MeetingRequest.objects.filter(fair=read.fair)
    present = set(here.values_list("company_low_id", "company_high_id", "need_id"))
    fresh: list[tuple[MeetingRequest, list[MeetingSlot]]] = []
    for row in read.table.rows:
        if row.rule == "never":
            continue
        pair, need = read.pair_of(row), read.need_of(row)
        key = ("wish", *pair, need.pk if need else None)
        if (*pair, need.pk if need else None) in present:
            done.unchanged.add(key)
            continue
        done.created.add(key)
        fresh.append((_wish(read, row, pair, need), read.times_of(row)))
    made = MeetingRequest.objects.bulk_create([wish for wish, _ in fresh], batch_size=BATCH)
    listed: dict[int, list[MeetingSlot]] = defaultdict(list)
    for wish, (_wish_row, slots) in zip(made, fresh, strict=True):
        listed[wish.pk] = slots
    RequestedSlot.objects.bulk_create(
        [RequestedSlot(request_id=pk, slot=slot) for pk, slots in listed.items() for slot in slots], batch_size=BATCH
    )


def _wish(read: _Reading, row: WishRow, pair: tuple[int, int], need: Need | None) -> MeetingRequest:
    asker = read.firms.known.found[row.from_company]
    asked = read.firms.known.found[row.to_company]
    return MeetingRequest(
        fair=read.fair,
        from_person=read.people[asker.pk, row.from_email],
        from_company=asker,
        to_company=asked,
        company_low_id=pair[0],
        company_high_id=pair[1],
        need=need,
        message=row.message,
        language=row.language,
        priority=row.priority,
        is_must=row.rule == "must",
        awaiting_company=asked,
    )
