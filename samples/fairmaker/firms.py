"""Firms of the directory: who they are, what they can do, with what machines, under which certificates."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

from fairmaker import places, terms
from fairmaker.about import about
from fairmaker.dice import ascii_fold, dice, low, slug, weighted
from fairmaker.machines import gauges, machines
from fairmaker.parts import PARTS
from fairmaker.people import Name, vietnamese
from fairmaker.taxcode import TaxCodes
from fairmaker.trades import TRADES, Trade, materials_for, ranges

FIRST = (
    "An Bảo Bình Đại Đông Đức Gia Hải Hoàng Hùng Hưng Khánh Kim Lâm Long Minh Nam Nhật Phú Phúc Quang Sơn Tâm Tân "
    "Thái Thành Thiên Thịnh Tiến Toàn Trung Trường Tuấn Việt Vĩnh Vạn Xuân Hồng Ngọc Phương Thuận Hợp Tín Duy"
).split()
SECOND = (
    "An Cường Dũng Dương Đạt Đức Hà Hải Hòa Hưng Khang Khánh Long Lợi Lộc Minh Nam Phát Phong Phú Phúc Quang Sơn Tâm "
    "Tiến Thành Thắng Thịnh Thuận Tín Trí Trung Vinh Vượng Xuân Anh Giang Lâm Thái Nguyên Hoàng"
).split()
PLACES = (
    "Đông Anh|Mê Linh|Sóc Sơn|Gia Lâm|Thạch Thất|Hoài Đức|Cổ Loa|Kinh Bắc|Từ Sơn|Quế Võ|Phố Nối|Sông Công|Thăng Long|"
    "Tràng An|Hà Đông|Sơn Tây|Ba Vì|Long Biên|Chí Linh|Kiến An|Bạch Đằng|Vĩnh Yên|Phúc Yên|Tam Đảo|Phủ Lý|Đồng Văn|"
    "Sông Hồng|Sông Đuống|Hồng Hà|Á Đông|Bắc Hà|Nam Á|Đông Bắc|Việt Bắc|Tây Hồ|Yên Phong|Thuận Thành|Tiên Du"
).split("|")
MARKETS = (("JP", 9), ("KR", 5), ("US", 5), ("DE", 3), ("TH", 2.5), ("TW", 2), ("CN", 2), ("IN", 1.5), ("FR", 1), ("IT", 1),
("NL", 1), ("ID", 1), ("SG", 1), ("AU", 1), ("MX", 0.6))  # fmt: skip
ISSUERS = (("TÜV Nord", 4), ("TÜV SÜD", 3), ("TÜV Rheinland", 3), ("BSI", 3), ("SGS", 4), ("Bureau Veritas", 4), ("DNV", 2),
("QUACERT", 4), ("Intertek", 2), ("JQA", 2))  # fmt: skip
LEVELS = {"basic": 0.38, "solid": 0.24, "international": 0.38}
HEAVY = frozenset(
    {
        "plating",
        "anodizing",
        "powder-coating",
        "heat-treatment",
        "extrusion",
        "sand-casting",
        "gravity-casting",
        "forging",
        "die-making",
        "additive",
    }
)
INTERNATIONAL = frozenset({"iatf-16949", "as9100", "iso-13485", "jis-q-9100", "iso-22163", "iso-17025"})


@dataclass
class Firm:
    tax_code: str
    trade: Trade
    level: str
    province: places.Province
    row: dict[str, str]
    email_domain: str
    contacts: list[Name] = field(default_factory=list)
    processes: list[str] = field(default_factory=list)
    machines: set[tuple[str, str]] = field(default_factory=set)
    machine_count: int = 0


@dataclass
class Directory:
    firms: list[Firm] = field(default_factory=list)
    capabilities: list[dict[str, str]] = field(default_factory=list)
    machines: list[dict[str, str]] = field(default_factory=list)
    certificates: list[dict[str, str]] = field(default_factory=list)
    products: list[dict[str, str]] = field(default_factory=list)


class Namer:
    """Proper names, each at most twice in one directory and never twice for the same stem."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._used: dict[str, set[str]] = {}

    def proper(self, stem: str) -> str:
        while True:
            roll = self._rng.random()
            if roll < 0.12:
                name = self._rng.choice(PLACES)
            elif roll < 0.9:
                first, second = self._rng.choice(FIRST), self._rng.choice(SECOND)
                if first == second:
                    continue
                name = f"{first} {second}"
            else:
                name = f"{self._rng.choice(FIRST)} {self._rng.choice(FIRST)} {self._rng.choice(SECOND)}"
                if len(set(name.split())) < 3:
                    continue
            stems = self._used.setdefault(name, set())
            if stem not in stems and len(stems) < 2:
                stems.add(stem)
                return name


