from fairday.models.follow_up import FINAL_ANSWERS, FOLLOW_UP_MONTHS, Became, ClosedBy, FollowUp, FollowUpStep
from fairday.models.import_upload import ImportUpload
from fairday.models.outcome import MeetingOutcome, OutcomeKind, OutcomeSource, ValueBand

__all__ = [
    "FINAL_ANSWERS",
    "FOLLOW_UP_MONTHS",
    "Became",
    "ClosedBy",
    "FollowUp",
    "FollowUpStep",
    "ImportUpload",
    "MeetingOutcome",
    "OutcomeKind",
    "OutcomeSource",
    "ValueBand",
]
