"""A fair with a hall, booths, prices, slots and tables."""

import datetime as dt
from itertools import count
from zoneinfo import ZoneInfo

from accounts.models import Organisation
from billing.models import PriceRule, SupportScheme
from checkin.models import CheckinList, Gate
from fairs.models import Booth, Exhibitor, Fair, FairDay, Hall, HostedBuyer, MeetingSlot, MeetingTable, Workshop
from kernel.clock import now
from tests.factories.people import make_organiser

_number = count(1)
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def make_fair(organisation: Organisation | None = None, *, starts_on: dt.date | None = None, **fields) -> Fair:
    """Two open days, 08:00 to 17:00, 30 days from now unless said; prices in dong; no booths yet."""
    n = next(_number)
    starts_on = starts_on or (now().astimezone(ZONE).date() + dt.timedelta(days=30))
    fair = Fair.objects.create(
        organisation=organisation or make_organiser(),
        slug=fields.pop("slug", f"fair-{n}"),
        name_vi=fields.pop("name_vi", f"Hội chợ thử {n}"),
        short_name=fields.pop("short_name", f"Hội chợ {n}"),
        venue_vi="Cung triển lãm",
        starts_on=starts_on,
        ends_on=starts_on + dt.timedelta(days=1),
        token_number=fields.pop("token_number", n),
        **fields,
    )
    for offset in (0, 1):
        day = starts_on + dt.timedelta(days=offset)
        FairDay.objects.create(
            fair=fair,
            date=day,
            opens_at=dt.datetime.combine(day, dt.time(8), ZONE),
            closes_at=dt.datetime.combine(day, dt.time(17), ZONE),
        )
    for kind, price in (("shell", 3_600_000), ("raw", 2_900_000)):
        PriceRule.objects.create(
            fair=fair, kind=kind, per_sqm=price, corner_percent=10, peninsula_percent=15, island_percent=20
        )
    return fair


def make_support(fair: Fair, **fields) -> SupportScheme:
    return SupportScheme.objects.create(
        fair=fair, code="HN50", name_vi="Hà Nội hỗ trợ", percent=50, cap=20_000_000, provinces=["Hà Nội"], **fields
    )


def make_hall(fair: Fair, code: str = "A1") -> Hall:
    return Hall.objects.create(fair=fair, code=code, name_vi=f"Nhà {code}", width_cm=6000, depth_cm=4000)


def make_booths(hall: Hall, number: int, *, row: str = "B", **fields) -> list[Booth]:
    """`number` booths of 3 x 3 m in one row, codes B01, B02, …"""
    return [
        Booth.objects.create(
            fair=hall.fair,
            hall=hall,
            code=f"{row}{n:02}",
            row=row,
            number=n,
            x_cm=(n - 1) * 300,
            y_cm=0,
            width_cm=300,
            depth_cm=300,
            **fields,
        )
        for n in range(1, number + 1)
    ]


def make_slots(fair: Fair, number: int = 8, *, minutes: int = 20, on: dt.date | None = None) -> list[MeetingSlot]:
    """`number` slots from 09:00 of the first day on, or of the day said."""
    start = dt.datetime.combine(on or fair.starts_on, dt.time(9), ZONE)
    step = dt.timedelta(minutes=minutes)
    return [
        MeetingSlot.objects.create(fair=fair, index=i, starts_at=start + i * step, ends_at=start + (i + 1) * step)
        for i in range(number)
    ]


def make_tables(fair: Fair, number: int = 4) -> list[MeetingTable]:
    return [MeetingTable.objects.create(fair=fair, number=n) for n in range(1, number + 1)]


def make_fair_with_meetings(**fields) -> Fair:
    """A fair with four slots and two tables."""
    fair = make_fair(**fields)
    make_slots(fair, 4)
    make_tables(fair, 2)
    return fair


def make_exhibitor(fair: Fair, company, **fields) -> Exhibitor:
    return Exhibitor.objects.create(fair=fair, company=company, fascia_name=company.short_name[:60], **fields)


def make_buyer(fair: Fair, company) -> HostedBuyer:
    return HostedBuyer.objects.create(fair=fair, company=company)


def make_workshop(fair: Fair, *, seats: int = 10, code: str = "W1") -> Workshop:
    start = dt.datetime.combine(fair.starts_on, dt.time(13), ZONE)
    return Workshop.objects.create(
        fair=fair,
        code=code,
        title_vi="Lộ trình IATF 16949",
        room="H1",
        starts_at=start,
        ends_at=start + dt.timedelta(hours=1),
        seats=seats,
    )


def make_gate(fair: Fair, code: str = "A") -> Gate:
    return Gate.objects.create(fair=fair, code=code, name_vi=f"Cổng {code}")


def make_checkin_list(fair: Fair, *, name: str = "Ngày 1", opens_at=None, closes_at=None, **fields) -> CheckinList:
    """Open from an hour ago for a day unless said, so that a scan now is in time."""
    opens_at = opens_at or now() - dt.timedelta(hours=1)
    return CheckinList.objects.create(
        fair=fair, name_vi=name, opens_at=opens_at, closes_at=closes_at or opens_at + dt.timedelta(days=1), **fields
    )