def _company(rng: random.Random, trade: Trade, province: places.Province, namer: Namer, tax: TaxCodes, serial: int,
             level: str, slugs: set[str], suffix: str) -> Firm:  # fmt: skip
    at = rng.randrange(len(trade.stems_vi))
    stem_vi, stem_en = trade.stems_vi[at], rng.choice(trade.stems_en)
    proper = namer.proper(stem_vi)
    joint_stock = rng.random() < 0.36
    middle = weighted(rng, (("", 72), ("Sản xuất và Thương mại ", 12), ("Thương mại Kỹ thuật ", 6), ("Đầu tư và Phát triển ", 4), ("Xuất nhập khẩu ", 3)))  # fmt: skip
    short = f"{stem_vi} {proper}"
    legal = f"Công ty {'Cổ phần' if joint_stock else 'TNHH'} {middle}{short}"
    if not joint_stock and rng.random() < 0.12:
        legal = f"Công ty TNHH Một thành viên {short}"
    english = f"{ascii_fold(proper)} {stem_en}"
    name_slug = slug(short) + suffix
    while name_slug in slugs:
        name_slug = f"{slug(short)}-{slug(province.name)}" if name_slug == slug(short) + suffix else f"{name_slug}-2"
    slugs.add(name_slug)
    digits = rng.choice(province.tax_digits)
    code = tax.next(digits)
    line, ward = places.address(rng, province)
    big = {"basic": (8, 60), "solid": (30, 180), "international": (80, 650)}[level]
    domain = f"{name_slug}.example"
    row = {
        "tax_code": code, "legal_name": legal, "short_name": short, "name_en": f"{english} {'JSC' if joint_stock else 'Co., Ltd.'}",
        "name_ja": "", "slug": name_slug, "address_line": line, "ward": ward, "province": province.name, "country": "VN",
        "website": f"https://www.{domain}", "email": f"lienhe@{domain}", "phone": places.landline(province, serial),
        "founded_year": str(rng.randint(1996 if level == "international" else 2004, 2024)),
        "employees": str(rng.randint(*big)),
    }  # fmt: skip
    exports = {"basic": 0.12, "solid": 0.45, "international": 0.9}[level]
    markets: list[str] = []
    if rng.random() < exports:
        while len(markets) < rng.randint(1, 4):
            market = weighted(rng, MARKETS)
            markets += [market] if market not in markets else []
    row["industries"] = ";".join(trade.industries)
    row["export_markets"] = ";".join(markets)
    if "JP" in markets:
        row["name_ja"] = f"{ascii_fold(proper)} {JAPANESE_STEMS[trade.key]}{'株式会社' if joint_stock else '有限会社'}"
    return Firm(code, trade, level, province, row, domain)


