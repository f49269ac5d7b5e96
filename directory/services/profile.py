"""What a company states of its abilities: each list is set as a whole, and only what differs is written.

`seen` is the company's `updated_at` when the list was read; each raises ProfileChanged when somebody else saved meanwhile.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Model

from accounts.models import User
from directory.errors import DoubledEntry, ProfileChanged
from directory.models import Capability, Certificate, CertificateState, Company, Machine, Term
from directory.services.search_texts import keep_company_texts
from kernel.history import record
from kernel.locks import Rank, lock_rows
from kernel.unit_of_work import unit_of_work
from kernel.upsert import Upserted, link, upsert

M = TypeVar("M", bound=Model)
NUMBERS = (
    "tolerance_um", "size_min_mm", "size_max_mm", "batch_min", "batch_max", "monthly_capacity", "free_capacity_percent",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Ability:
    """A process with its limits: µm, mm, pieces, per cent."""

    process: Term
    materials: Sequence[Term] = ()
    tolerance_um: int | None = None
    size_min_mm: int | None = None
    size_max_mm: int | None = None
    batch_min: int | None = None
    batch_max: int | None = None
    monthly_capacity: int | None = None
    free_capacity_percent: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Machinery:
    name: str
    maker: str = ""
    count: int = 1
    year: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    standard: Term
    number: str
    issued_on: dt.date
    expires_on: dt.date
    issuer: str = ""


@unit_of_work
def set_capabilities(
    company: Company, abilities: Sequence[Ability], *, user: User, seen: dt.datetime | None = None
) -> int:
    """The company can do these and nothing else; how many entries changed. Raises DoubledEntry, RangeReversed."""
    _lock(company, seen)
    wanted = [
        Capability(
            company=company, process=one.process, note=one.note, **{name: getattr(one, name) for name in NUMBERS}
        )
        for one in abilities
    ]
    done, dropped = _set(company, Capability, wanted, key=("process_id",), fields=(*NUMBERS, "note"))
    materials = {done.rows[one.process.pk,].pk: [material.pk for material in one.materials] for one in abilities}
    relinked = link(Capability.materials.through, "capability_id", "term_id", materials)
    done.touch([key for key, row in done.rows.items() if row.pk in relinked])
    return _finish(company, "company.capabilities_changed", done, dropped, user)


@unit_of_work
def set_machines(
    company: Company, machines: Sequence[Machinery], *, user: User, seen: dt.datetime | None = None
) -> int:
    """The company has these machines and no others; how many entries changed. Raises DoubledEntry."""
    _lock(company, seen)
    wanted = [
        Machine(company=company, name=one.name, maker=one.maker, count=one.count, year=one.year) for one in machines
    ]
    done, dropped = _set(company, Machine, wanted, key=("name", "maker"), fields=("count", "year"))
    return _finish(company, "company.machines_changed", done, dropped, user)


@unit_of_work
def set_certificates(company: Company, proofs: Sequence[Proof], *, user: User, seen: dt.datetime | None = None) -> int:
    """The company names these certificates and no others; how many entries changed. Raises DoubledEntry, RangeReversed.

    A certificate whose dates or issuer change is only declared again, whatever it was before: what was verified is the
    paper, not the entry.
    """
    _lock(company, seen)
    facts = ("issuer", "issued_on", "expires_on")
    present = {(row.standard_id, row.number): row for row in Certificate.objects.filter(company=company)}
    wanted = []
    for one in proofs:
        row = Certificate(company=company, standard=one.standard, number=one.number)
        for name in facts:
            setattr(row, name, getattr(one, name))
        old = present.get((one.standard.pk, one.number))
        is_same = old is not None and all(getattr(old, name) == getattr(row, name) for name in facts)
        row.state = old.state if old is not None and is_same else CertificateState.DECLARED
        wanted.append(row)
    done, dropped = _set(company, Certificate, wanted, key=("standard_id", "number"), fields=(*facts, "state"))
    return _finish(company, "company.certificates_changed", done, dropped, user)


def _lock(company: Company, seen: dt.datetime | None) -> None:
    """A list that replaces another one must have been made from it: `seen` is the company's `updated_at` then."""
    (found,) = lock_rows(Rank.COMPANY, Company.objects.filter(pk=company.pk))
    if seen is not None and found.updated_at != seen:
        raise ProfileChanged


def _set(
    company: Company, model: type[M], wanted: Sequence[M], *, key: tuple[str, ...], fields: tuple[str, ...]
) -> tuple[Upserted[M], int]:
    """The company's rows become the wanted ones; with the number of those that went."""
    keys: list[tuple[Any, ...]] = [tuple(getattr(row, name) for name in key) for row in wanted]
    if len(set(keys)) < len(keys):
        raise DoubledEntry
    existing = model._default_manager.filter(company=company)
    gone = [row.pk for row in existing if tuple(getattr(row, name) for name in key) not in set(keys)]
    model._default_manager.filter(pk__in=gone).delete()
    return upsert(existing.all(), wanted, key=key, fields=fields), len(gone)


def _finish(company: Company, action: str, done: Upserted[Any], dropped: int, user: User) -> int:
    """History and search text, when anything changed at all."""
    changed = len(done.created) + len(done.updated) + dropped
    if changed:
        company.save(update_fields=["updated_at"])
        keep_company_texts([company.pk])
        record(
            company,
            action,
            actor_id=user.pk,
            created=len(done.created),
            updated=len(done.updated),
            dropped=dropped,
        )
    return changed
