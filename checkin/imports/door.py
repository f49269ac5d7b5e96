import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from booking.models import RegistrationRole
from checkin.models import CheckinList, Gate
from checkin.models.gate import usual_early_roles
from fairs.imports.fair import moment
from fairs.models import Fair, Hall, Workshop
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
    hall: str = cell(cells.text(12), default="")
    workshop: str = cell(cells.text(20), default="")
    capacity: int | None = cell(cells.whole(1, 1_000_000), default=None)
    exits: bool = cell(cells.flag, default=False)
    public_from: int | None = cell(cells.clock, default=None)
    public_until: int | None = cell(cells.clock, default=None)
    early_roles: tuple[str, ...] = cell(
        cells.many(cells.one_of(RegistrationRole.values)), default=tuple(usual_early_roles())
    )


def bring_gates(table: Table[GateRow], fair: Fair, halls: Known[str, Hall]) -> Upserted[Gate]:
    table.refuse_doubles("code")
    wanted = []
    for row in table.rows:
        hall = halls.resolve(table, row, "hall", row.hall, _("There is no hall “%(value)s”.")) if row.hall else None
        names = {"name_vi": row.name_vi, "name_en": row.name_en, "name_ja": row.name_ja}
        wanted.append(Gate(fair=fair, code=row.code, hall=hall, **names))
    fields = ("hall_id", "name_vi", "name_en", "name_ja")
    return upsert(Gate.objects.filter(fair=fair), wanted, key=("code",), fields=fields)


def bring_lists(
    table: Table[ListRow], fair: Fair, halls: Known[str, Hall], workshops: Known[str, Workshop]
) -> Upserted[CheckinList]:
    def is_timed(row: ListRow) -> bool:
        begins = row.opens_at if row.public_from is None else row.public_from
        ends = row.closes_at if row.public_until is None else row.public_until
        if row.opens_at >= row.closes_at:
            table.bad(row, "closes_at", "order", _("The end is not after the start."))
        elif not row.opens_at <= begins < row.closes_at:
            table.bad(row, "public_from", "order", _("The public's hours lie within those of the list."))
        elif not begins < ends <= row.closes_at:
            table.bad(row, "public_until", "order", _("The public's hours lie within those of the list."))
        else:
            return True
        return False

    def at(row: ListRow, minutes: int | None) -> dt.datetime | None:
        return None if minutes is None else moment(fair, row.date, minutes)

    table.keep(is_timed)
    table.refuse_doubles("name_vi")
    no_hall, no_workshop = _("There is no hall “%(value)s”."), _("There is no workshop “%(value)s”.")
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
            hall=halls.resolve(table, row, "hall", row.hall, no_hall) if row.hall else None,
            workshop=workshops.resolve(table, row, "workshop", row.workshop, no_workshop) if row.workshop else None,
            capacity=row.capacity,
            exits=row.exits,
            public_from=at(row, row.public_from),
            public_until=at(row, row.public_until),
            early_roles=list(row.early_roles),
        )
        for row in table.rows
    ]
    fields = (
        *("name_en", "name_ja", "opens_at", "closes_at", "re_entry", "roles", "hall_id", "workshop_id", "capacity"),
        *("exits", "public_from", "public_until", "early_roles"),
    )
    return upsert(CheckinList.objects.filter(fair=fair), wanted, key=("name_vi",), fields=fields)
