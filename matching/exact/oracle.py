"""The SAT solver (CaDiCaL, through python-sat), loaded on first use. Without the package nothing here is called."""

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import Any

SOLVER = "cadical195"
SLICE = 2000  # conflicts between two looks at the clock


def is_installed() -> bool:
    return find_spec("pysat") is not None


class Oracle:
    """One formula, asked again and again under different assumptions; what it learns stays."""

    def __init__(self, clauses: list[list[int]]) -> None:
        solvers: Any = import_module("pysat.solvers")
        self._solver = solvers.Solver(name=SOLVER, bootstrap_with=clauses)

    def ask(self, assumed: list[int], *, stop: Callable[[], bool], slices: int = 10**9) -> bool | None:
        """Whether the formula can be satisfied; None when `stop` came first or the slices were used up."""
        for _ in range(slices):
            if stop():
                break
            self._solver.conf_budget(SLICE)
            answer: bool | None = self._solver.solve_limited(assumptions=assumed)
            if answer is not None:
                return answer
        return None

    def add(self, clauses: list[list[int]]) -> None:
        self._solver.append_formula(clauses)

    def core(self) -> list[int]:
        """Assumptions of the last no that cannot all hold; none when the formula holds under no assumption at all."""
        return list(self._solver.get_core() or [])

    def truth(self) -> set[int]:
        """The true literals of the last yes."""
        return {literal for literal in self._solver.get_model() if literal > 0}

    def close(self) -> None:
        self._solver.delete()
