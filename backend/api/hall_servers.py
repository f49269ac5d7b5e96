"""The organiser's side of servers at the venue: add, let in again, shut out; how they are."""

from typing import Any

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from backend.api.door_devices import CodeOut
from backend.permissions import Scoped
from backend.serializers import LineField, StrictSerializer, read
from checkin.access.devices import fair_with_devices
from checkin.access.hall_servers import hall_server_for
from checkin.models import HallServer
from checkin.queries.devices import STATES
from checkin.queries.hall_servers import HallServerNow, hall_servers_of
from checkin.services.hall_servers import add_hall_server, renew_hall_code, revoke_hall_server
from kernel.clock import now


class HallServerIn(StrictSerializer):
    name = LineField(max_length=60)


class HallServerOut(serializers.Serializer):
    id = serializers.CharField(source="hall.public_id")
    name = serializers.CharField(source="hall.name")
    state = serializers.ChoiceField(choices=STATES)
    enrolled_at = serializers.DateTimeField(source="hall.enrolled_at", allow_null=True)
    revoked_at = serializers.DateTimeField(source="hall.revoked_at", allow_null=True)
    seen_at = serializers.DateTimeField(source="hall.seen_at", allow_null=True)
    pulled_at = serializers.DateTimeField(
        source="hall.pulled_at", allow_null=True, help_text="As of when it knows the fair."
    )
    pushed_at = serializers.DateTimeField(
        source="hall.pushed_at", allow_null=True, help_text="When it had told all it has."
    )
    unsent = serializers.IntegerField(
        source="hall.unsent", allow_null=True, help_text="Scans it kept, as it last told."
    )
    clock_offset_ms = serializers.IntegerField(
        source="hall.clock_offset_ms", allow_null=True, help_text="Server minus hall server."
    )


def _code(hall: HallServer, code: str) -> dict[str, Any]:
    return {"id": hall.public_id, "name": hall.name, "code": code, "expires_at": hall.code_expires_at}


def _user_id(request: Request) -> int:
    assert isinstance(request.user, User)
    return request.user.pk


class HallServersView(APIView):
    permission_classes = (Scoped,)
    required_scope = "manage"

    @extend_schema(operation_id="hall_servers_list", responses=HallServerOut(many=True), tags=["door"])
    def get(self, request: Request, fair: str) -> Response:
        found: list[HallServerNow] = hall_servers_of(fair_with_devices(request.user, fair), now=now())
        return Response(HallServerOut(found, many=True).data)

    @extend_schema(operation_id="hall_servers_create", request=HallServerIn, responses={201: CodeOut}, tags=["door"])
    def post(self, request: Request, fair: str) -> Response:
        the_fair = fair_with_devices(request.user, fair)
        name = read(HallServerIn, request.data)["name"]
        return Response(_code(*add_hall_server(the_fair, name=name, actor_id=_user_id(request), now=now())), status=201)


class HallServerCodeView(APIView):
    """A new code for the same server; the key it had ends at once."""

    permission_classes = (Scoped,)
    required_scope = "manage"

    @extend_schema(operation_id="hall_servers_renew_code", request=None, responses=CodeOut, tags=["door"])
    def post(self, request: Request, hall_server: str) -> Response:
        hall = hall_server_for(request.user, hall_server)
        return Response(_code(*renew_hall_code(hall, actor_id=_user_id(request), now=now())))


class HallServerView(APIView):
    """DELETE shuts the server out from its next request on; what it has not sent stays on it."""

    permission_classes = (Scoped,)
    required_scope = "manage"

    @extend_schema(operation_id="hall_servers_revoke", responses={204: None}, tags=["door"])
    def delete(self, request: Request, hall_server: str) -> Response:
        revoke_hall_server(hall_server_for(request.user, hall_server), actor_id=_user_id(request), now=now())
        return Response(status=204)


urlpatterns = [
    path("fairs/<slug:fair>/hall-servers/", HallServersView.as_view(), name="api_hall_servers"),
    path("hall-servers/<str:hall_server>/", HallServerView.as_view(), name="api_hall_server"),
    path("hall-servers/<str:hall_server>/code/", HallServerCodeView.as_view(), name="api_hall_server_code"),
]
