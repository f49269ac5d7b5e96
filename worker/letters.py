"""What a mail says, as values, and how it is set: one form for the text and the HTML, so that they never differ.

Call everything here inside `translation.override(language)` of the recipient.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import css_inline
from django.template.loader import get_template
from django.utils.translation import gettext as _

from fairs import wording
from fairs.models import Fair

_inliner = css_inline.CSSInliner(keep_style_tags=True, load_remote_stylesheets=False)


@dataclass(frozen=True, slots=True)
class Plate:
    """Where: the letter block and the number of a booth, table or room, under its word."""

    word: str
    letter: str
    number: str


@dataclass(frozen=True, slots=True)
class Fact:
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Action:
    """The one thing to do next."""

    label: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """`title` is the subject; `heading` opens the letter; `steps` say what happens next, in order."""

    title: str
    heading: str
    greeting: str = ""
    paragraphs: Sequence[str] = ()
    plate: Plate | None = None
    facts: Sequence[Fact] = ()
    action: Action | None = None
    steps: Sequence[str] = ()
    quote: str = ""
    code: str = ""
    reason: str = ""
    lanyard: str = "#184381"


@dataclass(frozen=True, slots=True)
class Head:
    """Whose fair it is: the title block on top and the foot of every letter."""

    fair: str
    dates: str
    venue: str
    contacts: Sequence[str] = field(default_factory=tuple)


def head_of(fair: Fair, language: str) -> Head:
    days = [fair.starts_on] if fair.starts_on == fair.ends_on else [fair.starts_on, fair.ends_on]
    return Head(
        fair=wording.said(fair, "name", language),
        dates=" – ".join(wording.days([day], language) for day in days),
        venue=wording.said(fair, "venue", language),
        contacts=tuple(filter(None, [fair.contact_phone, fair.contact_email])),
    )


def house_head() -> Head:
    """For letters of no fair: the house's own name."""
    return Head(fair="Phiên", dates="", venue="")


def greeting(name: str) -> str:
    return _("Dear %(name)s,") % {"name": name} if name else _("Hello,")


def set_letter(letter: Letter, head: Head, language: str) -> tuple[str, str]:
    """The plain text and the HTML with its styles inlined."""
    context = {"letter": letter, "head": head, "language": language}
    text = get_template("mail/letter.txt").render(context)
    html = get_template("mail/letter.html").render(context)
    return _squeezed(text), _inliner.inline(html)


def _squeezed(text: str) -> str:
    """No blanks at line ends, never two empty lines in a row."""
    lines: list[str] = []
    for line in (raw.rstrip() for raw in text.strip().splitlines()):
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines) + "\n"
