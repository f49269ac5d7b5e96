"""Passes that exhibitors give out: how many places go with a booth, who has them."""

from dataclasses import dataclass

from django.db.models import Exists, ExpressionWrapper, F, IntegerField, OuterRef, Q, QuerySet, Sum

from booking.models import Badge, BadgePrint, Booking, ExhibitorPass, PassExtra, PassRules, Registration
from booking.models.registration import RegistrationRole
from booking.queries.exhibitors import exhibitors
from booking.rules.bookings import CONTRACTED_STATES
from booking.rules.passes import places_with
from booking.states import BadgeState, PassKind, RegistrationState
from fairs.models import Exhibitor, Fair
from kernel.folding import Folded

ROLE_OF: dict[PassKind, RegistrationRole] = {
    PassKind.STAFF: RegistrationRole.EXHIBITOR,
    PassKind.CREW: RegistrationRole.CREW,
}
LIVE = (RegistrationState.PENDING, RegistrationState.COMPLETE)
_AREA = ExpressionWrapper(F("booth__width_cm") * F("booth__depth_cm"), output_field=IntegerField())


@dataclass(frozen=True, slots=True)
class Places:
    """`by_area` go with the booth, `extra` the organiser gave besides."""

    area_cm2: int
    by_area: int
    extra: int
    taken: int
    reason: str = ""

    @property
    def total(self) -> int:
        return self.by_area + self.extra

    @property
    def left(self) -> int:
        return max(0, self.total - self.taken)


@dataclass(frozen=True, slots=True)
class PassHolder:
    """`prints` is how often the valid badge was put on paper; None: there is no valid badge."""

    registration: Registration
    prints: int | None

    @property
    def is_printed(self) -> bool:
        return bool(self.prints)


def rules_of(fair: Fair) -> PassRules:
    """The fair's own, or the house's; one query."""
    return PassRules.objects.filter(fair=fair).first() or PassRules(fair=fair)


def places_of(exhibitor: Exhibitor, kind: PassKind) -> Places:
    """Five queries at the most. A firm whose booth nobody has approved yet has none."""
    (found,) = _places([exhibitor], exhibitor.fair, kind)
    return found


def all_places(fair: Fair, kind: PassKind) -> list[tuple[Exhibitor, Places]]:
    """Of every exhibitor, by the name above the booth; five queries."""
    rows = list(exhibitors(fair, see_all=True))
    return list(zip(rows, _places(rows, fair, kind), strict=True))


def holders_of(exhibitor: Exhibitor, kind: PassKind) -> list[PassHolder]:
    """Whoever has a live pass of the firm, by name; three queries."""
    people = holding(exhibitor, kind).select_related("person", "fair")
    return _with_prints(list(people.order_by(Folded("person__full_name"), "pk")))


def organisers_contractors(fair: Fair) -> list[PassHolder]:
    """Contractors of no firm, by name; three queries."""
    rows = Registration.objects.filter(fair=fair, role=RegistrationRole.CREW, company=None, state__in=LIVE)
    return _with_prints(list(rows.select_related("person", "fair").order_by(Folded("person__full_name"), "pk")))


def holder(registration: Registration) -> PassHolder:
    """One of them; two queries."""
    return _with_prints([registration])[0]


def _with_prints(rows: list[Registration]) -> list[PassHolder]:
    live = dict(Badge.objects.filter(registration__in=rows, state=BadgeState.LIVE).values_list("registration_id", "pk"))
    printed = list(BadgePrint.objects.filter(badge__in=live.values()).values_list("badge_id", flat=True))
    return [PassHolder(one, printed.count(live[one.pk]) if one.pk in live else None) for one in rows]


def holding(exhibitor: Exhibitor, kind: PassKind) -> QuerySet[Registration]:
    """Registrations that take a place, however they came: by the firm, the organiser or an import."""
    return Registration.objects.filter(
        fair=exhibitor.fair_id, company=exhibitor.company_id, role=ROLE_OF[kind], state__in=LIVE, head_count=1
    )


def without_place(exhibitor: Exhibitor, kind: PassKind) -> QuerySet[Registration]:
    """Those of `holding` that came another way and have no place of their own yet."""
    own = ExhibitorPass.objects.filter(registration=OuterRef("pk"), released_at__isnull=True)
    return holding(exhibitor, kind).filter(~Exists(own))


def _places(rows: list[Exhibitor], fair: Fair, kind: PassKind) -> list[Places]:
    rules = rules_of(fair)
    companies = [row.company_id for row in rows]
    bookings = Booking.objects.filter(fair=fair, company__in=companies)
    contracted = Q(state__in=CONTRACTED_STATES)
    areas = dict(bookings.values_list("company_id").annotate(area=Sum(_AREA, filter=contracted)).order_by())
    extras = {one.exhibitor_id: one for one in PassExtra.objects.filter(exhibitor__in=rows, kind=kind)}
    taken: dict[int | None, int] = {}
    holders = Registration.objects.filter(
        fair=fair, company__in=companies, role=ROLE_OF[kind], state__in=LIVE, head_count=1
    )
    for company_id in holders.values_list("company_id", flat=True):
        taken[company_id] = taken.get(company_id, 0) + 1
    found = []
    for row in rows:
        area = areas.get(row.company_id, 0)  # None: bookings, and none of them contracted
        by_area = places_with(area, **_rule(rules, kind)) if area is not None else 0
        extra = extras.get(row.pk)
        found.append(
            Places(
                area or 0,
                by_area,
                extra.extra if extra else 0,
                taken.get(row.company_id, 0),
                extra.reason if extra else "",
            )
        )
    return found


def _rule(rules: PassRules, kind: PassKind) -> dict[str, int]:
    return {
        "unit_m2": rules.unit_m2,
        "per_unit": getattr(rules, f"{kind}_per_unit"),
        "least": getattr(rules, f"{kind}_least"),
    }
