"""The scheduler's runs for a fair's organiser: start, follow, look at, change by hand, publish, take back."""

from typing import Any

from django.db.models import QuerySet
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.api.booths import IDEMPOTENCY_KEY
from backend.api.callers import user_of
from backend.api.meeting_requests import body_of, render_meeting, render_request
from backend.api.meeting_shapes import MeetingOut, RequestOut
from backend.api.schedule_shapes import (
    ItemIn,
    LineOut,
    MustIn,
    OptionsIn,
    PersonServedOut,
    PlacedOut,
    PlaceIn,
    PreviewOut,
    PublishIn,
    RolledBackOut,
    RunOut,
    UnmetOut,
    WhatIfOut,
)
from backend.filters import Filter, read_filter
from backend.idempotency import idempotent
from backend.permissions import Scoped
from booking.access.meetings import request_for
from booking.access.references import slots_named
from booking.access.schedule import meeting_to_lock, run_of, schedule_fair, table_in_run
from booking.models import Meeting, MeetingRequest, ScheduleRun
from booking.queries.schedule_diff import Kind
from booking.queries.schedule_people import people_of_preview
from booking.queries.schedule_preview import preview_of
from booking.rules.schedule import Options
from booking.services.meeting_locks import lock_in_place, mark_must, unlock
from booking.services.schedule_edits import Placed, place_by_hand, take_out, undo_edit
from booking.services.schedule_publishing import RolledBack, publish_run, roll_back_run
from booking.services.schedule_runs import ask_what_if, cancel_run, start_run
from booking.states import RunState
from kernel.clock import now

TAGS = ["schedule"]


class LinesFilter(Filter):
    kind = serializers.ChoiceField(choices=[(kind.value, kind.value) for kind in Kind], required=False)


class PeopleFilter(Filter):
    q = serializers.CharField(required=False, max_length=80, help_text="A part of the name or the company's.")


def render_run(run: ScheduleRun, request: Request) -> Any:  # noqa: ARG001 -- the shape of all renderers
    return RunOut(run).data


def render_what_if(run: ScheduleRun, request: Request) -> Any:  # noqa: ARG001
    return WhatIfOut(run).data


def render_placed(placed: Placed, request: Request) -> Any:  # noqa: ARG001
    return PlacedOut(placed).data


def render_rolled_back(done: RolledBack, request: Request) -> Any:  # noqa: ARG001
    return {
        "run": RunOut(done.run).data,
        "undone": len(done.undone),
        "left": sorted(change.meeting.public_id for change in done.left),
    }


class Desk(APIView):
    """Owners and managers of the fair only."""

    permission_classes = (Scoped,)
    required_scope = "manage"

    def run_named(self, request: Request, fair: str, run: str) -> ScheduleRun:
        return run_of(schedule_fair(request.user, fair), run)


class RunsView(generics.ListAPIView):
    permission_classes = (Scoped,)
    required_scope = "manage"
    serializer_class = RunOut
    queryset = ScheduleRun.objects.none()

    def get_queryset(self) -> QuerySet[ScheduleRun]:
        fair = schedule_fair(self.request.user, self.kwargs["fair"])
        heavy = ("problem", "plan", "placements", "excluded", "what_if")
        return ScheduleRun.objects.filter(fair=fair).select_related("created_by").defer(*heavy).order_by("-pk")

    @extend_schema(operation_id="schedule_runs_list", tags=TAGS)
    def get(self, request: Request, fair: str) -> Response:
        """The history, newest first."""
        return super().get(request, fair=fair)

    @extend_schema(
        operation_id="schedule_runs_create",
        tags=TAGS,
        request=OptionsIn,
        responses={201: RunOut},
        parameters=[IDEMPOTENCY_KEY],
    )
    @idempotent(render_run)
    def post(self, request: Request, fair: str) -> ScheduleRun:
        """Asks for a schedule of all open wishes; it is computed by a worker. 409 while another run is computed."""
        where = schedule_fair(request.user, fair)
        body = body_of(OptionsIn, request)
        body["priorities"] = tuple(sorted(set(body["priorities"])))
        return start_run(where, user=user_of(request), options=Options(**body))


class RunView(Desk):
    @extend_schema(operation_id="schedule_runs_get", tags=TAGS, responses=RunOut)
    def get(self, request: Request, fair: str, run: str) -> Response:
        """State and progress; cheap, to be asked once a second."""
        return Response(RunOut(self.run_named(request, fair, run)).data)


class PreviewView(Desk):
    @extend_schema(operation_id="schedule_runs_preview", tags=TAGS, responses=PreviewOut)
    def get(self, request: Request, fair: str, run: str) -> Response:
        """What publishing would change at this moment."""
        found = self.run_named(request, fair, run)
        preview = preview_of(found, now=now())
        counts = preview.diff.counts() | {"unmet": len(preview.unmet_wishes)}
        tables = [preview.facts.table_of[pk] for pk in preview.diff.tables_to_make()]
        said = {"seen": preview.diff.seen, "counts": counts, "new_tables": tables, "run": found}
        return Response(PreviewOut(said).data)


