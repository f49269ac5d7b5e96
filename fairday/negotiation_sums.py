"""The report of negotiations, counted: rows of meetings in, sums out. Pure, so that every figure can be counted again.

A meeting counts once. What it is about is the lower of the two sides' words: the report never says more than both do.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum

KINDS = ("sample", "quotation", "audit", "mou", "none")
BANDS = ("open", "under_100m", "100m_500m", "500m_2b", "2b_10b", "over_10b")
AT_LEAST = dict(zip(BANDS, (0, 0, 100_000_000, 500_000_000, 2_000_000_000, 10_000_000_000), strict=True))
FEWEST_RATINGS = 5  # an average of fewer would tell who gave them


class Standing(StrEnum):
    """`unknown`: its time is over and nobody said whether it was held."""

    AHEAD = "ahead"
    HELD = "held"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Told:
    """One side's card."""

    kinds: tuple[str, ...]
    band: str
    rating: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A meeting. `supplier` and `buyer` are the firms' names, the cards theirs; the labels are its groups."""

    id: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    day: str
    hall: str
    table: int
    process: str
    province: str
    supplier: str
    buyer: str
    standing: Standing
    by_supplier: Told | None = None
    by_buyer: Told | None = None

    @property
    def cards(self) -> tuple[Told, ...]:
        return tuple(told for told in (self.by_supplier, self.by_buyer) if told)

    @property
    def differs(self) -> bool:
        """Both told, and not the same."""
        one, other = self.by_supplier, self.by_buyer
        return one is not None and other is not None and (set(one.kinds), one.band) != (set(other.kinds), other.band)

    @property
    def band(self) -> str:
        """The lower of the two sides' words; empty when nobody told."""
        return min((told.band for told in self.cards), key=BANDS.index, default="")

    @property
    def at_least(self) -> int:
        """In dong a year; the lower end of the band."""
        return AT_LEAST.get(self.band, 0)

    @property
    def has_result(self) -> bool:
        """At least one side told something else than nothing."""
        return any("none" not in told.kinds for told in self.cards)


@dataclass(frozen=True, slots=True)
class Sums:
    """`planned` is the sum of the five standings; `told` of held meetings; `at_least` in dong a year."""

    planned: int = 0
    held: int = 0
    no_show: int = 0
    cancelled: int = 0
    ahead: int = 0
    unknown: int = 0
    told: int = 0
    told_by_both: int = 0
    with_result: int = 0
    differing: int = 0
    at_least: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    label: str
    sums: Sums


@dataclass(frozen=True, slots=True)
class KindSums:
    """How many meetings have this kind: told by both, by the supplier alone, by the buyer alone."""

    kind: str
    both: int
    supplier_only: int
    buyer_only: int

    @property
    def meetings(self) -> int:
        return self.both + self.supplier_only + self.buyer_only


@dataclass(frozen=True, slots=True)
class BandSums:
    """Meetings by the lower band: both said it, they differ, or one side told alone."""

    band: str
    agreed: int
    differing: int
    one_side: int
    at_least: int

    @property
    def meetings(self) -> int:
        return self.agreed + self.differing + self.one_side


@dataclass(frozen=True, slots=True)
class Rating:
    """`average` is None while fewer than five rated."""

    rated: int
    average: float | None


def sums_of(rows: Iterable[Row]) -> Sums:
    found: Counter[str] = Counter()
    for row in rows:
        found["planned"] += 1
        found[row.standing.value] += 1
        found["told"] += bool(row.cards)
        found["told_by_both"] += len(row.cards) == 2
        found["with_result"] += row.has_result
        found["differing"] += row.differs
        found["at_least"] += row.at_least
    return Sums(**{field.name: found[field.name] for field in fields(Sums)})


def groups_of(rows: Iterable[Row], label: Callable[[Row], str]) -> list[Group]:
    """One group a label, in the order of the first row of each."""
    by_label: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_label[label(row)].append(row)
    return [Group(name, sums_of(listed)) for name, listed in by_label.items()]


def kinds_of(rows: Sequence[Row]) -> list[KindSums]:
    found: dict[str, Counter[str]] = {kind: Counter() for kind in KINDS}
    for row in rows:
        supplier = set(row.by_supplier.kinds) if row.by_supplier else set()
        buyer = set(row.by_buyer.kinds) if row.by_buyer else set()
        for kind in supplier | buyer:
            by_both = kind in supplier and kind in buyer
            found[kind]["both" if by_both else "supplier_only" if kind in supplier else "buyer_only"] += 1
    return [KindSums(kind, one["both"], one["supplier_only"], one["buyer_only"]) for kind, one in found.items()]


def bands_of(rows: Sequence[Row]) -> list[BandSums]:
    found: dict[str, Counter[str]] = {band: Counter() for band in BANDS}
    for row in rows:
        if row.cards:
            same = len({told.band for told in row.cards}) == 1
            word = "one_side" if len(row.cards) == 1 else "agreed" if same else "differing"
            found[row.band][word] += 1
            found[row.band]["at_least"] += row.at_least
    return [
        BandSums(band, one["agreed"], one["differing"], one["one_side"], one["at_least"]) for band, one in found.items()
    ]


def rating_of(rows: Iterable[Row]) -> Rating:
    given = [told.rating for row in rows for told in row.cards if told.rating is not None]
    return Rating(len(given), round(sum(given) / len(given), 1) if len(given) >= FEWEST_RATINGS else None)
