"""A fair's badge design as plain values: read from JSON and written to it, with what would be hard to read named.

    {"paper": "a6", "lines": [["name", "normal"], ...], "shown": "code", "code_side": 36, "has_days": true, "title": "", "logo": "",
     "roles": {"visitor": {"colour": "#006159", "vi": "", "en": "", "ja": ""}, ...}}

`logo` is the outside id of one of the fair's logos. An empty title is the fair's short name, an empty role word the house's
own in the badge's language.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from badges.colours import contrast, ink_on, woven
from badges.designs import Design, Line, Paper, Size
from badges.faces import Lanyard, Shown
from badges.logos import Logo

LANGUAGES = ("vi", "en", "ja")
ROLES: Mapping[str, str] = {
    "visitor": str(Lanyard.VISITOR),
    "buyer": str(Lanyard.BUYER),
    "exhibitor": str(Lanyard.EXHIBITOR),
    "organiser": str(Lanyard.ORGANISER),
    "door": str(Lanyard.DOOR),
    "crew": str(Lanyard.CREW),
}
"""The roles of registrations with the house's own colours."""
READABLE = 4.5  # WCAG 2, level AA
LONGEST_WORD, LONGEST_TITLE = 40, 60
_COLOUR = re.compile(r"#[0-9a-f]{6}")


class BadDesign(ValueError):
    """`pointer` names the field by JSON pointer."""

    def __init__(self, pointer: str, message: str) -> None:
        super().__init__(message)
        self.pointer = pointer


@dataclass(frozen=True, slots=True)
class RoleLook:
    """The strap of one role: its colour, and its word where it is not the house's own."""

    colour: str
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class FairDesign:
    """`version` 0 is the house's own design, for a fair that never opened the designer."""

    design: Design = field(default_factory=Design)
    title: str = ""
    logo: str = ""
    roles: Mapping[str, RoleLook] = field(default_factory=lambda: {role: RoleLook(c) for role, c in ROLES.items()})
    version: int = 0

    def on(self, paper: Paper) -> "FairDesign":
        """The same on another paper: the QR as wide as that paper has it, a second QR only where it has room."""
        if paper is self.design.paper:
            return self
        shown = Shown.CODE if paper not in {Paper.A6, Paper.A4} else self.design.shown
        both_a6 = {paper, self.design.paper} <= {Paper.A6, Paper.A4}
        side = self.design.code_side if both_a6 else None
        return replace(self, design=replace(self.design, paper=paper, shown=shown, code_side=side))


def as_json(design: FairDesign) -> dict[str, Any]:
    return {
        "paper": design.design.paper.value,
        "lines": [[line.value, size.value] for line, size in design.design.lines],
        "shown": design.design.shown.value,
        "code_side": design.design.code_side,
        "has_days": design.design.has_days,
        "title": design.title,
        "logo": design.logo,
        "roles": {role: {"colour": look.colour, **look.words} for role, look in design.roles.items()},
    }


def from_json(content: Mapping[str, Any], *, version: int = 0, logo: Logo | None = None) -> FairDesign:
    """`logo` is the drawing that the content names. Raises BadDesign for anything that is no design."""
    named = content.get("logo") or ""
    if not isinstance(named, str) or bool(named) != (logo is not None):
        raise BadDesign("/logo", "one of the fair's logos")
    try:
        lines = tuple((Line(line), Size(size)) for line, size in content["lines"])
        paper, shown = Paper(content["paper"]), Shown(content["shown"])
    except (KeyError, TypeError, ValueError) as exc:
        raise BadDesign("/lines", str(exc)) from exc
    side = content.get("code_side")
    if side is not None and (isinstance(side, bool) or not isinstance(side, int | float)):
        raise BadDesign("/code_side", "a number of millimetres")
    try:
        design = Design(
            paper=paper,
            lines=lines,
            shown=shown,
            code_side=side,
            has_days=content.get("has_days") is not False,
            logo=logo,
        )
    except ValueError as exc:
        raise BadDesign(_pointer_of(str(exc)), str(exc)) from exc
    title = content.get("title", "")
    if not isinstance(title, str) or len(title) > LONGEST_TITLE:
        raise BadDesign("/title", f"at most {LONGEST_TITLE} characters")
    return FairDesign(design=design, title=title, logo=named, roles=_roles(content.get("roles") or {}), version=version)


def unreadable(design: FairDesign) -> dict[str, float]:
    """Roles whose word would be hard to read on its strap, with the contrast reached (of `READABLE`)."""
    reached = {role: _contrast(look.colour) for role, look in design.roles.items()}
    return {role: ratio for role, ratio in reached.items() if ratio < READABLE}


def _contrast(colour: str) -> float:
    ink = ink_on(colour)
    return min(contrast(ink, colour), contrast(ink, woven(colour)))


def _pointer_of(message: str) -> str:
    return "/lines" if "name" in message or "line" in message else "/shown" if "two QR" in message else "/code_side"


def _roles(given: Any) -> dict[str, RoleLook]:
    if not isinstance(given, Mapping) or not set(given) <= set(ROLES):
        raise BadDesign("/roles", f"of {', '.join(ROLES)}")
    looks = {}
    for role, own in ROLES.items():
        look = given.get(role) or {}
        if not isinstance(look, Mapping):
            raise BadDesign(f"/roles/{role}", "colour and words")
        colour = look.get("colour") or own
        if not isinstance(colour, str) or not _COLOUR.fullmatch(colour):
            raise BadDesign(f"/roles/{role}/colour", "a colour is written #rrggbb in lower case")
        words = {language: look.get(language, "") for language in LANGUAGES}
        for language, word in words.items():
            if not isinstance(word, str) or len(word) > LONGEST_WORD:
                raise BadDesign(f"/roles/{role}/{language}", f"at most {LONGEST_WORD} characters")
        looks[role] = RoleLook(colour, words)
    return looks
