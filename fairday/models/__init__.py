from fairday.models.follow_up import FINAL_ANSWERS, FOLLOW_UP_MONTHS, Became, ClosedBy, FollowUp, FollowUpStep
from fairday.models.import_upload import ImportUpload
from fairday.models.outcome import MeetingOutcome, OutcomeKind, OutcomeSource, ValueBand
from fairday.models.refill import LossReason, LostSlot, OfferSeat, RefillOffer
from fairday.models.table_day import Mark, MeetingRun, PresenceLook, RunnerTask, RunSeat, SideMark

__all__ = [
    "FINAL_ANSWERS",
    "FOLLOW_UP_MONTHS",
    "Became",
    "ClosedBy",
    "FollowUp",
    "FollowUpStep",
    "ImportUpload",
    "LossReason",
    "LostSlot",
    "Mark",
    "MeetingOutcome",
    "MeetingRun",
    "OfferSeat",
    "OutcomeKind",
    "OutcomeSource",
    "PresenceLook",
    "RefillOffer",
    "RunSeat",
    "RunnerTask",
    "SideMark",
    "ValueBand",
]
