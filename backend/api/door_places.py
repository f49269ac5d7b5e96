"""Gates and lists by API: read by whoever stands at the door, set up by owner and manager."""

from typing import Any

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from backend.api.door import CheckinListOut, GateOut
from backend.permissions import Scoped
from backend.serializers import LineField, MomentField, StrictSerializer, read
from booking.models import RegistrationRole
from checkin.access.places import fair_with_door, gate_for, hall_named, list_for, workshop_named
from checkin.models.gate import usual_early_roles
from checkin.queries.door import checkin_lists_of, gates_of
from checkin.services.places import (
    GateGiven,
    ListGiven,
    add_gate,
    add_list,
    change_gate,
    change_list,
    remove_gate,
    remove_list,
)
from fairs.access import DOOR_STAFF, fair_to_run
from fairs.models import Fair

ROLES = RegistrationRole.values


class RolesField(serializers.ListField):
    def __init__(self, **kwargs: Any) -> None:
        choice = serializers.ChoiceField(choices=ROLES)
        super().__init__(child=choice, max_length=len(ROLES), **kwargs)


class GateIn(StrictSerializer):
    code = serializers.RegexField(r"^[A-Za-z0-9.-]{1,12}$")
    name_vi = LineField(max_length=120)
    name_en = LineField(max_length=120, allow_blank=True, default="")
    name_ja = LineField(max_length=120, allow_blank=True, default="")
    hall = serializers.CharField(max_length=12, allow_null=True, default=None, help_text="Its code.")


class CheckinListIn(StrictSerializer):
    name_vi = LineField(max_length=120)
    name_en = LineField(max_length=120, allow_blank=True, default="")
    name_ja = LineField(max_length=120, allow_blank=True, default="")
    opens_at = MomentField()
    closes_at = MomentField()
    re_entry = serializers.BooleanField(default=False)
    exits = serializers.BooleanField(default=False, help_text="People are scanned out too.")
    roles = RolesField(default=list, help_text="Empty: every role.")
    hall = serializers.CharField(max_length=12, allow_null=True, default=None, help_text="Its code, of a zone's list.")
    workshop = serializers.CharField(
        max_length=20, allow_null=True, default=None, help_text="Its code: only who holds a seat comes in."
    )
    capacity = serializers.IntegerField(
        min_value=1, max_value=1_000_000, allow_null=True, default=None, help_text="How many may be inside at once."
    )
    public_from = MomentField(
        allow_null=True, default=None, help_text="Everybody but `early_roles` comes from then on."
    )
    public_until = MomentField(allow_null=True, default=None)
    early_roles = RolesField(default=usual_early_roles)


def _gate(fair: Fair, request: Request) -> GateGiven:
    item = read(GateIn, request.data)
    return GateGiven(**(item | {"hall": hall_named(fair, item["hall"])}))


def _list(fair: Fair, request: Request) -> ListGiven:
    item = read(CheckinListIn, request.data)
    places = {"hall": hall_named(fair, item["hall"]), "workshop": workshop_named(fair, item["workshop"])}
    return ListGiven(**(item | places))


def _user_id(request: Request) -> int:
    assert isinstance(request.user, User)
    return request.user.pk


class PlacesView(APIView):
    """A token that reads may be of the door; one that writes must manage."""

    permission_classes = (Scoped,)

    @property
    def required_scope(self) -> str:
        return "scan" if self.request.method == "GET" else "manage"


class GatesView(PlacesView):
    @extend_schema(operation_id="gates_list", responses=GateOut(many=True), tags=["door"])
    def get(self, request: Request, fair: str) -> Response:
        return Response(GateOut(gates_of(fair_to_run(request.user, fair, DOOR_STAFF)), many=True).data)

    @extend_schema(operation_id="gates_create", request=GateIn, responses={201: GateOut}, tags=["door"])
    def post(self, request: Request, fair: str) -> Response:
        the_fair = fair_with_door(request.user, fair)
        gate = add_gate(the_fair, given=_gate(the_fair, request), actor_id=_user_id(request))
        return Response(GateOut(gate).data, status=201)


class GateView(PlacesView):
    @extend_schema(operation_id="gates_change", request=GateIn, responses=GateOut, tags=["door"])
    def put(self, request: Request, gate: str) -> Response:
        found = gate_for(request.user, gate)
        changed = change_gate(found, given=_gate(found.fair, request), actor_id=_user_id(request))
        return Response(GateOut(changed).data)

    @extend_schema(operation_id="gates_remove", responses={204: None}, tags=["door"])
    def delete(self, request: Request, gate: str) -> Response:
        remove_gate(gate_for(request.user, gate), actor_id=_user_id(request))
        return Response(status=204)


class CheckinListsView(PlacesView):
    @extend_schema(operation_id="checkin_lists_list", responses=CheckinListOut(many=True), tags=["door"])
    def get(self, request: Request, fair: str) -> Response:
        return Response(CheckinListOut(checkin_lists_of(fair_to_run(request.user, fair, DOOR_STAFF)), many=True).data)

    @extend_schema(
        operation_id="checkin_lists_create", request=CheckinListIn, responses={201: CheckinListOut}, tags=["door"]
    )
    def post(self, request: Request, fair: str) -> Response:
        the_fair = fair_with_door(request.user, fair)
        made = add_list(the_fair, given=_list(the_fair, request), actor_id=_user_id(request))
        return Response(CheckinListOut(made).data, status=201)


class CheckinListView(PlacesView):
    @extend_schema(operation_id="checkin_lists_change", request=CheckinListIn, responses=CheckinListOut, tags=["door"])
    def put(self, request: Request, checkin_list: str) -> Response:
        found = list_for(request.user, checkin_list)
        changed = change_list(found, given=_list(found.fair, request), actor_id=_user_id(request))
        return Response(CheckinListOut(changed).data)

    @extend_schema(operation_id="checkin_lists_remove", responses={204: None}, tags=["door"])
    def delete(self, request: Request, checkin_list: str) -> Response:
        remove_list(list_for(request.user, checkin_list), actor_id=_user_id(request))
        return Response(status=204)


urlpatterns = [
    path("fairs/<slug:fair>/gates/", GatesView.as_view(), name="api_gates"),
    path("fairs/<slug:fair>/checkin-lists/", CheckinListsView.as_view(), name="api_checkin_lists"),
    path("gates/<str:gate>/", GateView.as_view(), name="api_gate"),
    path("checkin-lists/<str:checkin_list>/", CheckinListView.as_view(), name="api_checkin_list"),
]
