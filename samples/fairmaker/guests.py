"""Who brings people: delegations with their lists, codes by which exhibitors invite, and how many passes go with a booth."""

from datetime import date, timedelta

from fairmaker.dice import dice
from fairmaker.firms import Firm
from fairmaker.people import vietnamese
from fairmaker.places import mobile

Row = dict[str, str]
ALPHABET = "23456789CDFGHJKMNPQRTVWX"
_DELEGATIONS = (  # name, who it is, places, state, how many are confirmed, how many wait
    ("Đoàn kỹ sư Nhà máy Thăng Long (mẫu)", "Công ty TNHH Nhà máy Thăng Long (mẫu)", 40, "open", 9, 6),
    ("Đoàn Trường Cao đẳng Kỹ thuật Sông Hồng", "Trường Cao đẳng Kỹ thuật Sông Hồng", 60, "open", 14, 3),
    ("Đoàn Hiệp hội Doanh nghiệp Bắc Thành", "Hiệp hội Doanh nghiệp Bắc Thành (mẫu)", 25, "asked", 0, 0),
    ("Đoàn Sở Công Thương miền Trung", "Sở Công Thương miền Trung (mẫu)", 12, "closed", 11, 0),
)
_LABELS = ("Thư mời khách hàng", "Đối tác Nhật Bản", "Bài đăng trên mạng", "Nhà cung cấp", "Khách cũ")


def pass_rule_rows() -> list[Row]:
    return [
        {
            "unit_m2": "9",
            "staff_per_unit": "3",
            "staff_least": "6",
            "crew_per_unit": "3",
            "crew_least": "4",
            "invitations": "200",
        }
    ]


def invitation_rows(seed: int, demo: Firm, exhibitors: list[Row], first: date) -> list[Row]:
    """Three codes of the demo firm, one of every eighth other exhibitor."""
    rng = dice(seed, "invitations")
    firms = [demo.tax_code] * 3 + [row["company"] for row in exhibitors if row["kind"] == "main"][::8]
    return [
        {
            "company": company, "code": "".join(rng.choice(ALPHABET) for _ in range(8)), "label": _LABELS[at % len(_LABELS)],
            "most": str(rng.choice((20, 50, 100))), "ends_on": (first + timedelta(days=1)).isoformat() if at % 2 else "",
        }
        for at, company in enumerate(firms)
    ]  # fmt: skip


def invite(seed: int, visitors: list[Row], invitations: list[Row]) -> None:
    """About one visitor in ten came by a code, never more than it was for; the demo firm's bring twice as many."""
    rng, left = dice(seed, "invited"), {row["code"]: int(row["most"]) for row in invitations}
    codes = [row["code"] for at, row in enumerate(invitations) for _ in range(2 if at < 3 else 1)]
    for visitor in visitors:
        code = rng.choice(codes) if rng.random() < 0.1 else ""
        if code and left[code] == 0:
            code = ""
        if code:
            left[code] -= 1
        visitor["invitation"] = code


def delegation_rows(seed: int) -> list[Row]:
    rng, rows = dice(seed, "delegations"), []
    for at, (name, company, places, state, _confirmed, _waiting) in enumerate(_DELEGATIONS):
        contact = vietnamese(rng)
        rows.append({"name": name, "contact_name": contact.full, "contact_email": f"{contact.mail}@doan{at + 1}.example",
                     "contact_phone": mobile(95_000 + at), "company": company, "places": str(places), "state": state})  # fmt: skip
    return rows


def delegation_people_rows(seed: int, visitors: list[Row]) -> list[Row]:
    """Those confirmed are visitors, who have their passes; those who wait have only typed their names."""
    rng, rows = dice(seed, "delegation people"), []
    chosen = iter(rng.sample([row for row in visitors if row["language"] == "vi"], sum(one[4] for one in _DELEGATIONS)))
    for at, (delegation, _company, _places, _state, confirmed, waiting) in enumerate(_DELEGATIONS):
        for _ in range(confirmed):
            visitor = next(chosen)
            rows.append({"delegation": delegation, "full_name": visitor["full_name"], "email": visitor["email"],
                         "phone": visitor["phone"], "state": "confirmed"})  # fmt: skip
        for number in range(waiting):
            name = vietnamese(rng)
            rows.append({"delegation": delegation, "full_name": name.full, "email": f"{name.mail}{number}@doan{at + 1}.example",
                         "phone": mobile(96_000 + 100 * at + number), "state": "waiting"})  # fmt: skip
    return rows