JAPANESE_STEMS = {
    "machining": "精密機械", "five-axis": "精密加工", "small-turning": "精密部品", "mould": "金型", "die": "プレス金型",
    "stamping": "金属プレス", "sheet": "板金", "welding": "溶接構造", "die-casting": "ダイカスト", "casting": "鋳造",
    "investment": "精密鋳造", "gravity": "軽合金", "forging": "鍛造", "gears": "歯車", "plastic": "樹脂", "blow": "ブロー成形",
    "rubber": "ゴム技術", "spring": "発条", "fasteners": "ねじ製作", "plating": "めっき工業", "anodizing": "表面処理",
    "coating": "塗装", "heat": "熱処理", "extrusion": "アルミ工業", "smt": "電子", "pcb": "回路", "harness": "電装",
    "motor": "電機", "automation": "自動機", "jigs": "治具", "metrology": "計測", "additive": "積層造形", "packaging": "包装",
    "tube": "鋼管", "medical": "医療精密",
}  # fmt: skip


def _between(rng: random.Random, span: tuple[int, int], lean: float = 1.0) -> int:
    """A value of the span; `lean` above 1 pulls it to the lower edge. Big values are rounded to what a person writes."""
    low, high = span
    value = low + (high - low) * float(rng.random() ** lean)
    for limit, step in ((100, 1), (1000, 10), (10_000, 100), (100_000, 1000), (10**9, 10_000)):
        if value <= limit:
            return max(low, round(value / step) * step)
    return round(value)


NOTES = ("Nhận mẫu thử trong 10 ngày", "Nhận đơn nhỏ từ 1 chi tiết", "Có phòng đo riêng, kèm báo cáo kích thước",
"Làm theo bản vẽ JIS, DIN, ANSI", "Hai ca, còn trống công suất", "Cung cấp PPAP mức 3", "Giao hàng hằng ngày trong bán kính 60 km",
"Truy xuất theo lô bằng mã QR", "Nhận vật tư của khách", "Kiểm tra 100 % kích thước quan trọng")  # fmt: skip


def _skills(rng: random.Random, firm: Firm, out: Directory) -> None:
    spans, catalog = ranges(), machines()
    extra = [
        p
        for p in firm.trade.further
        if rng.random() < {"basic": 0.25, "solid": 0.45, "international": 0.65}[firm.level]
    ]
    firm.processes = [*firm.trade.main, *extra]
    lean = {"basic": 0.6, "solid": 1.2, "international": 2.4}[firm.level]
    for process in firm.processes:
        tol, small, large, batch_min, batch_max, monthly = spans[process]
        pool = materials_for(firm.trade, process)
        wanted = min(len(pool), rng.randint(2, 5))
        out.capabilities.append({
            "tax_code": firm.tax_code, "process": process,
            "materials": ";".join(sorted(rng.sample(pool, wanted), key=pool.index)),
            "tolerance_um": str(_between(rng, tol, lean)), "size_min_mm": str(_between(rng, small)),
            "size_max_mm": str(_between(rng, large)), "batch_min": str(_between(rng, batch_min)),
            "batch_max": str(_between(rng, batch_max)), "monthly_capacity": str(_between(rng, monthly, 1.6)),
            "free_capacity_percent": str(rng.choice((0, 10, 15, 20, 25, 30, 35, 40, 50, 60))),
            "note": rng.choice(NOTES) if rng.random() < 0.4 else "",
        })  # fmt: skip
        kind, models = catalog[process]
        room = int(firm.row["employees"]) // (6 * len(firm.processes))
        many = {"basic": 1, "solid": 2, "international": 3}[firm.level]
        for maker, model in rng.sample(models, min(len(models), rng.randint(1, many))):
            count = 1 + rng.randint(0, min(room, 2 if process in HEAVY else 14))
            _own(rng, firm, out, f"{kind} {model}", maker, count)
    if firm.level != "basic":
        kind, models = rng.choice(gauges())
        maker, model = rng.choice(models)
        _own(rng, firm, out, f"{kind} {model}", maker, rng.randint(1, 2))


def _own(rng: random.Random, firm: Firm, out: Directory, name: str, maker: str, count: int) -> None:
    """A machine stands once in a firm's list, whatever processes it serves."""
    year = rng.randint(max(2006, int(firm.row["founded_year"])), 2026)
    if (name, maker) not in firm.machines:
        firm.machines.add((name, maker))
        firm.machine_count += count
        out.machines.append(
            {"tax_code": firm.tax_code, "name": name, "maker": maker, "count": str(count), "year": str(year)}
        )


