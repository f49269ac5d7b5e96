"""What of a fair a server at the venue holds: which tables, which of their columns, in which order (docs/adr/0028).

Both sides derive it from the same models, so a new column travels by itself; a foreign key to a table that does not
travel stays behind. Of people there is what the guard is shown, and nothing by which they could be reached.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property

from django.db import connection
from django.db.models import Field, ForeignKey, Model

from accounts.models import Organisation
from booking.models import Badge, Registration, StockBadge, StockBatch, WorkshopSeat
from checkin.models import Annulment, CheckinList, Device, Gate, Scan
from directory.models import Company, Person
from fairs.models import Fair, FairDay, Hall, Workshop

FIRST_OWN_ID = 2**31
"""Rows that a hall server makes have ids from here on, the fair's server's never: snapshots count people in 32 bits."""

_IS_NEW = "age(t.xmin) <= age(%(since)s::xid)"
# Who registers newly may be an old acquaintance of an old firm.
_NEWLY = " OR t.id IN (SELECT {who} WHERE r.fair_id = %(fair)s AND age(r.xmin) <= age(%(since)s::xid))"
_NEW_PEOPLE = _IS_NEW + _NEWLY.format(who="r.person_id FROM booking_registration r")
_NEW_COMPANIES = _IS_NEW + _NEWLY.format(who="r.company_id FROM booking_registration r")
_OF_COMPANIES = "c.organisation_id FROM directory_company c JOIN booking_registration r ON r.company_id = c.id"
_NEW_ORGANISATIONS = _IS_NEW + _NEWLY.format(who=_OF_COMPANIES)
_ORGANISATIONS = """
t.id IN (SELECT f.organisation_id FROM fairs_fair f WHERE f.id = %(fair)s) OR
t.id IN (SELECT c.organisation_id FROM directory_company c JOIN booking_registration r ON r.company_id = c.id
         WHERE r.fair_id = %(fair)s)
"""


# The end of a number finds a person at the desk (`checkin.queries.people`), and calls nobody.
PHONE_DIGITS = 6
_END_OF_PHONE = rf"right(regexp_replace(t.phone, '\D', '', 'g'), {PHONE_DIGITS})"
_NAMES_ONLY = (
    "coalesce((SELECT string_agg(w, ' · ' ORDER BY n) FROM unnest(string_to_array(t.search_text, ' · ')) "
    "WITH ORDINALITY AS words (w, n) WHERE w !~ '@' AND w !~ '^[+0-9 ]+$'), '')"
)


@dataclass(frozen=True)
class Part:
    """A table. `of_fair` and `changed` are conditions over its alias `t`; without `changed` it always travels as a whole,
    and what is missing from it is gone. `only` names the fields that travel, `without` those that do not; `own` are
    those that the hall server knows better; `shown_as` is what stands for the value of a column.
    """

    model: type[Model]
    of_fair: str = "t.fair_id = %(fair)s"
    changed: str = ""
    only: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()
    own: frozenset[str] = field(default=frozenset())
    shown_as: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @cached_property
    def fields(self) -> list[Field]:
        return [one for one in self.model._meta.concrete_fields if self._travels(one)]

    @property
    def columns(self) -> list[str]:
        return [str(one.column) for one in self.fields]

    @property
    def filled(self) -> Iterator[Field]:
        """Fields that stay behind although the table wants a value."""
        for one in self.model._meta.concrete_fields:
            if one not in self.fields and not one.null and not one.has_db_default():
                yield one

    def _travels(self, one: Field) -> bool:
        if one.name in self.without or (self.only and one.name not in self.only):
            return False
        return not isinstance(one, ForeignKey) or one.related_model in models()


def references(part: Part) -> Iterator[tuple[Field, str]]:
    """Its foreign keys that travel, each with the table it points to."""
    for one in part.fields:
        if isinstance(one, ForeignKey):
            yield one, one.related_model._meta.db_table


PARTS = (
    Part(
        Organisation,
        of_fair=_ORGANISATIONS,
        changed=_NEW_ORGANISATIONS,
        only=frozenset({"id", "public_id", "kind", "name", "created_at"}),
    ),
    Part(
        Company,
        of_fair="t.id IN (SELECT r.company_id FROM booking_registration r WHERE r.fair_id = %(fair)s)",
        changed=_NEW_COMPANIES,
        only=frozenset(
            {"id", "public_id", "organisation", "slug", "legal_name", "short_name", "created_at", "updated_at"}
        ),
    ),
    Part(
        Fair,
        of_fair="t.id = %(fair)s",
        without=frozenset({"bank_bin", "bank_name", "bank_account", "bank_account_name"}),
    ),
    Part(FairDay),
    Part(Hall, without=frozenset({"geometry"})),
    Part(Gate),
    Part(Workshop),
    Part(CheckinList),
    Part(
        Person,
        of_fair="t.id IN (SELECT r.person_id FROM booking_registration r WHERE r.fair_id = %(fair)s)",
        changed=_NEW_PEOPLE,
        only=frozenset(
            {"id", "public_id", "full_name", "company_name", "phone", "search_text", "language", "created_at"}
        ),
        shown_as={"phone": _END_OF_PHONE, "search_text": _NAMES_ONLY},
    ),
    Part(
        Registration,
        changed=_IS_NEW,
        without=frozenset(
            {"manage_key", "interests", "source", "consented_at", "share_contact", "inviter_told", "calendar_renewals"}
        ),
    ),
    Part(Badge, changed=_IS_NEW),
    Part(StockBatch),
    Part(StockBadge, changed=_IS_NEW),
    Part(
        WorkshopSeat,
        of_fair="t.workshop_id IN (SELECT w.id FROM fairs_workshop w WHERE w.fair_id = %(fair)s)",
        changed=_IS_NEW,
    ),
    Part(Device, own=frozenset({"seen_at", "unsent", "battery", "snapshot_at", "clock_offset_ms"})),
    Part(
        Device.checkin_lists.through,
        of_fair="t.device_id IN (SELECT d.id FROM checkin_device d WHERE d.fair_id = %(fair)s)",
    ),
    Part(Annulment, changed=_IS_NEW),
    Part(Scan, changed=_IS_NEW, without=frozenset({"scanned_by", "annulled_at", "received_at"})),
)


@cache
def models() -> frozenset[type[Model]]:
    return frozenset(part.model for part in PARTS)


def part_of(table: str) -> Part:
    """Raises KeyError."""
    return {part.table: part for part in PARTS}[table]


@cache
def shape() -> str:
    """What both sides must agree on: every column that travels, with its type. Another shape is another version."""
    told = [(part.table, [(one.column, one.db_type(connection)) for one in part.fields]) for part in PARTS]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]
