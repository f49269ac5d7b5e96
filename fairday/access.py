"""The only way from an outside id to what hangs on the day's desks."""

import datetime as dt

from accounts.access import AnyUser, role_in
from accounts.models import User
from booking.models import Meeting
from directory.access import companies_of
from directory.models import Company
from fairday.links import LOW, Purpose, read_key
from fairday.models import FollowUpStep, ImportUpload, OfferSeat
from fairs.access import DOOR_STAFF, MANAGERS, fair_to_run, is_organiser
from fairs.models import Fair
from kernel.errors import Forbidden, NotFound


def fair_to_import(user: AnyUser, slug: str) -> Fair:
    """For owner and manager. Raises NotFound for anybody outside, Forbidden for their colleagues."""
    return fair_to_run(user, slug, MANAGERS)


def fair_to_report(user: AnyUser, slug: str) -> Fair:
    """For owner and manager: what was negotiated. Raises NotFound for anybody outside, Forbidden for their colleagues."""
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


def meeting_of_key(key: str, *, now: dt.datetime) -> tuple[Meeting, Company]:
    """What the link of the mail after a meeting opens: the meeting and the side it was written to.

    Raises NotFound for a key that is not ours, LinkExpired after its time.
    """
    public_id, _, side = read_key(Purpose.OUTCOME, key, now=now).partition("-")
    rows = Meeting.objects.select_related("fair", "slot", "table__hall", "need", "company_low", "company_high")
    meeting = rows.filter(public_id=public_id).first()
    if meeting is None:
        raise NotFound
    return meeting, meeting.company_low if side == LOW else meeting.company_high


def step_of_key(key: str, *, now: dt.datetime) -> FollowUpStep:
    """What the link of a question after the fair opens. Raises NotFound, LinkExpired."""
    public_id = read_key(Purpose.FOLLOW_UP, key, now=now)
    rows = FollowUpStep.objects.select_related(
        "follow_up__outcome__company",
        "follow_up__outcome__meeting__fair",
        "follow_up__outcome__meeting__slot",
        "follow_up__outcome__meeting__company_low",
        "follow_up__outcome__meeting__company_high",
        "follow_up__person",
    )
    step = rows.filter(public_id=public_id).first()
    if step is None:
        raise NotFound
    return step


def fair_to_host(user: AnyUser, slug: str) -> Fair:
    """For owner, manager and door staff: tables, hall board, runners. Raises NotFound or Forbidden."""
    return fair_to_run(user, slug, DOOR_STAFF)


def meeting_to_host(user: AnyUser, public_id: str) -> Meeting:
    """A meeting for who hosts its table. Raises NotFound for anybody outside, its two sides too; Forbidden for sales."""
    meeting = Meeting.objects.select_related("fair", "slot", "table").filter(public_id=public_id).first()
    if meeting is None or (role := role_in(user, meeting.fair.organisation_id)) is None:
        raise NotFound
    if role not in DOOR_STAFF:
        raise Forbidden
    return meeting


def side_of_meeting(meeting: Meeting, company: str, *, pointer: str = "/company") -> Company:
    """One of its two companies by public id. Raises NotFound."""
    sides = Company.objects.filter(pk__in=[meeting.company_low_id, meeting.company_high_id], public_id=company)
    found = sides.first()
    if found is None:
        raise NotFound(pointer=pointer)
    return found


def offer_seat_of(user: AnyUser, public_id: str) -> OfferSeat:
    """The user's own side of a refill offer. Raises NotFound for everybody else."""
    if not isinstance(user, User):
        raise NotFound
    seats = OfferSeat.objects.select_related("offer__fair", "person", "company")
    seat = seats.filter(offer__public_id=public_id, person__user=user).first()
    if seat is None:
        raise NotFound
    return seat
