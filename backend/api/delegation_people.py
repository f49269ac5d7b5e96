"""The people of a delegation: they join by its link, see their own entry; its contact confirms, declines, adds, removes."""

from typing import Any

from django.urls import path
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.api.delegation_files import KEY, delegation_seen
from backend.api.delegations import LANGUAGES, TAGS, actor_of
from backend.permissions import Anyone
from backend.serializers import LineField, StrictSerializer
from backend.throttles import ScopedThrottle
from booking.access.delegations import delegation_to_join, place_by_key
from booking.queries.delegations import people_of
from booking.rules.delegations import Guest
from booking.services.delegation_people import (
    MOST_AT_ONCE,
    add_people,
    confirm_people,
    decline_people,
    join_delegation,
    leave_delegation,
    remove_person,
)
from booking.states import PlaceState
from kernel.clock import now
from kernel.phones import normal_phone


class GuestIn(StrictSerializer):
    full_name = LineField(max_length=200)
    phone = LineField(max_length=30, required=False, allow_blank=True, default="")
    email = serializers.EmailField(max_length=254, required=False, allow_blank=True, default="")
    language = serializers.ChoiceField(LANGUAGES, required=False, default="vi")

    def validate_phone(self, value: str) -> str:
        number = normal_phone(value) if value else ""
        if number is None:
            raise serializers.ValidationError(_("This is not a phone number."), code="phone")
        return number


class DelegationJoinIn(GuestIn):
    """A phone number or an address is needed."""

    key = serializers.CharField(max_length=160, help_text="The last part of `join_url`.")
    consent = serializers.BooleanField()


class DelegationPeopleIn(StrictSerializer):
    """`consent`: these people know that they are registered, and agree."""

    people = serializers.ListField(child=GuestIn(), allow_empty=False, max_length=MOST_AT_ONCE)
    consent = serializers.BooleanField()


class ChosenIn(StrictSerializer):
    """Without `people`: everybody who waits, a hundred at once."""

    people = serializers.ListField(child=serializers.CharField(max_length=32), required=False, max_length=500)


class NamedIn(StrictSerializer):
    people = serializers.ListField(child=serializers.CharField(max_length=32), allow_empty=False, max_length=500)


class PlaceOut(serializers.Serializer):
    """Somebody on the list. `had_pass`: registered before; that pass is the person's own affair."""

    id = serializers.CharField(source="public_id")
    state = serializers.ChoiceField(PlaceState.choices)
    full_name = serializers.CharField()
    phone = serializers.CharField()
    email = serializers.CharField()
    had_pass = serializers.BooleanField(source="has_own_pass")
    created_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True)


class OwnPlaceOut(PlaceOut):
    """`key` opens this entry again, and nobody else's."""

    key = serializers.CharField(source="manage_key")
    delegation = serializers.CharField(source="delegation.name")


class DelegationPeopleOut(serializers.Serializer):
    waiting = PlaceOut(many=True)
    confirmed = PlaceOut(many=True)
    declined = PlaceOut(many=True)


class AddedOut(serializers.Serializer):
    """`known` were on the list, `full` found no place: how many."""

    added = PlaceOut(many=True)
    known = serializers.IntegerField()
    full = serializers.IntegerField()
    not_admitted = PlaceOut(many=True, help_text="Listed, but the organiser does not let them in: they wait.")


class ConfirmedOut(serializers.Serializer):
    confirmed = PlaceOut(many=True)
    not_admitted = PlaceOut(many=True)
    left = serializers.IntegerField(help_text="So many wait on: ask again.")


class JoinView(APIView):
    permission_classes = (Anyone,)
    throttle_classes = (*APIView.throttle_classes, ScopedThrottle)
    throttle_scope = "join"

    @extend_schema(operation_id="delegations_join", tags=TAGS, request=DelegationJoinIn, responses={201: OwnPlaceOut})
    def post(self, request: Request) -> Response:
        """A person puts himself on the list, by the key of the QR, and waits for the contact."""
        form = DelegationJoinIn(data=request.data)
        form.is_valid(raise_exception=True)
        body = dict(form.validated_data)
        delegation = delegation_to_join(body.pop("key"))
        consented_at = now() if body.pop("consent") else None
        place = join_delegation(delegation, Guest(consented_at=consented_at, **body))
        return Response(OwnPlaceOut(place).data, status=201)


