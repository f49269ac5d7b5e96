"""Leads read: by the exhibitor's people with what the visitor shares, by the visitor who scanned him, by the organiser as numbers."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet

from booking.models import Booking, Registration
from booking.queries.exhibitors import exhibitors
from booking.rules.bookings import CONTRACTED_STATES
from booking.states import RegistrationState
from checkin.models import Lead, LeadEntry, LeadQualifier
from checkin.rules.leads import Entry, Merged, Standing, merged, standing
from directory.models import Need, Person
from directory.queries.needs import visible_needs
from fairs.models import Booth, Exhibitor, Fair
from kernel.folding import Folded
from kernel.models import HistoryEntry
from kernel.text import fold


@dataclass(frozen=True, slots=True)
class Contact:
    """What a firm gets of a visitor who shares it."""

    full_name: str
    company: str
    job_title: str
    email: str
    phone: str
    language: str


@dataclass(frozen=True, slots=True)
class Said:
    """An entry as people read it: when, by whom, what."""

    at: dt.datetime
    by: str
    text: str = ""
    offline: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """The newest answer; `earlier` ones, newest first, stand as they were given. An empty text: taken back."""

    qualifier: LeadQualifier
    newest: Said
    earlier: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class LeadCard:
    """`contact` is None unless `standing` is SHARED."""

    lead: Lead
    standing: Standing
    contact: Contact | None
    scans: tuple[Said, ...]
    notes: tuple[Said, ...]
    answers: tuple[Answer, ...]
    needs: tuple[Need, ...]

    @property
    def answered(self) -> tuple[Answer, ...]:
        return tuple(answer for answer in self.answers if answer.newest.text)


@dataclass(frozen=True, slots=True)
class BoothVisited:
    """A firm that scanned the visitor, where it stands, and what it can read of him now."""

    lead: Lead
    exhibitor: Exhibitor
    booths: tuple[Booth, ...]
    standing: Standing
    scans: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class LeadCount:
    exhibitor: Exhibitor
    leads: int
    withdrawn: int
    last_at: dt.datetime | None


def leads_of(exhibitor: Exhibitor, *, since: dt.datetime | None = None, words: str = "") -> QuerySet[Lead]:
    """The last scanned first. `words` find by what the visitor shares; `since` those that changed, the visitor's word to all
    firms and corrections of his data included."""
    rows = Lead.objects.select_related("registration__person__company", "registration__company").filter(
        exhibitor=exhibitor
    )
    if since is not None:
        said = HistoryEntry.objects.filter(
            subject_type="booking.registration", subject_id=OuterRef("registration_id"), at__gte=since
        )
        rows = rows.filter(Q(changed_at__gte=since) | Exists(said))
    for word in fold(words).split():
        noted = LeadEntry.objects.alias(folded=Folded("text")).filter(
            lead=OuterRef("pk"), kind="note", folded__contains=word
        )
        rows = rows.filter(Q(_is_shared(), registration__person__search_text__contains=word) | Q(Exists(noted)))
    return rows.order_by("-last_at", "-pk")


def cards_of(leads: Iterable[Lead]) -> list[LeadCard]:
    """In their order; three queries for any number of leads of one exhibitor."""
    found = list(leads)
    entries: dict[int, list[LeadEntry]] = {lead.pk: [] for lead in found}
    rows = LeadEntry.objects.select_related("author", "qualifier", "need").filter(lead__in=found)
    for row in rows.order_by("at", "nonce"):
        entries[row.lead_id].append(row)
    return [_card(lead, entries[lead.pk]) for lead in found]


def qualifiers_of(exhibitor: Exhibitor) -> list[LeadQualifier]:
    """Those asked now, in their order; one query."""
    return list(LeadQualifier.objects.filter(exhibitor=exhibitor, retired_at__isnull=True).order_by("position", "pk"))


def all_qualifiers_of(exhibitor: Exhibitor) -> list[LeadQualifier]:
    """Retired ones too, behind those asked now; one query."""
    rows = LeadQualifier.objects.filter(exhibitor=exhibitor)
    return list(rows.order_by(F("retired_at").desc(nulls_first=True), "position", "pk"))


def needs_to_link(lead: Lead) -> list[Need]:
    """The visitor's open wanted parts the firm may read; none while he does not share who he is."""
    if standing_of(lead) != Standing.SHARED:
        return []
    companies = {lead.registration.company_id, lead.registration.person.company_id} - {None}
    return list(visible_needs([lead.exhibitor.company]).filter(company__in=companies).order_by("code", "pk"))


