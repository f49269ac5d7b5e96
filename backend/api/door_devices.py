"""The organiser's side of the door's devices: add, let in again, shut out; and what came to light when they came together."""

from dataclasses import asdict
from typing import Any

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from backend.permissions import Scoped
from backend.serializers import LineField, StrictSerializer, read
from checkin.access.devices import device_for, fair_with_devices, place_of
from checkin.models import Device
from checkin.queries.devices import STATES, DeviceNow, devices_of
from checkin.queries.merges import merge_report
from checkin.services.devices import add_device, renew_code, revoke_device
from kernel.clock import now


class DeviceIn(StrictSerializer):
    name = LineField(max_length=60)
    gate = serializers.CharField(max_length=32)
    checkin_lists = serializers.ListField(child=serializers.CharField(max_length=32), min_length=1, max_length=50)


class StretchOut(serializers.Serializer):
    first = serializers.IntegerField()
    last = serializers.IntegerField()


class DeviceOut(serializers.Serializer):
    id = serializers.CharField()
    name = serializers.CharField()
    gate = serializers.CharField()
    checkin_lists = serializers.ListField(child=serializers.CharField())
    state = serializers.ChoiceField(choices=STATES)
    enrolled_at = serializers.DateTimeField(allow_null=True)
    revoked_at = serializers.DateTimeField(allow_null=True)
    seen_at = serializers.DateTimeField(allow_null=True)
    unsent = serializers.IntegerField(allow_null=True, help_text="Scans it kept, as it last told.")
    battery = serializers.IntegerField(allow_null=True, help_text="Percent.")
    snapshot_at = serializers.DateTimeField(allow_null=True)
    clock_offset_ms = serializers.IntegerField(allow_null=True, help_text="Server minus device.")
    scans = serializers.IntegerField()
    last_scan_at = serializers.DateTimeField(allow_null=True)
    missing = StretchOut(many=True, help_text="Stretches of its numbers that have not come in.")


class CodeOut(serializers.Serializer):
    id = serializers.CharField()
    name = serializers.CharField()
    code = serializers.CharField(help_text="Lets one device in, once. Shown now and never again.")
    expires_at = serializers.DateTimeField()


class PassedOut(serializers.Serializer):
    at = serializers.DateTimeField()
    gate = serializers.CharField()
    device = serializers.CharField()
    offline = serializers.BooleanField()


class DoubleEntryOut(serializers.Serializer):
    checkin_list = serializers.CharField()
    full_name = serializers.CharField()
    company = serializers.CharField()
    role = serializers.CharField()
    first = PassedOut()
    second = PassedOut()
    seconds_apart = serializers.FloatField()
    nonce = serializers.CharField(help_text="Of the second entry.")


class LetInWronglyOut(serializers.Serializer):
    finding = serializers.ChoiceField(choices=["ended_before", "not_ours"])
    checkin_list = serializers.CharField()
    full_name = serializers.CharField()
    company = serializers.CharField()
    ended_at = serializers.DateTimeField(allow_null=True)
    passed = PassedOut()


class UnboundOut(serializers.Serializer):
    at = serializers.DateTimeField()
    device = serializers.CharField()
    code = serializers.CharField(help_text="Printed on the badge that was given.")
    full_name = serializers.CharField()
    phone = serializers.CharField()
    company = serializers.CharField()
    problem = serializers.CharField(help_text="The code of the refusal: not_blank, not_in_stock, not_admitted …")


class OverCapacityOut(serializers.Serializer):
    checkin_list = serializers.CharField(help_text="Its name in Vietnamese.")
    capacity = serializers.IntegerField()
    most = serializers.IntegerField(help_text="So many were inside, at `at`.")
    since = serializers.DateTimeField(help_text="When it was more than full for the first time.")
    at = serializers.DateTimeField()
    offline = serializers.IntegerField(help_text="Let in while it was full by devices without the network.")


