"""Badges to be printed: whom a choice finds, when each was printed, what a proof sheet has to say about them."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from badges.designs import Line
from badges.faces import BadgeFace
from badges.fonts import undrawable
from badges.layout import lay_out, most_size
from booking.models import Badge, BadgeBatch, BadgePrint, BadgeStack, Registration, RegistrationRole
from booking.passes import face_to_print
from booking.rules.badge_designs import FairDesign
from booking.states import BadgeState, StackState
from fairs.models import Fair
from kernel.text import fold

SMALL_NAME, SMALL_COMPANY = 0.4, 0.7  # of the size a short text has: less is hard to read across a table
MOST_SET, MOST_NAMED = 500, 50
_SHORT_NAME, _SHORT_COMPANY = 20, 40  # characters that need no look
_WITHOUT_COMPANY = frozenset({RegistrationRole.ORGANISER, RegistrationRole.DOOR})


@dataclass(frozen=True, slots=True)
class Choice:
    """Which badges: all, or those never printed; of a role; of firms whose name has these words."""

    only_new: bool = True
    role: str = ""
    company: str = ""

    def as_json(self) -> dict[str, Any]:
        return {"only_new": self.only_new, "role": self.role, "company": self.company}


@dataclass(frozen=True, slots=True)
class Doubt:
    """A badge to look at before it is printed: missing_company, letters (which), small_name, small_company (points)."""

    badge: Badge
    what: str
    detail: str = ""


@dataclass(slots=True)
class Proof:
    """`doubts` names at most fifty; `counts` has all of them."""

    total: int = 0
    by_role: Counter[str] = field(default_factory=Counter)
    counts: Counter[str] = field(default_factory=Counter)
    doubts: list[Doubt] = field(default_factory=list)
    first: BadgeFace | None = None


def badges_to_print(fair: Fair, choice: Choice) -> QuerySet[Badge]:
    """Live badges of the fair by role, firm and name, so that a stack is handed out as it lies."""
    rows = Badge.objects.filter(fair=fair, state=BadgeState.LIVE).select_related(
        "fair", "registration__person__company", "registration__company"
    )
    if choice.role:
        rows = rows.filter(registration__role=choice.role)
    for word in fold(choice.company).split():
        rows = rows.filter(
            Q(registration__company__search_text__contains=word) | Q(registration__person__search_text__contains=word)
        )
    if choice.only_new:
        rows = rows.exclude(Exists(BadgePrint.objects.filter(badge=OuterRef("pk"))))
    return rows.order_by(
        "registration__role", "registration__company__short_name", "registration__person__full_name", "pk"
    )


def proof_of(badges: QuerySet[Badge], look: FairDesign, *, language: str = "") -> Proof:
    """What to look at before these are printed. Two queries; only the long names are set, the longest first."""
    proof, doubts, long = Proof(), [], []
    rows = badges.values_list(
        "pk",
        "registration__role",
        "registration__person__full_name",
        "registration__person__other_name",
        "registration__person__company__short_name",
        "registration__person__company_name",
    )
    for pk, role, name, other, firm, firm_typed in rows:
        company = firm or firm_typed
        proof.total += 1
        proof.by_role[role] += 1
        if not company and role not in _WITHOUT_COMPANY:
            doubts.append((pk, "missing_company", ""))
        if letters := undrawable(f"{name}{other}{company}"):
            doubts.append((pk, "letters", letters))
        if len(name) > _SHORT_NAME or len(company) > _SHORT_COMPANY:
            long.append((len(name) * 2 + len(company), pk))
    longest = [pk for _, pk in sorted(long, reverse=True)[:MOST_SET]]
    first = next(iter(badges[:1]), None)
    found = {badge.pk: badge for badge in badges.filter(pk__in=longest)}
    for pk in longest:
        doubts += [(pk, what, detail) for what, detail in _shrunk(found[pk], look, language)]
    proof.counts.update(what for _, what, _ in doubts)
    named = doubts[:MOST_NAMED]
    missing = {pk for pk, *_ in named} - found.keys()
    found |= {badge.pk: badge for badge in badges.filter(pk__in=missing)} if missing else {}
    proof.doubts = [Doubt(found[pk], what, detail) for pk, what, detail in named]
    proof.first = face_to_print(first, look, language=language) if first else None
    return proof


def _shrunk(badge: Badge, look: FairDesign, language: str) -> Iterator[tuple[str, str]]:
    """Lines far smaller than a short text would be, with the size reached in points."""
    face, frame = face_to_print(badge, look, language=language), look.design.frame
    solved = lay_out(face, frame, look.design)
    for line, what, least in ((Line.NAME, "small_name", SMALL_NAME), (Line.COMPANY, "small_company", SMALL_COMPANY)):
        text = solved.line(line)
        if text is not None and text.size < least * most_size(line, look.design):
            yield what, f"{text.size:.1f}"


def stacks_of(batch_id: int) -> list[BadgeStack]:
    """In order, without their content; one query."""
    return list(BadgeStack.objects.filter(batch_id=batch_id).defer("content").order_by("number"))


def with_progress(batches: QuerySet[BadgeBatch]) -> QuerySet[BadgeBatch]:
    """Each with `stacks`, `stacks_made` and `printed` so far, two joins in one query."""
    made = Q(stacks__state=StackState.MADE)
    return batches.select_related("created_by").annotate(
        printed=Coalesce(Sum("stacks__printed"), 0),
        stack_count=Count("stacks"),
        stacks_made=Count("stacks", filter=made),
    )


@dataclass(frozen=True, slots=True)
class Issue:
    """One badge of a person with when it was put on paper, the newest first."""

    badge: Badge
    prints: list[BadgePrint]


def issues_of(registration: Registration) -> list[Issue]:
    """All badges of a person, the newest first; two queries."""
    rows = BadgePrint.objects.select_related("printed_by").order_by("-printed_at")
    badges = registration.badges.order_by("-version").prefetch_related(Prefetch("prints", rows))
    return [Issue(badge, list(badge.prints.all())) for badge in badges]
