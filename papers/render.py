"""Agendas, table cards and posters as PDF (tagged, PDF/UA-1) or as pictures; equal input gives equal bytes."""

from dataclasses import asdict
from typing import Literal

from badges import press, qr
from badges.colours import ink_on, woven
from badges.fitting import breakable
from badges.press import Data
from papers.faces import Agenda, Poster, TableCards

_PLAIN = frozenset({"language", "colour", "paper", "starts", "ends", "letter", "number"})


def agenda_pdf(agenda: Agenda) -> bytes:
    """A5, as many pages as the days need."""
    return _pages("papers/typst/agenda.typ", _agenda_data(agenda), "pdf")[0]


def agenda_png(agenda: Agenda, *, ppi: int = 144) -> list[bytes]:
    """Each page as a picture."""
    return _pages("papers/typst/agenda.typ", _agenda_data(agenda), "png", ppi=ppi)


def table_cards_pdf(cards: TableCards) -> bytes:
    """One A5 page a table and day, or two on an A4 page."""
    return _pages("papers/typst/cards.typ", _broken(asdict(cards)), "pdf")[0]


def table_cards_png(cards: TableCards, *, ppi: int = 144) -> list[bytes]:
    return _pages("papers/typst/cards.typ", _broken(asdict(cards)), "png", ppi=ppi)


def poster_pdf(poster: Poster) -> bytes:
    """One A4 page."""
    return _pages("papers/typst/poster.typ", _poster_data(poster), "pdf")[0]


def poster_png(poster: Poster, *, ppi: int = 144) -> list[bytes]:
    return _pages("papers/typst/poster.typ", _poster_data(poster), "png", ppi=ppi)


def _pages(template: str, data: Data, kind: Literal["pdf", "png"], *, ppi: int | None = None) -> list[bytes]:
    return press.run(template, data, kind, ppi=ppi)


def _agenda_data(agenda: Agenda) -> Data:
    strap = {"thread": woven(agenda.colour), "on": ink_on(agenda.colour)}
    return {**_broken(asdict(agenda)), **strap}


def _poster_data(poster: Poster) -> Data:
    data = _broken(asdict(poster))
    return {**data, "code": {"svg": qr.svg(poster.address), "alt": poster.alt}}


def _broken(value: Data) -> Data:
    """Long runs may break; signs stay whole."""
    return {name: _each(name, one) for name, one in value.items()}


def _each(name: str, value: object) -> object:
    if isinstance(value, dict):
        return _broken(value)
    if isinstance(value, tuple | list):
        return [_each(name, one) for one in value]
    return breakable(value) if isinstance(value, str) and name not in _PLAIN else value
