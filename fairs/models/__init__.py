from fairs.models.booth import ApprovalMode, Booth, BoothKind, BoothStatus, Pavilion
from fairs.models.fair import Fair, FairDay, FairState
from fairs.models.hall import Hall
from fairs.models.interpreter import Interpreter
from fairs.models.participation import Exhibitor, ExhibitorKind, HostedBuyer
from fairs.models.programme import MeetingSlot, MeetingTable, Workshop

__all__ = [
    "ApprovalMode",
    "Booth",
    "BoothKind",
    "BoothStatus",
    "Exhibitor",
    "ExhibitorKind",
    "Fair",
    "FairDay",
    "FairState",
    "Hall",
    "HostedBuyer",
    "Interpreter",
    "MeetingSlot",
    "MeetingTable",
    "Pavilion",
    "Workshop",
]
