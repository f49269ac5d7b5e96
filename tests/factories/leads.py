"""Leads, scanned the way a colleague scans them."""

from itertools import count

from checkin.models import Lead, LeadQualifier
from checkin.services.lead_entries import EntryGiven, keep_entries
from kernel.clock import now

_number = count(1)


def make_nonce() -> str:
    return f"nonce-{next(_number):06}"


def entry(kind: str = "scan", **fields) -> EntryGiven:
    return EntryGiven(kind=kind, nonce=fields.pop("nonce", None) or make_nonce(), **fields)


def send(exhibitor, author, *given: EntryGiven, **more):
    """What became of each, kept without the unit of work's own transaction."""
    return keep_entries(exhibitor, given, user=author, now=more.pop("now", None) or now(), **more)


def make_lead(exhibitor, registration, *, author, note: str = "", **fields) -> Lead:
    """Scanned by the printed code of the live badge; with a note when one is given."""
    code = registration.badges.get(state="live").code
    given = [entry(badge=code, **fields)]
    given += [entry("note", badge=code, text=note, **fields)] if note else []
    refused = [kept.refusal for kept in send(exhibitor, author, *given) if kept.refusal]
    assert refused == []
    return Lead.objects.get(exhibitor=exhibitor, registration=registration)


def make_qualifier(exhibitor, kind: str = "grade", question: str = "Mức quan tâm", **fields) -> LeadQualifier:
    return LeadQualifier.objects.create(exhibitor=exhibitor, kind=kind, question=question, **fields)
