"""Addresses of pages in mails, by the pages' own names.

They are written down here because loading the pages and the API to look them up would cost every worker process 30 MB;
tests/worker/test_links.py holds them against the real ones.
"""

from django.conf import settings

PAGES = {
    "web:fair": "{}/",
    "web:plan": "{}/plan/",
    "web:pass_by_key": "{}/pass/{}/",
    "web:meetings": "{}/meetings/",
    "web:outcome_by_key": "{}/outcomes/{}/",
    "web:follow_up": "{}/follow-ups/{}/",
    "web:offer": "{}/offers/{}/",
    "web:booking": "{}/bookings/{}/",
    "web:delegation": "{}/delegations/{}/",
    "web:delegation_join": "{}/delegations/join/{}/",
    "web:delegation_place": "{}/delegations/places/{}/",
    "web:register": "{}/register/",
    "web:log_in": "log-in/",
    "web:log_in_code": "log-in/code/",
}


def page(name: str, language: str, *args: str) -> str:
    """The absolute address of a page in the reader's language."""
    prefix = "" if language == settings.LANGUAGE_CODE else f"{language}/"
    return f"{settings.SITE_URL}/{prefix}{PAGES[name].format(*args)}"
