"""The look of a fair's badges is saved as a new version; an old one is never changed. Logos are kept for it."""

from collections.abc import Mapping
from typing import Any

from badges.logos import BadLogo, Logo, read_logo
from booking.errors.badges import BAD_LOGOS, BadBadgeDesign, BadBadgeLogo, DesignChanged
from booking.models import BadgeDesign, BadgeLogo
from booking.queries.badge_designs import design_of, read_design
from booking.rules.badge_designs import BadDesign, FairDesign, as_json
from fairs.models import Fair
from kernel.history import record
from kernel.unit_of_work import unit_of_work


@unit_of_work
def save_design(fair: Fair, *, content: Mapping[str, Any], seen: int, actor_id: int | None) -> FairDesign:
    """The next version, used from now on. Raises BadBadgeDesign, DesignChanged when `seen` is no longer the newest."""
    try:
        wanted = read_design(fair.pk, content, version=seen + 1)
    except BadDesign as exc:
        raise BadBadgeDesign(str(exc), pointer=exc.pointer) from exc
    if design_of(fair).version != seen:
        raise DesignChanged
    row = BadgeDesign.objects.create(fair=fair, version=seen + 1, content=as_json(wanted), created_by_id=actor_id)
    record(row, "badge_design.saved", actor_id=actor_id, version=row.version)
    return wanted


def keep_logo(fair: Fair, *, name: str, content: bytes, actor_id: int | None) -> BadgeLogo:
    """Read in no transaction, kept as it was read. Raises BadBadgeLogo with what is wrong."""
    try:
        logo = read_logo(content, alt=name)
    except BadLogo as exc:
        raise BadBadgeLogo(BAD_LOGOS[exc.code], pointer="/file", reason=exc.code, what=exc.what) from exc
    return _keep_logo(fair, logo, actor_id)


@unit_of_work
def _keep_logo(fair: Fair, logo: Logo, actor_id: int | None) -> BadgeLogo:
    row = BadgeLogo.objects.create(fair=fair, name=logo.alt, drawing=logo.svg, ratio=logo.ratio, created_by_id=actor_id)
    record(row, "badge_logo.kept", actor_id=actor_id)
    return row
