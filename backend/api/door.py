"""The door by API: scans one by one and in batches, the log, the live counts."""

from dataclasses import fields
from typing import Any

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.known_callers import KnownStaff
from backend.permissions import Scoped
from backend.serializers import MomentField, StrictSerializer, read
from checkin.access.posts import post_for
from checkin.models import Direction, Scan, Verdict
from checkin.queries.door import scans_of
from checkin.queries.presence import midnight
from checkin.services.scans import Note, ScanRequest, ScanResult, scan_badge, scan_batch
from fairday.queries.live_counts import live_counts
from fairs.access import DOOR_STAFF, fair_to_run
from kernel.clock import now

MOST_PER_BATCH = 500
VERDICTS = Verdict.values


class GateOut(serializers.Serializer):
    id = serializers.CharField(source="public_id")
    code = serializers.CharField()
    name_vi = serializers.CharField()
    name_en = serializers.CharField()
    name_ja = serializers.CharField()
    hall = serializers.CharField(source="hall.code", default=None, allow_null=True)


class CheckinListOut(serializers.Serializer):
    id = serializers.CharField(source="public_id")
    name_vi = serializers.CharField()
    name_en = serializers.CharField()
    name_ja = serializers.CharField()
    opens_at = serializers.DateTimeField()
    closes_at = serializers.DateTimeField()
    re_entry = serializers.BooleanField()
    roles = serializers.ListField(child=serializers.CharField(), help_text="Empty: every role.")
    hall = serializers.CharField(source="hall.code", default=None, allow_null=True, help_text="Of a zone's list.")
    workshop = serializers.CharField(
        source="workshop.code", default=None, allow_null=True, help_text="Only who holds a seat of it."
    )
    capacity = serializers.IntegerField(allow_null=True, help_text="How many may be inside at once.")
    exits = serializers.BooleanField(help_text="People are scanned out too.")
    public_from = serializers.DateTimeField(
        allow_null=True, help_text="Everybody but `early_roles` comes from then on."
    )
    public_until = serializers.DateTimeField(allow_null=True)
    early_roles = serializers.ListField(child=serializers.CharField())


class ScanItemIn(StrictSerializer):
    text = serializers.CharField(
        max_length=2000, trim_whitespace=False, help_text="What the camera, the hand scanner or a person read."
    )
    nonce = serializers.RegexField(r"^[A-Za-z0-9_-]{8,64}$", help_text="Made once per scan; a retry sends the same.")
    direction = serializers.ChoiceField(choices=Direction.values, default=Direction.ENTRY)
    scanned_at = MomentField(required=False, help_text="The device's time; counts only for an offline scan.")
    offline = serializers.BooleanField(default=False)


class ScanIn(ScanItemIn):
    gate = serializers.CharField(max_length=32)
    checkin_list = serializers.CharField(max_length=32)


class BatchIn(StrictSerializer):
    gate = serializers.CharField(max_length=32)
    checkin_list = serializers.CharField(max_length=32)
    scans = serializers.ListField(child=ScanItemIn(), min_length=1, max_length=MOST_PER_BATCH)


class ScanOut(serializers.Serializer):
    id = serializers.CharField()
    nonce = serializers.CharField()
    verdict = serializers.ChoiceField(choices=VERDICTS)
    direction = serializers.ChoiceField(choices=Direction.values)
    scanned_at = serializers.DateTimeField()
    repeated = serializers.BooleanField(help_text="True when this nonce was counted before.")
    full_name = serializers.CharField()
    company = serializers.CharField()
    role = serializers.CharField()
    first_entry_at = serializers.DateTimeField(allow_null=True)
    first_entry_gate = serializers.CharField()
    ended_at = serializers.DateTimeField(allow_null=True)
    valid_from = serializers.DateTimeField(allow_null=True)
    note = serializers.ChoiceField(
        choices=[one.value for one in Note],
        help_text="no_exit_seen: let in without an exit before. All others: why it was refused.",
    )
    vehicle_plate = serializers.CharField(help_text="Of a contractor's pass; else empty.")


class BatchOut(serializers.Serializer):
    results = ScanOut(many=True)


class ScanLogOut(serializers.ModelSerializer):
    id = serializers.CharField(source="public_id")
    gate = serializers.CharField(source="gate.code")
    checkin_list = serializers.CharField(source="checkin_list.public_id")

    class Meta:
        model = Scan
        fields = ("id", "gate", "checkin_list", "direction", "verdict", "offline", "scanned_at", "received_at")


class QuarterOut(serializers.Serializer):
    starts_at = serializers.DateTimeField()
    gate = serializers.CharField()
    entries = serializers.IntegerField()


class RefusalOut(serializers.Serializer):
    verdict = serializers.CharField()
    scans = serializers.IntegerField()


