"""The addresses in mails are those of the pages."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from worker.links import PAGES, page

ARGUMENTS = ("cnht-2026", "key23456789abcde")


@pytest.mark.parametrize("language", ["vi", "en", "ja"])
@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_link_leads_to_its_page(settings, name, language):
    settings.SITE_URL = "https://fair.example"
    arguments = ARGUMENTS[: PAGES[name].count("{}")]
    with override(language):
        assert page(name, language, *arguments) == f"https://fair.example{reverse(name, args=arguments)}"
