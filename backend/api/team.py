"""The people of one's company at a fair: who sits where how often, and duties that keep them from meetings."""

from typing import Any

from django.urls import path
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.api.callers import user_of
from backend.api.meeting_requests import TAGS, body_of
from backend.api.meeting_shapes import CompanyRef, PersonRef
from backend.idempotency import idempotent
from backend.permissions import Scoped
from backend.serializers import LineField, StrictSerializer
from booking.access.meetings import duty_for, party_at
from booking.access.references import colleague_named
from booking.models import Duty
from booking.queries.teams import members_of
from booking.services.duties import add_duty, drop_duty
from fairs.access import fair_for


class DutyOut(serializers.Serializer):
    """`[starts_at, ends_at)`: no meeting is placed in it."""

    id = serializers.CharField(source="public_id")
    title = serializers.CharField(source="label")
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()


class MemberOut(serializers.Serializer):
    person = PersonRef()
    company = CompanyRef(source="person.company")
    meetings = serializers.IntegerField(help_text="Live meetings in which this person sits.")
    wishes = serializers.IntegerField(help_text="Open wishes this person made.")
    duties = DutyOut(many=True)


class DutyIn(StrictSerializer):
    title = LineField(max_length=80, help_text="What the time is for: booth duty, a talk.")
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    person = serializers.CharField(
        max_length=32, required=False, allow_null=True, help_text="A colleague; else yourself."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["starts_at"] >= attrs["ends_at"]:
            raise serializers.ValidationError({"ends_at": _("The end comes after the start.")})
        return attrs


def render_duty(made: Duty, request: Request) -> dict[str, Any]:  # noqa: ARG001 -- the shape of all renderers
    return dict(DutyOut(made).data)


class TeamView(APIView):
    permission_classes = (Scoped,)
    required_scope = "meet"

    @extend_schema(operation_id="team_get", tags=TAGS, responses=MemberOut(many=True))
    def get(self, request: Request, fair: str) -> Response:
        where = fair_for(request.user, fair)
        party = party_at(user_of(request), where)
        return Response(MemberOut(members_of(where, [party.company.pk]), many=True).data)


class DutiesView(APIView):
    permission_classes = (Scoped,)
    required_scope = "meet"

    @extend_schema(operation_id="duties_create", tags=TAGS, request=DutyIn, responses={201: DutyOut})
    @idempotent(render_duty)
    def post(self, request: Request, fair: str) -> Duty:
        body = body_of(DutyIn, request)
        user, where = user_of(request), fair_for(request.user, fair)
        named = body.pop("person", None)
        person = colleague_named(user, where, named) if named else party_at(user, where).person
        return add_duty(where, user=user, person=person, label=body.pop("title"), **body)


class DutyView(APIView):
    permission_classes = (Scoped,)
    required_scope = "meet"

    @extend_schema(operation_id="duties_drop", tags=TAGS, responses={204: None})
    def delete(self, request: Request, fair: str, duty: str) -> Response:
        drop_duty(duty_for(request.user, fair_for(request.user, fair), duty), user=user_of(request))
        return Response(status=204)


urlpatterns = [
    path("fairs/<slug:fair>/team/", TeamView.as_view(), name="api_team"),
    path("fairs/<slug:fair>/duties/", DutiesView.as_view(), name="api_duties"),
    path("fairs/<slug:fair>/duties/<str:duty>/", DutyView.as_view(), name="api_duty"),
]
