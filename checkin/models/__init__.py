from checkin.models.device import Device
from checkin.models.gate import CheckinList, Gate
from checkin.models.group_count import GroupCount
from checkin.models.hall_server import HallEnrolment, HallServer, Upstream
from checkin.models.lead import EntryKind, Lead, LeadEntry, LeadQualifier, QualifierKind
from checkin.models.rehearsal import Rehearsal
from checkin.models.room import Occupant, Room
from checkin.models.scan import Admission, Annulment, AnnulmentCause, Direction, Scan, Verdict
from checkin.models.walk_in import WalkIn

__all__ = [
    "Admission",
    "Annulment",
    "AnnulmentCause",
    "CheckinList",
    "Device",
    "Direction",
    "EntryKind",
    "Gate",
    "GroupCount",
    "HallEnrolment",
    "HallServer",
    "Lead",
    "LeadEntry",
    "LeadQualifier",
    "Occupant",
    "QualifierKind",
    "Rehearsal",
    "Room",
    "Scan",
    "Upstream",
    "Verdict",
    "WalkIn",
]
