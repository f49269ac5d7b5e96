"""Writes a sample fair as a folder of CSV files: `python samples/generate.py --seed 2026 --out samples/hanoi-2026`.

The same seed writes the same bytes. `--fair da-nang` writes the small fair of another organiser. All names, firms and people are invented.
"""

import argparse
from datetime import date
from pathlib import Path

from fairmaker import buyers, exhibitors, firms, folder, halls, places, programme, visitors
from fairmaker.terms import term_rows

DEMO_PASSWORD = "phien-thu-nghiem"  # noqa: S105 -- printed by the demo; set only on demand (--with-demo-users)
HANOI_DAY = date(2027, 3, 18)
DA_NANG_DAY = date(2027, 6, 10)
SUPPORT_HANOI = (
    "HN-CNHT",
    "Hà Nội hỗ trợ doanh nghiệp công nghiệp hỗ trợ",
    "Hanoi support for supporting industries",
    "ハノイ市 裾野産業支援",
    "Hà Nội",
    20_000_000,
)
SUPPORT_DA_NANG = (
    "DN-CNHT",
    "Đà Nẵng hỗ trợ gian hàng",
    "Da Nang booth support",
    "ダナン市 出展支援",
    "Đà Nẵng",
    10_000_000,
)
Tables = dict[str, list[dict[str, str]]]


def fair_row(**values: str) -> list[dict[str, str]]:
    return [
        values
        | {
            "timezone": "Asia/Ho_Chi_Minh",
            "currency": "VND",
            "vat_percent": "8",
            "state": "open",
            "is_sample": "yes",
        }
    ]


def pavilion_rows(used: set[str]) -> list[dict[str, str]]:
    rows = [dict(zip(("code", "name_vi", "name_en", "name_ja"), row, strict=True)) for row in halls.PAVILIONS]
    return [row for row in rows if row["code"] in used]


def company_rows(directory: firms.Directory, wanted: list[buyers.Buyer]) -> list[dict[str, str]]:
    rows = [firm.row for firm in directory.firms] + [buyer.row for buyer in wanted]
    return [row | {"is_sample": "yes"} for row in rows]


def hanoi(seed: int) -> Tables:
    day, plan = HANOI_DAY, [halls.hall_one(), halls.hall_two(), halls.hall_three()]
    directory = firms.make_directory(seed, 920, day, places.NORTH)
    wanted = buyers.make_buyers(seed)
    placing = exhibitors.place(
        seed,
        directory.firms,
        wanted,
        plan,
        exhibitors=240,
        free=90,
        blocked=15,
        keep_free=frozenset({"B12"}),
        home="Hà Nội",
    )
    used = {booth.pavilion for hall in plan for booth in hall.booths}
    people = placing.people + exhibitors.buyer_people(wanted, seed)
    mails = {row["email"] for row in people}
    return {
        "fair": fair_row(
            organiser="Trung tâm Xúc tiến Công nghiệp hỗ trợ Hà Nội (mẫu)", slug="cnht-ha-noi-2027",
            name_vi="Hội chợ Công nghiệp hỗ trợ Hà Nội 2027 (dữ liệu mẫu)", name_en="Hanoi Supporting Industry Fair 2027 (sample data)",
            name_ja="ハノイ裾野産業展2027（サンプルデータ）", edition="9", venue="Trung tâm Triển lãm Thăng Long (địa điểm mẫu)",
            address="Đường Võ Nguyên Giáp, xã Đông Anh, Hà Nội", starts_on=day.isoformat(), ends_on=day.replace(day=day.day + 1).isoformat(),
        ),
        "days": programme.day_rows(day, 2), "halls": folder.hall_rows(plan), "hall_features": folder.feature_rows(plan),
        "pavilions": pavilion_rows(used), "booths": folder.booth_rows(plan), "price_rules": programme.price_rows(3_200_000, 2_600_000),
        "support_schemes": [programme.support_row(*SUPPORT_HANOI)], "terms": term_rows(),
        "companies": company_rows(directory, wanted), "people": people,
        "capabilities": directory.capabilities, "machines": directory.machines, "certificates": directory.certificates,
        "products": directory.products, "exhibitors": placing.rows,
        "buyers": [{"company": b.tax_code, "hosted": "yes" if b.country != "VN" else "no"} for b in wanted],
        "needs": buyers.make_needs(seed, wanted, 220, day), "workshops": programme.workshop_rows(day),
        "meeting_slots": programme.slot_rows(day, 2, minutes=20, spans=(("08:40", "12:00"), ("13:00", "17:40"))),
        "meeting_tables": programme.table_rows("N1", 24, "Khu giao thương"), "gates": programme.gate_rows(),
        "visitors": visitors.visitor_rows(seed, 3000, directory.firms, wanted, day, mails),
        "users": visitors.user_rows("hanoi", "", placing.demo_firm, wanted[2], DEMO_PASSWORD),
    }  # fmt: skip


