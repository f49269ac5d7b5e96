from babel import Locale

from kernel.countries import country_names


def test_each_language_names_every_country_as_the_locale_data_does():
    for language in ("vi", "en", "ja"):
        assert country_names(language) == dict(Locale(language).territories)
    assert [country_names(language)["JP"] for language in ("vi", "en", "ja")] == ["Nhật Bản", "Japan", "日本"]
