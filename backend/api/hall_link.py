"""What a server at the venue speaks with its fair's server: join, take rows, tell what happened (docs/door.md)."""

import gzip
from typing import Any

import orjson
from django.http import HttpResponse
from django.urls import path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.api.door import VERDICTS
from backend.api.door_app import MOST_OFFSET_MS, MOST_PER_REQUEST, KeyOut, NonceField, TakenOut, item_of, nonce_of
from backend.authentication import HallAuthentication
from backend.permissions import Anyone, HallServers
from backend.serializers import MomentField, StrictSerializer, read
from backend.throttles import ScopedThrottle
from booking.keys import key_ring
from checkin.access.hall_servers import HallPost
from checkin.errors import AnotherVersion
from checkin.models import AnnulmentCause, Direction
from checkin.queries.replica import Page, Place, page
from checkin.replica import PARTS, shape
from checkin.services.hall_servers import enrol_hall_server
from checkin.services.hall_words import (
    DeviceHealth,
    HallAnnulment,
    HallCode,
    HallHealth,
    HallScan,
    HallWords,
    take_from_hall,
)
from checkin.services.sync import Outcome, Taken
from kernel.clock import now

DIGEST = r"^[0-9a-f]{64}$"
BADGE = r"^[0-9a-f]{24}$"
MOST_DEVICES = 200


class OutsideId(serializers.CharField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=32, **kwargs)


class JoinIn(StrictSerializer):
    code = serializers.CharField(max_length=64)
    shape = serializers.CharField(max_length=16, help_text="Of the rows it holds; another one is another version.")


class HallFairOut(serializers.Serializer):
    number = serializers.IntegerField(help_text="The fair's row, there as here.")
    name = serializers.CharField()


class JoinedOut(serializers.Serializer):
    key = serializers.CharField(help_text="Shown once; from now on `Authorization: Hall <key>`.")
    name = serializers.CharField()
    fair = HallFairOut()
    keys = KeyOut(many=True)


class HallScanIn(StrictSerializer):
    public_id = OutsideId()
    device = OutsideId()
    seq = serializers.IntegerField(min_value=1, max_value=2**31 - 1)
    nonce = NonceField()
    gate = OutsideId()
    checkin_list = OutsideId()
    badge = serializers.RegexField(BADGE, allow_null=True, help_text="The badge's 12 random bytes, in hex.")
    direction = serializers.ChoiceField(choices=Direction.values)
    verdict = serializers.ChoiceField(choices=VERDICTS)
    offline = serializers.BooleanField(help_text="Decided by the device, not by the hall server.")
    scanned_at = MomentField()
    clock_doubtful = serializers.BooleanField()
    first_entry_at = MomentField(allow_null=True)


class HallAnnulmentIn(StrictSerializer):
    device = OutsideId()
    nonce = NonceField()
    cause = serializers.ChoiceField(choices=AnnulmentCause.values)
    at = MomentField()


class HallCodeIn(StrictSerializer):
    device = OutsideId()
    code_digest = serializers.RegexField(DIGEST)
    code_expires_at = MomentField()
    key_digest = serializers.RegexField(DIGEST, allow_null=True)
    at = MomentField(allow_null=True)


class DeviceHealthIn(StrictSerializer):
    device = OutsideId()
    seen_at = MomentField()
    unsent = serializers.IntegerField(min_value=0, max_value=2**31 - 1, allow_null=True)
    battery = serializers.IntegerField(min_value=0, max_value=100, allow_null=True)
    snapshot_at = MomentField(allow_null=True)
    clock_offset_ms = serializers.IntegerField(min_value=-MOST_OFFSET_MS, max_value=MOST_OFFSET_MS, allow_null=True)


class HallHealthIn(StrictSerializer):
    unsent = serializers.IntegerField(min_value=0, max_value=2**31 - 1)
    pulled_at = MomentField(allow_null=True)
    clock_offset_ms = serializers.IntegerField(min_value=-MOST_OFFSET_MS, max_value=MOST_OFFSET_MS)


class WordsIn(StrictSerializer):
    """Scans and words are read one by one: a bad one is answered at its place and stops no other."""

    scans = serializers.ListField(max_length=MOST_PER_REQUEST, default=list)
    annulments = serializers.ListField(max_length=MOST_PER_REQUEST, default=list)
    codes = serializers.ListField(max_length=MOST_PER_REQUEST, default=list)
    devices = serializers.ListField(max_length=MOST_DEVICES, default=list)
    health = HallHealthIn()


class WordsShape(serializers.Serializer):
    scans = HallScanIn(many=True, required=False)
    annulments = HallAnnulmentIn(many=True, required=False)
    codes = HallCodeIn(many=True, required=False)
    devices = DeviceHealthIn(many=True, required=False)
    health = HallHealthIn()


class HeardOut(serializers.Serializer):
    server_time = serializers.DateTimeField()
    results = TakenOut(many=True)
    keys = KeyOut(many=True)


