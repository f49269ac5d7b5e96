from booking.models.badge import Badge
from booking.models.badge_batch import BadgeBatch, BadgePrint, BadgeStack
from booking.models.badge_design import BadgeDesign, BadgeLogo
from booking.models.booth_booking import Booking
from booking.models.company_block import CompanyBlock
from booking.models.delegation import Delegation, DelegationPlace
from booking.models.exhibitor_pass import ExhibitorPass, PassExtra, PassRules
from booking.models.invitation import InvitationCode, InvitationExtra
from booking.models.meeting import Meeting, MeetingParticipant
from booking.models.meeting_proposal import MeetingProposal
from booking.models.meeting_request import Duty, MeetingRequest, RequestedSlot, RequestTurn, UnavailableSlot
from booking.models.registration import Registration, RegistrationRole
from booking.models.schedule_run import ScheduleChange, ScheduleRun
from booking.models.stock_badge import StockBadge, StockBatch
from booking.models.workshop_seat import WorkshopSeat

__all__ = [
    "Badge",
    "BadgeBatch",
    "BadgeDesign",
    "BadgeLogo",
    "BadgePrint",
    "BadgeStack",
    "Booking",
    "CompanyBlock",
    "Delegation",
    "DelegationPlace",
    "Duty",
    "ExhibitorPass",
    "InvitationCode",
    "InvitationExtra",
    "Meeting",
    "MeetingParticipant",
    "MeetingProposal",
    "MeetingRequest",
    "PassExtra",
    "PassRules",
    "Registration",
    "RegistrationRole",
    "RequestTurn",
    "RequestedSlot",
    "ScheduleChange",
    "ScheduleRun",
    "StockBadge",
    "StockBatch",
    "UnavailableSlot",
    "WorkshopSeat",
]
