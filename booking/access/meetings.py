"""Who may see, ask for and change meetings. What you may not see does not exist (404)."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import Q, QuerySet

from accounts.access import AnyUser
from accounts.models import Organisation
from accounts.roles import COMPANY_ROLES
from booking.errors.meetings import NotAParticipant
from booking.models import CompanyBlock, Duty, Meeting, MeetingProposal, MeetingRequest, Registration
from booking.queries.blocks import with_block_parts
from booking.states import RegistrationState
from directory.access import companies_of
from directory.models import Company, Person
from fairs.access import MANAGERS, check_visible, is_organiser
from fairs.models import Fair
from kernel.errors import NotFound
from kernel.lookups import Instances
from kernel.statements import Gathered, Rows, rows

_PARTY = Instances(c=Company, p=Person, r=Registration)
_REQUEST = Instances(w=MeetingRequest, f=Fair, o=Organisation)


@dataclass(frozen=True, slots=True)
class Party:
    """A user as one side of a meeting: the person who sits there, for which company, with which registration."""

    person: Person
    company: Company
    registration: Registration


@dataclass(frozen=True, slots=True)
class Seat:
    """A party by its keys alone: who sits down, and for which company."""

    company_id: int
    person_id: int


def party_at(user: AnyUser, fair: Fair, *, sides: Collection[int] | None = None) -> Party:
    """The user as a participant; `sides` limits the companies to those of a request or meeting. One query.

    Of several companies the person's own counts, else the oldest. Raises NotFound when the user works for none of
    `sides`, NotAParticipant (with what is missing) otherwise.
    """
    values = {"user": user.pk, "fair": fair.pk, "sides": None if sides is None else list(sides)}
    row = _part(rows(_part_statement(_PARTY.columns), values), is_of_sides=sides is not None)
    company, person, registration = _PARTY.of(row[4:])
    if person.company_id == company.pk:
        person.company = company
    registration.fair = fair
    return Party(person=person, company=company, registration=registration)


def ask_seat(together: Gathered, user: AnyUser, fair: Fair, *, sides: Collection[int]) -> Rows:
    """Asks as `party_at` does, where the keys are enough; `seat_told` reads it."""
    return together.rows(_part_statement(""), {"user": user.pk, "fair": fair.pk, "sides": list(sides)})


def seat_told(found: Rows) -> Seat:
    """Raises NotFound and NotAParticipant as `party_at` with its `sides`."""
    row = _part(found, is_of_sides=True)
    return Seat(company_id=row[0], person_id=row[1])


def _part(found: Rows, *, is_of_sides: bool) -> tuple[Any, ...]:
    """Keys of company, person and registration, whether the company takes part, then the columns asked for."""
    if not found:
        if is_of_sides:
            raise NotFound
        raise NotAParticipant(missing="company")
    for place, missing in ((1, "person"), (2, "registration"), (3, "participation")):
        if not found[0][place]:
            raise NotAParticipant(missing=missing)
    return found[0]


@cache
def _part_statement(columns: str) -> str:
    """The user's companies, the person's own first, beside the person and its complete registration."""
    roles = ", ".join(f"'{role.value}'" for role in sorted(COMPANY_ROLES))
    return f"""
        SELECT c.id, p.id, r.id,
               EXISTS (SELECT 1 FROM fairs_exhibitor e WHERE e.fair_id = %(fair)s AND e.company_id = c.id)
               OR EXISTS (SELECT 1 FROM fairs_hostedbuyer b WHERE b.fair_id = %(fair)s AND b.company_id = c.id)
               {"," if columns else ""} {columns}
        FROM accounts_membership m
        JOIN directory_company c ON c.organisation_id = m.organisation_id
        LEFT JOIN directory_person p ON p.user_id = m.user_id
        LEFT JOIN booking_registration r
            ON r.person_id = p.id AND r.fair_id = %(fair)s AND r.state = '{RegistrationState.COMPLETE.value}'
        WHERE m.user_id = %(user)s AND m.role IN ({roles})
            AND (%(sides)s::bigint[] IS NULL OR c.id = ANY (%(sides)s))
        ORDER BY (c.id = p.company_id) DESC NULLS LAST, c.id
        LIMIT 1"""  # noqa: S608 -- columns of our models and names of our roles


def visible_requests(user: AnyUser, fair: Fair) -> QuerySet[MeetingRequest]:
    """The organiser's managers see all wishes of the fair, a company's people their company's."""
    requests = MeetingRequest.objects.filter(fair=fair)
    if is_organiser(user, fair, MANAGERS):
        return requests
    mine = [company.pk for company in companies_of(user)]
    return requests.filter(Q(from_company__in=mine) | Q(to_company__in=mine))


