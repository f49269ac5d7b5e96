"""People who registered before the fair, and the demo log-ins."""

import random
from datetime import date, timedelta

from fairmaker import places
from fairmaker.buyers import Buyer
from fairmaker.dice import dice, slug, weighted
from fairmaker.firms import Firm
from fairmaker.people import Name, european, japanese, korean, vietnamese
from fairmaker.trades import TRADES

Row = dict[str, str]
KINDS = (("vi", 91), ("ja", 4), ("ko", 3), ("en", 2))
OTHERS = (
    "Công ty TNHH Thương mại Thiết bị {}", "Công ty Cổ phần Tư vấn Công nghiệp {}", "Công ty TNHH Vật tư Kỹ thuật {}",
    "Công ty Cổ phần Giải pháp Phần mềm {}", "Trường Cao đẳng Kỹ thuật {}", "Công ty TNHH Logistics {}",
    "Viện Nghiên cứu Cơ khí {}", "Hợp tác xã Cơ khí {}", "Quỹ Đầu tư {}", "Công ty TNHH Dụng cụ cắt {}",
)  # fmt: skip
NAMES = (
    "Sông Hồng|Bắc Thành|Tây Đô|Lạc Hồng|Hòa Bình Xanh|Đại Việt|Hoa Lư|Tràng Tiền|Trường Sa|Phương Nam|Bình Minh|Ánh Dương|"
    "Sao Bắc|Thiên Long|Tân Thế Kỷ|Hưng Phát|Nam Cường|Kinh Đô|Việt Hưng|Thành Đạt"
).split("|")
ABROAD = {
    "ja": ("Aoba Trading", "Midori Engineering", "Kaede Parts", "Shirakaba Kogyo"),
    "ko": ("Hanbit Sourcing", "Daon Tech", "Saebyeok Industry"),
    "en": ("Lakeside Sourcing", "Ostermann Einkauf", "Brightwater Components", "Rivera Castings"),
}
JOBS_VI = (
    ("Nhân viên mua hàng", 14), ("Trưởng phòng Mua hàng", 10), ("Kỹ sư", 18), ("Kỹ sư Chất lượng", 8), ("Quản đốc", 6),
    ("Giám đốc", 12), ("Phó Giám đốc", 6), ("Trưởng phòng Kỹ thuật", 7), ("Nhân viên kinh doanh", 9), ("Giảng viên", 3),
    ("Sinh viên", 4), ("Chuyên viên", 3),
)  # fmt: skip
JOBS_EN = (
    "Sourcing Manager",
    "Procurement Engineer",
    "Factory Manager",
    "Quality Engineer",
    "General Director",
    "Buyer",
)
PERSONS = {"ja": japanese, "ko": korean, "en": european}


def _employer(rng: random.Random, firms: list[Firm], buyers: list[Buyer]) -> tuple[str, str]:
    """(company, e-mail domain)."""
    roll = rng.random()
    if roll < 0.42:
        firm = rng.choice(firms)
        return firm.row["legal_name"], firm.email_domain
    if roll < 0.52 and buyers:
        buyer = rng.choice(buyers)
        return buyer.row["legal_name"], buyer.email_domain
    name = rng.choice(OTHERS).format(rng.choice(NAMES))
    return name, f"{slug(name.removeprefix('Công ty TNHH ').removeprefix('Công ty Cổ phần '))}.example"


def _days(first: date, count: int) -> list[tuple[list[str], float]]:
    """Which days somebody means to come: most come on one."""
    dates = [(first + timedelta(days=n)).isoformat() for n in range(count)]
    return [(dates, 3.0), *(([day], 4.0) for day in dates)] if count > 1 else [(dates, 1.0)]


def visitor_rows(
    seed: int, count: int, firms: list[Firm], buyers: list[Buyer], fair_day: date, taken: set[str], days: int
) -> list[Row]:
    """`taken` are the e-mail addresses already in use in the folder."""
    rng, rows, mails = dice(seed, "visitors"), [], set(taken)
    for serial in range(count):
        kind = weighted(rng, KINDS)
        if kind == "vi":
            name: Name = vietnamese(rng)
            company, domain = _employer(rng, firms, buyers)
            job, phone = weighted(rng, JOBS_VI), places.mobile(20_000 + serial)
        else:
            name = PERSONS[kind](rng)
            company = rng.choice(ABROAD[kind])
            domain, job, phone = f"{slug(company)}.example", rng.choice(JOBS_EN), ""
        mail = f"{name.mail}@{domain}"
        while mail in mails:
            mail = f"{name.mail}{rng.randint(2, 99)}@{domain}"
        mails.add(mail)
        trade = weighted(rng, [(trade, trade.weight) for trade in TRADES])
        interests = [*trade.main, *trade.further]
        rows.append({
            "full_name": name.full, "email": mail, "phone": phone, "company": company, "job_title": job,
            "language": kind if kind in {"vi", "ja"} else "en",
            "interests": ";".join(rng.sample(interests, rng.randint(1, min(3, len(interests))))),
            "days": ";".join(weighted(rng, _days(fair_day, days))),
            "registered_on": (fair_day - timedelta(days=min(89, 1 + int(rng.expovariate(1 / 21))))).isoformat(),
        })  # fmt: skip
    return rows


def user_rows(town: str, exhibitor: Firm | None, buyer: Buyer | None, password: str) -> list[Row]:
    """One log-in per role. `organisation` is empty for the fair's organiser, a tax code for a company."""
    table = [("owner", "Nguyễn Thu Hà", "organiser", "", "owner"), ("manager", "Trần Quốc Bảo", "organiser", "", "manager"),
             ("sales", "Lê Minh Ngọc", "organiser", "", "sales"), ("door", "Phạm Văn Lực", "organiser", "", "door")]  # fmt: skip
    if exhibitor is not None:
        table += [("exhibitor", "Đặng Ánh Tuyết", "company", exhibitor.tax_code, "admin"),
                  ("staff", "Vũ Đình Khoa", "company", exhibitor.tax_code, "staff")]  # fmt: skip
    if buyer is not None:
        table.append(("buyer", "Tanaka Kenji", "company", buyer.tax_code, "admin"))
    table.append(("visitor", "Hoàng Lan Anh", "visitor", "", ""))
    return [
        {"email": f"{name}@{town}.example", "full_name": full, "phone": places.mobile(90_000 + at), "kind": kind, "organisation": owner,
         "role": role, "language": "ja" if name == "buyer" and buyer and buyer.language == "ja" else "vi", "password": password}
        for at, (name, full, kind, owner, role) in enumerate(table)
    ]  # fmt: skip
