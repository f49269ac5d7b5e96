"""`{% load phien_nav %}`: the ways out of a page: main links, phone bar, account links, languages.

A link whose page is not part of this installation is left out: the frame never holds a broken link.
"""

from dataclasses import dataclass

from django import template
from django.conf import settings
from django.urls import NoReverseMatch, reverse, translate_url
from django.utils.translation import get_language, get_language_info, gettext
from django.utils.translation import gettext_noop as _

from web.deskpages import SECTIONS

register = template.Library()

LANGUAGE_NAMES = {"vi": "Tiếng Việt", "en": "English", "ja": "日本語"}


@dataclass(frozen=True)
class Link:
    """`key` is what a view names in `nav`; `routes` are tried in order."""

    key: str
    label: str
    icon: str
    routes: tuple[str, ...]
    url: str = ""


MAIN = (
    Link("plan", _("Floor plan"), "plan", ("web:plan",)),
    Link("directory", _("Companies"), "firm", ("web:directory",)),
    Link("needs", _("Wanted parts"), "doc", ("web:needs",)),
    Link("meetings", _("Meetings"), "meet", ("web:meetings",)),
    Link("programme", _("Programme"), "cal", ("web:programme",)),
)
PHONE = (
    Link("home", _("Home"), "home", ("web:fair",)),
    Link("plan", _("Floor plan"), "plan", ("web:plan",)),
    Link("directory", _("Search the fair"), "find", ("web:directory",)),
    Link("meetings", _("My meetings"), "meet", ("web:meetings",)),
    Link("pass", _("My pass"), "qr", ("web:pass",)),
)
ACCOUNT = {
    "exh": (
        Link("hub", _("My booth"), "firm", ("web:hub",)),
        Link("leads", _("Leads"), "people", ("web:leads",)),
        Link("meetings", _("Meetings"), "meet", ("web:meetings",)),
        Link("profile", _("Company profile"), "tools", ("web:capabilities",)),
        Link("team", _("Our people"), "user", ("web:team",)),
        Link("pass", _("My pass"), "qr", ("web:pass",)),
    ),
    "buy": (
        Link("pass", _("My pass"), "qr", ("web:pass",)),
        Link("meetings", _("Meetings"), "meet", ("web:meetings",)),
        Link("my_needs", _("Our wanted parts"), "doc", ("web:my_needs",)),
        Link("profile", _("Company profile"), "tools", ("web:capabilities",)),
        Link("team", _("Our people"), "people", ("web:team",)),
    ),
    "vis": (
        Link("pass", _("My pass"), "qr", ("web:pass",)),
        Link("meetings", _("Meetings"), "meet", ("web:meetings",)),
    ),
    "org": (
        Link("desk", _("Desk"), "list", ("web:desk",)),
        Link("board", _("Live board"), "plan", ("web:board",)),
        Link("tables", _("Meeting tables"), "table", ("web:tables",)),
        Link("scanner", _("Scanner"), "qr", ("web:door",)),
    ),
    "dor": (
        Link("scanner", _("Scanner"), "qr", ("web:door",)),
        Link("tables", _("Meeting tables"), "table", ("web:tables",)),
    ),
}
ROLES = {
    "exh": _("Exhibitor"),
    "buy": _("Buyer"),
    "vis": _("Visitor"),
    "org": _("Organiser"),
    "dor": _("Door staff"),
}


def _address(link: Link, fair: object) -> str:
    slug = getattr(fair, "slug", "")
    for route in link.routes:
        for kwargs in ({"fair": slug}, {}) if slug else ({},):
            try:
                return reverse(route, kwargs=kwargs)
            except NoReverseMatch:
                continue
    return ""


def _open(links: tuple[Link, ...], fair: object) -> list[Link]:
    found = []
    for link in links:
        url = _address(link, fair)
        if url:
            found.append(Link(link.key, link.label, link.icon, link.routes, url))
    return found


@register.simple_tag(takes_context=True)
def nav_links(context: template.Context) -> list[Link]:
    return _open(MAIN, context.get("fair"))


@register.simple_tag(takes_context=True)
def phone_links(context: template.Context) -> list[Link]:
    return _open(PHONE, context.get("fair"))


@register.simple_tag(takes_context=True)
def account_links(context: template.Context) -> list[Link]:
    return _open(ACCOUNT.get(context.get("role") or "", ()), context.get("fair"))


@register.simple_tag(takes_context=True)
def desk_sections(context: template.Context) -> list[dict[str, object]]:
    """The desk's sections open to who looks, each with `label`, `url`, `is_current` and its `pages` (the same three)."""
    viewer = getattr(context.get("request"), "viewer", None)
    staff_role, tab, slug = str(getattr(viewer, "staff_role", "") or ""), context.get("tab"), context["fair"].slug
    sections: list[dict[str, object]] = []
    for section in SECTIONS:
        pages = [
            {"label": page.label, "url": reverse(page.route, kwargs={"fair": slug}), "is_current": page.tab == tab}
            for page in section.open_to(staff_role)
        ]
        if pages:
            here = any(page["is_current"] for page in pages)
            sections.append({"label": section.label, "url": pages[0]["url"], "is_current": here, "pages": pages})
    return sections


@register.simple_tag(takes_context=True)
def route(context: template.Context, *names: str) -> str:
    """The address of the first of these routes that exists, with the fair when it takes one; else nothing."""
    return _address(Link("", "", "", names), context.get("fair"))


@register.simple_tag(takes_context=True)
def address(context: template.Context, name: str, **kwargs: object) -> str:
    """The address of a route inside the fair, with what else it takes; nothing when there is no such route."""
    try:
        return reverse(name, kwargs={"fair": getattr(context.get("fair"), "slug", ""), **kwargs})
    except NoReverseMatch:
        return ""


@register.filter
def language_pairs(pairs: list[str]) -> str:
    """`vi-ja` as "Vietnamese – Japanese" in the reader's language."""
    return ", ".join(" – ".join(_language_name(code) for code in pair.split("-")) for pair in pairs)


def _language_name(code: str) -> str:
    return str(get_language_info(code)["name_translated"]) if code in LANGUAGE_NAMES else code


@register.filter
def role_word(role: str) -> str:
    """The word of a lanyard in the reader's language."""
    return gettext(ROLES[role]) if role in ROLES else ""


@register.simple_tag(takes_context=True)
def languages(context: template.Context) -> list[dict[str, object]]:
    """Each language with this same page's address in it."""
    request = context.get("request")
    here = request.get_full_path() if request is not None else "/"
    current = (get_language() or "vi").split("-")[0]
    return [
        {
            "code": code,
            "name": LANGUAGE_NAMES.get(code, name),
            "url": translate_url(here, code),
            "is_current": code == current,
        }
        for code, name in settings.LANGUAGES
    ]