def da_nang(seed: int) -> Tables:
    day, plan = DA_NANG_DAY, [halls.da_nang_hall()]
    directory = firms.make_directory(seed + 1, 30, day, places.CENTRE)
    wanted: list[buyers.Buyer] = []
    placing = exhibitors.place(
        seed + 1,
        directory.firms,
        wanted,
        plan,
        exhibitors=16,
        free=8,
        blocked=2,
        keep_free=frozenset({"A02"}),
        home="Đà Nẵng",
    )
    mails = {row["email"] for row in placing.people}
    return {
        "fair": fair_row(
            organiser="Trung tâm Xúc tiến Thương mại miền Trung (mẫu)", slug="cnht-da-nang-2027",
            name_vi="Ngày hội Công nghiệp hỗ trợ Đà Nẵng 2027 (dữ liệu mẫu)", name_en="Da Nang Supporting Industry Day 2027 (sample data)",
            name_ja="ダナン裾野産業デー2027（サンプルデータ）", edition="2", venue="Nhà triển lãm Sông Hàn (địa điểm mẫu)",
            address="Đường Cách Mạng Tháng Tám, phường Cẩm Lệ, Đà Nẵng", starts_on=day.isoformat(), ends_on=day.isoformat(),
        ),
        "days": programme.day_rows(day, 1), "halls": folder.hall_rows(plan), "hall_features": folder.feature_rows(plan),
        "booths": folder.booth_rows(plan), "price_rules": programme.price_rows(2_100_000, 1_700_000),
        "support_schemes": [programme.support_row(*SUPPORT_DA_NANG)], "terms": term_rows(),
        "companies": company_rows(directory, wanted), "people": placing.people,
        "capabilities": directory.capabilities, "machines": directory.machines, "certificates": directory.certificates,
        "products": directory.products, "exhibitors": placing.rows,
        "meeting_slots": programme.slot_rows(day, 1, minutes=20, spans=(("09:00", "12:00"), ("13:30", "17:10"))),
        "meeting_tables": programme.table_rows("A", 6, "Khu giao thương"),
        "gates": programme.gate_rows((("A", "Cổng chính", "Main gate", "正面入口", "A"),)),
        "visitors": visitors.visitor_rows(seed + 1, 40, directory.firms, wanted, day, mails),
        "users": visitors.user_rows("danang", "", placing.demo_firm, None, DEMO_PASSWORD),
    }  # fmt: skip


FAIRS = {"hanoi": hanoi, "da-nang": da_nang}


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seed", type=int, default=2026)
    asked.add_argument("--out", type=Path, required=True)
    asked.add_argument("--fair", choices=sorted(FAIRS), default="hanoi")
    wish = asked.parse_args()
    for subject, rows in FAIRS[wish.fair](wish.seed).items():
        print(f"{folder.write(wish.out, subject, rows):6} {subject}")  # noqa: T201 -- a command line tool


if __name__ == "__main__":
    main()
