"""`{% load phien_booths %}`: a booth's measures in words."""

from collections.abc import Mapping

from django import template
from django.utils.translation import get_language

from fairs.models import Booth
from web import wording
from web.plans import area_words, sides_words, size_words

register = template.Library()


@register.filter
def sides(open_sides: int) -> str:
    """`two open sides`."""
    return sides_words(open_sides)


@register.filter
def square_metres(area_cm2: int) -> str:
    """`9 m²`."""
    return f"{wording.plain_decimal(area_cm2 / 10_000, (get_language() or 'vi')[:2], 1)} m²"


@register.filter
def booth_size(booth: Booth) -> str:
    """`4 × 3 m, 12 m²`."""
    return f"{size_words(booth.width_cm, booth.depth_cm)}, {area_words(booth.width_cm, booth.depth_cm)}"


@register.filter
def row_size(row: Mapping[str, int]) -> str:
    """The same for a row of the plan."""
    return f"{size_words(row['width_cm'], row['depth_cm'])}, {area_words(row['width_cm'], row['depth_cm'])}"


@register.filter
def named(names: Mapping[str, str]) -> str:
    """`{"vi": …, "en": …, "ja": …}` in the reader's language, else in one that has it."""
    here = (get_language() or "vi")[:2]
    return names.get(here) or names.get("en") or names.get("vi") or names.get("ja") or ""
