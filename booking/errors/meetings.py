"""Refusals around meetings.

Conflict  AlreadyAsked AlreadyMet RequestChanged NotYourTurn NoCommonSlot SlotTaken PersonBusy TableTaken MeetingInTheWay
          MeetingBegun TooManyOpenRequests AskedTooOften ColleagueBusy DutyKnown
Rejected  SlotNotUsable NotAtFair NeedNotTheirs UnknownReference OwnCompany PairBlocked SameColleague
Forbidden NotAParticipant
TooMany   WishesTooFast
"""

from django.utils.translation import gettext_lazy as _

from kernel.errors import Conflict, Forbidden, Rejected, TooMany
from kernel.unit_of_work import refuse_constraint


class AlreadyAsked(Conflict):
    """One open wish per pair of firms and need; `request` names it where the asker may see it."""

    code = "already_asked"
    title = _("These two companies already have an open request about this need.")


class AlreadyMet(Conflict):
    code = "already_met"
    title = _("These two companies already have a meeting about this need.")


class RequestChanged(Conflict):
    code = "request_changed"
    title = _("The request was changed meanwhile. Please look at it again.")


class NotYourTurn(Conflict):
    code = "not_your_turn"
    title = _("The other side has to answer first.")


class NoCommonSlot(Conflict):
    """`hindrances` says for each slot of the wish what stands in the way."""

    code = "no_common_slot"
    title = _("No proposed time suits both sides any more. Propose other times.")


class SlotTaken(Conflict):
    code = "slot_taken"
    title = _("This time is no longer free.")


class PersonBusy(Conflict):
    code = "person_busy"
    title = _("One of the two has another appointment at this time.")


class TableTaken(Conflict):
    """`free_tables` names up to five tables still free at that time."""

    code = "table_taken"
    title = _("This table is taken at this time.")


class MeetingInTheWay(Conflict):
    """`meetings` names the meetings to move first."""

    code = "meeting_in_the_way"
    title = _("You have a meeting at this time. Move or cancel it first.")


class MeetingBegun(Conflict):
    code = "meeting_begun"
    title = _("The meeting has already begun.")


class TooManyOpenRequests(Conflict):
    """`limit` is how many open requests `whose` ("person" or "company") may have at a fair."""

    code = "too_many_open_requests"
    title = _("You have too many unanswered requests. Withdraw one, or wait for an answer.")


class AskedTooOften(Conflict):
    """The other company declined repeatedly; `again_at` is when it may be asked again."""

    code = "asked_too_often"
    title = _("This company has declined you several times. Wait until the time given before you ask it again.")


class ColleagueBusy(Conflict):
    """`hindrances` says for each time what stands in the colleague's way."""

    code = "colleague_busy"
    title = _("Your colleague is free at none of these times. Choose another colleague.")


class DutyKnown(Conflict):
    code = "duty_known"
    title = _("This duty is in the agenda already.")


class WishesTooFast(TooMany):
    """At most `limit` wishes an hour; `again_at` is when the next may be sent."""

    code = "wishes_too_fast"
    title = _("You have sent many wishes within an hour. Wait a little, and choose whom you ask.")


class OwnCompany(Rejected):
    code = "own_company"
    title = _("A meeting needs two companies, and this is your own. Choose another company.")


class PairBlocked(Rejected):
    """`block` names the block when it is the asker's own, which can be lifted."""

    code = "pair_blocked"
    title = _("These two companies are not to meet at this fair. Nothing was sent.")


class SameColleague(Rejected):
    code = "same_colleague"
    title = _("This person goes already. Choose another colleague.")


class SlotNotUsable(Rejected):
    """`slots` maps each refused slot to the reason: unknown, past, away, duty, unavailable, same or not_proposed."""

    code = "slot_not_usable"
    title = _("A chosen time cannot be used.")


class NotAtFair(Rejected):
    code = "not_at_fair"
    title = _("The other side does not take part in this fair.")


class NeedNotTheirs(Rejected):
    code = "need_not_theirs"
    title = _("The need belongs to neither of the two companies, or is no longer open.")


class UnknownReference(Rejected):
    code = "unknown_reference"
    title = _("The request names something that does not exist.")


class NotAParticipant(Forbidden):
    """`missing` says what is missing: person, company, registration or participation."""

    code = "not_a_participant"
    title = _("Only registered people of a company that takes part can do this.")


refuse_constraint("meeting_request_once_per_pair_and_need", AlreadyAsked)
refuse_constraint("meeting_once_per_pair_and_need", AlreadyMet)
refuse_constraint("meeting_table_once_per_slot", TableTaken)
refuse_constraint("person_one_meeting_per_slot", PersonBusy)
refuse_constraint("meeting_one_open_proposal", RequestChanged)
refuse_constraint("duty_once", DutyKnown)
