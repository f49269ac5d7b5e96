"""How well a maker fits a need: criterion by criterion, what is met and what is not, in points. Codes only, no words for people.

Sizes in mm, tolerances in µm, quantities in pieces (the need's a year, the maker's a month). A criterion the need does not ask for
is left out of the total, so full points always mean that everything asked for is met.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from matching.provinces import distance_km

NEAR_KM, FAR_KM = 150, 500


class Code(StrEnum):
    PROCESS = "process"
    MATERIAL = "material"
    SIZE = "size"
    TOLERANCE = "tolerance"
    QUANTITY = "quantity"
    CERTIFICATE = "certificate"
    LANGUAGE = "language"
    DISTANCE = "distance"


class Verdict(StrEnum):
    MET = "met"
    PARTLY = "partly"  # some points, but not what was asked for
    UNMET = "unmet"
    UNKNOWN = "unknown"  # the maker has not said


POINTS: Mapping[Code, int] = MappingProxyType(
    {
        Code.PROCESS: 30,
        Code.MATERIAL: 15,
        Code.TOLERANCE: 15,
        Code.SIZE: 10,
        Code.QUANTITY: 10,
        Code.CERTIFICATE: 10,
        Code.LANGUAGE: 5,
        Code.DISTANCE: 5,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    process: str
    materials: tuple[str, ...] = ()
    length_mm: int | None = None
    width_mm: int | None = None
    height_mm: int | None = None
    tolerance_um: int | None = None
    annual_quantity: int | None = None
    standards: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    province: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Capability:
    process: str
    materials: tuple[str, ...] = ()
    tolerance_um: int | None = None
    size_min_mm: int | None = None
    size_max_mm: int | None = None
    batch_min: int | None = None
    batch_max: int | None = None


@dataclass(frozen=True, slots=True)
class Certificate:
    """One the fair lets count; whether a declared one counts is the caller's rule. Valid through its last day."""

    standard: str
    expires_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Maker:
    capabilities: tuple[Capability, ...] = ()
    certificates: tuple[Certificate, ...] = ()
    languages: tuple[str, ...] = ()
    province: str = ""


Values = tuple[str | int | None, ...]


@dataclass(frozen=True, slots=True)
class Criterion:
    """`asked` and `offered` are codes and numbers a page can put into its own sentence; ranges are (least, most)."""

    code: Code
    verdict: Verdict
    points: int
    out_of: int
    asked: Values
    offered: Values


@dataclass(frozen=True, slots=True)
class Score:
    met: tuple[Criterion, ...]
    unmet: tuple[Criterion, ...]  # partly met and unknown ones too
    capability: int | None  # which of the maker's capabilities this is about

    @property
    def points(self) -> int:
        return sum(criterion.points for criterion in (*self.met, *self.unmet))

    @property
    def total(self) -> int:
        return sum(criterion.out_of for criterion in (*self.met, *self.unmet))

    @property
    def percent(self) -> int:
        return self.points * 100 // self.total

    @property
    def can_make(self) -> bool:
        """Whether the maker has the process at all; without it the rest is courtesy."""
        return any(criterion.code is Code.PROCESS for criterion in self.met)


def score(need: Need, maker: Maker, *, on: date) -> Score:
    """The score of the maker's best capability for the need; `on` is the day certificates must be valid (the fair's last)."""
    general = [_certificate(need, maker, on), _language(need, maker), _distance(need, maker)]
    options = [(_capability(need, capability), i) for i, capability in enumerate(maker.capabilities)]
    if options:
        special, best = max(options, key=lambda option: (*_rank(option[0]), -option[1]))
    else:
        special, best = _capability(need, None), None
    criteria = [criterion for criterion in (*special, *general) if criterion is not None]
    return Score(
        met=tuple(criterion for criterion in criteria if criterion.verdict is Verdict.MET),
        unmet=tuple(criterion for criterion in criteria if criterion.verdict is not Verdict.MET),
        capability=best,
    )


def _rank(criteria: list[Criterion | None]) -> tuple[bool, int]:
    found = [criterion for criterion in criteria if criterion is not None]
    return found[0].verdict is Verdict.MET, sum(criterion.points for criterion in found)


