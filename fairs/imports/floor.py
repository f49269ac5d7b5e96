"""Halls with their drawings, pavilions and booths. Lengths arrive in cm."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from fairs.models import ApprovalMode, Booth, BoothKind, BoothStatus, Fair, Hall, Pavilion
from kernel.sheets import Known, Table, cell, cells
from kernel.upsert import Upserted, upsert

FEATURES = (
    "gate", "door", "emergency_exit", "pillar", "stage", "seats", "reception", "cafe", "meeting_area", "room", "office", "wc", "zone",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class HallRow:
    at: int
    code: str = cell(cells.text(12))
    name_vi: str = cell(cells.text(120))
    width_m: int = cell(cells.centimetres)
    depth_m: int = cell(cells.centimetres)
    name_en: str = cell(cells.text(120), default="")
    name_ja: str = cell(cells.text(120), default="")


@dataclass(frozen=True, slots=True)
class FeatureRow:
    at: int
    hall: str = cell(cells.text(12))
    kind: str = cell(cells.one_of(FEATURES))
    x_m: int = cell(cells.centimetres)
    y_m: int = cell(cells.centimetres)
    width_m: int = cell(cells.centimetres)
    depth_m: int = cell(cells.centimetres)
    label_vi: str = cell(cells.text(120), default="")
    label_en: str = cell(cells.text(120), default="")
    label_ja: str = cell(cells.text(120), default="")
    gate: str = cell(cells.text(12), default="")


@dataclass(frozen=True, slots=True)
class PavilionRow:
    at: int
    code: str = cell(cells.text(20))
    name_vi: str = cell(cells.text(120))
    name_en: str = cell(cells.text(120), default="")
    name_ja: str = cell(cells.text(120), default="")


@dataclass(frozen=True, slots=True)
class BoothRow:
    at: int
    hall: str = cell(cells.text(12))
    code: str = cell(cells.text(12))
    row: str = cell(cells.text(4))
    number: int = cell(cells.whole(0, 9999))
    x_m: int = cell(cells.centimetres)
    y_m: int = cell(cells.centimetres)
    width_m: int = cell(cells.centimetres)
    depth_m: int = cell(cells.centimetres)
    open_sides: int = cell(cells.whole(1, 4))
    kind: str = cell(cells.one_of(BoothKind.values))
    pavilion: str = cell(cells.text(20), default="")
    zone_vi: str = cell(cells.text(120), default="")
    zone_en: str = cell(cells.text(120), default="")
    zone_ja: str = cell(cells.text(120), default="")
    approval: str = cell(cells.one_of(ApprovalMode.values), default=ApprovalMode.INSTANT)
    status: str = cell(cells.one_of(BoothStatus.values), default=BoothStatus.AVAILABLE)


def bring_halls(
    table: Table[HallRow], features: Table[FeatureRow], fair: Fair
) -> tuple[Known[str, Hall], Upserted[Hall]]:
    """Halls in the order of the table. Without a table of features the drawings that are here stay."""
    table.keep(lambda row: _has_area(table, row))
    table.refuse_doubles("code")
    present = {hall.code: hall for hall in Hall.objects.filter(fair=fair)}
    sizes = {row.code: (row.width_m, row.depth_m) for row in table.rows}
    known: Known[str, tuple[int, int]] = Known({hall.code: (hall.width_cm, hall.depth_cm) for hall in present.values()})
    known.found |= sizes
    known.doubt(table, "code")
    drawings: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for feature in features.rows:
        size = known.resolve(features, feature, "hall", feature.hall, _("There is no hall “%(value)s”."))
        if size is not None and _is_inside(features, feature, size):
            drawings[feature.hall].append(_drawn(feature))
    wanted = [
        Hall(
            fair=fair,
            code=row.code,
            name_vi=row.name_vi,
            name_en=row.name_en,
            name_ja=row.name_ja,
            width_cm=row.width_m,
            depth_cm=row.depth_m,
            geometry={"features": drawings[row.code]} if not features.is_absent else {},
            position=position,
        )
        for position, row in enumerate(table.rows)
    ]
    drawing = () if features.is_absent else ("geometry",)
    fields = ("name_vi", "name_en", "name_ja", "width_cm", "depth_cm", "position", *drawing)
    done = upsert(Hall.objects.filter(fair=fair), wanted, key=("code",), fields=fields)
    halls = Known(present | {key[0]: hall for key, hall in done.rows.items()}, known.doubtful, known.is_blind)
    return halls, done


def bring_pavilions(table: Table[PavilionRow], fair: Fair) -> tuple[Known[str, Pavilion], Upserted[Pavilion]]:
    table.refuse_doubles("code")
    names = ("name_vi", "name_en", "name_ja")
    wanted = [Pavilion(fair=fair, code=row.code, **{name: getattr(row, name) for name in names}) for row in table.rows]
    done = upsert(Pavilion.objects.filter(fair=fair), wanted, key=("code",), fields=names)
    known = Known({pavilion.code: pavilion for pavilion in Pavilion.objects.filter(fair=fair)})
    known.doubt(table, "code")
    return known, done


def bring_booths(
    table: Table[BoothRow], fair: Fair, halls: Known[str, Hall], pavilions: Known[str, Pavilion]
) -> tuple[Known[str, Booth], Upserted[Booth]]:
    """Booths inside their halls, none over another. Bookings of a booth are not touched."""
    table.keep(lambda row: _has_area(table, row))
    table.refuse_doubles("code")
    wanted = []
    for row in table.rows:
        hall = halls.resolve(table, row, "hall", row.hall, _("There is no hall “%(value)s”."))
        pavilion = None
        if row.pavilion:
            no_pavilion = _("There is no pavilion “%(value)s”.")
            pavilion = pavilions.resolve(table, row, "pavilion", row.pavilion, no_pavilion)
        if hall is not None and _is_inside(table, row, (hall.width_cm, hall.depth_cm)):
            wanted.append(_booth(row, fair, hall, pavilion))
    _refuse_overlaps(table)
    fields = (
        "hall_id", "pavilion_id", "row", "number", "x_cm", "y_cm", "width_cm", "depth_cm", "open_sides", "kind", "zone_vi", "zone_en",
        "zone_ja", "approval", "status",
    )  # fmt: skip
    done = upsert(Booth.objects.filter(fair=fair), wanted, key=("code",), fields=fields)
    known = Known({booth.code: booth for booth in Booth.objects.filter(fair=fair)})
    known.doubt(table, "code")
    known.doubtful |= {row.code for row in table.rows}
    return known, done


def _booth(row: BoothRow, fair: Fair, hall: Hall, pavilion: Pavilion | None) -> Booth:
    same = ("code", "row", "number", "open_sides", "kind", "zone_vi", "zone_en", "zone_ja", "approval", "status")
    return Booth(
        fair=fair,
        hall=hall,
        pavilion=pavilion,
        x_cm=row.x_m,
        y_cm=row.y_m,
        width_cm=row.width_m,
        depth_cm=row.depth_m,
        **{name: getattr(row, name) for name in same},
    )


def _drawn(row: FeatureRow) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "x": row.x_m,
        "y": row.y_m,
        "width": row.width_m,
        "depth": row.depth_m,
        "label_vi": row.label_vi,
        "label_en": row.label_en,
        "label_ja": row.label_ja,
        "gate": row.gate,
    }


def _has_area(table: Table[Any], row: HallRow | BoothRow) -> bool:
    for column in ("width_m", "depth_m"):
        if getattr(row, column) <= 0:
            table.bad(row, column, "range", _("The length must be more than nothing."))
            return False
    return True


def _is_inside(table: Table[Any], row: FeatureRow | BoothRow, size: tuple[int, int]) -> bool:
    if row.x_m + row.width_m > size[0]:
        table.bad(row, "x_m", "outside_hall", _("It reaches beyond the east wall of its hall."))
        return False
    if row.y_m + row.depth_m > size[1]:
        table.bad(row, "y_m", "outside_hall", _("It reaches beyond the south wall of its hall."))
        return False
    return True


def _refuse_overlaps(table: Table[BoothRow]) -> None:
    """Booths of one hall sorted from west to east, each against those that begin before it ends."""
    in_hall: dict[str, list[BoothRow]] = defaultdict(list)
    for row in table.rows:
        in_hall[row.hall].append(row)
    for rows in in_hall.values():
        rows.sort(key=lambda row: row.x_m)
        for at, row in enumerate(rows):
            for other in rows[at + 1 :]:
                if other.x_m >= row.x_m + row.width_m:
                    break
                if row.y_m < other.y_m + other.depth_m and other.y_m < row.y_m + row.depth_m:
                    first, second = sorted((row, other), key=lambda booth: booth.at)
                    reason = _("Booth %(code)s lies over booth %(other)s.")
                    table.bad(second, "x_m", "overlap", reason % {"code": second.code, "other": first.code})
