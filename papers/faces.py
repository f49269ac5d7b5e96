"""What the papers of the meetings say, as plain values. All words come in translated; nothing here knows a fair."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from badges.faces import Texts

MOST_CARDS = 600


class Paper(StrEnum):
    """A card a page, or two on a page to cut apart."""

    A5 = "a5"
    A4 = "a4"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Texts(Texts):
    """A page of A5 takes more than a badge."""

    MOST_CHARACTERS: ClassVar[int] = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Place(_Texts):
    """The plate: a letter block and a number; `letter` is empty for a room. `note` is the hall."""

    letter: str
    number: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment(_Texts):
    """`who` is the firm or the title, `people` who comes, `about` the agenda line, `need` the wanted part."""

    starts: str
    ends: str
    who: str
    people: str = ""
    about: str = ""
    need: str = ""
    place: Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Day(_Texts):
    title: str
    appointments: tuple[Appointment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda(_Texts):
    """One person's days. `until` stands before an end ("đến 09:40"), `made` says when it was printed."""

    language: str
    title: str
    person: str
    company: str
    fair: str
    venue: str
    colour: str
    days: tuple[Day, ...]
    empty: str
    until: str
    need: str
    about: str
    made: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting(_Texts):
    """One meeting of a table: the two firms, big; what about, small."""

    starts: str
    ends: str
    first: str
    second: str
    about: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableCard(_Texts):
    """What stands on one table on one day."""

    word: str
    number: str
    hall: str
    day: str
    sittings: tuple[Sitting, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableCards(_Texts):
    language: str
    title: str
    fair: str
    empty: str
    made: str
    cards: tuple[TableCard, ...]
    paper: Paper = Paper.A5

    def __post_init__(self) -> None:
        if not 1 <= len(self.cards) <= MOST_CARDS:
            raise ValueError(f"a document holds 1 to {MOST_CARDS} cards")
        _Texts.__post_init__(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Poster(_Texts):
    """A sheet for the wall: one code to scan, and in three lines what happens then. `address` is what the code holds."""

    language: str
    title: str
    lead: str
    name: str
    company: str
    fair: str
    when: str
    venue: str
    steps: tuple[str, ...]
    until: str
    help: str
    address: str
    alt: str
