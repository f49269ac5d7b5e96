"""Who exhibits where: booths by zone and trade, states that make the plan look alive, and the people of each firm."""

import random
from dataclasses import dataclass

from fairmaker.buyers import Buyer
from fairmaker.dice import dice
from fairmaker.firms import Firm
from fairmaker.floor import Booth, Hall

ZONES: dict[str, frozenset[str]] = {
    "Thép và vật liệu": frozenset({"extrusion", "fasteners", "spring", "forging", "tube"}),
    "Gia công CNC": frozenset({"machining", "five-axis", "small-turning", "gears"}),
    "Khuôn mẫu, đồ gá": frozenset({"mould", "die", "jigs", "five-axis"}),
    "Dập, rèn, đúc": frozenset({"stamping", "forging", "die-casting", "casting", "gravity", "investment", "sheet"}),
    "Xử lý bề mặt, nhiệt luyện": frozenset({"plating", "anodizing", "coating", "heat"}),
    "Dụng cụ cắt, đo kiểm": frozenset({"jigs", "metrology", "machining"}),
    "Nhựa và cao su": frozenset({"plastic", "blow", "rubber", "mould"}),
    "Điện, điện tử": frozenset({"smt", "pcb", "harness", "motor"}),
    "Tự động hóa, robot": frozenset({"automation", "jigs"}),
    "Khởi nghiệp, in 3D": frozenset({"additive", "automation", "medical"}),
    "Bao bì, kho vận": frozenset({"packaging", "blow"}),
    "Bơm, van, thủy lực": frozenset({"casting", "investment", "rubber", "machining"}),
    "Linh kiện ô tô, xe máy": frozenset({"stamping", "welding", "tube", "harness", "die-casting", "gears"}),
    "Năng lượng, đường sắt": frozenset({"welding", "sheet", "extrusion", "motor"}),
}
PROVINCE_ZONES = {"Khu Hà Nội": "Hà Nội", "Khu Bắc Ninh": "Bắc Ninh"}
BUYER_ZONES = {"Khu Nhật Bản": "JP", "Khu Hàn Quốc": "KR", "Nhà lắp ráp": ""}  # home country; empty for any
JOBS = (
    ("Giám đốc", "Director"), ("Phó Giám đốc Kinh doanh", "Deputy Director, Sales"), ("Trưởng phòng Kinh doanh", "Sales Manager"),
    ("Trưởng phòng Kỹ thuật", "Engineering Manager"), ("Kỹ sư bán hàng", "Sales Engineer"), ("Quản lý Dự án", "Project Manager"),
)  # fmt: skip
BUYER_JOBS = ("Purchasing Manager", "Chuyên viên phát triển nhà cung cấp")
JA_JOBS = ("購買部長", "調達課長", "工場長", "品質保証部長")


@dataclass
class Placing:
    rows: list[dict[str, str]]
    people: list[dict[str, str]]
    demo_firm: Firm


def _fits(firm: Firm, booth: Booth) -> bool:
    if booth.zone in PROVINCE_ZONES:
        return firm.province.name == PROVINCE_ZONES[booth.zone]
    if booth.zone in {"Quốc tế", "Dịch vụ, ngân hàng, đào tạo", "Cơ khí và điện tử"}:
        return firm.level == "international" and len(firm.row["export_markets"]) > 2
    if booth.zone in ZONES:
        return firm.trade.key in ZONES[booth.zone]
    return BUYER_ZONES.get(booth.zone, "") in firm.row["export_markets"].split(";")


def _set_states(
    rng: random.Random, booths: list[Booth], *, free: int, blocked: int, keep_free: frozenset[str]
) -> list[Booth]:
    """Marks blocked booths, leaves `free` of them without a tenant; returns those that get one."""
    rest = [b for b in booths if b.code not in keep_free and b.zone != "Nhà lắp ráp" and b.square_metres < 50]
    rng.shuffle(rest)
    for booth in rest[:blocked]:
        booth.status = "blocked"
    left_free = {b.code for b in rest[blocked : blocked + free - len(keep_free)]} | keep_free
    return [b for b in booths if b.status == "available" and b.code not in left_free]


