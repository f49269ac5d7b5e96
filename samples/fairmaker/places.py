"""Provinces after the merger of July 2025, with industrial zones, the ward each lies in, and phone areas.

Addresses carry street or zone, ward and province: districts no longer exist.
"""

import random
from dataclasses import dataclass

from fairmaker.dice import weighted


@dataclass(frozen=True)
class Province:
    name: str
    name_en: str
    tax_digits: tuple[str, ...]
    phone_area: str
    zones: tuple[tuple[str, str], ...]  # (zone or cluster, ward)
    wards: tuple[str, ...]  # for firms on a street


def _zones(text: str) -> tuple[tuple[str, str], ...]:
    pairs = [line.split("|") for line in text.strip().splitlines()]
    return tuple((zone, ward) for zone, ward in pairs)


def _wards(text: str) -> tuple[str, ...]:
    return tuple(ward.strip() for ward in text.split(","))


HANOI = Province(
    "Hà Nội",
    "Hanoi",
    ("01", "01", "05"),
    "24",
    _zones("""
KCN Bắc Thăng Long|xã Thiên Lộc
KCN Quang Minh|xã Quang Minh
KCN Nội Bài|xã Nội Bài
KCN Phú Nghĩa|xã Phú Nghĩa
KCN Thạch Thất - Quốc Oai|xã Tây Phương
KCN Nam Thăng Long|phường Thượng Cát
KCN Sài Đồng B|phường Phúc Lợi
KCN Hà Nội - Đài Tư|phường Phúc Lợi
KCN Hỗ trợ Nam Hà Nội|xã Đại Xuyên
Khu Công nghệ cao Hòa Lạc|xã Hòa Lạc
CCN Ngọc Hồi|xã Ngọc Hồi
CCN Từ Liêm|phường Xuân Phương
CCN Ninh Hiệp|xã Phù Đổng
CCN Yên Nghĩa|phường Yên Nghĩa
CCN Bình Phú|xã Tây Phương
CCN Thanh Oai|xã Bình Minh
CCN Nguyên Khê|xã Phúc Thịnh
CCN Quất Động|xã Thượng Phúc
CCN Trường An|xã An Khánh
CCN Phú Thị|xã Gia Lâm
"""),
    _wards(
        "phường Long Biên, phường Việt Hưng, phường Bồ Đề, phường Hoàng Mai, phường Yên Sở, phường Từ Liêm, "
        "phường Tây Mỗ, phường Dương Nội, phường Hà Đông, phường Phú Diễn, phường Thanh Liệt, xã Thanh Trì, xã Đông Anh, "
        "xã Thư Lâm, xã Sóc Sơn, xã Mê Linh, xã Hoài Đức, xã Đan Phượng, xã Thạch Thất, xã Quốc Oai, xã Xuân Mai, "
        "xã Thường Tín, xã Phú Xuyên, phường Sơn Tây"
    ),
)

BAC_NINH = Province(
    "Bắc Ninh",
    "Bac Ninh",
    ("23", "24"),
    "222",
    _zones("""
KCN Quế Võ|phường Phương Liễu
KCN Quế Võ II|phường Bồng Lai
KCN VSIP Bắc Ninh|xã Đại Đồng
KCN Tiên Sơn|xã Liên Bão
KCN Yên Phong|xã Yên Trung
KCN Thuận Thành II|phường Thuận Thành
KCN Gia Bình|xã Gia Bình
KCN Đình Trám|phường Nếnh
KCN Quang Châu|phường Nếnh
KCN Vân Trung|phường Nếnh
"""),
    _wards("phường Từ Sơn, phường Đồng Nguyên, phường Võ Cường, phường Kinh Bắc, phường Bắc Giang, xã Tiên Du"),
)