class HallView(APIView):
    """The base of every route of a hall server: its key, no throttle, one fair."""

    authentication_classes = (HallAuthentication,)
    permission_classes = (HallServers,)
    throttle_classes = ()

    @property
    def hall(self) -> HallPost:
        assert isinstance(self.request.auth, HallPost)
        return self.request.auth


def _keys() -> list[dict[str, Any]]:
    return [{"id": key.key_id, "public": key.public.hex()} for key in key_ring()]


class HallJoinView(APIView):
    """A code, once, for a key of its own."""

    authentication_classes = ()
    permission_classes = (Anyone,)
    throttle_classes = (ScopedThrottle,)
    throttle_scope = "enrol"

    @extend_schema(operation_id="hall_join", request=JoinIn, responses={201: JoinedOut}, tags=["hall server"])
    def post(self, request: Request) -> Response:
        item = read(JoinIn, request.data)
        if item["shape"] != shape():
            raise AnotherVersion
        hall, key = enrol_hall_server(item["code"], now=now())
        fair = {"number": hall.fair_id, "name": hall.fair.name_vi}
        return Response({"key": key, "name": hall.name, "fair": fair, "keys": _keys()}, status=201)


class HallRowsView(HallView):
    """A page of the fair's rows, as JSON lines: whole, or what changed since a cursor."""

    @extend_schema(
        operation_id="hall_rows",
        parameters=[
            OpenApiParameter("shape", OpenApiTypes.STR, required=True),
            OpenApiParameter("since", OpenApiTypes.INT, description="The cursor the last pull ended with."),
            OpenApiParameter(
                "upto", OpenApiTypes.INT, description="With `table` and `after`: where this pull goes on."
            ),
            OpenApiParameter("table", OpenApiTypes.STR, enum=[part.table for part in PARTS]),
            OpenApiParameter("after", OpenApiTypes.INT),
        ],
        responses={(200, "application/jsonl"): OpenApiTypes.STR},
        tags=["hall server"],
    )
    def get(self, request: Request) -> HttpResponse:
        asked = request.query_params
        if asked.get("shape") != shape():
            raise AnotherVersion
        content = _lines(page(self.hall.fair_id, since=_number(asked.get("since")), place=_place(asked)))
        answer = HttpResponse(content_type="application/jsonl")
        answer["Cache-Control"] = "no-store"
        if "gzip" in request.headers.get("Accept-Encoding", ""):
            answer["Content-Encoding"] = "gzip"
            content = gzip.compress(content, compresslevel=2)
        answer.content = content
        return answer


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None


def _place(asked: Any) -> Place | None:
    upto, after = _number(asked.get("upto")), _number(asked.get("after"))
    is_known = asked.get("table") in {part.table for part in PARTS}
    return Place(upto, asked["table"], after) if is_known and upto is not None and after is not None else None


def _lines(made: Page) -> bytes:
    following = made.following
    lines = [orjson.dumps({"upto": made.upto})]
    for piece in made.pieces:
        head = orjson.dumps({"table": piece.table, "is_whole": piece.is_whole})
        lines.append(head[:-1] + b',"rows":' + piece.rows.encode() + b"}")
    lines.append(orjson.dumps({"next": following and {"table": following.table, "after": following.after}}))
    return b"\n".join(lines) + b"\n"


class HallWordsView(HallView):
    """What happened at the venue, in any order and as often as it likes; with nothing in it, a heartbeat."""

    @extend_schema(operation_id="hall_words", request=WordsShape, responses=HeardOut, tags=["hall server"])
    def post(self, request: Request) -> Response:
        item = read(WordsIn, request.data)
        scans = [item_of(HallScanIn, _scan, each) for each in item["scans"]]
        words = HallWords(
            scans=[scan for scan in scans if scan is not None],
            annulments=_read_all(HallAnnulmentIn, HallAnnulment, item["annulments"]),
            codes=_read_all(HallCodeIn, HallCode, item["codes"]),
            devices=_read_all(DeviceHealthIn, DeviceHealth, item["devices"]),
            health=HallHealth(**item["health"]),
        )
        taken = iter(take_from_hall(self.hall, words, now=now()))
        results = [
            next(taken) if scan is not None else Taken(nonce_of(raw), Outcome.REFUSED, "invalid")
            for scan, raw in zip(scans, item["scans"], strict=True)
        ]
        told = [
            {"nonce": one.nonce, "outcome": one.outcome, "problem": one.problem, "finding": one.finding}
            for one in results
        ]
        return Response({"server_time": now(), "results": told, "keys": _keys()})


def _scan(*, badge: str | None, **rest: Any) -> HallScan:
    return HallScan(badge=None if badge is None else bytes.fromhex(badge), **rest)


def _read_all(form: type[StrictSerializer], shape_of: type[Any], raw: list[Any]) -> list[Any]:
    found = (item_of(form, shape_of, each) for each in raw)
    return [one for one in found if one is not None]


urlpatterns = [
    path("hall/join/", HallJoinView.as_view(), name="api_hall_join"),
    path("hall/rows/", HallRowsView.as_view(), name="api_hall_rows"),
    path("hall/words/", HallWordsView.as_view(), name="api_hall_words"),
]
