"""`{% load phien_schedule %}`: the cells and lines of a schedule's preview, each state as icon, word and colour."""

from datetime import datetime

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from booking.queries.schedule_board import Cell
from booking.queries.schedule_diff import Clash
from booking.queries.schedule_preview import Entry
from booking.wording.schedule import reason_words
from fairs.models import Fair, MeetingTable
from web import wording
from web.templatetags.phien import icon

register = template.Library()
STATES = {
    "new": ("fresh", "plus", pgettext_lazy("meetings", "New")),
    "moved": ("shifted", "sync", pgettext_lazy("meetings", "Moved")),
    "locked": ("firm", "lock", _("Locked")),
    "clash": ("clash", "warn", _("Does not fit")),
    "kept": ("set2", "ok", pgettext_lazy("meetings", "Kept")),
}
LOOKS = {"new": "held", "moved": "wait", "locked": "free", "clash": "no", "kept": "yes"}
SHORT = {
    Clash.PERSON_BUSY: _("in another meeting"),
    Clash.PERSON_AWAY: _("not free"),
    Clash.TABLE_TAKEN: _("no table"),
}


@register.simple_tag
def cell_class(cell: Cell) -> str:
    return STATES[cell.state][0]


@register.simple_tag
def cell_state(cell: Cell, fair: Fair) -> SafeString:
    """The sign in the cell's corner with its word; what stays has none for the eye. Then where a moved one stood."""
    _look, drawing, word = STATES[cell.state]
    if cell.state == "kept":
        return format_html('<span class="vh">, {}</span>', word)
    more = cell.clash
    if cell.came_from is not None:
        slot, table = cell.came_from
        more = f"{wording.hour(wording.local(slot.starts_at, wording.zone_of(fair)))}, T{table.number}"
    sign = format_html('<small class="sign">{}{}</small>', icon(drawing), word)
    return format_html('{}<small class="from">{}</small>', sign, more) if more else sign


@register.simple_tag
def line_state(entry: Entry) -> SafeString:
    line = entry.line
    key = "locked" if line.is_locked and line.kind == "kept" else line.kind.value
    _css, drawing, word = STATES[key]
    hand = (
        format_html(' <span class="st">{}{}</span>', icon("edit"), _("by hand")) if line.is_by_hand else mark_safe("")
    )
    return format_html(
        '<span class="sts"><span class="st {}">{}{}</span>{}</span>', LOOKS[key], icon(drawing), word, hand
    )


@register.filter
def clash_words(clash: str) -> str:
    return reason_words(str(clash))


@register.filter
def clash_short(clash: Clash) -> str:
    return str(SHORT[clash])


@register.filter
def table_names(tables: list[MeetingTable]) -> str:
    """`T23, T24`"""
    return ", ".join(f"T{table.number}" for table in tables)


@register.filter
def clock(value: datetime, fair: Fair) -> str:
    """`09:20` without markup, for options."""
    return wording.hour(wording.local(value, wording.zone_of(fair)))
