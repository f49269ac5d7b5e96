"""Which makers to suggest for which needs: the best scores, no blocked pair, and no maker shown to everybody."""

from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from matching.scores import Maker, Need, Score, score

N = TypeVar("N", bound=Hashable)
M = TypeVar("M", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Suggestion(Generic[M]):
    maker: M
    score: Score


def suggest(
    needs: Mapping[N, Need],
    makers: Mapping[M, Maker],
    *,
    on: date,
    each: int,
    cap: int | None = None,
    blocked: frozenset[tuple[N, M]] = frozenset(),
) -> dict[N, list[Suggestion[M]]]:
    """At most `each` makers a need, best first; a maker stands in at most `cap` lists, where it fits best.

    Only makers who have the process are suggested. Equal scores keep the order of `makers`, so the result is the same every time.
    """
    by_process: dict[str, list[tuple[int, M]]] = {}
    for place, (maker, facts) in enumerate(makers.items()):
        for process in dict.fromkeys(capability.process for capability in facts.capabilities):
            by_process.setdefault(process, []).append((place, maker))
    offers: list[tuple[int, int, int, N, M, Score]] = []
    for turn, (need, wanted) in enumerate(needs.items()):
        for place, maker in by_process.get(wanted.process, ()):
            if (need, maker) not in blocked:
                found = score(wanted, makers[maker], on=on)
                offers.append((-found.percent, place, turn, need, maker, found))
    offers.sort(key=lambda offer: offer[:3])
    chosen: dict[N, list[Suggestion[M]]] = {need: [] for need in needs}
    shown: Counter[M] = Counter()
    for _, _, _, need, maker, found in offers:
        if len(chosen[need]) < each and (cap is None or shown[maker] < cap):
            chosen[need].append(Suggestion(maker, found))
            shown[maker] += 1
    return chosen
