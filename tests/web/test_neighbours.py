"""Who stands beside a booth, by the rectangles alone."""

from web.neighbours import neighbours


def row(code, x, y, width=300, depth=300):
    return {"code": code, "x_cm": x, "y_cm": y, "width_cm": width, "depth_cm": depth}


def seen(rows, code, **options):
    return [(one.row["code"], one.aisle_cm) for one in neighbours(rows, code, **options)]


def test_walls_come_first_then_the_other_side_of_the_aisle():
    rows = [row("A1", 0, 0), row("A2", 300, 0), row("A3", 600, 0), row("B2", 300, 300), row("C2", 300, 900)]
    assert seen(rows, "A2") == [("A1", 0), ("A3", 0), ("B2", 0)]
    assert seen(rows, "B2") == [("A2", 0), ("C2", 300)]


def test_nobody_stands_behind_another():
    rows = [row(f"A{n}", n * 300, 0) for n in range(1, 5)]
    assert seen(rows, "A1") == [("A2", 0)]


def test_a_wall_may_have_a_thickness_and_corners_do_not_face_each_other():
    rows = [row("A1", 0, 0), row("A2", 330, 0), row("B2", 300, 300)]
    assert seen(rows, "A1") == [("A2", 0)]


def test_too_far_is_nobody_and_an_unknown_booth_has_nobody():
    rows = [row("A1", 0, 0), row("A2", 900, 0), row("A3", 5000, 0)]
    assert seen(rows, "A1") == []
    assert seen(rows, "Z9") == []


def test_an_island_sees_at_most_as_many_as_asked():
    ring = [row("N", 400, -600), row("S", 400, 1000), row("W", -500, 300), row("E", 1400, 300)]
    rows = [row("K1", 300, 0, 600, 600), *ring]
    assert len(seen(rows, "K1")) == 4
    assert seen(rows, "K1", most=2) == [("N", 300), ("S", 400)]
