"""Firms that are not to meet at a fair: blocked by one of them or by the organiser, lifted by whoever blocked."""

from accounts.models import User
from booking.access.meetings import party_at
from booking.errors.meetings import OwnCompany
from booking.locks.booths import lock_company
from booking.locks.meetings import lock_requests
from booking.models import CompanyBlock, MeetingRequest
from booking.services.meeting_moves import move_request, publish_request
from booking.services.threads import add_turn
from booking.states import OPEN_REQUEST_STATES, BlockOrigin, RequestState, TurnKind
from directory.models import Company
from fairs.models import Fair
from kernel.clock import now as clock_now
from kernel.history import record
from kernel.unit_of_work import unit_of_work


@unit_of_work
def block_company(fair: Fair, *, user: User, other: Company, reason: str = "") -> CompanyBlock:
    """No wish either way from now on, never suggested; open wishes between the two end. Fixed meetings stay. Idempotent.

    Raises NotAParticipant, OwnCompany.
    """
    party = party_at(user, fair)
    return _block(fair, party.company, other, by=party.company, user=user, reason=reason)


@unit_of_work
def keep_apart(fair: Fair, *, user: User, one: Company, other: Company, reason: str = "") -> CompanyBlock:
    """The organiser's `never` for two firms; as `block_company`. Raises OwnCompany for one firm named twice."""
    return _block(fair, one, other, by=None, user=user, reason=reason)


@unit_of_work
def lift_block(block: CompanyBlock, *, user: User) -> CompanyBlock:
    """Takes this block away; others of the same pair stay. Idempotent. Wishes that ended by it stay ended."""
    moment = clock_now()
    if CompanyBlock.objects.filter(pk=block.pk, lifted_at__isnull=True).update(lifted_at=moment) == 1:
        block.lifted_at = moment
        record(block, "company_block.lifted", actor_id=user.pk)
    return block


def _block(fair: Fair, one: Company, other: Company, *, by: Company | None, user: User, reason: str) -> CompanyBlock:
    if one == other:
        raise OwnCompany(pointer="/company")
    low, high = sorted([one, other], key=lambda company: company.pk)
    lock_company(low.pk)  # asking locks the asker's company: a wish is made before the block and ends, or sees it
    lock_company(high.pk)
    standing = CompanyBlock.objects.filter(
        fair=fair, company_low=low, company_high=high, company=by, lifted_at__isnull=True
    ).first()
    if standing is not None:
        return standing
    block = CompanyBlock.objects.create(
        fair=fair,
        company_low=low,
        company_high=high,
        origin=BlockOrigin.COMPANY if by else BlockOrigin.ORGANISER,
        company=by,
        reason=reason,
        made_by=user,
    )
    _end_wishes(block, user=user)
    record(block, "company_block.made", actor_id=user.pk, after=block.origin)
    return block


def _end_wishes(block: CompanyBlock, *, user: User) -> None:
    """Open wishes between the two: taken back by who blocked, declined otherwise, without a reason."""
    now = clock_now()
    wishes = MeetingRequest.objects.filter(
        fair=block.fair_id,
        company_low=block.company_low_id,
        company_high=block.company_high_id,
        state__in=OPEN_REQUEST_STATES,
    )
    for wish in lock_requests(wishes):
        is_own = wish.from_company_id == block.company_id
        move_request(wish, RequestState.WITHDRAWN if is_own else RequestState.DECLINED, actor_id=user.pk, now=now)
        add_turn(wish.pk, TurnKind.WITHDRAWN if is_own else TurnKind.DECLINED, by=None)
        publish_request("withdrawn" if is_own else "declined", wish)