class LinesView(generics.ListAPIView):
    permission_classes = (Scoped,)
    required_scope = "manage"
    serializer_class = LineOut
    queryset = ScheduleRun.objects.none()

    @extend_schema(operation_id="schedule_runs_lines", tags=TAGS, parameters=[LinesFilter])
    def get(self, request: Request, fair: str, run: str) -> Response:
        """The meetings of the preview in the order of time: new, moved, kept, and those that clash with what stands now."""
        asked = read_filter(LinesFilter, request)
        preview = preview_of(run_of(schedule_fair(request.user, fair), run), now=now())
        kinds = [Kind(asked["kind"])] if "kind" in asked else list(Kind)
        entries = preview.entries(kinds)
        page = self.paginate_queryset(entries)
        return self.get_paginated_response(LineOut(page, many=True).data)


class UnmetView(generics.ListAPIView):
    permission_classes = (Scoped,)
    required_scope = "manage"
    serializer_class = UnmetOut
    queryset = ScheduleRun.objects.none()

    @extend_schema(operation_id="schedule_runs_unmet", tags=TAGS, parameters=[Filter])
    def get(self, request: Request, fair: str, run: str) -> Response:
        """Every open wish without a place and why; the strongest first."""
        read_filter(Filter, request)
        preview = preview_of(run_of(schedule_fair(request.user, fair), run), now=now())
        page = self.paginate_queryset(preview.unmet())
        return self.get_paginated_response(UnmetOut(page, many=True).data)


class PeopleView(generics.ListAPIView):
    permission_classes = (Scoped,)
    required_scope = "manage"
    serializer_class = PersonServedOut
    queryset = ScheduleRun.objects.none()

    @extend_schema(operation_id="schedule_runs_people", tags=TAGS, parameters=[PeopleFilter])
    def get(self, request: Request, fair: str, run: str) -> Response:
        """How well the preview serves each person, the worst served first; empty for a run that has no preview."""
        asked = read_filter(PeopleFilter, request)
        found = run_of(schedule_fair(request.user, fair), run)
        is_preview = found.state == RunState.READY
        lines = people_of_preview(preview_of(found, now=now()), name=asked.get("q", "")).lines if is_preview else []
        page = self.paginate_queryset(lines)
        return self.get_paginated_response(PersonServedOut(page, many=True).data)


class WhatIfView(Desk):
    @extend_schema(operation_id="schedule_runs_what_if", tags=TAGS, responses=WhatIfOut)
    def get(self, request: Request, fair: str, run: str) -> Response:
        """What more tables, interpreters or slots would bring, the most first."""
        return Response(WhatIfOut(self.run_named(request, fair, run)).data)

    @extend_schema(
        operation_id="schedule_runs_ask_what_if",
        tags=TAGS,
        request=None,
        responses=WhatIfOut,
        parameters=[IDEMPOTENCY_KEY],
    )
    @idempotent(render_what_if, status=200)
    def post(self, request: Request, fair: str, run: str) -> ScheduleRun:
        """Has it counted again by a worker, for the preview as it is now."""
        return ask_what_if(self.run_named(request, fair, run), user=user_of(request))


class CancelRunView(Desk):
    @extend_schema(
        operation_id="schedule_runs_cancel", tags=TAGS, request=None, responses=RunOut, parameters=[IDEMPOTENCY_KEY]
    )
    @idempotent(render_run, status=200)
    def post(self, request: Request, fair: str, run: str) -> ScheduleRun:
        """Stops a computation within a second or two, or throws a preview away."""
        return cancel_run(self.run_named(request, fair, run), user=user_of(request))


class PublishRunView(Desk):
    @extend_schema(
        operation_id="schedule_runs_publish",
        tags=TAGS,
        request=PublishIn,
        responses=RunOut,
        parameters=[IDEMPOTENCY_KEY],
    )
    @idempotent(render_run, status=200)
    def post(self, request: Request, fair: str, run: str) -> ScheduleRun:
        """Makes and moves all meetings of the preview at once; each person gets one message. 409 with the fresh
        difference when something changed since you looked.
        """
        found = self.run_named(request, fair, run)
        return publish_run(found, user=user_of(request), seen=body_of(PublishIn, request)["seen"])


class RollBackRunView(Desk):
    @extend_schema(
        operation_id="schedule_runs_roll_back",
        tags=TAGS,
        request=None,
        responses=RolledBackOut,
        parameters=[IDEMPOTENCY_KEY],
    )
    @idempotent(render_rolled_back, status=200)
    def post(self, request: Request, fair: str, run: str) -> RolledBack:
        """Takes a published run back wherever nobody has touched its meetings since."""
        return roll_back_run(self.run_named(request, fair, run), user=user_of(request))


