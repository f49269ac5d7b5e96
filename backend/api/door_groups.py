"""Delegations at a gate, for an enrolled device: who is expected, and how many passed with a scan."""

from dataclasses import asdict

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.api.door_app import DeviceView, NonceField
from backend.serializers import StrictSerializer, read
from checkin.queries.groups import Group, groups_at
from checkin.services.groups import count_anyway, count_in

MOST_PEOPLE = 500


class CountedOut(serializers.Serializer):
    checkin_list = serializers.CharField()
    entered = serializers.IntegerField()
    left = serializers.IntegerField()


class GroupOut(serializers.Serializer):
    registration = serializers.IntegerField(help_text="The number that the snapshot has for its badge.")
    name = serializers.CharField()
    company = serializers.CharField()
    expected = serializers.IntegerField()
    counted = CountedOut(many=True)


class GroupsOut(serializers.Serializer):
    groups = GroupOut(many=True)


class GroupCountIn(StrictSerializer):
    nonce = NonceField(help_text="Of the scan of the delegation's badge.")
    number = serializers.IntegerField(min_value=1, max_value=MOST_PEOPLE)
    anyway = serializers.BooleanField(
        default=False, help_text="The guard was warned that these are more than expected."
    )


class GroupNowOut(serializers.Serializer):
    expected = serializers.IntegerField()
    entered = serializers.IntegerField()
    left = serializers.IntegerField()


def _group(one: Group) -> dict[str, object]:
    told = asdict(one)
    del told["contact"]  # nobody at a gate needs it
    return told


class DoorGroupsView(DeviceView):
    @extend_schema(operation_id="door_groups", responses=GroupsOut, tags=["door app"])
    def get(self, request: Request) -> Response:  # noqa: ARG002
        return Response({"groups": [_group(one) for one in groups_at(self.post_here)]})


class DoorGroupCountsView(DeviceView):
    """Counted once for each scan. More than expected is refused until the guard has been warned."""

    @extend_schema(operation_id="door_group_count", request=GroupCountIn, responses=GroupNowOut, tags=["door app"])
    def post(self, request: Request) -> Response:
        item = read(GroupCountIn, request.data)
        count = count_anyway if item["anyway"] else count_in
        return Response(asdict(count(self.post_here, nonce=item["nonce"], number=item["number"])))


urlpatterns = [
    path("door/groups/", DoorGroupsView.as_view(), name="api_door_groups"),
    path("door/groups/counts/", DoorGroupCountsView.as_view(), name="api_door_group_counts"),
]
