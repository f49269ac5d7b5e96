"""The rows of the list for an evacuation: ten thousand people on one page, so not through the template's tags, one by one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from zoneinfo import ZoneInfo

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import ngettext

from booking.models import RegistrationRole
from checkin.queries.evacuation import HallNow, Inside
from fairs.models import Fair, Hall
from kernel.phones import as_written
from web.templatetags.phien import called, plate


@dataclass(frozen=True, slots=True)
class HallRows:
    """`rows` is the inside of a table's body."""

    hall: Hall | None
    number: int
    rows: SafeString


def rows_by_hall(halls: Sequence[HallNow], fair: Fair, *, has_phones: bool) -> list[HallRows]:
    """In the page's language and the fair's zone."""
    row = _row_writer(fair, has_phones=has_phones)
    return [HallRows(one.hall, one.number, mark_safe("\n".join(map(row, one.people)))) for one in halls]  # noqa: S308 -- each part is escaped in `row`


def _row_writer(fair: Fair, *, has_phones: bool) -> Callable[[Inside], str]:
    roles = {role: escape(str(word)) for role, word in RegistrationRole.choices}
    gate, zone = cache(lambda code: str(plate(code, kind="gate"))), ZoneInfo(fair.timezone)

    def row(who: Inside) -> str:
        name, company = escape(called(who.full_name)), escape(who.company or "–")
        group = f' <span class="chip">{_people(who.people)}</span>' if who.people > 1 else ""
        phone = f"<td>{_phone(who.phone)}</td>" if has_phones else ""
        return (
            f"<tr><td><strong>{name}</strong>{group}</td><td>{company}</td>{phone}<td>{roles[who.role]}</td>"
            f'<td>{gate(who.gate)}</td><td class="num">{who.at.astimezone(zone):%H:%M}</td><td class="onpaper">☐</td></tr>'
        )

    return row


def _people(number: int) -> str:
    return ngettext("%(n)s person", "%(n)s people", number) % {"n": number}


def _phone(number: str) -> str:
    return f'<a href="tel:{escape(number)}">{escape(as_written(number))}</a>' if number else "–"
