"""The look of a fair's badges: the newest version, or the house's own."""

from booking.models import BadgeDesign
from booking.rules.badge_designs import FairDesign, from_json
from fairs.models import Fair


def design_of(fair: Fair) -> FairDesign:
    """One query."""
    row = BadgeDesign.objects.filter(fair=fair).order_by("-version").first()
    return from_json(row.content, version=row.version) if row else FairDesign()


def versions_of(fair: Fair) -> list[BadgeDesign]:
    """The newest first, with who saved it; one query."""
    return list(BadgeDesign.objects.filter(fair=fair).select_related("created_by").order_by("-version")[:20])
