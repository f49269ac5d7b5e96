"""People at the desk of the door, for an enrolled device: found by name, company or the end of a telephone number."""

import logging
from dataclasses import asdict

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.api.door_app import DeviceView
from backend.serializers import LineField, StrictSerializer, read
from backend.throttles import DeviceThrottle
from checkin.queries.people import people_found
from checkin.rules.people import read_wanted

log = logging.getLogger(__name__)
BADGES = ("live", "replaced", "revoked", "none", "cancelled", "blocked", "unpaid")


class WantedIn(StrictSerializer):
    """In the body and not in the address: what is typed is a name, and addresses are logged on the way."""

    q = LineField(max_length=80, allow_blank=True, help_text="Words of name or company without marks, or last digits.")
    checkin_list = serializers.CharField(max_length=32)


class FoundOut(serializers.Serializer):
    registration = serializers.CharField()
    full_name = serializers.CharField()
    company = serializers.CharField()
    role = serializers.CharField()
    badge = serializers.ChoiceField(choices=BADGES, help_text="Of the newest badge, or why there can be no valid one.")
    code = serializers.CharField(help_text="What is printed on the newest badge: scanning it is choosing the person.")
    in_since = serializers.DateTimeField(allow_null=True)
    in_gate = serializers.CharField()


class PeopleOut(serializers.Serializer):
    people = FoundOut(many=True)
    more = serializers.BooleanField(help_text="Others fit too: type more.")


class DoorPeopleView(DeviceView):
    """At most eight people, those with a valid registration first."""

    throttle_classes = (DeviceThrottle,)
    throttle_scope = "door_people"

    @extend_schema(operation_id="door_people", request=WantedIn, responses=PeopleOut, tags=["door app"])
    def post(self, request: Request) -> Response:
        item = read(WantedIn, request.data)
        post = self.post_here.at(item["checkin_list"])
        wanted = read_wanted(item["q"])
        found, more = people_found(post, wanted)
        kind = "phone" if wanted.digits else "words"
        log.info("door.people_searched", extra={"device_id": post.device_id, "by": kind, "found": len(found)})
        return Response({"people": [asdict(one) for one in found], "more": more})


urlpatterns = [path("door/people/", DoorPeopleView.as_view(), name="api_door_people")]
