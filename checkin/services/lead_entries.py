"""Colleagues scan, note, answer and link; each entry is kept once, whenever, however often and in whatever order it comes."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from django.db.models import Q

from accounts.models import User
from booking.keys import key_ring
from booking.models import Badge, Registration
from booking.states import BadgeState, RegistrationState
from checkin.errors import (
    BadgeNotValid,
    BadgeOfAnotherFair,
    BadgeUnknown,
    NoSuchLead,
    NoSuchQualifier,
    NotAnAnswer,
    NoteEmpty,
    NotTheirNeed,
    OwnColleague,
)
from checkin.models import EntryKind, Lead, LeadEntry, LeadQualifier, QualifierKind
from checkin.rules.credentials import Credential, read_credential
from checkin.rules.leads import BEFORE_THE_FAIR, GRADES, YES_NO, accepted_time, may_answer
from directory.models import Company, Need
from directory.queries.needs import visible_needs
from fairs.models import Exhibitor, Fair
from kernel.errors import DomainError
from kernel.ids import new_public_id
from kernel.locks import Rank, lock_ids
from kernel.statements import rows, run
from kernel.unit_of_work import unit_of_work

MOST_NOTE = 1000
_LEFT = frozenset({RegistrationState.WITHDRAWN, RegistrationState.REJECTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryGiven:
    """What a device sends. The visitor is named by the text of his badge or by a lead; `at` is the device's time."""

    kind: str
    nonce: str
    badge: str = ""
    lead: str = ""
    at: dt.datetime | None = None
    offline: bool = False
    text: str = ""
    qualifier: str = ""
    need: str = ""
    linked: bool = True


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of an entry: kept now, known before, or refused. Exactly one of `lead_id` and `refusal`."""

    nonce: str
    lead_id: int | None = None
    was_known: bool = False
    refusal: DomainError | None = None


@dataclass(frozen=True, slots=True)
class _Fit:
    """An entry that may be kept: about whom, when, and what it points to."""

    given: EntryGiven
    registration_id: int
    at: dt.datetime
    qualifier_id: int | None
    need_id: int | None


# The unique constraints decide between colleagues; the look before only spares a number of the sequence. Who is erased just
# now is waited for (a foreign key of ours would only be looked at by the commit), and gets no lead any more.
_NEW_LEADS = """
INSERT INTO checkin_lead (public_id, exhibitor_id, registration_id, first_at, last_at)
SELECT given.public_id, %s, given.registration_id, given.first_at, given.last_at
FROM unnest(%s::text[], %s::bigint[], %s::timestamptz[], %s::timestamptz[]) AS given (public_id, registration_id, first_at, last_at)
JOIN booking_registration r ON r.id = given.registration_id AND r.state <> 'erased'
WHERE NOT EXISTS (SELECT 1 FROM checkin_lead l WHERE l.exhibitor_id = %s AND l.registration_id = given.registration_id)
ORDER BY given.registration_id FOR KEY SHARE OF r
ON CONFLICT ON CONSTRAINT lead_once DO NOTHING
"""
# Who was erased while we waited for the lead is looked at once more, by the statement that writes.
_NEW_ENTRIES = """
INSERT INTO checkin_leadentry (exhibitor_id, lead_id, author_id, kind, nonce, at, device_at, offline, text, qualifier_id, need_id, linked)
SELECT %s, lead_id, %s::bigint, kind, nonce, at, device_at, offline, text, qualifier_id, need_id, linked
FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::timestamptz[], %s::timestamptz[], %s::boolean[], %s::text[], %s::bigint[],
            %s::bigint[], %s::boolean[])
     AS given (lead_id, kind, nonce, at, device_at, offline, text, qualifier_id, need_id, linked)
WHERE NOT EXISTS (SELECT 1 FROM checkin_lead l JOIN booking_registration r ON r.id = l.registration_id
                  WHERE l.id = given.lead_id AND r.state = 'erased')
ORDER BY nonce
ON CONFLICT ON CONSTRAINT lead_entry_once DO NOTHING
RETURNING nonce
"""
_TIMES = """
UPDATE checkin_lead l
SET first_at = least(l.first_at, new.first_at), last_at = greatest(l.last_at, new.last_at), changed_at = clock_timestamp()
FROM (SELECT lead_id, min(at) AS first_at, max(at) AS last_at FROM unnest(%s::bigint[], %s::timestamptz[]) AS kept (lead_id, at)
      GROUP BY lead_id) new
