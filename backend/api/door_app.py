"""What a device of the door speaks: enrol, where it stands, one look, what it kept, the snapshot (docs/door.md)."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpResponse
from django.urls import path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.api.door import VERDICTS, CheckinListOut, GateOut, ScanOut, scan_answer
from backend.authentication import DeviceAuthentication
from backend.known_callers import KnownDevice
from backend.permissions import Anyone, Enrolled
from backend.serializers import MomentField, StrictSerializer, read
from backend.throttles import DeviceThrottle, ScopedThrottle
from checkin.access.posts import DevicePost
from checkin.models import CheckinList, Device, Direction
from checkin.queries.devices import next_number
from checkin.queries.door import checkin_lists_of_device, crew_lists_of, seat_holders
from checkin.queries.keys import believed_keys
from checkin.queries.snapshot import snapshot
from checkin.services.devices import enrol
from checkin.services.scans import ScanRequest, scan_badge
from checkin.services.sync import Finding, Health, Kept, KeptScan, Outcome, Taken, Undo, take
from kernel.clock import now

MOST_PER_REQUEST = 500
OUTCOMES = [one.value for one in Outcome]
MOST_OFFSET_MS = 100 * 366 * 86_400_000
NONCE = r"^[A-Za-z0-9_-]{8,64}$"


class NonceField(serializers.RegexField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(NONCE, **kwargs)


class TextRead(serializers.CharField):
    def __init__(self) -> None:
        super().__init__(max_length=2000, trim_whitespace=False, allow_blank=True)


class EnrolIn(StrictSerializer):
    code = serializers.CharField(max_length=64)


class KeyOut(serializers.Serializer):
    id = serializers.IntegerField()
    public = serializers.CharField(help_text="Ed25519, 64 hex digits.")


class PostDeviceOut(serializers.Serializer):
    id = serializers.CharField()
    name = serializers.CharField()
    next_seq = serializers.IntegerField(help_text="The first number that is surely free.")


class PostFairOut(serializers.Serializer):
    slug = serializers.CharField()
    name_vi = serializers.CharField()
    name_en = serializers.CharField()
    name_ja = serializers.CharField()
    timezone = serializers.CharField()
    token_number = serializers.IntegerField()
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()


class PostListOut(CheckinListOut):
    """`holders`, of a workshop's list: the registrations with a seat, as the snapshot numbers them."""

    holders = serializers.SerializerMethodField()

    def get_holders(self, one: CheckinList) -> list[int] | None:
        holders: dict[int, list[int]] = self.context["holders"]
        return None if one.workshop_id is None else holders[one.workshop_id]


class CrewHoursOut(serializers.Serializer):
    opens_at = serializers.DateTimeField()
    closes_at = serializers.DateTimeField()


class PostOut(serializers.Serializer):
    server_time = serializers.DateTimeField()
    device = PostDeviceOut()
    fair = PostFairOut()
    gate = GateOut()
    checkin_lists = PostListOut(many=True)
    crew_hours = CrewHoursOut(
        many=True, help_text="Of every list of the fair that names contractors, here or elsewhere."
    )
    keys = KeyOut(many=True)


class EnrolledOut(serializers.Serializer):
    key = serializers.CharField(help_text="Shown once; from now on `Authorization: Device <key>`.")
    post = PostOut()


class LookIn(StrictSerializer):
    seq = serializers.IntegerField(min_value=1, max_value=2**31 - 1)
    nonce = NonceField()
    text = TextRead()
    direction = serializers.ChoiceField(choices=Direction.values, default=Direction.ENTRY)
    checkin_list = serializers.CharField(max_length=32)


class KeptIn(LookIn):
    scanned_at = MomentField(help_text="The device's clock.")
    clock_offset_ms = serializers.IntegerField(
        min_value=-MOST_OFFSET_MS, max_value=MOST_OFFSET_MS, help_text="Server minus device, as last measured."
    )
    verdict = serializers.ChoiceField(choices=VERDICTS, help_text="What the guard was told.")
    instead_of = NonceField(required=False, help_text="The look that was never answered.")


class UndoIn(StrictSerializer):
    nonce = NonceField(help_text="Of the scan that is taken back.")
    at = MomentField()
    clock_offset_ms = serializers.IntegerField(min_value=-MOST_OFFSET_MS, max_value=MOST_OFFSET_MS)


class HealthIn(StrictSerializer):
    unsent = serializers.IntegerField(min_value=0, max_value=2**31 - 1, required=False, allow_null=True)
    battery = serializers.IntegerField(min_value=0, max_value=100, required=False, allow_null=True)
    snapshot_at = MomentField(required=False, allow_null=True)
    clock_offset_ms = serializers.IntegerField(
        min_value=-MOST_OFFSET_MS, max_value=MOST_OFFSET_MS, required=False, allow_null=True
    )


class SyncIn(StrictSerializer):
    """Scans and undos are read one by one: a bad one is answered at its place and stops no other."""

    scans = serializers.ListField(max_length=MOST_PER_REQUEST, default=list)
    annulments = serializers.ListField(max_length=MOST_PER_REQUEST, default=list)
    health = HealthIn(required=False)


class SyncShape(serializers.Serializer):
    scans = KeptIn(many=True, required=False)
    annulments = UndoIn(many=True, required=False)
    health = HealthIn(required=False)


class TakenOut(serializers.Serializer):
    nonce = serializers.CharField()
    outcome = serializers.ChoiceField(choices=OUTCOMES)
    problem = serializers.CharField(help_text="Why it was refused: invalid, sequence_clash, nonce_taken, no_such_list.")
    finding = serializers.ChoiceField(choices=[one.value for one in Finding])


class UndoneOut(serializers.Serializer):
    nonce = serializers.CharField()
    outcome = serializers.ChoiceField(choices=["noted", "refused"])


