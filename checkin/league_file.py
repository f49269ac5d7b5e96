"""The league of invitations as a workbook: one exhibitor a row, and no visitor."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import override

from checkin.queries.invitations import Owner
from kernel.sheets.workbook import Sheet


def league_workbook(owners: Sequence[Owner], *, language: str) -> bytes:
    with override(language):
        header = [_("Exhibitor"), _("Codes"), _("Invitations"), _("Registered"), _("Came in"), _("Rate, %")]
        rows: list[list[str | int | float | None]] = [
            [
                *(one.exhibitor.fascia_name, one.codes, one.most),
                *(one.brought.registered, one.brought.came, one.brought.percent),
            ]
            for one in owners
        ]
        title = _("Invitations")
    from kernel.sheets.workbook_writer import write_workbook  # noqa: PLC0415 -- loaded when one is asked for

    return write_workbook([Sheet(title, header, rows)])