class HallInsideOut(serializers.Serializer):
    hall = serializers.CharField(allow_null=True, help_text="None: between halls, or seen at a gate that has none.")
    inside = serializers.IntegerField()


class LiveOut(serializers.Serializer):
    since = serializers.DateTimeField()
    inside = serializers.IntegerField()
    visitors = serializers.IntegerField()
    visits = serializers.IntegerField()
    refused = serializers.IntegerField()
    registered = serializers.IntegerField()
    booths = serializers.IntegerField()
    held = serializers.IntegerField()
    reserved = serializers.IntegerField()
    contracted = serializers.IntegerField()
    contracted_amount = serializers.IntegerField()
    paid_amount = serializers.IntegerField()
    requests_open = serializers.IntegerField()
    meetings_ahead = serializers.IntegerField()
    meetings_held = serializers.IntegerField()
    no_shows = serializers.IntegerField()
    mail_failed = serializers.IntegerField()
    mail_waiting = serializers.IntegerField()
    quarters = QuarterOut(many=True)
    refusals = RefusalOut(many=True)
    inside_by_hall = HallInsideOut(many=True)


def _scan(item: dict[str, Any]) -> ScanRequest:
    return ScanRequest(
        text=item["text"],
        nonce=item["nonce"],
        direction=item["direction"],
        offline=item["offline"],
        scanned_at=item.get("scanned_at"),
    )


_FIELDS = tuple((("id" if field.name == "public_id" else field.name), field.name) for field in fields(ScanResult))


def scan_answer(result: ScanResult) -> dict[str, Any]:
    """As `ScanOut` shows it."""
    return {shown: getattr(result, name) for shown, name in _FIELDS}


class ScansView(KnownStaff, ListAPIView):
    """POST decides one scan; the same nonce again answers the first answer, so a retry is always safe."""

    permission_classes = (Scoped,)
    required_scope = "scan"
    throttle_classes = ()
    serializer_class = ScanLogOut
    queryset = Scan.objects.none()

    def get_queryset(self):  # type: ignore[no-untyped-def]  # noqa: ANN201 -- DRF's hook
        return scans_of(fair_to_run(self.request.user, self.kwargs["fair"], DOOR_STAFF))

    @extend_schema(operation_id="scans_list", tags=["door"])
    def get(self, request: Request, fair: str) -> Response:
        return self.list(request, fair)

    @extend_schema(operation_id="scans_create", request=ScanIn, responses={200: ScanOut}, tags=["door"])
    def post(self, request: Request, fair: str) -> Response:
        answer: Response = self.decided(request, fair)
        return answer

    def decide(self, request: Request, fair: str) -> Response:
        item = read(ScanIn, request.data)
        post = self.post_now(request, fair, gate=item["gate"], checkin_list=item["checkin_list"])
        return Response(scan_answer(scan_badge(post, _scan(item), now=now())))


class ScanBatchView(APIView):
    """Scans kept while the network was away: at most 500 at a time, in any order, as often as needed."""

    permission_classes = (Scoped,)
    required_scope = "scan"
    throttle_classes = ()

    @extend_schema(operation_id="scans_batch", request=BatchIn, responses={200: BatchOut}, tags=["door"])
    def post(self, request: Request, fair: str) -> Response:
        item = read(BatchIn, request.data)
        post = post_for(request.user, fair, gate=item["gate"], checkin_list=item["checkin_list"])
        results = scan_batch(post, [_scan(scan) for scan in item["scans"]], now=now())
        return Response({"results": [scan_answer(result) for result in results]})


class LiveView(APIView):
    permission_classes = (Scoped,)
    required_scope = "manage"

    @extend_schema(operation_id="live_counts", responses=LiveOut, tags=["door"])
    def get(self, request: Request, fair: str) -> Response:
        the_fair = fair_to_run(request.user, fair)
        moment = now()
        counts = live_counts(the_fair, since=midnight(the_fair, moment), now=moment)
        return Response(
            {one.name: getattr(counts, one.name) for one in fields(counts) if one.name != "gates"}
            | {
                "quarters": [{"starts_at": at, "gate": gate, "entries": n} for at, gate, n in counts.quarters],
                "inside_by_hall": [{"hall": hall or None, "inside": n} for hall, n in counts.inside_by_hall],
                "refusals": [{"verdict": verdict, "scans": n} for verdict, n in counts.refusals],
            }
        )


urlpatterns = [
    path("fairs/<slug:fair>/scans/", ScansView.as_view(), name="api_scans"),
    path("fairs/<slug:fair>/scans/batch/", ScanBatchView.as_view(), name="api_scans_batch"),
    path("fairs/<slug:fair>/live/", LiveView.as_view(), name="api_live"),
]
