"""Needs: published, changed, closed by the people of the company that has them."""

from collections.abc import Mapping, Sequence

from accounts.models import User
from directory.errors import NeedClosed
from directory.models import Company, Need, NeedState, Term
from directory.services.search_texts import keep_need_texts
from kernel.errors import NotFound
from kernel.history import record
from kernel.locks import Rank, lock_one
from kernel.unit_of_work import unit_of_work

EDITABLE = frozenset(
    {
        "code",
        "title_vi",
        "title_en",
        "title_ja",
        "note",
        "process",
        "length_mm",
        "width_mm",
        "height_mm",
        "weight_g",
        "tolerance_um",
        "annual_quantity",
        "target_date",
        "confidentiality",
        "state",
    }
)


@unit_of_work
def publish_need(
    company: Company,
    *,
    user: User,
    facts: Mapping[str, object],
    materials: Sequence[Term] = (),
    standards: Sequence[Term] = (),
) -> Need:
    """A new need, open unless `state` says draft. Raises NeedCodeTaken; KeyError for fields that are not a need's."""
    _check_fields(facts)
    need = Need.objects.create(company=company, **facts)
    need.materials.set(materials)
    need.standards.set(standards)
    keep_need_texts([need.pk])
    record(need, "need.published", actor_id=user.pk, after=need.state)
    return need


@unit_of_work
def change_need(
    need: Need,
    *,
    user: User,
    facts: Mapping[str, object],
    materials: Sequence[Term] | None = None,
    standards: Sequence[Term] | None = None,
) -> Need:
    """Sets what is given. Raises NeedClosed, NeedCodeTaken."""
    _check_fields(facts)
    need = _lock_open(need)
    before = need.state
    for name, value in facts.items():
        setattr(need, name, value)
    need.save(update_fields=[*facts, "updated_at"])
    if materials is not None:
        need.materials.set(materials)
    if standards is not None:
        need.standards.set(standards)
    keep_need_texts([need.pk])
    record(need, "need.changed", actor_id=user.pk, before=before, after=need.state, fields=sorted(facts))
    return need


@unit_of_work
def close_need(need: Need, *, user: User) -> Need:
    """Nobody is suggested for it and no new wish may name it; meetings about it stay. Raises NeedClosed the second time."""
    need = _lock_open(need)
    before = need.state
    need.state = NeedState.CLOSED
    need.save(update_fields=["state", "updated_at"])
    record(need, "need.closed", actor_id=user.pk, before=before, after=need.state)
    return need


def _check_fields(facts: Mapping[str, object]) -> None:
    if unknown := set(facts) - EDITABLE:
        raise KeyError(*sorted(unknown))


def _lock_open(need: Need) -> Need:
    locked = lock_one(Rank.CLAIM, Need.objects.filter(pk=need.pk))
    if locked is None:
        raise NotFound
    if locked.state == NeedState.CLOSED:
        raise NeedClosed
    return locked
