"""The questions an exhibitor asks of its visitors. They change while phones are away from the network: nothing is deleted."""

from collections.abc import Sequence
from dataclasses import dataclass

from checkin.errors import NoSuchQualifier, QualifierNotRead
from checkin.models import LeadQualifier, QualifierKind
from fairs.models import Exhibitor
from kernel.clock import now as clock_now
from kernel.locks import Rank, lock_rows
from kernel.text import clean_line
from kernel.unit_of_work import unit_of_work

MOST_QUALIFIERS, MOST_CHOICES = 8, 10
LONGEST_QUESTION, LONGEST_CHOICE = 120, 60


@dataclass(frozen=True, slots=True, kw_only=True)
class QualifierGiven:
    """`public_id` names one that stands and is changed; empty is a new one. The kind of one that stands is fixed."""

    kind: str
    question: str
    choices: Sequence[str] = ()
    public_id: str = ""


@unit_of_work
def set_qualifiers(exhibitor: Exhibitor, given: Sequence[QualifierGiven]) -> list[LeadQualifier]:
    """The whole list in its order; those not in it are retired, with their answers kept. Refuses QualifierNotRead,
    NoSuchQualifier."""
    lock_rows(Rank.COMPANY, Exhibitor.objects.filter(pk=exhibitor.pk))
    standing = {one.public_id: one for one in LeadQualifier.objects.filter(exhibitor=exhibitor)}
    if len(given) > MOST_QUALIFIERS or len({one.public_id for one in given if one.public_id}) < sum(
        bool(one.public_id) for one in given
    ):
        raise QualifierNotRead
    kept = set()
    for place, one in enumerate(given):
        question, choices = _read(one)
        found = LeadQualifier(exhibitor=exhibitor, kind=one.kind)
        if one.public_id:
            if one.public_id not in standing:
                raise NoSuchQualifier
            found = standing[one.public_id]
            if found.kind != one.kind:
                raise QualifierNotRead
        dropped = [choice for choice in found.choices if choice not in choices]
        found.former = [choice for choice in dict.fromkeys([*found.former, *dropped]) if choice not in choices]
        found.question, found.choices, found.position, found.retired_at = question, choices, place, None
        found.save()
        kept.add(found.pk)
    gone = LeadQualifier.objects.filter(exhibitor=exhibitor, retired_at__isnull=True).exclude(pk__in=kept)
    gone.update(retired_at=clock_now())
    return list(LeadQualifier.objects.filter(exhibitor=exhibitor, retired_at__isnull=True).order_by("position", "pk"))


def _read(one: QualifierGiven) -> tuple[str, list[str]]:
    question = clean_line(one.question)
    choices = [clean_line(choice) for choice in one.choices]
    if one.kind not in QualifierKind.values or not 0 < len(question) <= LONGEST_QUESTION:
        raise QualifierNotRead
    if one.kind != QualifierKind.CHOICE:
        return question, []
    if (
        not 2 <= len(choices) <= MOST_CHOICES
        or len(set(choices)) < len(choices)
        or not all(0 < len(choice) <= LONGEST_CHOICE for choice in choices)
    ):
        raise QualifierNotRead
    return question, choices
