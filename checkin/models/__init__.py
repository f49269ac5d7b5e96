from checkin.models.gate import CheckinList, Gate
from checkin.models.scan import Admission, Direction, Scan, Verdict

__all__ = ["Admission", "CheckinList", "Direction", "Gate", "Scan", "Verdict"]
