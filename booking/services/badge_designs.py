"""The look of a fair's badges is saved as a new version; an old one is never changed."""

from collections.abc import Mapping
from typing import Any

from booking.errors.badges import BadBadgeDesign, DesignChanged
from booking.models import BadgeDesign
from booking.queries.badge_designs import design_of
from booking.rules.badge_designs import BadDesign, FairDesign, as_json, from_json
from fairs.models import Fair
from kernel.history import record
from kernel.unit_of_work import unit_of_work


@unit_of_work
def save_design(fair: Fair, *, content: Mapping[str, Any], seen: int, actor_id: int | None) -> FairDesign:
    """The next version, used from now on. Raises BadBadgeDesign, DesignChanged when `seen` is no longer the newest."""
    try:
        wanted = from_json(content, version=seen + 1)
    except BadDesign as exc:
        raise BadBadgeDesign(str(exc), pointer=exc.pointer) from exc
    if design_of(fair).version != seen:
        raise DesignChanged
    row = BadgeDesign.objects.create(fair=fair, version=seen + 1, content=as_json(wanted), created_by_id=actor_id)
    record(row, "badge_design.saved", actor_id=actor_id, version=row.version)
    return wanted