def _unsure(rng: random.Random, booths: list[Booth], count: int) -> dict[str, str]:
    """Booths on their way: the committee's await its approval, others are held or await a deposit."""
    committee = [b.code for b in booths if b.approval == "committee"]
    instant = [b.code for b in booths if b.approval == "instant"]
    asked = rng.sample(committee, min(len(committee), count * 2 // 5))
    rest = rng.sample(instant, count - len(asked))
    held = {code: "held" if at % 5 < 2 else "awaiting_deposit" for at, code in enumerate(rest)}
    return dict.fromkeys(asked, "submitted") | held


def _fascia(name: str) -> str:
    return name if len(name) <= 40 else name[:40].rsplit(" ", 1)[0]


def _firm_people(rng: random.Random, firm: Firm, *, badge: str) -> list[dict[str, str]]:
    rows = []
    for at, name in enumerate(firm.contacts if badge else firm.contacts[:1]):
        job = JOBS[0] if at == 0 and rng.random() < 0.6 else rng.choice(JOBS[1:])
        mail = name.mail if at == 0 or name.mail != firm.contacts[0].mail else f"{name.mail}2"
        rows.append({"company": firm.tax_code, "full_name": name.full, "email": f"{mail}@{firm.email_domain}", "phone": "",
                     "job_title": job[0], "language": "vi", "badge": badge})  # fmt: skip
    return rows


def buyer_people(buyers: list[Buyer], seed: int) -> list[dict[str, str]]:
    rng, rows = dice(seed, "buyer-people"), []
    for buyer in buyers:
        first, second = buyer.contacts
        title = (
            rng.choice(JA_JOBS)
            if buyer.language == "ja"
            else BUYER_JOBS[0]
            if buyer.language != "vi"
            else "Trưởng phòng Mua hàng"
        )
        full = f"{first.full} ({first.native})" if first.native else first.full
        language = buyer.language if buyer.language in {"vi", "en", "ja"} else "en"
        rows.append({"company": buyer.tax_code, "full_name": full, "email": f"{first.mail}@{buyer.email_domain}", "phone": "",
                     "job_title": title, "language": language, "badge": "buyer"})  # fmt: skip
        rows.append({"company": buyer.tax_code, "full_name": second.full, "email": f"{second.mail}.vn@{buyer.email_domain}",
                     "phone": "", "job_title": BUYER_JOBS[1], "language": "vi", "badge": "buyer"})  # fmt: skip
    return rows


def place(seed: int, firms: list[Firm], buyers: list[Buyer], halls: list[Hall], *, exhibitors: int, free: int, blocked: int,
          keep_free: frozenset[str], home: str) -> Placing:  # fmt: skip
    """`home` is the province of the demo firm, which exhibits and has no booth yet: it is the one to book `keep_free`."""
    rng = dice(seed, "exhibitors")
    booths = [booth for hall in halls for booth in hall.booths]
    taken = _set_states(rng, booths, free=free, blocked=blocked, keep_free=keep_free)
    order = sorted(firms, key=lambda firm: ({"international": 0, "solid": 1, "basic": 2}[firm.level], rng.random()))
    demo = min(order, key=lambda f: (f.province.name != home, f.trade.key != "machining"))
    waiting = [firm for firm in order if firm is not demo]
    guests = [buyer for buyer in buyers if buyer.country in {"JP", "KR"}]
    rows: list[dict[str, str]] = []
    unsure = _unsure(rng, [b for b in taken if b.zone not in BUYER_ZONES], min(25, max(2, len(taken) // 8)))
    for booth in sorted(taken, key=lambda b: (b.zone not in BUYER_ZONES, b.zone not in PROVINCE_ZONES, rng.random())):
        state = unsure.get(booth.code) or ("paid" if rng.random() < 0.72 else "confirmed")
        land = BUYER_ZONES.get(booth.zone)
        guest = next((g for g in guests if land is not None and land in {"", g.country}), None)
        if guest is not None and (booth.kind == "raw" or rng.random() < 0.5):
            guests.remove(guest)
            rows.append({"company": guest.tax_code, "fascia_name": _fascia(guest.row["short_name"]), "kind": "main", "host": "",
                         "booth": booth.code, "booking": state})  # fmt: skip
            continue
        firm = next((f for f in waiting if _fits(f, booth)), waiting[0])
        waiting.remove(firm)
        rows.append({"company": firm.tax_code, "fascia_name": _fascia(firm.row["short_name"]), "kind": "main", "host": "",
                     "booth": booth.code, "booking": state})  # fmt: skip
    hosts = [row["company"] for row in rows if row["booking"] == "paid"]
    rows.append(
        {
            "company": demo.tax_code,
            "fascia_name": _fascia(demo.row["short_name"]),
            "kind": "main",
            "host": "",
            "booth": "",
            "booking": "",
        }
    )
    for number in range(exhibitors - len(rows)):
        firm = waiting.pop(0)
        co = number % 2 == 0
        rows.append({"company": firm.tax_code, "fascia_name": _fascia(firm.row["short_name"]), "kind": "co" if co else "main",
                     "host": rng.choice(hosts) if co else "", "booth": "", "booking": ""})  # fmt: skip
    rows.sort(key=lambda row: (row["kind"] == "co", row["booth"] or "~"))
    at_fair = {row["company"] for row in rows}
    people = [
        row for firm in firms for row in _firm_people(rng, firm, badge="exhibitor" if firm.tax_code in at_fair else "")
    ]
    return Placing(rows, people, demo)
