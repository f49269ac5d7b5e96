"""What is printed: the face of one badge and the confirmation sheet of one visitor, as plain values.

All words come in already translated; nothing here knows a language beyond its code, a fair or a role.
"""

import re
import unicodedata
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import ClassVar

from badges import codes
from badges.fonts import is_drawn

GETA = "〓"  # the printer's sign for "no such type": prints where a font has no glyph
_COLOUR = re.compile(r"#[0-9a-f]{6}")
_LANGUAGE = re.compile(r"[a-z]{2,3}")


class Lanyard(StrEnum):
    """The six strap colours of the house (`--exh` … `--crw` of the pages, in sRGB)."""

    EXHIBITOR = "#21539c"
    BUYER = "#913e10"
    VISITOR = "#006159"
    ORGANISER = "#7d265e"
    DOOR = "#323843"
    CREW = "#6a4a00"


class Shown(StrEnum):
    """Which QR a badge shows: the printed code, the signed token, or both side by side."""

    CODE = "code"
    TOKEN = "token"  # noqa: S105 -- the word, not a secret
    BOTH = "both"


def printable(text: str) -> str:
    """`text` composed (NFC), on one line, without control and invisible characters; no glyph prints as 〓."""
    composed = " ".join(unicodedata.normalize("NFC", text).split())
    return "".join(
        character if character == " " or is_drawn(ord(character)) else GETA
        for character in composed
        if unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"}
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """Makes every text field printable. Raises ValueError for one that is too long for its paper."""

    MOST_CHARACTERS: ClassVar[int] = 300

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if type(value) is str:
                if len(value) > self.MOST_CHARACTERS:
                    raise ValueError(f"{field.name} is longer than {self.MOST_CHARACTERS} characters")
                object.__setattr__(self, field.name, printable(value))


@dataclass(frozen=True, slots=True, kw_only=True)
class Plate(Texts):
    """The address of a booth, table or room: a letter block and a number, as on a hall sign."""

    label: str
    letter: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BadgeWords(Texts):
    """The fixed words of a badge in one language, the same for a whole fair."""

    language: str  # "vi", "en", "ja": sets fonts, line breaking and the language of the PDF
    document: str  # title of the file, the name is added: "Thẻ vào cửa"
    code: str  # label of the printed code: "Mã thẻ"
    days: str  # label of the days: "Vào cửa"
    code_alt: str  # what a screen reader says for the QR of the printed code
    token_alt: str  # and for that of the signed token

    def __post_init__(self) -> None:
        Texts.__post_init__(self)
        if not _LANGUAGE.fullmatch(self.language):
            raise ValueError("language is a code of two or three letters")


@dataclass(frozen=True, slots=True, kw_only=True)
class BadgeFace(Texts):
    """What one badge says. Name and company are shrunk and wrapped until they fit, never cut."""

    words: BadgeWords
    fair: str  # short title of the fair, on the strap
    role: str  # role word: "Nhà mua hàng"
    colour: str = Lanyard.VISITOR  # of the strap, #rrggbb
    name: str
    second_name: str = ""  # the same name in another script
    position: str = ""
    company: str
    place: str = ""  # province or country
    days: str  # "24, 25, 26/9/2026"
    code: str  # the twelve characters of `codes.new_code`
    token: str = ""  # of `tokens.sign`; needed when shown
    shown: Shown = Shown.CODE
    plate: Plate | None = None

    def __post_init__(self) -> None:
        """Raises ValueError for a colour, a code or a missing token that cannot be printed."""
        raw_token = self.token
        Texts.__post_init__(self)
        object.__setattr__(self, "token", raw_token)  # spaces count in base45
        object.__setattr__(self, "colour", str(self.colour))
        if not _COLOUR.fullmatch(self.colour):
            raise ValueError("a colour is written #rrggbb in lower case")
        if not codes.is_code(self.code):
            raise ValueError("not a printed code")
        if self.shown is not Shown.CODE and not self.token:
            raise ValueError("there is no token to show")


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaItem(Texts):
    """One line of the agenda: "09:20", "CNC Thăng Long", "Trục bậc Ø32, xem mẫu"."""

    time: str
    title: str
    note: str = ""
    plate: Plate | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaDay(Texts):
    title: str
    items: tuple[AgendaItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice(Texts):
    """One paragraph under its label: "Xe buýt", "Tuyến 28 và 46, dừng ở cổng chính"."""

    label: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PassSheet(Texts):
    """The A4 page for the confirmation mail: folded twice it is a badge with the agenda on its back.

    First fold: the lower half backwards. Second: the right half backwards. `more` says, with the number
    already in it or without, that the whole agenda stands on the next page; it prints only when it does.
    """

    face: BadgeFace
    agenda_title: str  # "Lịch của bạn"
    agenda: tuple[AgendaDay, ...] = ()
    agenda_empty: str  # said when there is no agenda
    more: str  # "Còn nữa ở trang sau"
    arrive_title: str  # "Đường đến hội chợ"
    arrive: tuple[Advice, ...] = ()
    fold_first: str  # "Gập 1: nửa dưới ra sau"
    fold_second: str  # "Gập 2: nửa phải ra sau"
    footer: str = ""