WHERE l.id = new.lead_id
"""


@unit_of_work
def keep_entry(
    exhibitor: Exhibitor, given: EntryGiven, *, user: User, clock: dt.datetime | None = None, now: dt.datetime
) -> Kept:
    """One entry. Raises what `keep_entries` answers as a refusal."""
    (kept,) = _keep(exhibitor, [given], user=user, clock=clock, now=now)
    if kept.refusal is not None:
        raise kept.refusal
    return kept


@unit_of_work
def keep_entries(
    exhibitor: Exhibitor,
    given: Sequence[EntryGiven],
    *,
    user: User,
    clock: dt.datetime | None = None,
    now: dt.datetime,
) -> list[Kept]:
    """Each entry's own outcome, in the order given; eleven statements at the most, however many there are.

    `exhibitor.fair` and `.company` must be loaded. A nonce known before changes nothing, whatever comes with it. Refusals:
    BadgeUnknown, BadgeOfAnotherFair, BadgeNotValid, OwnColleague, NoSuchLead, NoSuchQualifier, NotAnAnswer, NotTheirNeed,
    NoteEmpty. An entry of a time before the badge ended is kept although its holder has left the fair since.
    """
    return _keep(exhibitor, given, user=user, clock=clock, now=now)


def _keep(
    exhibitor: Exhibitor, given: Sequence[EntryGiven], *, user: User, clock: dt.datetime | None, now: dt.datetime
) -> list[Kept]:
    known = _known(exhibitor, [one.nonce for one in given])
    outcomes = {nonce: Kept(nonce, lead_id, was_known=True) for nonce, lead_id in known.items()}
    fresh = {one.nonce: one for one in reversed(given) if one.nonce not in known}
    check = _Check(exhibitor, list(fresh.values()), clock=clock, now=now)
    fits: list[_Fit] = []
    for one in fresh.values():
        try:
            fits.append(check.fit(one))
        except DomainError as refusal:
            outcomes[one.nonce] = Kept(one.nonce, refusal=refusal)
    outcomes |= {kept.nonce: kept for kept in _write(exhibitor, fits, author_id=user.pk)}
    told: set[str] = set()
    answers = []
    for one in given:
        kept = outcomes[one.nonce]
        is_again = one.nonce in told and kept.refusal is None
        answers.append(replace(kept, was_known=True) if is_again else kept)
        told.add(one.nonce)
    return answers


def _write(exhibitor: Exhibitor, fits: Sequence[_Fit], *, author_id: int) -> list[Kept]:
    """Leads first, in the order of the visitors; then their locks, then entries in the order of nonces: no ring of waiters."""
    if not fits:
        return []
    times: dict[int, list[dt.datetime]] = {}
    for fit in fits:
        times.setdefault(fit.registration_id, []).append(fit.at)
    people = sorted(times)
    names = [new_public_id() for _ in people]
    firsts, lasts = [min(times[one]) for one in people], [max(times[one]) for one in people]
    run(_NEW_LEADS, [exhibitor.pk, names, people, firsts, lasts, exhibitor.pk])
    found = Lead.objects.filter(exhibitor=exhibitor, registration__in=people)
    leads = dict(found.values_list("registration_id", "pk"))
    gone = [Kept(fit.given.nonce, refusal=BadgeNotValid()) for fit in fits if fit.registration_id not in leads]
    fits = [fit for fit in fits if fit.registration_id in leads]
    if not fits:
        return gone
    lock_ids(Rank.CLAIM, Lead, leads.values())
    columns = [
        (
            leads[fit.registration_id],
            str(fit.given.kind),
            fit.given.nonce,
            fit.at,
            _sane(fit.given.at),
            fit.given.offline,
            _text(fit.given),
            fit.qualifier_id,
            fit.need_id,
            fit.given.linked,
        )
        for fit in fits
    ]
    written = {
        nonce for (nonce,) in rows(_NEW_ENTRIES, [exhibitor.pk, author_id, *map(list, zip(*columns, strict=True))])
    }
    kept = [fit for fit in fits if fit.given.nonce in written]
    if kept:
        run(_TIMES, [[leads[fit.registration_id] for fit in kept], [fit.at for fit in kept]])
    late = _known(exhibitor, [fit.given.nonce for fit in fits if fit.given.nonce not in written])
    return [*gone, *(_kept(fit, leads[fit.registration_id], written, late) for fit in fits)]


def _kept(fit: _Fit, lead_id: int, written: Collection[str], late: Mapping[str, int]) -> Kept:
    nonce = fit.given.nonce
    if nonce in written:
        return Kept(nonce, lead_id)
    if nonce in late:
        return Kept(nonce, late[nonce], was_known=True)
    return Kept(nonce, refusal=BadgeNotValid())


def _sane(said: dt.datetime | None) -> dt.datetime | None:
    """What the device said, unless no database could give it back."""
    return said if said is not None and 1 < said.year < 9999 else None


def _text(given: EntryGiven) -> str:
    return given.text.strip()[:MOST_NOTE] if given.kind in {EntryKind.NOTE, EntryKind.ANSWER} else ""


def _known(exhibitor: Exhibitor, nonces: Collection[str]) -> dict[str, int]:
    if not nonces:
        return {}
    found = LeadEntry.objects.filter(exhibitor=exhibitor, nonce__in=nonces)
    return dict(found.values_list("nonce", "lead_id"))


class _Check:
    """What the entries of one device point to, read at once; then each is judged by itself."""

    def __init__(
        self, exhibitor: Exhibitor, given: Sequence[EntryGiven], *, clock: dt.datetime | None, now: dt.datetime
    ) -> None:
        self.company, self.clock, self.now = exhibitor.company, clock, now
        self.not_before = _begin_of(exhibitor.fair) - BEFORE_THE_FAIR
        self.credentials = {
            text: read_credential(text, key_ring(), fair=exhibitor.fair.token_number, now=now)
            for text in {one.badge for one in given if one.badge}
        }
        self.badges = _badges(exhibitor.fair, list(self.credentials.values()))
        self.leads = _leads(exhibitor, {one.lead for one in given if one.lead})
        self.qualifiers = _qualifiers(exhibitor, {one.qualifier for one in given if one.qualifier})
        self.needs = _needs(exhibitor.company, {one.need for one in given if one.need})

    def fit(self, one: EntryGiven) -> _Fit:
        at = accepted_time(one.at, clock=self.clock, now=self.now, not_before=self.not_before)
        if one.lead and not one.badge:
            registration = self.leads.get(one.lead)
            if registration is None:
                raise NoSuchLead(pointer="/lead")
        else:
            registration = self._holder(one.badge, at)
        if registration.state == RegistrationState.ERASED:
            raise BadgeNotValid
        return _Fit(one, registration.pk, at, self._qualifier(one), self._need(one, registration))

    def _holder(self, text: str, at: dt.datetime) -> Registration:
        credential = self.credentials.get(text, Credential(refusal="unknown"))
        if credential.refusal == "wrong_fair":
            raise BadgeOfAnotherFair(pointer="/badge")
        badge = self.badges.get(credential.code or credential.token_bits or "")
        if badge is None:
            raise BadgeUnknown(pointer="/badge")
        holder = badge.registration
        if self.company.pk in {holder.company_id, holder.person.company_id}:
            raise OwnColleague(pointer="/badge")
        was_over = badge.ended_at is not None and badge.ended_at <= at
        was_revoked = badge.state == BadgeState.REVOKED and (badge.ended_at is None or was_over)
        has_left = holder.state in _LEFT and (badge.ended_at is None or was_over)
        if was_revoked or has_left or holder.state == RegistrationState.PENDING:
            raise BadgeNotValid(pointer="/badge")
        return holder

    def _qualifier(self, one: EntryGiven) -> int | None:
        if one.kind == EntryKind.NOTE and not one.text.strip():
            raise NoteEmpty(pointer="/text")
        if one.kind != EntryKind.ANSWER:
            return None
        asked = self.qualifiers.get(one.qualifier)
        if asked is None:
            raise NoSuchQualifier(pointer="/qualifier")
        if not may_answer(_text(one), kind=asked.kind, choices=[*asked.choices, *asked.former]):
            fixed = {QualifierKind.GRADE.value: GRADES, QualifierKind.YES_NO.value: YES_NO}
            raise NotAnAnswer(pointer="/text", allowed=list(fixed.get(asked.kind, asked.choices)))
        return asked.pk

    def _need(self, one: EntryGiven, holder: Registration) -> int | None:
        if one.kind != EntryKind.NEED:
            return None
        need = self.needs.get(one.need)
        if need is None or need.company_id not in {holder.company_id, holder.person.company_id}:
            raise NotTheirNeed(pointer="/need")
        return need.pk


def _begin_of(fair: Fair) -> dt.datetime:
    return dt.datetime.combine(fair.starts_on, dt.time(), ZoneInfo(fair.timezone))


def _badges(fair: Fair, credentials: Sequence[Credential]) -> dict[str | bytes, Badge]:
    """By printed code and by the bits of the token."""
    codes = {one.code for one in credentials if one.code is not None}
    bits = {one.token_bits for one in credentials if one.token_bits is not None}
    if not codes and not bits:
        return {}
    found = Badge.objects.select_related("registration__person").filter(
        Q(code__in=codes) | Q(token_bits__in=bits), fair=fair
    )
    badges: dict[str | bytes, Badge] = {}
    for badge in found:
        badges |= {badge.code: badge, bytes(badge.token_bits): badge}
    return badges


def _leads(exhibitor: Exhibitor, wanted: set[str]) -> dict[str, Registration]:
    if not wanted:
        return {}
    found = Lead.objects.select_related("registration__person").filter(exhibitor=exhibitor, public_id__in=wanted)
    return {lead.public_id: lead.registration for lead in found}


def _qualifiers(exhibitor: Exhibitor, wanted: set[str]) -> dict[str, LeadQualifier]:
    """Retired ones too: a phone without network may still ask them."""
    if not wanted:
        return {}
    found = LeadQualifier.objects.filter(exhibitor=exhibitor, public_id__in=wanted)
    return {one.public_id: one for one in found}


def _needs(company: Company, wanted: set[str]) -> dict[str, Need]:
    if not wanted:
        return {}
    return {need.public_id: need for need in visible_needs([company]).filter(public_id__in=wanted)}
