"""Blank badges as the organiser counts them, and what is printed of a batch."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from badges.faces import BadgeFace, Lanyard, Shown
from booking.models import RegistrationRole, StockBatch
from booking.passes import badge_words
from fairs.models import Fair

TO_WRITE_ON = "…" * 11


@dataclass(frozen=True, slots=True)
class Counted:
    """A batch: how many were printed, how many belong to somebody."""

    batch: StockBatch
    number: int
    bound: int


def stock_of(fair: Fair) -> list[Counted]:
    """The newest batch first; one query."""
    rows: QuerySet[StockBatch] = StockBatch.objects.filter(fair=fair)
    counted = rows.annotate(number=Count("badges"), bound=Count("badges__badge"))
    return [Counted(one, one.number, one.bound) for one in counted]


def stock_faces(batch: StockBatch, *, language: str = "vi") -> list[BadgeFace]:
    """The badges of a batch by code, name and company left to write on; one query."""
    with override(language):
        return [
            BadgeFace(
                words=badge_words(language),
                fair=batch.fair.short_name,
                role=str(RegistrationRole.VISITOR.label),
                colour=Lanyard.VISITOR,
                name=TO_WRITE_ON,
                company="",
                days=_("All days"),
                code=code,
                shown=Shown.CODE,
            )
            for code in batch.badges.order_by("code").values_list("code", flat=True)
        ]
