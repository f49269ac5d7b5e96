import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from zoneinfo import ZoneInfo, available_timezones

from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import Organisation
from fairs.models import Fair, FairDay, FairState
from kernel.money import MINOR_DIGITS
from kernel.sheets import Table, cell, cells
from kernel.upsert import Upserted, upsert

FIELDS = (
    "name_vi", "name_en", "name_ja", "short_name", "edition", "intro_vi", "intro_en", "intro_ja", "venue_vi", "venue_en", "venue_ja",
    "address", "contact_email", "contact_phone", "starts_on", "ends_on", "timezone", "currency", "vat_percent", "hold_minutes",
    "hold_extension_minutes", "holds_per_company", "deposit_days", "bank_bin", "bank_name", "bank_account", "bank_account_name",
    "is_sample", "meetings_per_exhibitor", "meetings_per_buyer", "walking_slots",
)  # fmt: skip


def as_timezone(value: str) -> str:
    if value not in available_timezones():
        reason = _("“%(value)s” is not a time zone such as Asia/Ho_Chi_Minh.")
        raise cells.BadCell("time_zone", reason % {"value": value[:40]})
    return value


def as_bank_bin(value: str) -> str:
    if len(value) != 6 or not value.isascii() or not value.isdigit():
        raise cells.BadCell("bank_bin", _("A bank's BIN has six digits."))
    return value


@dataclass(frozen=True, slots=True)
class FairRow:
    at: int
    slug: str = cell(cells.slug(60))
    organiser: str = cell(cells.text(250))
    name_vi: str = cell(cells.text(200))
    short_name: str = cell(cells.text(60))
    venue_vi: str = cell(cells.text(200))
    starts_on: dt.date = cell(cells.day)
    ends_on: dt.date = cell(cells.day)
    name_en: str = cell(cells.text(200), default="")
    name_ja: str = cell(cells.text(200), default="")
    edition: int = cell(cells.whole(1, 1000), default=1)
    intro_vi: str = cell(cells.text(5000), default="")
    intro_en: str = cell(cells.text(5000), default="")
    intro_ja: str = cell(cells.text(5000), default="")
    venue_en: str = cell(cells.text(200), default="")
    venue_ja: str = cell(cells.text(200), default="")
    address: str = cell(cells.text(250), default="")
    contact_email: str = cell(cells.email, default="")
    contact_phone: str = cell(cells.phone, default="")
    timezone: str = cell(as_timezone, default="Asia/Ho_Chi_Minh")
    currency: str = cell(cells.one_of(MINOR_DIGITS), default="VND")
    vat_percent: Decimal = cell(cells.decimal(0, 50), default=Decimal(8))
    hold_minutes: int = cell(cells.whole(1, 1440), default=15)
    hold_extension_minutes: int = cell(cells.whole(0, 1440), default=10)
    holds_per_company: int = cell(cells.whole(1, 100), default=2)
    deposit_days: int = cell(cells.whole(0, 365), default=7)
    bank_bin: str = cell(as_bank_bin, default="")
    bank_name: str = cell(cells.text(120), default="")
    bank_account: str = cell(cells.text(19), default="")
    bank_account_name: str = cell(cells.text(120), default="")
    state: str = cell(cells.one_of(FairState.values), default=FairState.OPEN)
    is_sample: bool = cell(cells.flag, default=False)
    meetings_per_exhibitor: int | None = cell(cells.whole(1, 1000), default=None)
    meetings_per_buyer: int | None = cell(cells.whole(1, 1000), default=None)
    walking_slots: int = cell(cells.whole(0, 20), default=0)


@dataclass(frozen=True, slots=True)
class DayRow:
    at: int
    date: dt.date = cell(cells.day)
    opens_at: int = cell(cells.clock)
    closes_at: int = cell(cells.clock)


def the_row(table: Table[FairRow]) -> FairRow | None:
    """The one row of the table; none, or more than one, is a problem."""
    if table.is_absent:
        table.problems.add("fair", 0, "", "missing_table", _("The table “fair” is missing."))
    elif len(table.rows) + len(table.doubtful) != 1 and not table.is_blind:
        reason = _("The table “fair” has %(count)s rows; one is needed.")
        count = len(table.rows) + len(table.doubtful)
        table.problems.add(table.file, 0, "", "one_row", reason % {"count": count})
        return None
    for row in table.rows:
        if row.ends_on < row.starts_on:
            table.bad(row, "ends_on", "order", _("The fair ends before it starts."))
            return None
        return row
    return None


def bring_fair(row: FairRow, organisation: Organisation) -> Upserted[Fair]:
    """The fair under its slug. A new one gets the next token number; the state of one that is here stays."""
    last = Fair.objects.aggregate(last=Max("token_number"))["last"] or 0
    values = {name: getattr(row, name) for name in FIELDS}
    fair = Fair(slug=row.slug, organisation=organisation, state=row.state, token_number=last + 1, **values)
    return upsert(Fair.objects.filter(slug=row.slug), [fair], key=("slug",), fields=FIELDS)


def bring_days(table: Table[DayRow], fair: Fair) -> Upserted[FairDay]:
    def is_good(row: DayRow) -> bool:
        if not fair.starts_on <= row.date <= fair.ends_on:
            table.bad(row, "date", "outside", _("%(date)s is not a day of the fair.") % {"date": row.date})
            return False
        return is_ordered(table, row, row.opens_at, row.closes_at, "closes_at")

    table.keep(is_good)
    table.refuse_doubles("date")
    wanted = [
        FairDay(
            fair=fair,
            date=row.date,
            opens_at=moment(fair, row.date, row.opens_at),
            closes_at=moment(fair, row.date, row.closes_at),
        )
        for row in table.rows
    ]
    return upsert(FairDay.objects.filter(fair=fair), wanted, key=("date",), fields=("opens_at", "closes_at"))


def moment(fair: Fair, date: dt.date, minutes: int) -> dt.datetime:
    """A wall clock time of the fair as UTC; 1440 minutes are the next midnight."""
    midnight = dt.datetime.combine(date, dt.time(), tzinfo=ZoneInfo(fair.timezone))
    return (midnight + dt.timedelta(minutes=minutes)).astimezone(dt.UTC)


def is_ordered(table: Table[DayRow], row: DayRow, start: int, end: int, column: str) -> bool:
    if start < end:
        return True
    table.bad(row, column, "order", _("The end is not after the start."))
    return False