def booths_visited(registration: Registration) -> list[BoothVisited]:
    """Who scanned this visitor, the last first; three queries."""
    leads = list(
        Lead.objects.select_related("exhibitor__company", "registration")
        .filter(registration=registration)
        .order_by("-last_at", "-pk")
    )
    scans: dict[int, list[Said]] = {lead.pk: [] for lead in leads}
    for row in LeadEntry.objects.select_related("author").filter(lead__in=leads, kind="scan").order_by("at", "nonce"):
        scans[row.lead_id].append(_said(row))
    booths: dict[int, list[Booth]] = {}
    taken = Booking.objects.select_related("booth__hall").filter(
        fair_id=registration.fair_id,
        company__in=[lead.exhibitor.company_id for lead in leads],
        state__in=CONTRACTED_STATES,
    )
    for booking in taken.order_by("booth__code"):
        booths.setdefault(booking.company_id, []).append(booking.booth)
    return [
        BoothVisited(
            lead,
            lead.exhibitor,
            tuple(booths.get(lead.exhibitor.company_id, ())),
            standing_of(lead),
            tuple(scans[lead.pk]),
        )
        for lead in leads
    ]


def booths_count(registration: Registration) -> int:
    """How many firms scanned this visitor; one query."""
    return Lead.objects.filter(registration=registration).count()


def lead_count_of(fair: Fair, company_ids: Collection[int]) -> int | None:
    """How many leads these companies have at the fair; None when none of them may scan there. One query."""
    shown = exhibitors(fair).filter(company__in=company_ids).order_by()
    counts = list(shown.annotate(lead_count=Count("leads")).values_list("lead_count", flat=True))
    return sum(counts) if counts else None


def lead_counts(fair: Fair) -> list[LeadCount]:
    """How many leads each exhibitor has, the most first; nothing of what stands in them. One query."""
    rows = Exhibitor.objects.select_related("company").filter(fair=fair)
    counted = rows.annotate(
        lead_count=Count("leads"), withdrawn_count=Count("leads__withdrawn_at"), latest=Max("leads__last_at")
    )
    return [
        LeadCount(row, row.lead_count, row.withdrawn_count, row.latest) for row in counted.order_by("-lead_count", "pk")
    ]


def standing_of(lead: Lead) -> Standing:
    """`lead.registration` must be loaded."""
    return standing(
        is_registered=lead.registration.state == RegistrationState.COMPLETE,
        shares=lead.registration.share_contact,
        is_shared=lead.shared_at is not None,
        is_withdrawn=lead.withdrawn_at is not None,
    )


def contact_of(registration: Registration) -> Contact:
    """Without a look at whether he shares it: for his own eyes, or after `standing_of`."""
    person: Person = registration.person
    company = registration.company or person.company
    name = company.legal_name if company else person.company_name
    return Contact(person.full_name, name, person.job_title, person.email, person.phone, person.language)


def _is_shared() -> Q:
    """`standing_of` says SHARED, in the database."""
    word = Q(shared_at__isnull=False) | Q(registration__share_contact=True)
    return Q(word, withdrawn_at__isnull=True, registration__state=RegistrationState.COMPLETE)


def _card(lead: Lead, rows: Sequence[LeadEntry]) -> LeadCard:
    by_nonce = {row.nonce: row for row in rows}
    said = {row.nonce: _said(row) for row in rows}
    # Of somebody who was erased there may be nothing left but that there was a lead.
    all_of_it = merged(map(_entry, rows)) if rows else Merged(lead.first_at, lead.last_at)
    where = standing_of(lead)
    needs = {row.need_id: row.need for row in rows if row.need is not None}
    return LeadCard(
        lead=lead,
        standing=where,
        contact=contact_of(lead.registration) if where == Standing.SHARED else None,
        scans=tuple(said[entry.nonce] for entry in all_of_it.scans),
        notes=tuple(said[entry.nonce] for entry in all_of_it.notes),
        answers=_answers(all_of_it, by_nonce, said),
        needs=tuple(needs[need] for need in all_of_it.needs),
    )


def _answers(found: Merged, rows: dict[str, LeadEntry], said: dict[str, Said]) -> tuple[Answer, ...]:
    answers = []
    for newest, *earlier in found.answers.values():
        qualifier = rows[newest.nonce].qualifier
        assert qualifier is not None  # `lead_entry_has_its_form`
        answers.append(Answer(qualifier, said[newest.nonce], tuple(said[one.nonce] for one in earlier)))
    return tuple(sorted(answers, key=lambda answer: (answer.qualifier.position, answer.qualifier.pk)))


def _entry(row: LeadEntry) -> Entry:
    return Entry(
        nonce=row.nonce,
        kind=row.kind,
        at=row.at,
        author=row.author_id,
        text=row.text,
        qualifier=row.qualifier_id,
        need=row.need_id,
        linked=row.linked,
        offline=row.offline,
    )


def _said(row: LeadEntry) -> Said:
    return Said(row.at, row.author.full_name or row.author.email if row.author else "", row.text, row.offline)


def leads_by_pk(pks: Collection[int]) -> dict[int, LeadCard]:
    """Cards of leads just kept; four queries."""
    rows = Lead.objects.select_related("registration__person__company", "registration__company").filter(pk__in=pks)
    return {card.lead.pk: card for card in cards_of(rows)}