def _capability(need: Need, capability: Capability | None) -> list[Criterion | None]:
    """Process first; where it is another process, its sizes and tolerances say nothing and earn nothing."""
    fits = capability is not None and capability.process == need.process
    process = _criterion(
        Code.PROCESS,
        Verdict.MET if fits else Verdict.UNMET,
        (need.process,),
        (capability.process,) if capability else (),
    )
    of = capability if fits and capability else Capability(process="")
    return [process, _material(need, of), _size(need, of), _tolerance(need, of), _quantity(need, of)]


def _criterion(
    code: Code, verdict: Verdict, asked: Values, offered: Values, *, share: int = 0, of: int = 1
) -> Criterion:
    """Full points when met, `share` of `of` of them (rounded down) when partly met, none otherwise."""
    full = POINTS[code]
    points = full if verdict is Verdict.MET else full * share // of if verdict is Verdict.PARTLY else 0
    return Criterion(code, verdict, points, full, asked, offered)


def _covered(code: Code, asked: tuple[str, ...], offered: tuple[str, ...], *, said: bool) -> Criterion | None:
    """Everything asked for must be offered; a part of it earns its share."""
    wanted = tuple(dict.fromkeys(asked))
    if not wanted:
        return None
    has = sum(item in offered for item in wanted)
    verdict = Verdict.MET if has == len(wanted) else Verdict.PARTLY if has else Verdict.UNMET
    if not said:
        verdict = Verdict.UNKNOWN
    return _criterion(code, verdict, wanted, offered, share=has, of=len(wanted))


def _material(need: Need, capability: Capability) -> Criterion | None:
    return _covered(Code.MATERIAL, need.materials, capability.materials, said=bool(capability.materials))


def _between(code: Code, asked: int, scale: int, least: int | None, most: int | None) -> Criterion:
    """`asked` within least and most, both counted `scale` times; a side not stated is open, both not stated is unknown."""
    if least is None and most is None:
        verdict = Verdict.UNKNOWN
    elif (least is None or least * scale <= asked) and (most is None or asked <= most * scale):
        verdict = Verdict.MET
    else:
        verdict = Verdict.UNMET
    return _criterion(code, verdict, (asked,), (least, most))


def _size(need: Need, capability: Capability) -> Criterion | None:
    """The part's longest edge must lie in the maker's range."""
    edges = [edge for edge in (need.length_mm, need.width_mm, need.height_mm) if edge is not None]
    if not edges:
        return None
    return _between(Code.SIZE, max(edges), 1, capability.size_min_mm, capability.size_max_mm)


def _tolerance(need: Need, capability: Capability) -> Criterion | None:
    if need.tolerance_um is None:
        return None
    if capability.tolerance_um is None:
        verdict = Verdict.UNKNOWN
    else:
        verdict = Verdict.MET if capability.tolerance_um <= need.tolerance_um else Verdict.UNMET
    return _criterion(Code.TOLERANCE, verdict, (need.tolerance_um,), (capability.tolerance_um,))


def _quantity(need: Need, capability: Capability) -> Criterion | None:
    """A twelfth of the year's quantity must be a batch the maker makes."""
    if need.annual_quantity is None:
        return None
    return _between(Code.QUANTITY, need.annual_quantity, 12, capability.batch_min, capability.batch_max)


def _certificate(need: Need, maker: Maker, on: date) -> Criterion | None:
    valid = [c.standard for c in maker.certificates if c.expires_on is None or c.expires_on >= on]
    return _covered(Code.CERTIFICATE, need.standards, tuple(dict.fromkeys(valid)), said=bool(maker.certificates))


def _language(need: Need, maker: Maker) -> Criterion | None:
    """One language in common is enough."""
    if not need.languages:
        return None
    shared = set(need.languages) & set(maker.languages)
    verdict = Verdict.MET if shared else Verdict.UNMET if maker.languages else Verdict.UNKNOWN
    return _criterion(Code.LANGUAGE, verdict, need.languages, maker.languages)


def _distance(need: Need, maker: Maker) -> Criterion | None:
    """Near enough for a visit in a day is met, within one part of the country earns half."""
    if not need.province:
        return None
    far = distance_km(need.province, maker.province)
    if far is None:
        verdict = Verdict.UNKNOWN
    elif far <= NEAR_KM:
        verdict = Verdict.MET
    else:
        verdict = Verdict.PARTLY if far <= FAR_KM else Verdict.UNMET
    return _criterion(Code.DISTANCE, verdict, (need.province, NEAR_KM), (maker.province, far), share=1, of=2)
