"""Writes a sample fair as a folder of CSV files: `python samples/generate.py --seed 2026 --out samples/hanoi-2026`.

The same seed writes the same bytes. `--fair da-nang` writes the small fair of another organiser. All names, firms and people are invented.
"""

import argparse
from datetime import date
from pathlib import Path

from fairmaker import (
    buyers,
    exhibitors,
    firms,
    folder,
    guests,
    halls,
    interpreters,
    places,
    programme,
    visitors,
    wishes,
)
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
    coming = visitors.visitor_rows(seed, 3000, directory.firms, wanted, day, mails, 2)
    invitations = guests.invitation_rows(seed, placing.demo_firm, placing.rows, day)
    guests.invite(seed, coming, invitations)
    needs = buyers.make_needs(seed, wanted, 220, day)
    return {
        "fair": fair_row(
            organiser="Trung tâm Xúc tiến Công nghiệp hỗ trợ Hà Nội (mẫu)", slug="cnht-ha-noi-2027",
            name_vi="Hội chợ Công nghiệp hỗ trợ Hà Nội 2027 (dữ liệu mẫu)", name_en="Hanoi Supporting Industry Fair 2027 (sample data)",
            name_ja="ハノイ裾野産業展2027（サンプルデータ）",
            short_name="CNHT Hà Nội 2027", meetings_per_exhibitor="12", meetings_per_buyer="30",
            intro_vi="Nơi nhà máy Việt Nam gặp đúng người cần mua: ba nhà triển lãm, 40 nhà lắp ráp, 220 chi tiết cần mua và 24 bàn giao thương trong hai ngày. Mọi doanh nghiệp và con người ở đây đều là dữ liệu mẫu.",
            intro_en="Where Vietnamese makers meet the people who need them: three halls, 40 assemblers, 220 wanted parts and 24 meeting tables in two days. Every firm and person here is sample data.",
            intro_ja="ベトナムの工場と、部品を求めるバイヤーが出会う2日間。3つの展示館、セットメーカー40社、調達部品220点、商談24卓。掲載の企業と人物はすべてサンプルデータです。",
            contact_email="lienhe@cnht-hanoi.example",
            contact_phone="+842435559000",
            bank_bin="970999",
            bank_name="Ngân hàng Mẫu",
            bank_account="0190002027",
            bank_account_name="TRUNG TAM XUC TIEN CNHT HA NOI (MAU)", edition="9", venue_vi="Trung tâm Triển lãm Thăng Long (địa điểm mẫu)",
            venue_en="Thang Long Exhibition Centre (sample venue)",
            venue_ja="タンロン展示場（サンプル会場）",
            address="Đường Võ Nguyên Giáp, xã Đông Anh, Hà Nội", starts_on=day.isoformat(), ends_on=day.replace(day=day.day + 1).isoformat(),
        ),
        "days": programme.day_rows(day, 2), "halls": folder.hall_rows(plan), "hall_features": folder.feature_rows(plan),
        "pavilions": pavilion_rows(used), "booths": folder.booth_rows(plan), "price_rules": programme.price_rows(3_200_000, 2_600_000),
        "support_schemes": [programme.support_row(*SUPPORT_HANOI)], "terms": term_rows(),
        "companies": company_rows(directory, wanted), "people": people,
        "capabilities": directory.capabilities, "machines": directory.machines, "certificates": directory.certificates,
        "products": directory.products, "exhibitors": placing.rows,
        "buyers": [{"company": b.tax_code, "hosted": "yes" if b.country != "VN" else "no"} for b in wanted],
        "needs": needs, "workshops": programme.workshop_rows(day),
        "meeting_slots": programme.slot_rows(day, 2, minutes=20, spans=(("08:40", "12:00"), ("13:00", "17:40"))),
        "meeting_tables": programme.table_rows("N1", 24, "Khu giao thương"), "gates": programme.gate_rows(),
        "interpreters": interpreters.interpreter_rows(seed, day),
        "wishes": wishes.wish_rows(seed, day, wanted, needs, directory.capabilities, placing.rows, people),
        "pass_rules": guests.pass_rule_rows(), "invitations": invitations, "visitors": coming,
        "delegations": guests.delegation_rows(seed), "delegation_people": guests.delegation_people_rows(seed, coming),
        "checkin_lists": programme.checkin_list_rows(day, 2, programme.ZONE_LISTS),
        "users": visitors.user_rows("hanoi", placing.demo_firm, wanted[2], DEMO_PASSWORD),
    }  # fmt: skip


def da_nang(seed: int) -> Tables:
    day, plan = DA_NANG_DAY, [halls.da_nang_hall()]
    directory = firms.make_directory(seed + 1, 30, day, places.CENTRE, "-dn")
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
    coming = visitors.visitor_rows(seed + 1, 40, directory.firms, wanted, day, mails, 1)
    invitations = guests.invitation_rows(seed + 1, placing.demo_firm, placing.rows, day)
    guests.invite(seed + 1, coming, invitations)
    return {
        "fair": fair_row(
            organiser="Trung tâm Xúc tiến Thương mại miền Trung (mẫu)", slug="cnht-da-nang-2027",
            name_vi="Ngày hội Công nghiệp hỗ trợ Đà Nẵng 2027 (dữ liệu mẫu)", name_en="Da Nang Supporting Industry Day 2027 (sample data)",
            name_ja="ダナン裾野産業デー2027（サンプルデータ）",
            short_name="CNHT Đà Nẵng 2027",
            intro_vi="Một ngày gặp gỡ của cơ khí và điện tử miền Trung, 24 gian hàng. Mọi doanh nghiệp và con người ở đây đều là dữ liệu mẫu.",
            intro_en="A day of machining and electronics of central Vietnam, 24 booths. Every firm and person here is sample data.",
            intro_ja="中部ベトナムの機械加工と電子の一日、24小間。掲載の企業と人物はすべてサンプルデータです。",
            contact_email="lienhe@cnht-danang.example",
            contact_phone="+842363555900",
            bank_bin="970999",
            bank_name="Ngân hàng Mẫu",
            bank_account="0490002027",
            bank_account_name="TT XUC TIEN THUONG MAI MIEN TRUNG (MAU)", edition="2", venue_vi="Nhà triển lãm Sông Hàn (địa điểm mẫu)",
            venue_en="Han River Exhibition Hall (sample venue)",
            venue_ja="ハン川展示館（サンプル会場）",
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
        "pass_rules": guests.pass_rule_rows(), "invitations": invitations, "visitors": coming,
        "checkin_lists": programme.checkin_list_rows(day, 1),
        "users": visitors.user_rows("danang", placing.demo_firm, None, DEMO_PASSWORD),
    }  # fmt: skip


FAIRS = {"hanoi": hanoi, "da-nang": da_nang}


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seed", type=int, default=2026)
    asked.add_argument("--out", type=Path, required=True)
    asked.add_argument("--fair", choices=sorted(FAIRS), default="hanoi")
    wish = asked.parse_args()
    for subject, rows in FAIRS[wish.fair](wish.seed).items():
        print(f"{folder.write(wish.out, subject, rows):6} {subject}")


if __name__ == "__main__":
    main()
