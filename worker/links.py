"""Addresses of pages in mails. Doors do not import each other, so a page is named as its templates name it."""

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.translation import override


def page(name: str, language: str, *args: str, instead: str = "web:home") -> str:
    """The absolute address of a page in the reader's language; that of `instead` where the house has no such page."""
    with override(language):
        try:
            path = reverse(name, args=args)
        except NoReverseMatch:
            path = reverse(instead)
    return f"{settings.SITE_URL}{path}"