class SyncOut(serializers.Serializer):
    server_time = serializers.DateTimeField()
    results = TakenOut(many=True)
    annulled = UndoneOut(many=True)


def post_answer(device: Device) -> dict[str, Any]:
    """All a device needs to know to stand at its gate, with or without the network."""
    lists = checkin_lists_of_device(device)
    return PostOut(
        {
            "server_time": now(),
            "device": {"id": device.public_id, "name": device.name, "next_seq": next_number(device.pk)},
            "fair": device.fair,
            "gate": device.gate,
            "checkin_lists": lists,
            "crew_hours": crew_lists_of(device.fair_id),
            "keys": [{"id": key.key_id, "public": key.public.hex()} for key in believed_keys()],
        },
        context={"holders": seat_holders(lists)},
    ).data


class DeviceView(APIView):
    """The base of every route of a device: its key, no throttle, one post."""

    authentication_classes = (DeviceAuthentication,)
    permission_classes = (Enrolled,)
    throttle_classes: tuple[type[DeviceThrottle], ...] = ()

    @property
    def post_here(self) -> DevicePost:
        assert isinstance(self.request.auth, DevicePost)
        return self.request.auth


class EnrolView(APIView):
    """A code, once, for a key of its own."""

    authentication_classes = ()
    permission_classes = (Anyone,)
    throttle_classes = (ScopedThrottle,)
    throttle_scope = "enrol"

    @extend_schema(operation_id="door_enrol", request=EnrolIn, responses={201: EnrolledOut}, tags=["door app"])
    def post(self, request: Request) -> Response:
        device, key = enrol(read(EnrolIn, request.data)["code"], now=now())
        return Response({"key": key, "post": post_answer(_with_place(device.pk))}, status=201)


class DoorPostView(DeviceView):
    @extend_schema(operation_id="door_post", responses=PostOut, tags=["door app"])
    def get(self, request: Request) -> Response:  # noqa: ARG002
        return Response(post_answer(_with_place(self.post_here.device_id)))


class DoorLookView(KnownDevice, DeviceView):
    """One look decided by the server, at its time; the same nonce again answers the first answer."""

    @extend_schema(operation_id="door_look", request=LookIn, responses=ScanOut, tags=["door app"])
    def post(self, request: Request) -> Response:
        answer: Response = self.decided(request)
        return answer

    def decide(self, request: Request) -> Response:
        item = read(LookIn, request.data)
        look = ScanRequest(text=item["text"], nonce=item["nonce"], direction=item["direction"], seq=item["seq"])
        return Response(scan_answer(scan_badge(self.post_now(request, item["checkin_list"]), look, now=now())))


class DoorSyncView(DeviceView):
    """What the device kept, in any order and as often as it likes; with nothing in it, a heartbeat."""

    @extend_schema(operation_id="door_sync", request=SyncShape, responses=SyncOut, tags=["door app"])
    def post(self, request: Request) -> Response:
        item = read(SyncIn, request.data)
        scans = [item_of(KeptIn, KeptScan, each) for each in item["scans"]]
        undone = [item_of(UndoIn, Undo, each) for each in item["annulments"]]
        kept = Kept(
            scans=[scan for scan in scans if scan is not None],
            undone=[undo for undo in undone if undo is not None],
            health=Health(**item.get("health", {})),
        )
        taken = iter(take(self.post_here, kept, now=now()))
        results = [
            next(taken) if scan is not None else Taken(nonce_of(raw), Outcome.REFUSED, "invalid")
            for scan, raw in zip(scans, item["scans"], strict=True)
        ]
        return Response(
            {
                "server_time": now(),
                "results": [
                    {"nonce": one.nonce, "outcome": one.outcome, "problem": one.problem, "finding": one.finding}
                    for one in results
                ],
                "annulled": [
                    {"nonce": nonce_of(raw), "outcome": "refused" if undo is None else "noted"}
                    for undo, raw in zip(undone, item["annulments"], strict=True)
                ],
            }
        )


class DoorSnapshotView(DeviceView):
    @extend_schema(
        operation_id="door_snapshot",
        parameters=[OpenApiParameter("since", OpenApiTypes.INT, description="The cursor of the snapshot it has.")],
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY},
        tags=["door app"],
    )
    def get(self, request: Request) -> HttpResponse:
        since = request.query_params.get("since", "")
        taken = snapshot(
            self.post_here, since=int(since) if since.isascii() and since.isdigit() and len(since) < 19 else None
        )
        answer = HttpResponse(taken.content, content_type="application/octet-stream")
        answer["Phien-Cursor"] = str(taken.cursor)
        answer["Cache-Control"] = "no-store"
        return answer


def _with_place(device_id: int) -> Device:
    return Device.objects.select_related("fair", "gate__hall").get(pk=device_id)


def item_of(form: type[StrictSerializer], shape: Callable[..., Any], raw: Any) -> Any:
    """The item as the domain takes it, or None when it is not well formed."""
    try:
        return shape(**read(form, raw))
    except serializers.ValidationError:
        return None


def nonce_of(raw: Any) -> str:
    """The nonce of an item that may be anything, as far as it can be told."""
    nonce = raw.get("nonce") if isinstance(raw, Mapping) else None
    return nonce[:64] if isinstance(nonce, str) else ""


urlpatterns = [
    path("door/enrol/", EnrolView.as_view(), name="api_door_enrol"),
    path("door/post/", DoorPostView.as_view(), name="api_door_post"),
    path("door/scans/", DoorLookView.as_view(), name="api_door_look"),
    path("door/sync/", DoorSyncView.as_view(), name="api_door_sync"),
    path("door/snapshot/", DoorSnapshotView.as_view(), name="api_door_snapshot"),
]
