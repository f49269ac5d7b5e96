"""The list for an evacuation as a file: who is inside, one a row, by hall. A workbook, or a CSV that anything reads."""

import codecs
import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import override

from booking.models import RegistrationRole
from checkin.queries.evacuation import HallNow
from fairs.models import Fair
from kernel.clock import local
from kernel.sheets.csv_files import as_text
from kernel.sheets.workbook import Sheet, Value


@dataclass(frozen=True, slots=True)
class Table:
    header: list[str]
    rows: list[list[Value]]


def evacuation_table(halls: Sequence[HallNow], fair: Fair, *, language: str) -> Table:
    with override(language):
        header = [
            _("Hall"), _("Name"), _("People"), _("Company"), _("Phone"), _("Role"), _("Last gate"), _("At"), _("Found"),
        ]  # fmt: skip
        between, roles = _("Between halls"), {role: str(word) for role, word in RegistrationRole.choices}
    rows: list[list[Value]] = [
        [
            (getattr(one.hall, f"name_{language}") or one.hall.name_vi) if one.hall else between,
            who.full_name,
            who.people,
            who.company,
            who.phone,
            roles[RegistrationRole(who.role)],
            who.gate,
            f"{local(who.at, fair.timezone):%H:%M}",
            "",
        ]
        for one in halls
        for who in one.people
    ]
    return Table(header, rows)


def evacuation_csv(table: Table) -> bytes:
    """UTF-8 with its mark, for programs that would guess; what they could take for a formula is marked as text."""
    written = io.StringIO()
    lines = csv.writer(written)
    lines.writerow(table.header)
    lines.writerows([as_text(value) if isinstance(value, str) else value for value in row] for row in table.rows)
    return codecs.BOM_UTF8 + written.getvalue().encode()


def evacuation_workbook(table: Table, *, title: str) -> bytes:
    from kernel.sheets.workbook_writer import write_workbook  # noqa: PLC0415 -- loaded when one is asked for

    return write_workbook([Sheet(title, table.header, table.rows)])
