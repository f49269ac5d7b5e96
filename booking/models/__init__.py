from booking.models.badge import Badge
from booking.models.booth_booking import Booking
from booking.models.meeting import Meeting, MeetingParticipant
from booking.models.meeting_request import MeetingRequest, RequestedSlot, UnavailableSlot
from booking.models.registration import Registration, RegistrationRole
from booking.models.schedule_run import ScheduleChange, ScheduleRun
from booking.models.workshop_seat import WorkshopSeat

__all__ = [
    "Badge",
    "Booking",
    "Meeting",
    "MeetingParticipant",
    "MeetingRequest",
    "Registration",
    "RegistrationRole",
    "RequestedSlot",
    "ScheduleChange",
    "ScheduleRun",
    "UnavailableSlot",
    "WorkshopSeat",
]
