"""The only way from an outside id to what hangs on the day's desks."""

import datetime as dt

from accounts.access import AnyUser
from booking.models import Meeting
from directory.access import companies_of
from directory.models import Company
from fairday.models import ImportUpload
from fairs.access import DOOR_STAFF, MANAGERS, fair_to_run, is_organiser
from fairs.models import Fair
from kernel.errors import NotFound


def fair_to_import(user: AnyUser, slug: str) -> Fair:
    """For owner and manager. Raises NotFound for anybody outside, Forbidden for their colleagues."""
    return fair_to_run(user, slug, MANAGERS)


def upload_of(fair: Fair, public_id: str, *, now: dt.datetime) -> ImportUpload:
    """An upload of a fair one may import to, without its bytes. One that was not loaded in time does not exist."""
    found = ImportUpload.objects.defer("content").select_related("fair__organisation", "uploaded_by")
    upload = found.filter(fair=fair, public_id=public_id).first()
    if upload is None or (upload.loaded_at is None and upload.expires_at <= now):
        raise NotFound
    return upload


def meeting_with_side(user: AnyUser, public_id: str) -> tuple[Meeting, Company | None]:
    """A meeting and the side for which the user may tell its outcome and read its card.

    None is the organiser: owners, managers and whoever serves at door and tables. Raises NotFound for anybody else.
    """
    rows = Meeting.objects.select_related("fair", "slot", "table__hall", "need", "company_low", "company_high")
    meeting = rows.filter(public_id=public_id).first()
    if meeting is None:
        raise NotFound
    sides = {meeting.company_low_id: meeting.company_low, meeting.company_high_id: meeting.company_high}
    for company in companies_of(user):
        if company.pk in sides:
            return meeting, sides[company.pk]
    if is_organiser(user, meeting.fair, DOOR_STAFF):
        return meeting, None
    raise NotFound


def side_named(meeting: Meeting, company_public_id: str) -> Company:
    """One of the two companies by its id. Raises NotFound."""
    for company in (meeting.company_low, meeting.company_high):
        if company.public_id == company_public_id:
            return company
    raise NotFound
