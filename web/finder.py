"""The address of a search as a search, and back: what the directory's form sends, what its chips take away."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from directory.models import Term
from directory.queries.makers import SIZES_MM, TOLERANCES_UM, Choice, Facets, MakerSearch
from kernel.text import clean_line, has_forbidden_characters
from web import wording
from web.countries import country_name

SORTS = ("best", "name", "size")
SHOWN = 6  # choices of a facet before "more"


@dataclass(frozen=True, slots=True)
class Option:
    """One box of a facet."""

    value: str
    label: str
    count: int
    is_on: bool


@dataclass(frozen=True, slots=True)
class Group:
    """A facet: the first choices, and the rest behind "more"."""

    name: str
    label: str
    shown: Sequence[Option]
    more: Sequence[Option]


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is on, and the query without it."""

    label: str
    query: str


def search_of(query: QueryDict) -> MakerSearch:
    """What the address asks for; values that mean nothing are passed over."""
    return MakerSearch(
        text=text_of(query),
        processes=codes_of(query, "process"),
        materials=codes_of(query, "material"),
        standards=codes_of(query, "standard"),
        provinces=codes_of(query, "province"),
        markets=codes_of(query, "market"),
        tolerance_um=_one_of(query.get("tolerance", ""), TOLERANCES_UM),
        size_mm=_one_of(query.get("size", ""), SIZES_MM),
    )


def text_of(query: QueryDict) -> str:
    """The words of the search box; what no keyboard types (control characters) is no search."""
    text = clean_line(query.get("q", ""))[:200]
    return "" if has_forbidden_characters(text) else text


def codes_of(query: QueryDict, name: str) -> tuple[str, ...]:
    """The values of a facet, at most twenty."""
    return tuple(value for value in query.getlist(name)[:20] if not has_forbidden_characters(value))


def sort_of(query: QueryDict) -> str:
    return query.get("sort", "") if query.get("sort", "") in SORTS else SORTS[0]


def tolerance_words(micrometres: float) -> str:
    """`±0,005 mm`."""
    return f"±{wording.plain_decimal(micrometres / 1000, _language())} mm"


def size_choice_words(millimetres: int) -> str:
    return _("from %(size)s mm") % {"size": wording.number(millimetres, _language())}


def term_words(term: Term) -> str:
    name = getattr(term, f"name_{_language()}", "") or term.name_en or term.name_vi
    return str(name)


def standard_words(term: Term) -> str:
    """The short name of a standard: `ISO 9001`, `IATF 16949`, `RoHS`: up to its number, without the year."""
    words: list[str] = []
    for word in term.name_en.split(":")[0].split():
        words.append(word)
        if any(letter.isdigit() for letter in word):
            return " ".join(words)
    return words[0] if words else term.code


def groups_of(facets: Facets, search: MakerSearch) -> list[Group]:
    """The facets with their boxes, what is on first among those behind "more"."""
    return [
        _group("process", _("Process"), _terms(facets.processes, search.processes)),
        _group("tolerance", _("Finest tolerance"), _limits(facets.tolerances, search.tolerance_um, tolerance_words)),
        _group("size", _("Largest part"), _limits(facets.sizes, search.size_mm, size_choice_words)),
        _group("material", _("Material"), _terms(facets.materials, search.materials)),
        _group("standard", _("Certificate"), _standards(facets.standards, search.standards)),
        _group("province", _("Province"), _plain(facets.provinces, search.provinces)),
        _group("market", _("Exports to"), _markets(facets.markets, search.markets)),
    ]


def chips_of(groups: Iterable[Group], query: QueryDict) -> list[Chip]:
    """One for each box that is on."""
    chips = []
    for group in groups:
        for option in (*group.shown, *group.more):
            if option.is_on:
                rest = query.copy()
                rest.pop("page", None)
                rest.setlist(group.name, [value for value in rest.getlist(group.name) if value != option.value])
                chips.append(Chip(option.label, rest.urlencode()))
    return chips


def _group(name: str, label: str, options: Sequence[Option]) -> Group:
    on = [option for option in options[SHOWN:] if option.is_on]
    rest = [option for option in options[SHOWN:] if not option.is_on]
    return Group(name, label, [*options[:SHOWN], *on], rest)


def _terms(choices: Sequence[Choice], on: Sequence[str]) -> list[Option]:
    return [Option(c.value, term_words(c.term), c.count, c.value in on) for c in choices if c.term]


def _standards(choices: Sequence[Choice], on: Sequence[str]) -> list[Option]:
    return [Option(c.value, standard_words(c.term), c.count, c.value in on) for c in choices if c.term]


def _plain(choices: Sequence[Choice], on: Sequence[str]) -> list[Option]:
    return [Option(c.value, c.value, c.count, c.value in on) for c in choices]


def _markets(choices: Sequence[Choice], on: Sequence[str]) -> list[Option]:
    return [Option(c.value, country_name(c.value), c.count, c.value in on) for c in choices]


def _limits(choices: Sequence[Choice], on: int | None, words: object) -> list[Option]:
    assert callable(words)
    return [Option(c.value, words(int(c.value)), c.count, c.value == str(on)) for c in choices]


def _one_of(text: str, known: Sequence[int]) -> int | None:
    return int(text) if text.isdecimal() and int(text) in known else None


def _language() -> str:
    return (get_language() or "vi")[:2]
