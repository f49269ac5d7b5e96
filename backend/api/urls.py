"""Routes of /api/v1; each subject's file lists its own."""

from django.urls import include, path

urlpatterns = [
    path("", include("backend.api.door")),
    path("", include("backend.api.fairs")),
    path("", include("backend.api.halls")),
    path("", include("backend.api.booths")),
    path("", include("backend.api.bookings")),
    path("", include("backend.api.exhibitors")),
    path("", include("backend.api.tokens")),
    path("", include("backend.api.companies")),
    path("", include("backend.api.needs")),
    path("", include("backend.api.registrations")),
    path("", include("backend.api.badges")),
    path("", include("backend.api.workshops")),
    path("", include("backend.api.deliveries")),
    path("", include("backend.api.meeting_requests")),
    path("", include("backend.api.meetings")),
    path("", include("backend.api.outcomes")),
    path("", include("backend.api.schedule_runs")),
    path("", include("backend.api.papers")),
    path("", include("backend.api.negotiations")),
    path("", include("backend.api.meeting_day")),
    path("", include("backend.api.refill_offers")),
    path("", include("backend.api.runners")),
    path("", include("backend.api.roster")),
    path("", include("backend.api.slots")),
    path("", include("backend.api.blocks")),
    path("", include("backend.api.team")),
    path("", include("backend.api.agenda")),
    path("", include("backend.api.imports")),
]
