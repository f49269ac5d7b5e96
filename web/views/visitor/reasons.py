"""Why two firms should meet: each criterion as a sentence about the other side, what is met first."""

from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from booking.queries.suggestions import Suggested
from directory.models import Company, Need, Term
from fairs.models import Booth
from matching.scores import Code, Criterion, Score, Values, Verdict
from web import fits, wording
from web.finder import standard_words, term_words, tolerance_words
from web.fits import Line
from web.templatetags.phien_nav import LANGUAGE_NAMES


@dataclass(frozen=True, slots=True)
class Tip:
    """A firm worth meeting. `is_maker` when it could make what we look for, else we could make what it looks for."""

    company: Company
    need: Need
    score: Score
    lines: list[Line]
    booths: list[Booth]
    is_maker: bool

    @property
    def met(self) -> int:
        return len(self.score.met)

    @property
    def asked(self) -> int:
        return len(self.score.met) + len(self.score.unmet)

    @property
    def short(self) -> list[Line]:
        """The two best reasons and the two that are missing."""
        met = [line for line in self.lines if line.is_met]
        return [*met[:2], *[line for line in self.lines if not line.is_met][:2]]

    @property
    def rest(self) -> list[Line]:
        shown = self.short
        return [line for line in self.lines if line not in shown]


def best_of_each(found: list[Suggested], *, is_maker: bool, booths: dict[int, list[Booth]]) -> list[Tip]:
    """One tip for each firm, its best; the best firm first."""
    best: dict[int, Suggested] = {}
    for one in found:
        known = best.get(one.company.pk)
        if one.score.can_make and (known is None or one.score.percent > known.score.percent):
            best[one.company.pk] = one
    ordered = sorted(best.values(), key=lambda one: (-one.score.percent, one.company.pk))
    return [
        Tip(
            one.company,
            one.need,
            one.score,
            lines_about_maker(one.score, one.need) if is_maker else lines_about_us(one.score, one.need),
            booths.get(one.company.pk, []),
            is_maker,
        )
        for one in ordered
    ]


def lines_about_us(score: Score, need: Need) -> list[Line]:
    """As the board of wanted parts says it to a maker, and the languages."""
    told = [line for line in fits.lines(score, need, is_readable=True) if line.text]
    spoken = [_line(c, need) for c in (*score.met, *score.unmet) if c.code is Code.LANGUAGE]
    return sorted([*told, *(line for line in spoken if line.text)], key=lambda line: not line.is_met)


def lines_about_maker(score: Score, need: Need) -> list[Line]:
    return [line for c in (*score.met, *score.unmet) if (line := _line(c, need)).text]


def _line(criterion: Criterion, need: Need) -> Line:
    return Line(criterion.verdict is Verdict.MET, _sentence(criterion, need))


def _sentence(c: Criterion, need: Need) -> str:
    is_met, unknown = c.verdict is Verdict.MET, c.verdict is Verdict.UNKNOWN
    match c.code:
        case Code.PROCESS:
            name = term_words(need.process)
            return _("They do %(process)s") % {"process": name} if is_met else _not_theirs(name)
        case Code.MATERIAL:
            names = ", ".join(term_words(term) for term in need.materials.all())
            return _("They work %(materials)s") % {"materials": names} if is_met else _missing(names, unknown=unknown)
        case Code.TOLERANCE:
            asked = tolerance_words(_int(c.asked[0]))
            offered = "" if unknown else tolerance_words(_int(c.offered[0]))
            return _versus(asked, offered)
        case Code.SIZE:
            return _versus(f"{_number(c.asked[0])} mm", "" if unknown else f"{_range(c.offered)} mm")
        case Code.QUANTITY:
            asked = _("%(n)s a year") % {"n": _number(c.asked[0])}
            return _versus(asked, "" if unknown else _("batches of %(range)s") % {"range": _range(c.offered)})
        case Code.CERTIFICATE:
            lacking = [term for term in need.standards.all() if is_met or term.code not in c.offered]
            names = _standards(lacking)
            return _("%(names)s valid on the fair") % {"names": names} if is_met else _lack(names)
        case Code.LANGUAGE:
            return _language(c, is_met=is_met, unknown=unknown)
        case _:
            return _distance(c)


def _language(c: Criterion, *, is_met: bool, unknown: bool) -> str:
    if unknown:
        return ""
    if not is_met:
        return _("No language in common: an interpreter is needed")
    shared = [LANGUAGE_NAMES[code] for code in LANGUAGE_NAMES if code in c.asked and code in c.offered]
    return _("You both speak %(languages)s") % {"languages": ", ".join(shared)}


def _distance(c: Criterion) -> str:
    far = c.offered[1]
    if far is None:
        return ""
    return _("%(province)s: %(km)s km away") % {"province": c.offered[0], "km": _number(far)}


def _standards(terms: list[Term]) -> str:
    return ", ".join(standard_words(term) for term in terms)


def _lack(names: str) -> str:
    return _("Missing: %(names)s") % {"names": names}


def _not_theirs(name: str) -> str:
    return _("%(what)s: not in their profile") % {"what": name}


def _missing(names: str, *, unknown: bool) -> str:
    return _("%(what)s: they have not said") % {"what": names} if unknown else _not_theirs(names)


def _versus(asked: str, offered: str) -> str:
    if not offered:
        return _("%(what)s: they have not said") % {"what": asked}
    return _("%(asked)s: they reach %(offered)s") % {"asked": asked, "offered": offered}


def _range(values: Values) -> str:
    least, most = values
    return "–".join(_number(end) for end in (least, most) if end is not None)


def _int(value: str | int | None) -> int:
    return int(value or 0)


def _number(value: str | int | None) -> str:
    return wording.number(_int(value), (get_language() or "vi")[:2])
