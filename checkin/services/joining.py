"""A computer becomes the server at the venue for one fair. Its database is given to that fair and to nothing else."""

from dataclasses import dataclass
from typing import Any

from checkin.errors import NotEmpty
from checkin.models import Upstream
from checkin.services.replica import begin_own_ids
from fairs.models import Fair
from kernel.unit_of_work import unit_of_work


@dataclass(frozen=True, slots=True)
class Joined:
    """What the fair's server answered to the code. `fair_number` is the fair's row there, and here."""

    key: str
    name: str
    fair_number: int
    fair_name: str
    badge_keys: list[dict[str, Any]]


@unit_of_work
def join(site: str, joined: Joined) -> Upstream:
    """Remember where the fair lives. Joining the same fair again changes the key and keeps all rows. Raises NotEmpty."""
    present = Upstream.objects.select_for_update().first()
    others = Fair.objects.exclude(pk=joined.fair_number).exists()
    if others or (present is not None and present.fair_number != joined.fair_number):
        raise NotEmpty
    upstream, _ = Upstream.objects.update_or_create(
        pk=1,
        defaults={
            "site": site,
            "key": joined.key,
            "name": joined.name,
            "fair_number": joined.fair_number,
            "fair_name": joined.fair_name,
            "badge_keys": joined.badge_keys,
            "trouble": "",
            "trouble_since": None,
        },
    )
    if present is None:
        begin_own_ids()
    return upstream
