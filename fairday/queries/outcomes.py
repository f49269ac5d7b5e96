"""End cards as one side or the organiser reads them."""

from booking.models import Meeting
from directory.models import Company
from fairday.models import MeetingOutcome


def outcome_of(meeting: Meeting, company: Company) -> MeetingOutcome | None:
    """The card of that side; one query."""
    return MeetingOutcome.objects.select_related("company").filter(meeting=meeting, company=company).first()


def outcomes_of(meeting: Meeting) -> list[MeetingOutcome]:
    """Both cards, as far as they were told; one query."""
    return list(MeetingOutcome.objects.select_related("company").filter(meeting=meeting).order_by("company_id"))