class OwnPlaceView(APIView):
    permission_classes = (Anyone,)

    @extend_schema(operation_id="delegation_places_get", tags=TAGS, responses=OwnPlaceOut)
    def get(self, request: Request, place_key: str) -> Response:  # noqa: ARG002
        """How one's own entry stands; the key alone opens it."""
        return Response(OwnPlaceOut(place_by_key(place_key)).data)

    @extend_schema(operation_id="delegation_places_leave", tags=TAGS, responses={204: None})
    def delete(self, request: Request, place_key: str) -> Response:  # noqa: ARG002
        """Off the list, forgotten there; the pass made for it ends."""
        leave_delegation(place_by_key(place_key))
        return Response(status=204)


class PeopleView(APIView):
    permission_classes = (Anyone,)

    @extend_schema(operation_id="delegation_people_list", tags=TAGS, parameters=[KEY], responses=DelegationPeopleOut)
    def get(self, request: Request, delegation: str) -> Response:
        """By name; for its contact, its host and the organiser only."""
        return Response(DelegationPeopleOut(people_of(delegation_seen(request, delegation))).data)

    @extend_schema(
        operation_id="delegation_people_add",
        tags=TAGS,
        parameters=[KEY],
        request=DelegationPeopleIn,
        responses=AddedOut,
    )
    def post(self, request: Request, delegation: str) -> Response:
        """People the contact vouches for: confirmed at once. The same list twice is once."""
        found = delegation_seen(request, delegation, to_change=True)
        form = DelegationPeopleIn(data=request.data)
        form.is_valid(raise_exception=True)
        consented_at = now() if form.validated_data["consent"] else None
        guests = [Guest(consented_at=consented_at, **one) for one in form.validated_data["people"]]
        done = add_people(found, guests, actor_id=actor_of(request))
        told: dict[str, Any] = {
            "added": done.added,
            "known": len(done.known),
            "full": len(done.full),
            "not_admitted": done.not_admitted,
        }
        return Response(AddedOut(told).data)


class ConfirmView(APIView):
    permission_classes = (Anyone,)

    @extend_schema(
        operation_id="delegation_people_confirm",
        tags=TAGS,
        parameters=[KEY],
        request=ChosenIn,
        responses=ConfirmedOut,
    )
    def post(self, request: Request, delegation: str) -> Response:
        """Each is registered and has a badge; who gave an address gets the pass by mail. Said twice it is once."""
        found = delegation_seen(request, delegation, to_change=True)
        form = ChosenIn(data=request.data)
        form.is_valid(raise_exception=True)
        done = confirm_people(found, places=form.validated_data.get("people"), actor_id=actor_of(request))
        return Response(ConfirmedOut(done).data)


class DeclinePeopleView(APIView):
    permission_classes = (Anyone,)

    @extend_schema(
        operation_id="delegation_people_decline",
        tags=TAGS,
        parameters=[KEY],
        request=NamedIn,
        responses=PlaceOut(many=True),
    )
    def post(self, request: Request, delegation: str) -> Response:
        """Whoever gave an address is told; the place is free."""
        found = delegation_seen(request, delegation, to_change=True)
        form = NamedIn(data=request.data)
        form.is_valid(raise_exception=True)
        done = decline_people(found, places=form.validated_data["people"], actor_id=actor_of(request))
        return Response(PlaceOut(done, many=True).data)


class PersonView(APIView):
    permission_classes = (Anyone,)

    @extend_schema(operation_id="delegation_people_remove", tags=TAGS, parameters=[KEY], responses={204: None})
    def delete(self, request: Request, delegation: str, place: str) -> Response:
        """A confirmed person leaves the list; the pass made for it ends."""
        remove_person(delegation_seen(request, delegation, to_change=True), place=place, actor_id=actor_of(request))
        return Response(status=204)


urlpatterns = [
    path("delegations/join/", JoinView.as_view(), name="api_delegation_join"),
    path("delegations/places/<slug:place_key>/", OwnPlaceView.as_view(), name="api_delegation_place"),
    path("delegations/<str:delegation>/people/", PeopleView.as_view(), name="api_delegation_people"),
    path("delegations/<str:delegation>/people/confirm/", ConfirmView.as_view(), name="api_delegation_confirm"),
    path(
        "delegations/<str:delegation>/people/decline/",
        DeclinePeopleView.as_view(),
        name="api_delegation_decline_people",
    ),
    path("delegations/<str:delegation>/people/<str:place>/", PersonView.as_view(), name="api_delegation_person"),
]
