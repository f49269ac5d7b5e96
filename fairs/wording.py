"""How a fair's names and days are said in vi, en and ja. Pure: values in, words out."""

import datetime as dt
from collections.abc import Iterable
from itertools import groupby
from zoneinfo import ZoneInfo

LANGUAGES = ("vi", "en", "ja")
_WEEKDAYS = {
    "vi": ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "ja": ("月", "火", "水", "木", "金", "土", "日"),
}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_INSTEAD = {"vi": ("vi", "en"), "en": ("en", "vi"), "ja": ("ja", "en", "vi")}


def said(thing: object, field: str, language: str) -> str:
    """`field` of a row that keeps it as `field_vi`, `field_en`, `field_ja`; the next best language where one is empty."""
    for code in _INSTEAD.get(language, _INSTEAD["en"]):
        if text := getattr(thing, f"{field}_{code}", ""):
            return str(text)
    return ""


def day(value: dt.date, language: str) -> str:
    """`Thứ Năm, 24/9/2026` · `Thursday, 24 Sep 2026` · `2026年9月24日(木)`."""
    weekday = _WEEKDAYS.get(language, _WEEKDAYS["en"])[value.weekday()]
    if language == "vi":
        return f"{weekday}, {value.day}/{value.month}/{value.year}"
    if language == "ja":
        return f"{value.year}年{value.month}月{value.day}日({weekday})"
    return f"{weekday}, {value.day} {_MONTHS[value.month - 1]} {value.year}"


def days(values: Iterable[dt.date], language: str) -> str:
    """`24, 25, 26/9/2026` · `24, 25, 26 Sep 2026` · `2026年9月24日・25日・26日`; month by month."""
    parts = []
    for (year, month), group in groupby(sorted(set(values)), key=lambda value: (value.year, value.month)):
        numbers = [value.day for value in group]
        if language == "ja":
            parts.append(f"{year}年{month}月" + "・".join(f"{number}日" for number in numbers))
            continue
        listed = ", ".join(map(str, numbers))
        parts.append(f"{listed}/{month}/{year}" if language == "vi" else f"{listed} {_MONTHS[month - 1]} {year}")
    return ("、" if language == "ja" else "; ").join(parts)


def hours(starts_at: dt.datetime, ends_at: dt.datetime, zone: str) -> str:
    """`09:20–09:40` on the wall clock of the fair."""
    local = ZoneInfo(zone)
    return f"{starts_at.astimezone(local):%H:%M}–{ends_at.astimezone(local):%H:%M}"


def moment(value: dt.datetime, zone: str, language: str) -> str:
    """`09:20, Thứ Năm, 24/9/2026`: time before day, as it is read aloud; in Japanese day before time."""
    local = value.astimezone(ZoneInfo(zone))
    if language == "ja":
        return f"{day(local.date(), language)} {local:%H:%M}"
    return f"{local:%H:%M}, {day(local.date(), language)}"


def local_day(value: dt.datetime, zone: str, language: str) -> str:
    return day(value.astimezone(ZoneInfo(zone)).date(), language)
