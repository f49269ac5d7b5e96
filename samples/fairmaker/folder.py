"""The folder as CSV files: one per subject, columns in a fixed order, UTF-8, LF."""

import csv
from pathlib import Path

from fairmaker.floor import Hall
from fairmaker.zones import ZONE_NAMES

Row = dict[str, str]


def write(folder: Path, subject: str, rows: list[Row]) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{subject}.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        out.writeheader()
        out.writerows(rows)
    return len(rows)


def hall_rows(halls: list[Hall]) -> list[Row]:
    return [{"code": h.code, "name_vi": h.names.vi, "name_en": h.names.en, "name_ja": h.names.ja, "width_m": f"{h.width:g}",
             "depth_m": f"{h.depth:g}"} for h in halls]  # fmt: skip


def feature_rows(halls: list[Hall]) -> list[Row]:
    return [{"hall": h.code, "kind": f.kind, "x_m": f"{f.box.x:g}", "y_m": f"{f.box.y:g}", "width_m": f"{f.box.width:g}",
             "depth_m": f"{f.box.depth:g}", "label_vi": f.names.vi, "label_en": f.names.en, "label_ja": f.names.ja, "gate": f.gate}
            for h in halls for f in h.features]  # fmt: skip


def booth_rows(halls: list[Hall]) -> list[Row]:
    return [{"hall": h.code, "code": b.code, "row": b.row, "number": str(b.number), "x_m": f"{b.box.x:g}", "y_m": f"{b.box.y:g}",
             "width_m": f"{b.box.width:g}", "depth_m": f"{b.box.depth:g}", "open_sides": str(b.open_sides), "kind": b.kind,
             "pavilion": b.pavilion, "zone_vi": b.zone, "zone_en": ZONE_NAMES[b.zone][0], "zone_ja": ZONE_NAMES[b.zone][1], "approval": b.approval, "status": b.status}
            for h in halls for b in h.booths]  # fmt: skip
