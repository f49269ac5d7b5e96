"""The tags and filters every page uses: icons, plates, states, money, times, names, fields, pages of a list.

`{% load phien %}` once per template. Times are written in the fair's zone: give the fair to the filter
(`{{ meeting.starts_at|hm:fair }}`) or let the view activate the zone.
"""

from datetime import date, datetime, tzinfo
from decimal import Decimal

from django import template
from django.core.paginator import Page
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from directory.models import Term
from fairs import wording as fair_wording
from kernel.money import Money
from kernel.phones import as_written
from web import wording
from web.countries import country_name
from web.finder import standard_words
from web.plates import ADDRESS_WORDS, BOOTH_STATES, STATE_LOOKS

register = template.Library()


def language() -> str:
    return (get_language() or "vi").split("-")[0]


@register.simple_tag
def icon(name: str, css: str = "") -> SafeString:
    """`{% icon "ok" %}`: a drawing of the sprite, silent for a reader; words beside it say what it means."""
    classes = f"i {css}".strip()
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>', classes, static("icons.svg"), name
    )


@register.simple_tag
def plate(code: str, size: str = "", kind: str = "booth", href: str = "", css: str = "") -> SafeString:
    """`{% plate "B12" %}`, `{% plate code kind="table" size="m" %}`: row in a block, number beside it."""
    code = str(code)
    row, rest = wording.address(code)
    classes = " ".join(part for part in ("plate", size, css, "" if row and rest else "solo") if part)
    word = _(ADDRESS_WORDS.get(kind, "Booth"))
    body = (
        format_html("<b>{}</b><span>{}</span>", row, rest)
        if row and rest
        else format_html("<b>{}</b>", row or rest or code)
    )
    if href:
        return format_html('<a class="{}" href="{}"><span class="vh">{} </span>{}</a>', classes, href, word, body)
    return format_html('<span class="{}"><span class="vh">{} </span>{}</span>', classes, word, body)


@register.filter
def phone(number: str) -> str:
    """`{{ person.phone|phone }}`: a kept number as people write it."""
    return as_written(number)


@register.filter
def booth_look(state: str) -> str:
    """The class of a booth's state on the plan: `available` -> `free`, `contracted` -> `sold`."""
    return BOOTH_STATES.get(str(state), str(state))


@register.simple_tag
def state(name: str, label: str = "", icon_name: str = "") -> SafeString:
    """`{% state booth.state %}`, `{% state "yes" text %}`: icon, word and colour."""
    look = BOOTH_STATES.get(str(name), str(name))
    drawing, word = STATE_LOOKS.get(look, ("info", str(name)))
    return format_html(
        '<span class="st {}">{}{}</span>',
        look,
        icon(icon_name or drawing),
        label or (_(word) if word else ""),
    )


@register.simple_tag
def look_word(look: str) -> str:
    """The word of a look: `free` -> "Available"."""
    return _(STATE_LOOKS[look][1])


@register.filter
def add_units(value: float, more: float) -> str:
    """For coordinates of a drawing: never written in the reader's locale."""
    return f"{value + more:g}"


@register.simple_tag
def logo(name: str, size: str = "") -> SafeString:
    """The mark of a firm that has given no picture: its initials."""
    return format_html(
        '<span class="{}" aria-hidden="true">{}</span>', f"logo {size}".strip(), wording.initials(str(name))
    )


@register.simple_tag(name="initials")
def initials_tag(name: str) -> str:
    return wording.initials(str(name))


@register.simple_tag
def pick(thing: object, field: str) -> str:
    """The field in the page's language (`name_vi`, `name_en`, `name_ja`), else in one that has it."""
    here = language()
    plain = (field, f"legal_{field}")
    names = (f"{field}_{here}", *(plain if here == "vi" else ()), f"{field}_en", f"{field}_vi", *plain, f"{field}_ja")
    return next((str(value) for name in names if (value := getattr(thing, name, ""))), "")


# --- numbers and money -----------------------------------------------------------------------------


@register.filter
def money(value: Money | int | None, currency: str = "VND") -> str:
    """`15.822.000 ₫`. An integer counts minor units of the given currency."""
    if value is None:
        return "–"
    return wording.money(value if isinstance(value, Money) else Money(int(value), currency), language())


@register.filter
def num(value: float | Decimal | None, decimals: int = 0) -> str:
    return "–" if value is None else wording.number(float(value), language(), decimals)


@register.filter
def measure(value: float | Decimal | None) -> str:
    """A measure without trailing noughts: `0,005`."""
    return "–" if value is None else wording.plain_decimal(float(value), language())


@register.filter
def microns(micrometres: float | None) -> str:
    """A tolerance: 5 -> `±0,005`."""
    return "–" if micrometres is None else f"±{wording.plain_decimal(micrometres / 1000, language())}"


@register.filter
def standard(term: Term) -> str:
    """The short name of a standard: `IATF 16949`."""
    return standard_words(term)


@register.filter
def country(code: str) -> str:
    return country_name(code)


