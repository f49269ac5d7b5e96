"""A person's own agenda, as JSON and as a calendar to subscribe to."""

from typing import Any

from django.http import HttpResponse
from django.urls import path, reverse
from django.utils.translation import override
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.api.callers import user_of
from backend.api.meeting_requests import TAGS
from backend.api.meeting_shapes import MeetingOut, meeting_out
from backend.api.names import NamesOut, names
from backend.conditional import conditional_file
from backend.permissions import Anyone, Scoped
from booking.calendars import feed
from booking.models import Registration
from booking.queries.agenda import (
    Appointment,
    agenda_of,
    calendar_entries,
    calendar_key,
    registration_of_calendar_key,
)
from booking.queries.participants import complete_registrations
from booking.services.calendars import renew_calendar
from directory.access import person_of
from fairs.access import fair_for
from fairs.models import Workshop
from kernel.clock import now
from kernel.errors import NotFound


class WorkshopRef(serializers.Serializer):
    id = serializers.CharField(source="public_id")
    code = serializers.CharField()
    title = serializers.SerializerMethodField()
    room = serializers.CharField()

    @extend_schema_field(NamesOut)
    def get_title(self, workshop: Workshop) -> dict[str, str]:
        return names(workshop, "title")


class AppointmentOut(serializers.Serializer):
    kind = serializers.ChoiceField(choices=["meeting", "workshop"])
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    meeting = MeetingOut(allow_null=True)
    workshop = WorkshopRef(allow_null=True)


class AgendaOut(serializers.Serializer):
    calendar = serializers.CharField(help_text="Address of the calendar feed. Whoever has it can read the agenda.")
    timezone = serializers.CharField()
    appointments = AppointmentOut(many=True)


def _appointment(line: Appointment) -> dict[str, Any]:
    return {
        "kind": "meeting" if line.meeting else "workshop",
        "starts_at": line.starts_at,
        "ends_at": line.ends_at,
        "meeting": meeting_out(line.meeting) if line.meeting else None,
        "workshop": dict(WorkshopRef(line.seat.workshop).data) if line.seat else None,
    }


class CalendarAddressOut(serializers.Serializer):
    calendar = serializers.CharField(help_text="Address of the calendar feed. Whoever has it can read the agenda.")


def _own(request: Request, fair: str) -> Registration:
    """The caller's registration. Raises NotFound for whoever has none there: there is no agenda."""
    where = fair_for(request.user, fair)
    person = person_of(request.user)
    rows = complete_registrations(where).select_related("fair", "person")
    registration = rows.filter(person=person).first() if person else None
    if registration is None:
        raise NotFound
    return registration


def _address(registration: Registration) -> str:
    return reverse("api_calendar", args=[calendar_key(registration)])


class AgendaView(APIView):
    """404 for whoever is not registered at the fair: there is no agenda."""

    permission_classes = (Scoped,)
    required_scope = "meet"

    @extend_schema(operation_id="agenda_get", tags=TAGS, responses=AgendaOut)
    def get(self, request: Request, fair: str) -> Response:
        registration = _own(request, fair)
        lines = agenda_of(registration.person, registration.fair)
        return Response(
            {
                "calendar": _address(registration),
                "timezone": registration.fair.timezone,
                "appointments": [_appointment(line) for line in lines],
            }
        )


class CalendarRenewView(APIView):
    permission_classes = (Scoped,)
    required_scope = "meet"

    @extend_schema(operation_id="calendar_renew", tags=TAGS, request=None, responses=CalendarAddressOut)
    def post(self, request: Request, fair: str) -> Response:
        """A new address for your calendar feed; the old one stops working at once."""
        registration = renew_calendar(_own(request, fair), actor_id=user_of(request).pk)
        return Response({"calendar": _address(registration)})


class CalendarView(APIView):
    permission_classes = (Anyone,)
    authentication_classes = ()

    @extend_schema(
        operation_id="calendar_feed",
        tags=TAGS,
        responses={(200, "text/calendar"): OpenApiResponse(OpenApiTypes.STR, "An iCalendar file (RFC 5545).")},
    )
    def get(self, request: Request, key: str) -> HttpResponse:
        """304 while the agenda is what `If-None-Match` knows."""
        registration = registration_of_calendar_key(key)
        if registration is None:
            raise NotFound
        fair = registration.fair
        with override(registration.person.language):
            entries = calendar_entries(registration)
        body = feed(entries, name=fair.short_name, zone=fair.timezone, stamped_at=now())
        says = f"{fair.short_name} {fair.timezone} {entries}"
        response = conditional_file(request, body, says=says, content_type="text/calendar; charset=utf-8")
        response["Cache-Control"] = "private, max-age=300"
        response["Content-Disposition"] = f'inline; filename="{fair.slug}.ics"'
        return response


urlpatterns = [
    path("fairs/<slug:fair>/agenda/", AgendaView.as_view(), name="api_agenda"),
    path("fairs/<slug:fair>/agenda/calendar/", CalendarRenewView.as_view(), name="api_calendar_renew"),
    path("calendars/<slug:key>.ics", CalendarView.as_view(), name="api_calendar"),
]
