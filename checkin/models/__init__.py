from checkin.models.gate import CheckinList, Gate
from checkin.models.lead import EntryKind, Lead, LeadEntry, LeadQualifier, QualifierKind
from checkin.models.scan import Admission, Direction, Scan, Verdict

__all__ = [
    "Admission",
    "CheckinList",
    "Direction",
    "EntryKind",
    "Gate",
    "Lead",
    "LeadEntry",
    "LeadQualifier",
    "QualifierKind",
    "Scan",
    "Verdict",
]