def visible_meetings(user: AnyUser, fair: Fair) -> QuerySet[Meeting]:
    """As `visible_requests`."""
    meetings = Meeting.objects.filter(fair=fair)
    if is_organiser(user, fair, MANAGERS):
        return meetings
    mine = [company.pk for company in companies_of(user)]
    return meetings.filter(Q(company_low__in=mine) | Q(company_high__in=mine))


def request_for(user: AnyUser, fair: Fair, public_id: str) -> MeetingRequest:
    """A wish that `visible_requests` would list; one query. Raises NotFound."""
    request = request_at(user, fair.slug, public_id)
    request.fair = fair
    return request


def request_at(user: AnyUser, fair_slug: str, public_id: str) -> MeetingRequest:
    """As `request_for`, with its fair, by that one's address; one query. Raises NotFound."""
    found = rows(_request_statement(), {"user": user.pk, "slug": fair_slug, "id": public_id})
    if not found:
        raise NotFound
    request: MeetingRequest
    request, fair, organisation = _REQUEST.of(found[0])
    fair.organisation = organisation
    request.fair = check_visible(user, fair)
    return request


@cache
def _request_statement() -> str:
    roles = ", ".join(f"'{role.value}'" for role in sorted(COMPANY_ROLES))
    managers = ", ".join(f"'{role.value}'" for role in sorted(MANAGERS))
    return f"""
        SELECT {_REQUEST.columns} FROM booking_meetingrequest w
        JOIN fairs_fair f ON f.id = w.fair_id
        JOIN accounts_organisation o ON o.id = f.organisation_id
        WHERE w.public_id = %(id)s AND f.slug = %(slug)s AND EXISTS (
            SELECT 1 FROM accounts_membership m
            LEFT JOIN directory_company c ON c.organisation_id = m.organisation_id
            WHERE m.user_id = %(user)s AND (
                m.role IN ({roles}) AND c.id IN (w.from_company_id, w.to_company_id)
                OR m.role IN ({managers}) AND m.organisation_id = f.organisation_id))"""  # noqa: S608 -- as above


def meeting_for(user: AnyUser, public_id: str) -> Meeting:
    """For people of its two companies and the fair's managers. Raises NotFound."""
    meeting = Meeting.objects.select_related("fair").filter(public_id=public_id).first()
    if meeting is None:
        raise NotFound
    company_acting_on(user, meeting)
    return meeting


def proposal_for(user: AnyUser, meeting_id: str, public_id: str) -> MeetingProposal:
    """A proposal of that meeting, for whoever may see the meeting. Raises NotFound."""
    meeting = meeting_for(user, meeting_id)
    proposal = MeetingProposal.objects.filter(meeting=meeting, public_id=public_id).first()
    if proposal is None:
        raise NotFound
    proposal.meeting = meeting
    return proposal


def visible_blocks(user: AnyUser, fair: Fair) -> QuerySet[CompanyBlock]:
    """The organiser's managers read all that stand, a company's people those their company made."""
    blocks = with_block_parts(CompanyBlock.objects.filter(fair=fair, lifted_at__isnull=True))
    if is_organiser(user, fair, MANAGERS):
        return blocks
    return blocks.filter(company__in=[company.pk for company in companies_of(user)])


def block_to_lift(user: AnyUser, fair: Fair, public_id: str) -> CompanyBlock:
    """One's company's own, or the organiser's own for its managers: nobody lifts another's. Raises NotFound."""
    block = visible_blocks(user, fair).filter(public_id=public_id).first()
    mine = {company.pk for company in companies_of(user)} | ({None} if is_organiser(user, fair, MANAGERS) else set())
    if block is None or block.company_id not in mine:
        raise NotFound
    return block


def duty_for(user: AnyUser, fair: Fair, public_id: str) -> Duty:
    """One's own or a colleague's. Raises NotFound."""
    duty = Duty.objects.filter(fair=fair, person__company__in=companies_of(user), public_id=public_id).first()
    if duty is None:
        raise NotFound
    return duty


def company_acting_on(user: AnyUser, meeting: Meeting) -> Company | None:
    """For which side the user changes a meeting; None is the organiser. Raises NotFound for anybody else."""
    sides = {meeting.company_low_id, meeting.company_high_id}
    for company in companies_of(user):
        if company.pk in sides:
            return company
    if is_organiser(user, meeting.fair, MANAGERS):
        return None
    raise NotFound