class PlaceView(Desk):
    @extend_schema(
        operation_id="schedule_runs_place",
        tags=TAGS,
        request=PlaceIn,
        responses=PlacedOut,
        parameters=[IDEMPOTENCY_KEY],
    )
    @idempotent(render_placed, status=200)
    def post(self, request: Request, fair: str, run: str) -> Placed:
        """Puts a wish or a meeting into a slot at a table of the preview. Hard conflicts are refused, soft ones told."""
        found, body = self.run_named(request, fair, run), body_of(PlaceIn, request)
        return place_by_hand(
            found,
            user=user_of(request),
            item=body["item"],
            slot=slots_named(found.fair, [body["slot"]], pointer="/slot")[0],
            table=table_in_run(found, body["table"]),
        )


class TakeOutView(Desk):
    @extend_schema(
        operation_id="schedule_runs_take_out", tags=TAGS, request=ItemIn, responses=RunOut, parameters=[IDEMPOTENCY_KEY]
    )
    @idempotent(render_run, status=200)
    def post(self, request: Request, fair: str, run: str) -> ScheduleRun:
        """A wish leaves the preview; a meeting stays where it stands."""
        item = body_of(ItemIn, request)["item"]
        return take_out(self.run_named(request, fair, run), user=user_of(request), item=item)


class UndoView(Desk):
    @extend_schema(
        operation_id="schedule_runs_undo", tags=TAGS, request=None, responses=RunOut, parameters=[IDEMPOTENCY_KEY]
    )
    @idempotent(render_run, status=200)
    def post(self, request: Request, fair: str, run: str) -> ScheduleRun:
        """Takes back the last edit by hand."""
        return undo_edit(self.run_named(request, fair, run), user=user_of(request))


class LockView(APIView):
    permission_classes = (Scoped,)
    required_scope = "manage"

    @extend_schema(
        operation_id="meetings_lock", tags=TAGS, request=None, responses=MeetingOut, parameters=[IDEMPOTENCY_KEY]
    )
    @idempotent(render_meeting, status=200)
    def post(self, request: Request, meeting: str) -> Meeting:
        """No run of the scheduler moves it from now on."""
        return lock_in_place(meeting_to_lock(request.user, meeting), user=user_of(request))


class UnlockView(APIView):
    permission_classes = (Scoped,)
    required_scope = "manage"

    @extend_schema(
        operation_id="meetings_unlock", tags=TAGS, request=None, responses=MeetingOut, parameters=[IDEMPOTENCY_KEY]
    )
    @idempotent(render_meeting, status=200)
    def post(self, request: Request, meeting: str) -> Meeting:
        return unlock(meeting_to_lock(request.user, meeting), user=user_of(request))


class MustView(APIView):
    permission_classes = (Scoped,)
    required_scope = "manage"

    @extend_schema(
        operation_id="meeting_requests_must",
        tags=TAGS,
        request=MustIn,
        responses=RequestOut,
        parameters=[IDEMPOTENCY_KEY],
    )
    @idempotent(render_request, status=200)
    def post(self, request: Request, fair: str, meeting_request: str) -> MeetingRequest:
        """Whether the scheduler has to place this wish."""
        found = request_for(request.user, schedule_fair(request.user, fair), meeting_request)
        return mark_must(found, user=user_of(request), is_must=body_of(MustIn, request)["is_must"])


RUNS = "fairs/<slug:fair>/schedule-runs"
urlpatterns = [
    path(f"{RUNS}/", RunsView.as_view(), name="api_schedule_runs"),
    path(f"{RUNS}/<str:run>/", RunView.as_view(), name="api_schedule_run"),
    path(f"{RUNS}/<str:run>/preview/", PreviewView.as_view(), name="api_schedule_preview"),
    path(f"{RUNS}/<str:run>/lines/", LinesView.as_view(), name="api_schedule_lines"),
    path(f"{RUNS}/<str:run>/unmet/", UnmetView.as_view(), name="api_schedule_unmet"),
    path(f"{RUNS}/<str:run>/people/", PeopleView.as_view(), name="api_schedule_people"),
    path(f"{RUNS}/<str:run>/what-if/", WhatIfView.as_view(), name="api_schedule_what_if"),
    path(f"{RUNS}/<str:run>/cancel/", CancelRunView.as_view(), name="api_schedule_cancel"),
    path(f"{RUNS}/<str:run>/publish/", PublishRunView.as_view(), name="api_schedule_publish"),
    path(f"{RUNS}/<str:run>/roll-back/", RollBackRunView.as_view(), name="api_schedule_roll_back"),
    path(f"{RUNS}/<str:run>/placements/", PlaceView.as_view(), name="api_schedule_place"),
    path(f"{RUNS}/<str:run>/placements/take-out/", TakeOutView.as_view(), name="api_schedule_take_out"),
    path(f"{RUNS}/<str:run>/placements/undo/", UndoView.as_view(), name="api_schedule_undo"),
    path("meetings/<str:meeting>/lock/", LockView.as_view(), name="api_meeting_lock"),
    path("meetings/<str:meeting>/unlock/", UnlockView.as_view(), name="api_meeting_unlock"),
    path(
        "fairs/<slug:fair>/meeting-requests/<str:meeting_request>/must/",
        MustView.as_view(),
        name="api_meeting_request_must",
    ),
]
