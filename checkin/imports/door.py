import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from booking.models import RegistrationRole
from checkin.models import CheckinList, Gate
from fairs.imports.fair import moment
from fairs.models import Fair, Hall
from kernel.sheets import Known, Table, cell, cells
from kernel.upsert import Upserted, upsert


@dataclass(frozen=True, slots=True)
class GateRow:
    at: int
    code: str = cell(cells.text(12))
    name_vi: str = cell(cells.text(120))
    name_en: str = cell(cells.text(120), default="")
    name_ja: str = cell(cells.text(120), default="")
    hall: str = cell(cells.text(12), default="")


@dataclass(frozen=True, slots=True)
class ListRow:
    at: int
    name_vi: str = cell(cells.text(120))
    date: dt.date = cell(cells.day)
    opens_at: int = cell(cells.clock)
    closes_at: int = cell(cells.clock)
    name_en: str = cell(cells.text(120), default="")
    name_ja: str = cell(cells.text(120), default="")
    re_entry: bool = cell(cells.flag, default=False)
    roles: tuple[str, ...] = cell(cells.many(cells.one_of(RegistrationRole.values)), default=())


def bring_gates(table: Table[GateRow], fair: Fair, halls: Known[str, Hall]) -> Upserted[Gate]:
    table.refuse_doubles("code")
    wanted = []
    for row in table.rows:
        hall = halls.resolve(table, row, "hall", row.hall, _("There is no hall “%(value)s”.")) if row.hall else None
        names = {"name_vi": row.name_vi, "name_en": row.name_en, "name_ja": row.name_ja}
        wanted.append(Gate(fair=fair, code=row.code, hall=hall, **names))
    fields = ("hall_id", "name_vi", "name_en", "name_ja")
    return upsert(Gate.objects.filter(fair=fair), wanted, key=("code",), fields=fields)


def bring_lists(table: Table[ListRow], fair: Fair) -> Upserted[CheckinList]:
    def is_timed(row: ListRow) -> bool:
        if row.opens_at < row.closes_at:
            return True
        table.bad(row, "closes_at", "order", _("The end is not after the start."))
        return False

    table.keep(is_timed)
    table.refuse_doubles("name_vi")
    fields = ("name_en", "name_ja", "opens_at", "closes_at", "re_entry", "roles")
    wanted = [
        CheckinList(
            fair=fair,
            name_vi=row.name_vi,
            name_en=row.name_en,
            name_ja=row.name_ja,
            opens_at=moment(fair, row.date, row.opens_at),
            closes_at=moment(fair, row.date, row.closes_at),
            re_entry=row.re_entry,
            roles=list(row.roles),
        )
        for row in table.rows
    ]
    return upsert(CheckinList.objects.filter(fair=fair), wanted, key=("name_vi",), fields=fields)
