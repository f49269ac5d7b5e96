"""The interpreters of a fair."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from fairs.interpreting import PAIRS, pair_of
from fairs.models import Fair, Interpreter
from kernel.sheets import Table, cell, cells
from kernel.upsert import Upserted, upsert


def as_pair(value: str) -> str:
    """Two languages in either order: "ja-vi" is kept as "vi-ja"."""
    one, _hyphen, other = value.casefold().partition("-")
    pair = pair_of(one, other)
    if pair is None:
        reason = _("“%(value)s” is not one of: %(known)s.")
        raise cells.BadCell("choice", reason % {"value": value[:40], "known": ", ".join(PAIRS)})
    return pair


@dataclass(frozen=True, slots=True)
class InterpreterRow:
    at: int
    code: str = cell(cells.text(12))
    name: str = cell(cells.text(120))
    languages: tuple[str, ...] = cell(cells.many(as_pair))
    phone: str = cell(cells.phone, default="")
    email: str = cell(cells.email, default="")
    days: tuple[dt.date, ...] = cell(cells.many(cells.day), default=())


def bring_interpreters(table: Table[InterpreterRow], fair: Fair) -> Upserted[Interpreter]:
    """Interpreters by code; no days means every day of the fair."""
    table.refuse_doubles("code")

    def comes(row: InterpreterRow) -> bool:
        outside = next((day for day in row.days if not fair.starts_on <= day <= fair.ends_on), None)
        if outside is not None:
            table.bad(row, "days", "outside", _("%(date)s is not a day of the fair.") % {"date": outside})
        if not row.languages:
            table.bad(row, "languages", "empty", _("This cell must not be empty."))
        return outside is None and bool(row.languages)

    table.keep(comes)
    wanted = [
        Interpreter(
            fair=fair,
            code=row.code,
            name=row.name,
            phone=row.phone,
            email=row.email,
            languages=list(dict.fromkeys(row.languages)),
            days=list(row.days),
        )
        for row in table.rows
    ]
    fields = ("name", "phone", "email", "languages", "days")
    return upsert(Interpreter.objects.filter(fair=fair), wanted, key=("code",), fields=fields)
