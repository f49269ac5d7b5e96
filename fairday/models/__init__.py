from fairday.models.import_upload import ImportUpload
from fairday.models.outcome import MeetingOutcome, OutcomeKind, OutcomeSource, ValueBand

__all__ = ["ImportUpload", "MeetingOutcome", "OutcomeKind", "OutcomeSource", "ValueBand"]
