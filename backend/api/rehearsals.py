"""A rehearsal of the morning at the gates: asked for, followed, stopped, its report. It runs on a copy of the fair's door."""

from typing import Any

from django.db.models import QuerySet
from django.urls import path
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.api.callers import user_of
from backend.permissions import Scoped
from backend.serializers import StrictSerializer, read
from checkin.access.places import fair_with_door
from checkin.access.rehearsals import rehearsal_for
from checkin.models import Rehearsal
from checkin.rehearsal.morning import MOST_GATES, Asked
from checkin.rehearsal.report import findings
from checkin.services.rehearsals import Failure, ask_for_rehearsal, stop_rehearsal
from checkin.states import RehearsalState

TAGS = ["door"]
FAILURES = [(one.value, one.value) for one in Failure]


class RehearsalIn(StrictSerializer):
    """One hour of the fair, held in about a minute."""

    arrivals = serializers.IntegerField(min_value=10, max_value=3000, default=2000)
    gates = serializers.IntegerField(min_value=1, max_value=MOST_GATES, default=1)
    handling = serializers.IntegerField(
        min_value=1, max_value=120, default=5, help_text="Seconds from one person to the next, without the answer."
    )
    cut_from = serializers.IntegerField(min_value=0, max_value=60, default=25, help_text="Minute the network goes.")
    cut_until = serializers.IntegerField(min_value=0, max_value=60, default=35, help_text="Minute it is back.")
    copies = serializers.IntegerField(
        min_value=0, max_value=200, default=20, help_text="Copied badges, each shown at two gates during the cut."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["cut_from"] > attrs["cut_until"]:
            raise serializers.ValidationError(
                {"cut_until": _("The network comes back after it was cut.")}, code="order"
            )
        return attrs


class QueueOut(serializers.Serializer):
    served = serializers.IntegerField()
    longest = serializers.IntegerField(help_text="People who waited at once.")
    longest_wait = serializers.FloatField(help_text="Seconds.")
    mean_wait = serializers.FloatField(help_text="Seconds.")


class GateReportOut(serializers.Serializer):
    gate = serializers.CharField()
    queue = QueueOut()
    quarters = serializers.ListField(child=serializers.IntegerField(), help_text="Arrivals in each 15 minutes.")
    by_itself = serializers.IntegerField(help_text="Decided without the network.")
    unheard = serializers.IntegerField(help_text="Decided because no answer came.")


class DoubleOut(serializers.Serializer):
    gates = serializers.CharField()
    seconds_apart = serializers.FloatField()


class RehearsalReportOut(serializers.Serializer):
    arrivals = serializers.IntegerField()
    handling = serializers.FloatField()
    gates = GateReportOut(many=True)
    verdicts = serializers.DictField(child=serializers.IntegerField())
    verdict_ms = serializers.DictField(child=serializers.FloatField())
    came_in = serializers.IntegerField(help_text="Scans that came in after the cut.")
    came_in_seconds = serializers.FloatField()
    lost = serializers.IntegerField(help_text="Told by the devices and not here.")
    refused = serializers.IntegerField()
    doubles = DoubleOut(many=True)
    copies_shown = serializers.IntegerField()
    gates_needed = serializers.IntegerField(help_text="With so many nobody waits longer than five minutes.")
    nothing_written = serializers.BooleanField(help_text="The fair itself is as it was before.")


class FindingOut(serializers.Serializer):
    code = serializers.CharField()
    is_good = serializers.BooleanField()
    told = serializers.DictField(help_text="The numbers that belong to it.")


class RehearsalOut(serializers.Serializer):
    id = serializers.CharField(source="public_id")
    state = serializers.ChoiceField(RehearsalState.choices)
    share = serializers.FloatField(help_text="How far it is, 0 to 1.")
    asked = serializers.SerializerMethodField()
    failure = serializers.ChoiceField(FAILURES, allow_blank=True)
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)

    @extend_schema_field(RehearsalIn)
    def get_asked(self, found: Rehearsal) -> dict[str, int]:
        asked = Asked.from_json(found.asked)
        return {
            "arrivals": asked.arrivals, "gates": asked.gates, "handling": round(asked.handling),
            "cut_from": round(asked.cut[0]), "cut_until": round(asked.cut[1]), "copies": asked.copies,
        }  # fmt: skip


class RehearsalWithReportOut(RehearsalOut):
    report = RehearsalReportOut(allow_null=True)
    findings = serializers.SerializerMethodField()

    @extend_schema_field(FindingOut(many=True))
    def get_findings(self, found: Rehearsal) -> Any:
        return FindingOut(findings(found.report) if found.report else [], many=True).data


class RehearsalsView(generics.ListAPIView):
    permission_classes = (Scoped,)
    required_scope = "manage"
    serializer_class = RehearsalOut
    queryset = Rehearsal.objects.none()

    def get_queryset(self) -> QuerySet[Rehearsal]:
        return Rehearsal.objects.filter(fair=fair_with_door(self.request.user, self.kwargs["fair"])).order_by("-pk")

    @extend_schema(operation_id="rehearsals_list", tags=TAGS)
    def get(self, request: Request, fair: str) -> Response:
        """The newest first."""
        return self.list(request, fair)

    @extend_schema(operation_id="rehearsals_create", request=RehearsalIn, responses={201: RehearsalOut}, tags=TAGS)
    def post(self, request: Request, fair: str) -> Response:
        """It waits for a worker. 409 `rehearsal_at_work` while another one of the fair is under way."""
        where = fair_with_door(request.user, fair)
        item = read(RehearsalIn, request.data)
        asked = Asked(
            arrivals=item["arrivals"], gates=item["gates"], handling=item["handling"], copies=item["copies"],
            cut=(item["cut_from"], item["cut_until"]),
        )  # fmt: skip
        made = ask_for_rehearsal(where, asked=asked, user=user_of(request))
        made.refresh_from_db()
        return Response(RehearsalOut(made).data, status=201)


class RehearsalView(APIView):
    permission_classes = (Scoped,)
    required_scope = "manage"

    @extend_schema(operation_id="rehearsals_retrieve", responses=RehearsalWithReportOut, tags=TAGS)
    def get(self, request: Request, fair: str, rehearsal: str) -> Response:
        """How far it is; when it is done, what it showed and what to change before the day."""
        return Response(RehearsalWithReportOut(rehearsal_for(request.user, fair, rehearsal)).data)


class RehearsalStopView(APIView):
    permission_classes = (Scoped,)
    required_scope = "manage"

    @extend_schema(operation_id="rehearsals_stop", request=None, responses=RehearsalOut, tags=TAGS)
    def post(self, request: Request, fair: str, rehearsal: str) -> Response:
        """One that waits ends at once, one under way within two seconds. 409 when it is over."""
        found = rehearsal_for(request.user, fair, rehearsal)
        return Response(RehearsalOut(stop_rehearsal(found, user=user_of(request))).data)


urlpatterns = [
    path("fairs/<slug:fair>/rehearsals/", RehearsalsView.as_view(), name="api_rehearsals"),
    path("fairs/<slug:fair>/rehearsals/<str:rehearsal>/", RehearsalView.as_view(), name="api_rehearsal"),
    path("fairs/<slug:fair>/rehearsals/<str:rehearsal>/stop/", RehearsalStopView.as_view(), name="api_rehearsal_stop"),
]
