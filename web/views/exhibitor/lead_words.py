"""A lead's questions as a page asks them: the answers to choose from, and the one that stands."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from checkin.lead_wording import answer_word
from checkin.models import LeadQualifier, QualifierKind
from checkin.queries.leads import Answer
from checkin.rules.leads import GRADES, YES_NO
from kernel.ids import new_public_id

_NONCE = re.compile(r"[A-Za-z0-9_-]{8,48}")


@dataclass(frozen=True, slots=True)
class Question:
    """`options` are pairs of value and word; `value` is the newest answer, empty where there is none."""

    qualifier: LeadQualifier
    options: Sequence[tuple[str, str]]
    value: str = ""


def questions(qualifiers: Iterable[LeadQualifier], answers: Iterable[Answer] = ()) -> list[Question]:
    said = {answer.qualifier.pk: answer.newest.text for answer in answers}
    return [_question(one, said.get(one.pk, "")) for one in qualifiers]


def answer_words(answers: Iterable[Answer]) -> list[tuple[str, str]]:
    """Question and answer in the reader's words."""
    return [
        (one.qualifier.question, answer_word(one.newest.text, one.qualifier.kind)) for one in answers if one.newest.text
    ]


def nonce_of(given: str) -> str:
    """What the form was born with, so that a form sent twice is one entry; a fresh one where it was lost."""
    return given if _NONCE.fullmatch(given) else new_public_id()


def _question(one: LeadQualifier, value: str) -> Question:
    values = {QualifierKind.GRADE.value: GRADES, QualifierKind.YES_NO.value: YES_NO}.get(one.kind, tuple(one.choices))
    if value and value not in values:
        values = (*values, value)  # one that was offered once
    return Question(one, [(each, answer_word(each, one.kind)) for each in values], value)