HAI_PHONG = Province(
    "Hải Phòng",
    "Hai Phong",
    ("02", "08"),
    "225",
    _zones("""
KCN Nomura - Hải Phòng|phường Hồng An
KCN VSIP Hải Phòng|phường Thủy Nguyên
KCN Tràng Duệ|phường An Phong
KCN Đình Vũ|phường Đông Hải
KCN Đại An|phường Tứ Minh
KCN Nam Sách|phường Ái Quốc
KCN Lai Vu|xã Lai Khê
KCN Phúc Điền|xã Mao Điền
"""),
    _wards("phường Kiến An, phường An Dương, phường Lê Chân, phường Hải An, phường Thành Đông, phường Chí Linh"),
)

HUNG_YEN = Province(
    "Hưng Yên",
    "Hung Yen",
    ("09", "10"),
    "221",
    _zones("""
KCN Phố Nối A|xã Như Quỳnh
KCN Thăng Long II|phường Đường Hào
KCN Yên Mỹ II|xã Yên Mỹ
KCN Minh Đức|phường Thượng Hồng
KCN Sạch Hưng Yên|xã Khoái Châu
"""),
    _wards("phường Mỹ Hào, xã Nguyễn Văn Linh, xã Văn Giang, phường Phố Hiến, phường Thái Bình, xã Lạc Đạo"),
)

PHU_THO = Province(
    "Phú Thọ",
    "Phu Tho",
    ("25", "26"),
    "210",
    _zones("""
KCN Khai Quang|phường Vĩnh Yên
KCN Bá Thiện II|xã Bình Tuyền
KCN Bình Xuyên II|xã Bình Nguyên
KCN Thụy Vân|phường Nông Trang
KCN Kim Hoa|phường Phúc Yên
"""),
    _wards("phường Vĩnh Phúc, phường Việt Trì, phường Phúc Yên, xã Yên Lạc, xã Bình Xuyên, phường Phú Thọ"),
)

THAI_NGUYEN = Province(
    "Thái Nguyên",
    "Thai Nguyen",
    ("46",),
    "208",
    _zones("""
KCN Yên Bình|phường Vạn Xuân
KCN Sông Công I|phường Bách Quang
KCN Sông Công II|phường Bá Xuyên
KCN Điềm Thụy|xã Điềm Thụy
"""),
    _wards("phường Phan Đình Phùng, phường Gia Sàng, phường Sông Công, phường Phổ Yên, xã Phú Bình"),
)

NINH_BINH = Province(
    "Ninh Bình",
    "Ninh Binh",
    ("27", "07", "06"),
    "229",
    _zones("""
KCN Đồng Văn I|phường Đồng Văn
KCN Đồng Văn II|phường Đồng Văn
KCN Châu Sơn|phường Châu Sơn
KCN Hòa Xá|phường Thành Nam
"""),
    _wards("phường Phủ Lý, phường Duy Tiên, phường Nam Định, phường Hoa Lư, phường Kim Bảng, phường Tam Điệp"),
)

QUANG_NINH = Province(
    "Quảng Ninh",
    "Quang Ninh",
    ("57",),
    "203",
    _zones("""
KCN Đông Mai|phường Đông Mai
KCN Sông Khoai|phường Hiệp Hòa
"""),
    _wards("phường Uông Bí, phường Cẩm Phả, phường Mạo Khê, phường Hạ Long"),
)

THANH_HOA = Province(
    "Thanh Hóa",
    "Thanh Hoa",
    ("28",),
    "237",
    (("KCN Bỉm Sơn", "phường Bỉm Sơn"),),
    _wards("phường Hạc Thành, phường Nghi Sơn, phường Sầm Sơn"),
)

NGHE_AN = Province(
    "Nghệ An",
    "Nghe An",
    ("29",),
    "238",
    (("KCN Nam Cấm", "xã Nghi Lộc"),),
    _wards("phường Thành Vinh, phường Vinh Phú, phường Vinh Hưng"),
)

