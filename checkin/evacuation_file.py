"""The list for an evacuation as a workbook: who is inside, one a row, by hall."""

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import override

from booking.models import RegistrationRole
from checkin.queries.evacuation import HallNow
from fairs.models import Fair
from kernel.clock import local
from kernel.sheets.workbook import Sheet


def evacuation_workbook(halls: Sequence[HallNow], fair: Fair, *, language: str, now: dt.datetime) -> bytes:
    with override(language):
        header = [_("Hall"), _("Name"), _("Company"), _("Role"), _("Last gate"), _("At"), _("Found")]
        between, roles = _("Between halls"), dict(RegistrationRole.choices)
        rows = [
            [
                *((getattr(one.hall, f"name_{language}") or one.hall.name_vi) if one.hall else between, who.full_name),
                *(
                    who.company,
                    str(roles[RegistrationRole(who.role)]),
                    who.gate,
                    f"{local(who.at, fair.timezone):%H:%M}",
                ),
                "",
            ]
            for one in halls
            for who in one.people
        ]
        title = f"{local(now, fair.timezone):%Y-%m-%d %H.%M}"
    from kernel.sheets.workbook_writer import write_workbook  # noqa: PLC0415 -- loaded when one is asked for

    return write_workbook([Sheet(title, header, rows)])
