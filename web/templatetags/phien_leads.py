"""`{% load phien_leads %}`: what a page calls a visitor who need not have a name, and how his data stand."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from checkin.lead_wording import standing_word
from checkin.queries.leads import BoothVisited, LeadCard
from checkin.rules.leads import Standing
from web import wording
from web.templatetags.phien import icon, language

register = template.Library()

OWN_WORDS = {
    Standing.SHARED: gettext_lazy("You share your contact"),
    Standing.NOT_SHARED: gettext_lazy("Not shared"),
    Standing.WITHDRAWN: gettext_lazy("You took it back"),
}
LOOKS = {Standing.SHARED: ("yes", "ok"), Standing.NOT_SHARED: ("wait", "lock"), Standing.WITHDRAWN: ("no", "x")}


@register.simple_tag
def lead_name(card: LeadCard, fair: object) -> str:
    """The name; else when he was scanned, by which colleagues find him again."""
    if card.contact is not None:
        return card.contact.full_name
    at = wording.local(card.lead.first_at, wording.zone_of(fair))
    return _("Visitor scanned %(time)s") % {"time": f"{wording.short_day(at, language())} {wording.hour(at)}"}


@register.simple_tag
def lead_word(card: LeadCard) -> str:
    return str(standing_word(card.standing))


@register.simple_tag
def lead_state(card: LeadCard) -> SafeString:
    """Icon, word and colour."""
    look, sign = LOOKS.get(card.standing, ("blok", "x"))
    return format_html('<span class="st {}">{}{}</span>', look, icon(sign), standing_word(card.standing))


@register.simple_tag
def own_state(visited: BoothVisited) -> SafeString:
    """The same in the words of the visitor himself."""
    look, sign = LOOKS.get(visited.standing, ("blok", "x"))
    word = OWN_WORDS.get(visited.standing, standing_word(visited.standing))
    return format_html('<span class="st {}">{}{}</span>', look, icon(sign), word)
