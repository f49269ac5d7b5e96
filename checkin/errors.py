"""Refusals of the door: its devices, and leads.

Conflict   EnrolmentUsed DeviceNameTaken HallServerNameTaken AnotherVersion NotEmpty
           RehearsalAtWork
           SequenceClash
Forbidden  DeviceRevoked HallServerRevoked NotAnExhibitor BoothNotConfirmed
NotFound   EnrolmentExpired (410)
Busy       FairServerAway
Rejected   NoSuchList BadgeUnknown BadgeOfAnotherFair BadgeNotValid OwnColleague NoSuchLead NoSuchQualifier NotAnAnswer
           NotTheirNeed NoteEmpty QualifierNotRead
"""

from django.utils.translation import gettext_lazy as _

from kernel.errors import Busy, Conflict, Forbidden, NotFound, Rejected
from kernel.unit_of_work import refuse_constraint


class EnrolmentUsed(Conflict):
    code = "enrolment_used"
    title = _("This code was used already. Let the organiser make a new one.")


class EnrolmentExpired(NotFound):
    status = 410
    code = "enrolment_expired"
    title = _("This code is too old. Let the organiser make a new one.")


class DeviceRevoked(Forbidden):
    """What the device has not sent stays on it, and comes in when the organiser lets it in again."""

    code = "device_revoked"
    title = _("The organiser has shut this device out. Keep it: what it has not sent is kept on it.")


class HallServerRevoked(Forbidden):
    """What it has not sent stays on it, and comes in when the organiser lets it in again."""

    code = "hall_server_revoked"
    title = _("The organiser has shut this hall server out. Keep it: what it has not sent is kept on it.")


class GroupFull(Conflict):
    """`expected` were registered, `inside` are counted in already."""

    code = "group_full"
    title = _("These are more people than the delegation was registered for. Let them in only if you know why.")


class NoSuchScan(Rejected):
    code = "no_such_scan"
    title = _("No scan of this device let that delegation in. Scan its badge first.")


class NotAGroup(Rejected):
    code = "not_a_group"
    title = _("This badge is one person's. Nobody is to be counted.")


class NotAtTheHallServer(Conflict):
    """A person registered there would stay there: only what happens at gates goes up."""

    code = "not_at_the_hall_server"
    title = _("The server at the venue registers nobody. Let this device go on at the fair's own server.")


class HallServerNameTaken(Conflict):
    code = "hall_server_name_taken"
    title = _("Another hall server of this fair has that name.")


class NotEmpty(Conflict):
    """Raised on the hall server itself, before anything is changed."""

    code = "not_empty"
    title = _("This database holds another fair. A hall server needs one of its own: give it a folder of its own.")


class FairServerAway(Busy):
    """A hall server answers it for what only the fair's server can do."""

    code = "fair_server_away"
    title = _("The fair's server is out of reach just now. Keep it; it can be sent later.")


class AnotherVersion(Conflict):
    """Their tables differ: rows of one would not fit into the other."""

    code = "another_version"
    title = _("This hall server runs another version of the program. Install the version that the fair's server runs.")


class DeviceNameTaken(Conflict):
    code = "device_name_taken"
    title = _("Another device of this fair has that name.")


class SequenceClash(Conflict):
    code = "sequence_clash"
    title = _("This device has used that number for another scan. Number it anew and send it again.")


class NoSuchList(Rejected):
    code = "no_such_list"
    title = _("This list is not one of the device's.")


class GateCodeTaken(Conflict):
    code = "gate_code_taken"
    title = _("Another gate of this fair has that code.")


class ListNameTaken(Conflict):
    code = "list_name_taken"
    title = _("Another list of this fair has that name.")


class PlaceInUse(Conflict):
    code = "place_in_use"
    title = _("People were scanned here or a device stands here. Change it instead of removing it.")


class PlaceNotRead(Rejected):
    code = "place_not_read"
    title = _(
        "The times do not fit: opening, the public's hours and closing follow one another; a capacity is at least 1."
    )


class NotAnExhibitor(Forbidden):
    code = "not_an_exhibitor"
    title = _("Only exhibitors of this fair scan visitors at their booth.")


class BoothNotConfirmed(Forbidden):
    code = "booth_not_confirmed"
    title = _("Your booth is not confirmed yet. You can scan visitors as soon as the organiser has confirmed it.")


class BadgeUnknown(Rejected):
    code = "badge_unknown"
    title = _(
        "This is not a badge of this fair. Hold the QR code of the pass into the frame, or type the printed code."
    )


class BadgeOfAnotherFair(Rejected):
    code = "badge_of_another_fair"
    title = _("This badge belongs to another fair. Ask for the badge of this one.")


class BadgeNotValid(Rejected):
    code = "badge_not_valid"
    title = _("This badge is no longer valid: its holder is not registered for the fair any more.")


class OwnColleague(Rejected):
    code = "own_colleague"
    title = _("This is a colleague of yours. Scan visitors.")


class NoSuchLead(Rejected):
    code = "no_such_lead"
    title = _("Your company has no such lead. Scan the visitor's badge first.")


class NoSuchQualifier(Rejected):
    code = "no_such_qualifier"
    title = _("Your company does not ask this. Load the questions again.")


class NotAnAnswer(Rejected):
    """`allowed` lists what may be answered."""

    code = "not_an_answer"
    title = _("This is not one of the answers to choose from.")


class NotTheirNeed(Rejected):
    code = "not_their_need"
    title = _("This wanted part is not one of the visitor's open ones.")


class RehearsalAtWork(Conflict):
    code = "rehearsal_at_work"
    title = _("A rehearsal of this fair is under way. Wait for its report, or stop it.")


class NoteEmpty(Rejected):
    code = "note_empty"
    title = _("The note is empty. Write what was talked about.")


class QualifierNotRead(Rejected):
    code = "qualifier_not_read"
    title = _(
        "A question needs its words; one of several needs two to ten different choices; its kind stays as it was."
    )


refuse_constraint("device_name_once", DeviceNameTaken)
refuse_constraint("hall_server_name_once", HallServerNameTaken)
refuse_constraint("rehearsal_one_at_work", RehearsalAtWork)
refuse_constraint("gate_once", GateCodeTaken)
refuse_constraint("checkin_list_once", ListNameTaken)
refuse_constraint("checkin_list_in_order", PlaceNotRead)
refuse_constraint("checkin_list_public_within", PlaceNotRead)
refuse_constraint("checkin_list_capacity_of_some", PlaceNotRead)