class MergeReportOut(serializers.Serializer):
    doubles = DoubleEntryOut(many=True)
    wrongly = LetInWronglyOut(many=True)
    unbound = UnboundOut(many=True, help_text="People given a badge out of the stock whose binding could not be taken.")
    over = OverCapacityOut(many=True, help_text="Lists that held more than they may.")
    doubtful_clocks = serializers.IntegerField()
    taken_back = serializers.IntegerField()
    offline = serializers.IntegerField(help_text="Scans that devices decided by themselves.")


def _device(one: DeviceNow) -> dict[str, Any]:
    device = one.device
    return {
        "id": device.public_id,
        "name": device.name,
        "gate": device.gate.code,
        "checkin_lists": [each.public_id for each in device.checkin_lists.all()],
        "state": one.state,
        "enrolled_at": device.enrolled_at,
        "revoked_at": device.revoked_at,
        "seen_at": device.seen_at,
        "unsent": device.unsent,
        "battery": device.battery,
        "snapshot_at": device.snapshot_at,
        "clock_offset_ms": device.clock_offset_ms,
        "scans": one.scans,
        "last_scan_at": one.last_scan_at,
        "missing": [{"first": first, "last": last} for first, last in one.missing],
    }


def _code(device: Device, code: str) -> dict[str, Any]:
    return {"id": device.public_id, "name": device.name, "code": code, "expires_at": device.code_expires_at}


def _user_id(request: Request) -> int:
    assert isinstance(request.user, User)
    return request.user.pk


class DevicesView(APIView):
    permission_classes = (Scoped,)
    required_scope = "manage"

    @extend_schema(operation_id="devices_list", responses=DeviceOut(many=True), tags=["door"])
    def get(self, request: Request, fair: str) -> Response:
        the_fair = fair_with_devices(request.user, fair)
        return Response([_device(one) for one in devices_of(the_fair, now=now())])

    @extend_schema(operation_id="devices_create", request=DeviceIn, responses={201: CodeOut}, tags=["door"])
    def post(self, request: Request, fair: str) -> Response:
        the_fair = fair_with_devices(request.user, fair)
        item = read(DeviceIn, request.data)
        gate, lists = place_of(the_fair, gate=item["gate"], checkin_lists=item["checkin_lists"])
        made = add_device(
            the_fair, name=item["name"], gate=gate, checkin_lists=lists, actor_id=_user_id(request), now=now()
        )
        return Response(_code(*made), status=201)


class DeviceCodeView(APIView):
    """A new code for the same device; the key it had ends at once."""

    permission_classes = (Scoped,)
    required_scope = "manage"

    @extend_schema(operation_id="devices_renew_code", request=None, responses=CodeOut, tags=["door"])
    def post(self, request: Request, device: str) -> Response:
        return Response(_code(*renew_code(device_for(request.user, device), actor_id=_user_id(request), now=now())))


class DeviceView(APIView):
    """DELETE shuts the device out from its next request on; what it has not sent stays on it."""

    permission_classes = (Scoped,)
    required_scope = "manage"

    @extend_schema(operation_id="devices_revoke", responses={204: None}, tags=["door"])
    def delete(self, request: Request, device: str) -> Response:
        revoke_device(device_for(request.user, device), actor_id=_user_id(request), now=now())
        return Response(status=204)


class MergeReportView(APIView):
    permission_classes = (Scoped,)
    required_scope = "manage"

    @extend_schema(operation_id="door_merge_report", responses=MergeReportOut, tags=["door"])
    def get(self, request: Request, fair: str) -> Response:
        return Response(asdict(merge_report(fair_with_devices(request.user, fair))))


urlpatterns = [
    path("fairs/<slug:fair>/devices/", DevicesView.as_view(), name="api_devices"),
    path("fairs/<slug:fair>/merge-report/", MergeReportView.as_view(), name="api_merge_report"),
    path("devices/<str:device>/", DeviceView.as_view(), name="api_device"),
    path("devices/<str:device>/code/", DeviceCodeView.as_view(), name="api_device_code"),
]
