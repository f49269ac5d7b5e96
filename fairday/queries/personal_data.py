"""Everything the house holds about one person, for that person to take away: plain words, times with their offset."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q

from booking.models import (
    Badge,
    DelegationPlace,
    Duty,
    Meeting,
    MeetingProposal,
    MeetingRequest,
    Registration,
    RequestTurn,
    WorkshopSeat,
)
from booking.queries.same_people import contact_of, places_of, same_people
from checkin.models import Admission, Lead, Scan
from checkin.queries.leads import standing_of
from checkin.queries.refused_walk_ins import refused_walk_ins
from directory.models import Person
from fairday.models import MeetingOutcome
from kernel.history import history_of
from kernel.models import Message

Data = dict[str, Any]


def data_of(registration: Registration) -> Data:
    """What is kept of the registration's person; other registrations of theirs by fair only: each has a page of its own.

    No keys and no printed codes: the file may be handed on. Who wrote something about them is named by firm.
    """
    zone = ZoneInfo(registration.fair.timezone)
    people = [registration.person, *same_people(registration.person, registration.fair.organisation_id)]
    others = Registration.objects.select_related("fair").filter(person__in=people).exclude(pk=registration.pk)
    return {
        "fair": registration.fair.name_vi,
        "person": _person(registration, zone),
        "registration": _registration(registration, zone),
        "badges": [_badge(one, zone) for one in registration.badges.order_by("version")],
        "scans": _scans(registration, zone),
        "first_entries": [
            {"list": one.checkin_list.name_vi, "gate": one.gate.name_vi, "at": _at(one.at, zone)}
            for one in Admission.objects.select_related("checkin_list", "gate")
            .filter(registration=registration)
            .order_by("at")
        ],
        "workshop_seats": _seats(registration, zone),
        "exhibitors_who_noted_you": _leads(registration, zone),
        "delegations": _delegations(registration, people, zone),
        "contact_of_delegations": [
            {
                "delegation": one.name,
                "full_name": one.contact_name,
                "email": one.contact_email,
                "phone": one.contact_phone,
                "consented_at": _at(one.consented_at, zone),
            }
            for one in contact_of(people, [registration.pk])
        ],
        "turned_away_at_the_desk": [
            {
                "full_name": one.full_name,
                "phone": one.phone,
                "company": one.company_name,
                "why": one.problem,
                "at": _at(one.at, zone),
            }
            for one in refused_walk_ins(people, [registration.fair_id])
        ],
        "meetings": _meetings(registration, zone),
        "wishes_to_meet": _wishes(registration, zone),
        "duties": [
            {"what": one.label, "from": _at(one.starts_at, zone), "until": _at(one.ends_at, zone)}
            for one in Duty.objects.filter(fair=registration.fair_id, person=registration.person_id).order_by(
                "starts_at"
            )
        ],
        "letters": _letters(registration, zone),
        "history": [
            {"what": one.action, "before": one.before, "after": one.after, "at": _at(one.at, zone)}
            for one in history_of(registration)
        ],
        "other_registrations": [
            {"fair": one.fair.name_vi, "role": one.role, "state": one.state} for one in others.order_by("pk")
        ],
    }


def _at(moment: dt.datetime | None, zone: ZoneInfo) -> str | None:
    return moment.astimezone(zone).isoformat(timespec="seconds") if moment else None


def _person(registration: Registration, zone: ZoneInfo) -> Data:
    person = registration.person
    return {
        "full_name": person.full_name,
        "other_name": person.other_name,
        "email": person.email,
        "phone": person.phone,
        "company": person.company.legal_name if person.company else person.company_name,
        "job_title": person.job_title,
        "language": person.language,
        "has_account": person.user_id is not None,
        "known_since": _at(person.created_at, zone),
    }


def _registration(one: Registration, zone: ZoneInfo) -> Data:
    code = one.invitation
    return {
        "role": one.role,
        "state": one.state,
        "days": [day.isoformat() for day in one.days],
        "interests": one.interests,
        "source": one.source,
        "vehicle_plate": one.vehicle_plate,
        "consented_at": _at(one.consented_at, zone),
        "shares_contact_with_booths": one.share_contact,
        "invited_by": code.exhibitor.fascia_name if code else None,
        "inviter_may_know": one.inviter_told,
        "registered_at": _at(one.created_at, zone),
        "completed_at": _at(one.completed_at, zone),
    }


def _badge(one: Badge, zone: ZoneInfo) -> Data:
    return {
        "number": one.version,
        "state": one.state,
        "reason": one.reason,
        "issued_at": _at(one.issued_at, zone),
        "ended_at": _at(one.ended_at, zone),
        "good_until": _at(one.not_after, zone),
        "printed_at": [_at(each.printed_at, zone) for each in one.prints.order_by("printed_at")],
    }


def _scans(registration: Registration, zone: ZoneInfo) -> list[Data]:
    rows = Scan.objects.select_related("checkin_list", "gate").filter(badge__registration=registration)
    return [
        {
            "list": one.checkin_list.name_vi,
            "gate": one.gate.name_vi,
            "direction": one.direction,
            "verdict": one.verdict,
            "at": _at(one.scanned_at, zone),
            "taken_back_at": _at(one.annulled_at, zone),
        }
        for one in rows.order_by("scanned_at", "pk")
    ]


def _seats(registration: Registration, zone: ZoneInfo) -> list[Data]:
    rows = WorkshopSeat.objects.select_related("workshop").filter(registration=registration).order_by("created_at")
    return [
        {
            "workshop": one.workshop.title_vi,
            "starts_at": _at(one.workshop.starts_at, zone),
            "kept_at": _at(one.created_at, zone),
            "given_back_at": _at(one.released_at, zone),
        }
        for one in rows
    ]


def _leads(registration: Registration, zone: ZoneInfo) -> list[Data]:
    rows = Lead.objects.select_related("exhibitor__company", "registration").filter(registration=registration)
    return [
        {
            "exhibitor": lead.exhibitor.company.legal_name,
            "reads_your_contact_data": standing_of(lead).value,
            "first_at": _at(lead.first_at, zone),
            "last_at": _at(lead.last_at, zone),
            "shared_at": _at(lead.shared_at, zone),
            "withdrawn_at": _at(lead.withdrawn_at, zone),
            "noted": [
                {
                    "kind": one.kind,
                    "question": one.qualifier.question if one.qualifier else None,
                    "text": one.text,
                    "wanted_part": one.need.code if one.need else None,
                    "at": _at(one.at, zone),
                }
                for one in lead.entries.select_related("qualifier", "need").order_by("at", "pk")
            ],
        }
        for lead in rows.order_by("first_at", "pk")
    ]


def _delegations(registration: Registration, people: list[Person], zone: ZoneInfo) -> list[Data]:
    found = places_of(people, [registration.pk])
    rows = DelegationPlace.objects.select_related("delegation").filter(pk__in=[one.pk for one in found])
    return [
        {
            "delegation": one.delegation.name,
            "state": one.state,
            "full_name": one.full_name,
            "email": one.email,
            "phone": one.phone,
            "consented_at": _at(one.consented_at, zone),
            "joined_at": _at(one.created_at, zone),
            "decided_at": _at(one.decided_at, zone),
        }
        for one in rows.order_by("created_at", "pk")
    ]


def _meetings(registration: Registration, zone: ZoneInfo) -> list[Data]:
    person = registration.person_id
    rows = Meeting.objects.select_related("slot", "table", "company_low", "company_high").filter(
        fair=registration.fair_id, participants__person=person
    )
    return [
        {
            "between": [one.company_low.legal_name, one.company_high.legal_name],
            "state": one.state,
            "starts_at": _at(one.slot.starts_at, zone),
            "why_cancelled": one.cancel_reason,
            "times_proposed_by_you": [
                {"words": each.words, "state": each.state}
                for each in MeetingProposal.objects.filter(meeting=one, person=person).order_by("pk")
            ],
            "what_came_of_it": [
                {"told_by": each.company.legal_name, "kinds": list(each.kinds), "told_at": _at(each.told_at, zone)}
                for each in MeetingOutcome.objects.select_related("company").filter(meeting=one).order_by("pk")
            ],
        }
        for one in rows.order_by("slot__starts_at", "pk")
    ]


def _wishes(registration: Registration, zone: ZoneInfo) -> list[Data]:
    person = registration.person_id
    rows = MeetingRequest.objects.select_related("from_company", "to_company").filter(
        Q(from_person=person) | Q(to_person=person), fair=registration.fair_id
    )
    return [
        {
            "from": one.from_company.legal_name,
            "to": one.to_company.legal_name,
            "by_you": one.from_person_id == person,
            "state": one.state,
            "about": one.agenda_line,
            "message": one.message,
            "why_declined": one.decline_reason,
            "made_at": _at(one.created_at, zone),
            "your_words": [
                {"kind": each.kind, "words": each.words, "at": _at(each.created_at, zone)}
                for each in RequestTurn.objects.filter(request=one, person=person).order_by("pk")
            ],
        }
        for one in rows.order_by("created_at", "pk")
    ]


def _letters(registration: Registration, zone: ZoneInfo) -> list[Data]:
    about = Q(subject_type="booking.registration", subject_id=registration.pk)
    person = registration.person
    if person.email:
        about |= Q(scope=registration.fair.public_id, recipient__iexact=person.email, recipient_name=person.full_name)
    return [
        {
            "kind": one.kind,
            "to": one.recipient,
            "title": one.title,
            "state": one.state,
            "written_at": _at(one.created_at, zone),
            "sent_at": _at(one.sent_at, zone),
        }
        for one in Message.objects.filter(about).order_by("pk")
    ]
