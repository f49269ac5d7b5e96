"""How numbers, money, dates and names are written in vi, en and ja. Pure: values in, words out."""

import re
from datetime import UTC, date, datetime, tzinfo
from zoneinfo import ZoneInfo

from kernel.money import MINOR_DIGITS, Money

NBSP = "\u00a0"
MINUS = "−"
SIGNS = {"VND": "₫", "JPY": "¥", "KRW": "₩", "USD": "US$", "EUR": "€"}

WEEKDAYS = {
    "vi": ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "ja": ("月", "火", "水", "木", "金", "土", "日"),
}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

# words that say what kind of firm it is, not which one: they give no initials
FIRM_WORDS = re.compile(
    r"\b(công ty|cổ phần|trách nhiệm hữu hạn|một thành viên|tnhh|cp|mtv|jsc|ltd|co|corp|inc|gmbh|"
    r"company|limited|chi nhánh|tập đoàn|株式会社|有限会社)\b\.?,?",
    re.IGNORECASE,
)


def number(value: float, language: str = "vi", decimals: int = 0) -> str:
    """`1.316` in Vietnamese, `1,316` in English and Japanese; the minus is a real minus."""
    text = f"{abs(value):,.{decimals}f}"
    if language == "vi":
        text = text.translate(str.maketrans(",.", ".,"))
    return f"{MINUS}{text}" if value < 0 else text


def plain_decimal(value: float, language: str = "vi", most: int = 3) -> str:
    """A measure without trailing noughts: `0,005`, `12`, `2,5`."""
    text = number(value, language, most)
    mark = "," if language == "vi" else "."
    return text.rstrip("0").rstrip(mark) if mark in text else text


def money(value: Money, language: str = "vi") -> str:
    """`15.822.000 ₫`: grouped, the sign after a no-break space, `−` before a negative sum."""
    digits = MINOR_DIGITS.get(value.currency, 2)
    whole = value.amount / 10**digits if digits else value.amount
    return f"{number(whole, language, digits)}{NBSP}{SIGNS.get(value.currency, value.currency)}"


def zone_of(place: object) -> tzinfo:
    """The zone of a fair (its `timezone` or `zone`), of an IANA name, or the zone itself."""
    if isinstance(place, tzinfo):
        return place
    name = place if isinstance(place, str) else getattr(place, "timezone", None) or getattr(place, "zone", "")
    if isinstance(name, tzinfo):
        return name
    return ZoneInfo(str(name)) if name else UTC


def local(value: datetime | date, zone: tzinfo) -> datetime | date:
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(zone)
    return value


def day(value: date, language: str = "vi") -> str:
    """`Thứ Năm, 24/9` · `Thursday, 24 Sep` · `9月24日(木)`."""
    weekday = WEEKDAYS.get(language, WEEKDAYS["en"])[value.weekday()]
    if language == "vi":
        return f"{weekday}, {value.day}/{value.month}"
    if language == "ja":
        return f"{value.month}月{value.day}日({weekday})"
    return f"{weekday}, {value.day} {MONTHS[value.month - 1]}"


def short_day(value: date, language: str = "vi") -> str:
    """`24/9` · `24 Sep` · `9/24`."""
    if language == "vi":
        return f"{value.day}/{value.month}"
    if language == "ja":
        return f"{value.month}/{value.day}"
    return f"{value.day} {MONTHS[value.month - 1]}"


def full_date(value: date, language: str = "vi") -> str:
    """`24/09/2026` · `24 Sep 2026` · `2026/09/24`."""
    if language == "vi":
        return f"{value:%d/%m/%Y}"
    if language == "ja":
        return f"{value:%Y/%m/%d}"
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def month(value: date, language: str = "vi") -> str:
    """`03/2028` · `Mar 2028` · `2028/03`."""
    if language == "vi":
        return f"{value:%m/%Y}"
    if language == "ja":
        return f"{value:%Y/%m}"
    return f"{MONTHS[value.month - 1]} {value.year}"


def hour(value: date) -> str:
    """`09:20`, always 24 hours."""
    return f"{value:%H:%M}"


def dates(first: date, last: date, language: str = "vi") -> str:
    """A run of days: `24–26/09/2026` · `24–26 Sep 2026` · `2026/09/24–26`; whole ends across months."""
    if first == last:
        return full_date(first, language)
    if (first.year, first.month) != (last.year, last.month):
        return f"{full_date(first, language)} – {full_date(last, language)}"
    if language == "vi":
        return f"{first:%d}–{last:%d/%m/%Y}"
    if language == "ja":
        return f"{first:%Y/%m/%d}–{last:%d}"
    return f"{first.day}–{last.day} {MONTHS[last.month - 1]} {last.year}"


def initials(name: str) -> str:
    """Two letters for a mark: `Công ty CP Cơ khí Đông Anh` -> `ĐA`, `Tanaka Kenji` -> `TK`."""
    bare = FIRM_WORDS.sub(" ", name).split(" - ")[0]
    words = [word for word in re.split(r"[\s·,.()&/]+", bare) if word[:1].isalnum()] or name.split()
    if not words:
        return "?"
    if len(words) == 1:
        return words[0][:2].upper()
    proper = [word for word in words if word[0].isupper() or word[0].isdigit()] or words
    pair = proper[-2:] if len(proper) > 1 else words[-2:]
    return "".join(word[0] for word in pair).upper()


def address(code: str) -> tuple[str, str]:
    """A code cut for its plate: `B12` -> (`B`, `12`), `T7` -> (`T`, `7`), `12` -> (``, `12`)."""
    found = re.match(r"^(?P<row>[^\d\s-]*)[\s-]*(?P<rest>.*)$", code.strip())
    if found is None or not found["rest"]:
        return code.strip(), ""
    return found["row"], found["rest"]


SPANS = {"vi": (" giờ", " phút", " giây"), "en": (" h", " min", " s"), "ja": ("時間", "分", "秒")}


def apart(seconds: float, language: str) -> str:
    """A span in two units at the most: `45 giây`, `3 phút 20 giây`, `1 giờ 5 phút`."""
    hours, minutes, rest = (unit.replace(" ", NBSP) for unit in SPANS.get(language, SPANS["vi"]))
    whole = round(abs(seconds))
    if whole < 60:
        return f"{whole}{rest}"
    if whole < 3600:
        return f"{whole // 60}{minutes} {whole % 60}{rest}"
    return f"{whole // 3600}{hours} {whole % 3600 // 60}{minutes}"
