"""Refusals of the day's desks.

Conflict  AlreadyLoaded MeetingNotBegun MeetingCancelled MeetingNotHeld OutcomeChanged FollowUpAnswered FollowUpOver
          TableInUse PersonAtTable NotItsTime NoShowStands OfferOver RunnerTaken
Rejected  ImportRefused OutcomeContradicts SideNotInMeeting
Forbidden NotASide
NotFound  LinkExpired (410)
"""

from django.utils.translation import gettext_lazy as _

from kernel.errors import Conflict, Forbidden, NotFound, Rejected
from kernel.unit_of_work import refuse_constraint


class AlreadyLoaded(Conflict):
    code = "already_loaded"
    title = _("This file was loaded already. Upload it again to load it once more.")


class ImportRefused(Rejected):
    """`lines` say what is wrong where (file, row, column, code, reason); `line_count` how many there are."""

    code = "import_refused"
    title = _("The file has faults; nothing was written.")


class MeetingNotBegun(Conflict):
    """`starts_at` says from when on the outcome can be told."""

    code = "meeting_not_begun"
    title = _("The meeting has not begun. Its outcome can be told from its first minute on.")


class MeetingCancelled(Conflict):
    code = "meeting_cancelled"
    title = _("This meeting was cancelled: it has no outcome.")


class MeetingNotHeld(Conflict):
    code = "meeting_not_held"
    title = _("This meeting was recorded as a no-show. If you did meet, tell the organiser's desk.")


class OutcomeChanged(Conflict):
    """`revision` is that of the card as it stands."""

    code = "outcome_changed"
    title = _("A colleague told another outcome meanwhile. Look at it before you change it.")


class FollowUpAnswered(Conflict):
    code = "follow_up_answered"
    title = _("This question was answered already. Thank you.")


class FollowUpOver(Conflict):
    code = "follow_up_over"
    title = _("Nothing more is asked about this meeting. Thank you.")


class LinkExpired(NotFound):
    status = 410
    code = "link_expired"
    title = _("This link has run out.")


class OutcomeContradicts(Rejected):
    code = "outcome_contradicts"
    title = _("The card contradicts itself: choose what came of the meeting, or nothing for now, not both.")


class NotASide(Forbidden):
    code = "not_a_side"
    title = _("Only the two companies of a meeting tell its outcome.")


refuse_constraint("outcome_once_per_side", OutcomeChanged)


class TableInUse(Conflict):
    """`meeting` names the meeting that still runs there."""

    code = "table_in_use"
    title = _("A meeting still runs at this table. Stop it first.")


class PersonAtTable(Conflict):
    """`table` is the number of the table where one of the two still sits."""

    code = "person_at_table"
    title = _("One of the two still sits in another meeting. Stop that one first.")


class NotItsTime(Conflict):
    """`possible_from` and `possible_until` say when it can be done."""

    code = "not_its_time"
    title = _("This is not possible at this time.")


class NoShowStands(Conflict):
    """`reason` says what was given away: table (`meeting` sits there now), person, or pair (they meet at another time)."""

    code = "no_show_stands"
    title = _("The no-show stands: its time was given to others meanwhile. Find the two another time.")


class OfferOver(Conflict):
    """`state` says how the offer ended."""

    code = "offer_over"
    title = _("This offer is over.")


class RunnerTaken(Conflict):
    code = "runner_taken"
    title = _("A colleague is already fetching this person.")


class SideNotInMeeting(Rejected):
    code = "side_not_in_meeting"
    title = _("This company is not one of the two sides of the meeting.")


refuse_constraint("table_one_running_meeting", TableInUse)
refuse_constraint("person_one_running_meeting", PersonAtTable)
refuse_constraint("refill_offer_once_per_table_and_slot", OfferOver)
refuse_constraint("person_one_offer_per_slot", OfferOver)
refuse_constraint("runner_task_once", RunnerTaken)
