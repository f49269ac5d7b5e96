"""How a maker fits a need, from the rows of the directory to `matching.scores` and back into sentences."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from directory.models import CertificateState, Company, Need
from directory.queries.profile import listed_company
from matching import scores
from matching.scores import Code, Criterion, Score, Verdict
from web import wording
from web.finder import standard_words, term_words, tolerance_words

# what a confidential need tells everybody
OPEN_CODES = frozenset({Code.PROCESS, Code.MATERIAL, Code.QUANTITY, Code.CERTIFICATE})


@dataclass(frozen=True, slots=True)
class Line:
    is_met: bool
    text: str


def maker_of(company: Company) -> scores.Maker:
    """The firm as the scores know it; seven queries. Rejected certificates do not count."""
    firm = listed_company(company.slug)
    return scores.Maker(
        capabilities=tuple(
            scores.Capability(
                process=c.process.code,
                materials=tuple(material.code for material in c.materials.all()),
                tolerance_um=c.tolerance_um,
                size_min_mm=c.size_min_mm,
                size_max_mm=c.size_max_mm,
                batch_min=c.batch_min,
                batch_max=c.batch_max,
            )
            for c in firm.capabilities.all()
        ),
        certificates=tuple(
            scores.Certificate(c.standard.code, c.expires_on)
            for c in firm.certificates.all()
            if c.state != CertificateState.REJECTED
        ),
        province=firm.province,
    )


def fit(need: Need, maker: scores.Maker, *, on: dt.date) -> Score:
    """No query when the need was read with its board parts."""
    asked = scores.Need(
        process=need.process.code,
        materials=tuple(material.code for material in need.materials.all()),
        length_mm=need.length_mm,
        width_mm=need.width_mm,
        height_mm=need.height_mm,
        tolerance_um=need.tolerance_um,
        annual_quantity=need.annual_quantity,
        standards=tuple(standard.code for standard in need.standards.all()),
        province=need.company.province if need.company.country == "VN" else "",
    )
    return scores.score(asked, maker, on=on)


def lines(score: Score, need: Need, *, is_readable: bool) -> list[Line]:
    """One sentence for each criterion, what is met first; of a confidential need only what its card shows anyway."""
    told = (*score.met, *score.unmet)
    return [Line(c.verdict is Verdict.MET, _sentence(c, need)) for c in told if is_readable or c.code in OPEN_CODES]


def _sentence(c: Criterion, need: Need) -> str:
    unknown = c.verdict is Verdict.UNKNOWN
    match c.code:
        case Code.PROCESS:
            name = term_words(need.process)
            return _("%(process)s: you do it") % {"process": name} if c.points else _missing(name)
        case Code.MATERIAL:
            names = ", ".join(term_words(term) for term in need.materials.all())
            return _has(names, met=c.verdict is Verdict.MET, unknown=unknown)
        case Code.TOLERANCE:
            return _versus(
                tolerance_words(_int(c.asked[0])), tolerance_words(_int(c.offered[0])) if not unknown else ""
            )
        case Code.SIZE:
            return _versus(f"{_number(_int(c.asked[0]))} mm", _range(c.offered, "mm") if not unknown else "")
        case Code.QUANTITY:
            asked = _("%(n)s a year") % {"n": _number(_int(c.asked[0]))}
            return _versus(asked, _("batches of %(range)s") % {"range": _range(c.offered, "")} if not unknown else "")
        case Code.CERTIFICATE:
            names = ", ".join(standard_words(term) for term in need.standards.all())
            return _has(names, met=c.verdict is Verdict.MET, unknown=False)
        case Code.DISTANCE:
            far = c.offered[1]
            if far is None:
                return _("Distance to %(province)s: not known") % {"province": c.asked[0]}
            return _("%(province)s: %(km)s km away") % {"province": c.asked[0], "km": _number(_int(far))}
        case _:
            return ""


def _missing(name: str) -> str:
    return _("%(what)s: not in your profile") % {"what": name}


def _has(names: str, *, met: bool, unknown: bool) -> str:
    if met:
        return _("%(what)s: you have it") % {"what": names}
    return _("%(what)s: not stated by you") % {"what": names} if unknown else _missing(names)


def _versus(asked: str, offered: str) -> str:
    if not offered:
        return _("%(what)s: not stated by you") % {"what": asked}
    return _("%(asked)s: you reach %(offered)s") % {"asked": asked, "offered": offered}


def _range(values: scores.Values, unit: str) -> str:
    least, most = values
    ends = "–".join(_number(_int(end)) for end in (least, most) if end is not None)
    return f"{ends} {unit}".strip()


def _int(value: str | int | None) -> int:
    return int(value or 0)


def _number(value: int) -> str:
    return wording.number(value, (get_language() or "vi")[:2])