DA_NANG = Province(
    "Đà Nẵng",
    "Da Nang",
    ("04", "40"),
    "236",
    _zones("""
KCN Hòa Khánh|phường Liên Chiểu
KCN Hòa Cầm|phường Cẩm Lệ
KCN Điện Nam - Điện Ngọc|phường Điện Bàn Đông
Khu Công nghệ cao Đà Nẵng|phường Hải Vân
KCN Bắc Chu Lai|xã Núi Thành
"""),
    _wards("phường Hòa Khánh, phường Hòa Xuân, phường Tam Kỳ, xã Hòa Vang, phường Thanh Khê, phường Điện Bàn"),
)

HO_CHI_MINH = Province(
    "Thành phố Hồ Chí Minh",
    "Ho Chi Minh City",
    ("03", "37"),
    "28",
    _zones("""
KCX Tân Thuận|phường Tân Thuận
Khu Công nghệ cao|phường Tăng Nhơn Phú
KCN Tân Tạo|phường Tân Tạo
KCN Sóng Thần II|phường Dĩ An
KCN VSIP II|phường Bình Hòa
KCN Mỹ Phước 3|phường Thới Hòa
"""),
    _wards("phường Linh Xuân, phường Hiệp Bình, phường Bình Tân, phường Thuận An, phường Tân Uyên"),
)

DONG_NAI = Province(
    "Đồng Nai",
    "Dong Nai",
    ("36",),
    "251",
    _zones("""
KCN Amata|phường Long Bình
KCN Nhơn Trạch III|xã Nhơn Trạch
KCN Long Thành|xã Long Thành
"""),
    _wards("phường Trấn Biên, phường Tam Hiệp, phường Trảng Dài"),
)

NORTH = ((HANOI, 46), (BAC_NINH, 13), (HUNG_YEN, 8), (HAI_PHONG, 9), (PHU_THO, 7), (NINH_BINH, 5), (THAI_NGUYEN, 4),
(QUANG_NINH, 1.5), (THANH_HOA, 1), (NGHE_AN, 0.8), (DA_NANG, 1.2), (HO_CHI_MINH, 2.5), (DONG_NAI, 1.5))  # fmt: skip
CENTRE = ((DA_NANG, 80), (NGHE_AN, 4), (THANH_HOA, 4), (HO_CHI_MINH, 7), (HANOI, 5))
STREETS = _wards(
    "đường Nguyễn Văn Linh, đường Trần Hưng Đạo, đường Lê Hồng Phong, đường Quang Trung, đường Phan Đình Phùng, "
    "đường Lý Thường Kiệt, đường Nguyễn Trãi, đường Hùng Vương, đường Ngô Gia Tự, đường Trường Chinh, đường Võ Nguyên Giáp, "
    "đường Nguyễn Huệ, đường Lê Lợi, đường Hai Bà Trưng, đường 19 Tháng 5"
)


def address(rng: random.Random, province: Province) -> tuple[str, str]:
    """(address line, ward): three firms of four stand in an industrial zone."""
    if rng.random() < 0.75:
        zone, ward = rng.choice(province.zones)
        lot = weighted(rng, ((f"Lô {rng.choice('ABCDEGHK')}{rng.randint(1, 18)}", 5), (f"Lô CN-{rng.randint(1, 24):02d}", 3),
        (f"Nhà xưởng {rng.randint(1, 12)}, lô {rng.choice('ABCDEGH')}{rng.randint(1, 9)}", 2)))  # fmt: skip
        return f"{lot}, {zone}", ward
    return f"Số {rng.randint(3, 420)}, {rng.choice(STREETS)}", rng.choice(province.wards)


def landline(province: Province, serial: int) -> str:
    """A number of the unissued 3555 block of the province, in E.164."""
    return f"+84{province.phone_area}3555{serial % 10000:04d}" if len(province.phone_area) == 2 else (
        f"+84{province.phone_area}3555{serial % 1000:03d}")  # fmt: skip


def mobile(serial: int) -> str:
    """A number of the unissued 099 00 block, in E.164."""
    return f"+849900{serial % 100000:05d}"