def _certificates(rng: random.Random, firm: Firm, fair_day: date, out: Directory) -> None:
    """Dates follow the fair: most valid on the day, some end around it, some ended before."""
    held = list(firm.trade.standards)
    if firm.level == "international":
        held = list(dict.fromkeys(["iso-9001", *held]))
        if not INTERNATIONAL & set(held):
            held.append(
                "iatf-16949"
                if "automotive" in firm.trade.industries
                else weighted(rng, (("iso-14001", 3), ("iatf-16949", 2)))
            )
        held += ["iso-14001"] if rng.random() < 0.5 else []
        held += ["iso-45001"] if rng.random() < 0.25 else []
    elif firm.level == "solid":
        held = ["iso-9001"] + [code for code in held if code != "iso-9001" and rng.random() < 0.25]
    else:
        held = ["iso-9001"] if rng.random() < 0.3 else []
    for at, standard in enumerate(dict.fromkeys(held)):
        sure = firm.level == "international" and at < 2
        fate = "valid" if sure and rng.random() < 0.94 else weighted(rng, (("valid", 62), ("declared", 16), ("received", 7), ("expiring", 8), ("expired", 6), ("rejected", 1)))  # fmt: skip
        left = {"expiring": rng.randint(3, 55), "expired": -rng.randint(10, 420)}.get(fate, rng.randint(95, 1040))
        ends = fair_day + timedelta(days=left)
        state = {"valid": "verified", "received": "document_received"}.get(fate, fate)
        if firm.level == "basic" and fate == "valid":
            state = weighted(rng, (("declared", 5), ("document_received", 2), ("verified", 3)))
        issuer = weighted(rng, ISSUERS)
        out.certificates.append({
            "tax_code": firm.tax_code, "standard": standard,
            "number": f"{''.join(w[0] for w in ascii_fold(issuer).upper().split())}-{rng.randint(10, 99)} {rng.randint(100, 999)} {rng.randint(1000, 9999)}",
            "issuer": issuer, "issued_on": (ends - timedelta(days=1095)).isoformat(), "expires_on": ends.isoformat(), "state": state,
        })  # fmt: skip


def _products(rng: random.Random, firm: Firm, out: Directory) -> None:
    suited = [part for part in PARTS if part.process in firm.processes]
    material_names = terms.names("material")
    chosen = rng.sample(suited, min(len(suited), rng.randint(2, 4)))
    for part in chosen:
        common = [m for m in part.materials if m in firm.trade.materials] or list(part.materials)
        vi, en, ja = material_names[rng.choice(common)]
        out.products.append({
            "tax_code": firm.tax_code, "name_vi": f"{part.vi} ({low(vi)})", "name_en": f"{part.en} ({en})",
            "name_ja": f"{part.ja}（{ja}）", "note": "",
        })  # fmt: skip


def make_directory(
    seed: int, count: int, fair_day: date, weights: tuple[tuple[places.Province, float], ...], suffix: str = ""
) -> Directory:
    """`suffix` ends every short name, so that two directories never share one."""
    rng, out = dice(seed, "firms"), Directory()
    namer, tax, slugs = Namer(rng), TaxCodes(dice(seed, "tax")), set[str]()
    for serial in range(count):
        trade = weighted(rng, [(trade, trade.weight) for trade in TRADES])
        firm = _company(
            rng, trade, weighted(rng, weights), namer, tax, serial, weighted(rng, list(LEVELS.items())), slugs, suffix
        )
        firm.contacts = [vietnamese(rng), vietnamese(rng)]
        _skills(rng, firm, out)
        _certificates(rng, firm, fair_day, out)
        _products(rng, firm, out)
        firm.row |= about(rng, firm.row, firm.trade, firm.processes, firm.machine_count)
        out.firms.append(firm)
    return out
