"""Texts are found in code and templates, sorted into rooms, and a missing translation is a fault."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from babel.messages.mofile import read_mo
from django.core.management import CommandError, call_command

from backend.management.commands import messages
from backend.management.commands.messages import Found, rooms_of, texts_in

CODE = """
from django.utils.translation import gettext as _, gettext_lazy, ngettext, pgettext_lazy

NAME = gettext_lazy("Floor plan")
OPEN = pgettext_lazy("state of a need", "Open")


def say(count, word):
    _(word)
    return _("Booth %(code)s is taken.") % {"code": "B12"}, ngettext("%d booth", "%d booths", count)
"""
PAGE = """
<h1>{% translate "Book a booth (now)" %}</h1>
{% comment %}{% translate "Not this" %}{% endcomment %}
{% blocktranslate trimmed count n=booths|length %}
  One booth (of {{ total }}) is free.
{% plural %}
  {{ n }} booths (of {{ total }}) are free.
{% endblocktranslate %}
{% translate "Open" context "state of a need" %} {{ title|default:_("No title") }}
{% include "x.html" with label=_("Hall plan") %}
"""
VI = {"Floor plan": "Sơ đồ", "Open": "Đang mở", "Booth %(code)s is taken.": "Gian %(code)s đã có người đặt."}


@pytest.fixture
def house(tmp_path, monkeypatch):
    """A house with an app `fairs` and a `web` with two audiences."""
    for name, text in {
        "fairs/services.py": CODE,
        "fairs/migrations/0001_initial.py": '_("never")',
        "web/templates/public/booths.html": PAGE,
        "web/templates/404.html": '{% translate "There is no such page" %}',
        "web/views/visitor.py": 'from django.utils.translation import gettext as _\nTITLE = _("My pass")\n',
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    configs = [SimpleNamespace(path=str(tmp_path / name)) for name in ("fairs", "web")]
    monkeypatch.setattr(messages, "apps", SimpleNamespace(get_app_configs=lambda: configs))
    monkeypatch.setattr(messages, "settings", SimpleNamespace(BASE_DIR=tmp_path))
    return tmp_path


def catalogue(house, room, language="vi"):
    return house / room / language / "LC_MESSAGES" / "django.po"


def fill(path, translations):
    text = path.read_text()
    for singular, translation in translations.items():
        text = text.replace(f'msgid "{singular}"\nmsgstr ""', f'msgid "{singular}"\nmsgstr "{translation}"')
    path.write_text(text)


def faults():
    try:
        call_command(messages.Command(), "check")
    except CommandError as exc:
        return str(exc).splitlines()[:-1]
    return []


def test_texts_of_python_code(house):
    assert list(texts_in(house / "fairs" / "services.py", house)) == [
        Found(None, "Floor plan", None, "fairs/services.py", 4),
        Found("state of a need", "Open", None, "fairs/services.py", 5),
        Found(None, "Booth %(code)s is taken.", None, "fairs/services.py", 10),
        Found(None, "%d booth", "%d booths", "fairs/services.py", 10),
    ]


def test_texts_of_a_template(house):
    page = house / "web" / "templates" / "public" / "booths.html"
    assert [(found.context, found.singular, found.plural) for found in texts_in(page, house)] == [
        (None, "Book a booth (now)", None),
        (None, "One booth (of %(total)s) is free.", "%(n)s booths (of %(total)s) are free."),
        ("state of a need", "Open", None),
        (None, "No title", None),
        (None, "Hall plan", None),
    ]


def test_every_text_belongs_to_the_room_of_its_audience(house):
    assert {room.name: len(room.found) for room in rooms_of(house)} == {
        "fairs": 4,
        "web/public": 5,
        "web/shared": 1,
        "web/visitor": 1,
    }


def test_check_names_each_missing_doubtful_and_broken_translation(house):
    assert len(faults()) == 2 * 11
    call_command(messages.Command(), "extract", verbosity=0)
    path = catalogue(house, "fairs/locale")
    fill(path, VI | {"Booth %(code)s is taken.": "Gian %(cod)s đã có người đặt."})
    path.write_text(path.read_text().replace('msgid "Floor plan"', '#, fuzzy\nmsgid "Floor plan"'))
    own = [fault for fault in faults() if fault.startswith("fairs/") and " vi" in fault]
    assert own == [
        "fairs/services.py:4: 'Floor plan' has a doubtful (fuzzy) vi translation",
        "fairs/services.py:10: 'Booth %(code)s is taken.' in vi: unknown named placeholder 'cod'",
        "fairs/services.py:10: '%d booth' has no vi translation",
    ]


def test_extract_keeps_translations_also_of_a_text_that_moved_and_writes_nothing_new_the_second_time(house):
    call_command(messages.Command(), "extract", verbosity=0)
    fill(catalogue(house, "fairs/locale"), VI)
    (house / "web" / "views" / "visitor.py").write_text('from x import _\nTITLE = _("Floor plan")\n')
    call_command(messages.Command(), "extract", verbosity=0)
    texts = {path: path.read_bytes() for path in house.rglob("*.po")}
    assert 'msgid "Floor plan"\nmsgstr "Sơ đồ"' in catalogue(house, "web/locale/visitor").read_text()
    assert "My pass" not in catalogue(house, "web/locale/visitor").read_text()
    assert 'msgctxt "state of a need"\nmsgid "Open"\nmsgstr "Đang mở"' in catalogue(house, "fairs/locale").read_text()
    call_command(messages.Command(), "extract", verbosity=0)
    assert {path: path.read_bytes() for path in house.rglob("*.po")} == texts


def test_one_text_may_not_have_two_translations(house):
    (house / "web" / "views" / "visitor.py").write_text('from x import _\nTITLE = _("Floor plan")\n')
    call_command(messages.Command(), "extract", verbosity=0)
    fill(catalogue(house, "fairs/locale"), VI)
    fill(catalogue(house, "web/locale/visitor"), {"Floor plan": "Mặt bằng"})
    assert "'Floor plan' is 'Sơ đồ' in fairs but 'Mặt bằng' in web/visitor (vi)" in faults()


def test_compile_writes_what_is_newer_and_only_that(house, capsys):
    call_command(messages.Command(), "extract", verbosity=0)
    path = catalogue(house, "fairs/locale")
    fill(path, VI)
    call_command(messages.Command(), "compile")
    with path.with_suffix(".mo").open("rb") as stream:
        assert read_mo(stream).get("Floor plan").string == "Sơ đồ"
    capsys.readouterr()
    call_command(messages.Command(), "compile")
    assert capsys.readouterr().out == ""


def test_the_catalogues_of_the_house_can_be_read():
    root = Path(messages.__file__).parents[3]
    for path in root.glob("*/locale/**/django.po"):
        assert messages._translations(path)