@register.filter
def metres(centimetres: float | None) -> str:
    """Centimetres of the database as metres: 350 -> `3,5`."""
    return "–" if centimetres is None else wording.plain_decimal(centimetres / 100, language(), 2)


@register.filter
def of(part: float | None, whole: float | None) -> SafeString:
    """A number with its whole: `63 / 105`."""
    return format_html('<span class="n">{} / {}</span>', num(part or 0), num(whole or 0))


# --- days and hours --------------------------------------------------------------------------------


def _local(value: datetime | date, fair: object) -> datetime | date:
    zone: tzinfo = wording.zone_of(fair) if fair else timezone.get_current_timezone()
    return wording.local(value, zone)


@register.filter
def day(value: datetime | date | None, fair: object = None) -> str:
    """`Thứ Năm, 24/9`."""
    return "" if value is None else wording.day(_local(value, fair), language())


@register.filter
def day_short(value: datetime | date | None, fair: object = None) -> str:
    """`24/9`."""
    return "" if value is None else wording.short_day(_local(value, fair), language())


@register.filter
def full_date(value: datetime | date | None, fair: object = None) -> str:
    """`24/09/2026`."""
    return "" if value is None else wording.full_date(_local(value, fair), language())


@register.filter
def month(value: datetime | date | None, fair: object = None) -> str:
    """`03/2028`, for a certificate's end or a target date."""
    return "" if value is None else wording.month(_local(value, fair), language())


@register.filter
def hm(value: datetime | None, fair: object = None) -> SafeString:
    """`<time datetime="…">09:20</time>`."""
    if value is None:
        return mark_safe("")
    here = _local(value, fair)
    return format_html('<time datetime="{}">{}</time>', here.isoformat(), wording.hour(here))


@register.filter
def day_list(values: list[date]) -> str:
    """Several days as a person says them."""
    return fair_wording.days(values, language())


@register.filter
def day_hm(value: datetime | None, fair: object = None) -> SafeString:
    """`<time>14/8 08:40</time>`."""
    if value is None:
        return mark_safe("")
    here = _local(value, fair)
    return format_html(
        '<time datetime="{}">{} {}</time>',
        here.isoformat(),
        wording.short_day(here, language()),
        wording.hour(here),
    )


@register.filter
def day_hms(value: datetime | None, fair: object = None) -> SafeString:
    """`<time>14/8 08:40:05</time>`, where seconds matter."""
    if value is None:
        return mark_safe("")
    here = _local(value, fair)
    day = wording.short_day(here, language())
    return format_html('<time datetime="{}">{} {}</time>', here.isoformat(), day, f"{here:%H:%M:%S}")


@register.filter
def apart(seconds: float) -> str:
    """How far two moments lie from each other, in two units at the most: `3 phút 20 giây`."""
    return wording.apart(seconds, language())


@register.filter
def dates(thing: object) -> str:
    """The run of a fair from its `starts_on` and `ends_on`: `24–26/09/2026`."""
    first, last = getattr(thing, "starts_on", None), getattr(thing, "ends_on", None)
    return wording.dates(first, last, language()) if first and last else ""


@register.simple_tag
def between(start: datetime, end: datetime, fair: object = None) -> SafeString:
    """`<time>09:20–09:40</time>`."""
    first, last = _local(start, fair), _local(end, fair)
    return format_html('<time datetime="{}">{}–{}</time>', first.isoformat(), wording.hour(first), wording.hour(last))


# --- pages of a list -------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def with_query(context: template.Context, **changes: object) -> str:
    """This page's address with query values changed; an empty value takes the key out, `page` starts anew."""
    request = context["request"]
    query = request.GET.copy()
    query.pop("page", None)
    for key, value in changes.items():
        if value in ("", None):
            query.pop(key, None)
        else:
            query[key] = str(value)
    text = query.urlencode()
    return f"{request.path}?{text}" if text else request.path


@register.inclusion_tag("shared/pagination.html", takes_context=True)
def pagination(context: template.Context, page: Page) -> dict[str, object]:
    """`{% pagination page %}`: earlier, numbers, later; nothing when all fits on one page."""
    pages = [
        (
            number if isinstance(number, int) else None,
            with_query(context, page=number) if isinstance(number, int) else "",
        )
        for number in page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    ]
    return {
        "page": page,
        "pages": pages,
        "earlier": with_query(context, page=page.number - 1) if page.has_previous() else "",
        "later": with_query(context, page=page.number + 1) if page.has_next() else "",
    }


@register.filter
def called(name: str) -> str:
    """A person's name, or the word for whoever was erased: `{{ person.full_name|called }}`."""
    return name or pgettext("person", "Erased")


@register.simple_tag
def attributes(pairs: dict[str, object]) -> SafeString:
    """A dict as HTML attributes; `True` is a bare attribute, `False` and `None` are left out."""
    return format_html_join(
        "",
        "{}",
        (
            (format_html(" {}", key) if value is True else format_html(' {}="{}"', key, value),)
            for key, value in pairs.items()
            if value is not False and value is not None
        ),
    )
