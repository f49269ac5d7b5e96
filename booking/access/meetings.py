"""Who may see, ask for and change meetings. What you may not see does not exist (404)."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from accounts.access import AnyUser
from booking.errors.meetings import NotAParticipant
from booking.models import CompanyBlock, Duty, Meeting, MeetingProposal, MeetingRequest, Registration
from booking.queries.blocks import with_block_parts
from booking.queries.participants import complete_registrations, participating_companies
from directory.access import companies_of, person_of
from directory.models import Company, Person
from fairs.access import MANAGERS, is_organiser
from fairs.models import Fair
from kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class Party:
    """A user as one side of a meeting: the person who sits there, for which company, with which registration."""

    person: Person
    company: Company
    registration: Registration


def party_at(user: AnyUser, fair: Fair, *, sides: Collection[int] | None = None) -> Party:
    """The user as a participant; `sides` limits the companies to those of a request or meeting. Four queries.

    Raises NotFound when the user works for none of `sides`, NotAParticipant (with what is missing) otherwise.
    """
    companies = companies_of(user)
    if sides is not None:
        companies = [company for company in companies if company.pk in sides]
        if not companies:
            raise NotFound
    if not companies:
        raise NotAParticipant(missing="company")
    person = person_of(user)
    if person is None:
        raise NotAParticipant(missing="person")
    company = next((company for company in companies if company.pk == person.company_id), companies[0])
    registration = complete_registrations(fair).filter(person=person).first()
    if registration is None:
        raise NotAParticipant(missing="registration")
    if not participating_companies(fair).filter(pk=company.pk).exists():
        raise NotAParticipant(missing="participation")
    return Party(person=person, company=company, registration=registration)


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
    request = visible_requests(user, fair).filter(public_id=public_id).first()
    if request is None:
        raise NotFound
    request.fair = fair
    return request


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
