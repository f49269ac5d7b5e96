"""How far two provinces of Vietnam lie apart, by the towns that govern them. Names as before and after the mergers of July 2025."""

import math
import re
import unicodedata

# Degrees north and east of each seat, to about 0.05 degrees: enough to tell near from far, not to drive by.
_SEATS = {
    "an giang": (10.38, 105.43),
    "ba ria vung tau": (10.50, 107.17),
    "bac giang": (21.27, 106.20),
    "bac kan": (22.15, 105.83),
    "bac lieu": (9.29, 105.72),
    "bac ninh": (21.19, 106.07),
    "ben tre": (10.24, 106.38),
    "binh dinh": (13.78, 109.22),
    "binh duong": (10.98, 106.65),
    "binh phuoc": (11.53, 106.88),
    "binh thuan": (10.93, 108.10),
    "ca mau": (9.18, 105.15),
    "can tho": (10.03, 105.78),
    "cao bang": (22.67, 106.26),
    "da nang": (16.07, 108.22),
    "dak lak": (12.67, 108.04),
    "dak nong": (12.00, 107.69),
    "dien bien": (21.39, 103.02),
    "dong nai": (10.95, 106.82),
    "dong thap": (10.46, 105.63),
    "gia lai": (13.98, 108.00),
    "ha giang": (22.83, 104.98),
    "ha nam": (20.54, 105.91),
    "ha noi": (21.03, 105.85),
    "ha tinh": (18.34, 105.91),
    "hai duong": (20.94, 106.33),
    "hai phong": (20.86, 106.68),
    "hau giang": (9.78, 105.47),
    "ho chi minh": (10.78, 106.70),
    "hoa binh": (20.82, 105.34),
    "hue": (16.46, 107.59),
    "hung yen": (20.65, 106.05),
    "khanh hoa": (12.24, 109.19),
    "kien giang": (10.01, 105.08),
    "kon tum": (14.35, 108.00),
    "lai chau": (22.40, 103.46),
    "lam dong": (11.94, 108.44),
    "lang son": (21.85, 106.76),
    "lao cai": (22.48, 103.97),
    "long an": (10.54, 106.41),
    "nam dinh": (20.42, 106.17),
    "nghe an": (18.67, 105.69),
    "ninh binh": (20.25, 105.97),
    "ninh thuan": (11.57, 108.99),
    "phu tho": (21.32, 105.40),
    "phu yen": (13.09, 109.30),
    "quang binh": (17.47, 106.62),
    "quang nam": (15.57, 108.47),
    "quang ngai": (15.12, 108.80),
    "quang ninh": (20.95, 107.08),
    "quang tri": (16.82, 107.10),
    "soc trang": (9.60, 105.97),
    "son la": (21.33, 103.91),
    "tay ninh": (11.31, 106.10),
    "thai binh": (20.45, 106.34),
    "thai nguyen": (21.59, 105.85),
    "thanh hoa": (19.81, 105.78),
    "tien giang": (10.36, 106.36),
    "tra vinh": (9.93, 106.34),
    "tuyen quang": (21.82, 105.21),
    "vinh long": (10.25, 105.97),
    "vinh phuc": (21.31, 105.60),
    "yen bai": (21.70, 104.88),
}
_OTHER_NAMES = {"hcm": "ho chi minh", "hcmc": "ho chi minh", "sai gon": "ho chi minh", "thua thien hue": "hue"}
_PREFIX = re.compile(r"^(?:tinh|thanh pho|tp|t p)\s+|\s+(?:province|city)$")
_EARTH_KM = 6371


def distance_km(one: str, other: str) -> int | None:
    """Kilometres as the crow flies, rounded; None where a name is none of Vietnam's provinces."""
    here, there = _SEATS.get(_plain(one)), _SEATS.get(_plain(other))
    if here is None or there is None:
        return None
    (lat, lon), (lat2, lon2) = (tuple(map(math.radians, seat)) for seat in (here, there))
    half = math.sin((lat2 - lat) / 2) ** 2 + math.cos(lat) * math.cos(lat2) * math.sin((lon2 - lon) / 2) ** 2
    return round(2 * _EARTH_KM * math.asin(math.sqrt(half)))


def _plain(name: str) -> str:
    """Without accents, marks, case and the words for province and city."""
    folded = unicodedata.normalize("NFD", name.casefold().replace("đ", "d"))
    letters = "".join(c for c in folded if not unicodedata.combining(c))
    words = " ".join(re.sub(r"[^a-z]+", " ", letters).split())
    plain = _PREFIX.sub("", words)
    joined = {key.replace(" ", ""): key for key in ("ha noi", "da nang", "hai phong", "can tho", "ho chi minh")}
    plain = joined.get(plain, plain)
    return _OTHER_NAMES.get(plain, plain)
