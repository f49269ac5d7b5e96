"""The look of a fair's badges: the newest version, or the house's own."""

from collections.abc import Mapping
from typing import Any

from badges.logos import Logo
from booking.models import BadgeDesign, BadgeLogo
from booking.rules.badge_designs import FairDesign, from_json
from fairs.models import Fair

MOST_SHOWN = 20


def design_of(fair: Fair) -> FairDesign:
    """One query, two with a logo."""
    row = BadgeDesign.objects.filter(fair=fair).order_by("-version").first()
    return read_design(fair.pk, row.content, version=row.version) if row else FairDesign()


def read_design(fair_id: int, content: Mapping[str, Any], *, version: int = 0) -> FairDesign:
    """With the logo it names. Raises BadDesign for anything that is no design of that fair."""
    named = content.get("logo")
    row = BadgeLogo.objects.filter(fair=fair_id, public_id=named).first() if isinstance(named, str) and named else None
    logo = Logo(row.drawing, row.ratio, row.name) if row else None
    return from_json(content, version=version, logo=logo)


def logos_of(fair: Fair) -> list[BadgeLogo]:
    """The newest first, without their drawings; one query."""
    return list(BadgeLogo.objects.filter(fair=fair).defer("drawing").order_by("-pk")[:MOST_SHOWN])


def versions_of(fair: Fair) -> list[BadgeDesign]:
    """The newest first, with who saved it; one query."""
    return list(BadgeDesign.objects.filter(fair=fair).select_related("created_by").order_by("-version")[:20])
