"""`python -m tests.branches 95 coverage.json`: the branches the tests take, floor by floor; fails when one takes fewer.

`coverage report --fail-under` weighs lines and branches of all floors together, so a floor may sink behind the others.
"""

import json
import sys
from collections import Counter
from pathlib import Path


def shares(report: dict) -> dict[str, tuple[int, int]]:
    """Floor -> (branches, branches taken)."""
    there: Counter[str] = Counter()
    taken: Counter[str] = Counter()
    for name, file in report["files"].items():
        floor = Path(name).parts[0]
        there[floor] += file["summary"]["num_branches"]
        taken[floor] += file["summary"]["covered_branches"]
    return {floor: (there[floor], taken[floor]) for floor in sorted(there)}


def main(least: float, path: Path) -> int:
    low = []
    for floor, (there, taken) in shares(json.loads(path.read_text())).items():
        percent = 100 * taken / there if there else 100.0
        print(f"{floor:<12}{taken:>6} of {there:>5} branches {percent:6.1f} %")  # noqa: T201 -- the answer
        if percent < least:
            low.append(floor)
    if low:
        print(f"Below {least:g} % of its branches: {', '.join(low)}.")  # noqa: T201
    return 1 if low else 0


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]), Path(sys.argv[2])))
