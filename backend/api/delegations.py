"""Delegations: asked for by anybody, opened by the organiser or an exhibitor, run by both; read with the contact's key too."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.urls import path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.api.delegation_files import KEY, delegation_seen, join_address
from backend.idempotency import idempotent
from backend.permissions import Anyone, Scoped, has_scope
from backend.serializers import LineField, MomentField, StrictSerializer
from backend.throttles import ScopedThrottle
from booking.access.delegations import delegation_to_run, fair_with_delegations, host_of
from booking.models import Delegation
from booking.models.delegation import FEWEST_PEOPLE, MOST_PEOPLE
from booking.queries.delegations import delegations_of, passes_mailed, with_counts
from booking.services.delegations import (
    Wanted,
    accept_delegation,
    ask_for_delegation,
    change_delegation,
    close_delegation,
    decline_delegation,
    open_delegation,
    renew_desk_key,
    renew_link,
    reopen_delegation,
)
from booking.states import DelegationState
from checkin.queries.delegations import inside_of
from fairs.access import SELLERS, fair_for, is_organiser
from kernel.errors import Forbidden

TAGS = ["delegations"]
LANGUAGES = [code for code, _ in settings.LANGUAGES]
IDEMPOTENCY = OpenApiParameter("Idempotency-Key", OpenApiTypes.STR, OpenApiParameter.HEADER)


class DelegationIn(StrictSerializer):
    """No `days` are all days, no `join_until` is the fair's end. `has_group_badge` is the organiser's to give."""

    name = LineField(max_length=200)
    company_name = LineField(max_length=250, required=False, allow_blank=True, default="")
    places = serializers.IntegerField(min_value=FEWEST_PEOPLE, max_value=MOST_PEOPLE)
    contact_name = LineField(max_length=200)
    contact_email = serializers.EmailField(max_length=254)
    contact_phone = LineField(max_length=20, required=False, allow_blank=True, default="")
    language = serializers.ChoiceField(LANGUAGES, required=False, default="vi")
    days = serializers.ListField(child=serializers.DateField(), required=False, default=list, max_length=31)
    has_group_badge = serializers.BooleanField(required=False, default=False)
    consent = serializers.BooleanField()


class DelegationChangeIn(StrictSerializer):
    places = serializers.IntegerField(min_value=FEWEST_PEOPLE, max_value=MOST_PEOPLE, required=False)
    join_until = MomentField(required=False)


class DelegationAcceptIn(StrictSerializer):
    has_group_badge = serializers.BooleanField(required=False, default=False)


class DelegationOut(serializers.Serializer):
    """`waiting` and `confirmed` hold places; `mailed` is to how many the pass has left; `inside` is how many are in now."""

    id = serializers.CharField(source="public_id")
    fair = serializers.CharField(source="fair.slug")
    state = serializers.ChoiceField(DelegationState.choices)
    name = serializers.CharField()
    company_name = serializers.CharField()
    host = serializers.CharField(source="host.public_id", default=None, allow_null=True)
    contact_name = serializers.CharField()
    contact_email = serializers.EmailField()
    contact_phone = serializers.CharField()
    language = serializers.CharField()
    days = serializers.ListField(child=serializers.DateField())
    places = serializers.IntegerField()
    waiting = serializers.IntegerField()
    confirmed = serializers.IntegerField()
    mailed = serializers.IntegerField()
    inside = serializers.IntegerField()
    has_group_badge = serializers.BooleanField()
    join_until = serializers.DateTimeField()
    join_url = serializers.CharField(help_text="What the QR holds.")
    created_at = serializers.DateTimeField()


def render_delegation(delegation: Delegation, request: Request) -> Any:  # noqa: ARG001 -- the shape of all renderers
    (found,) = _told([with_counts(Delegation.objects.select_related("fair", "host")).get(pk=delegation.pk)])
    return found


def _told(found: list[Delegation]) -> list[dict[str, Any]]:
    """Of one fair."""
    if not found:
        return []
    mailed = passes_mailed(found)
    inside = inside_of(found[0].fair, only=found[0] if len(found) == 1 else None)
    for one in found:
        more = {"mailed": mailed.get(one.pk, 0), "inside": inside.get(one.pk, 0), "join_url": join_address(one)}
        for name, value in (more | {"has_group_badge": one.group_id is not None}).items():
            setattr(one, name, value)
    return list(DelegationOut(found, many=True).data)


def actor_of(request: Request) -> int | None:
    return request.user.pk if request.user.is_authenticated else None


class DelegationsView(generics.GenericAPIView):
    permission_classes = (Anyone,)
    required_scope = "manage"
    serializer_class = DelegationOut
    queryset = Delegation.objects.none()
    throttle_classes = (*generics.GenericAPIView.throttle_classes, ScopedThrottle)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        self.throttle_scope = "register" if request.method == "POST" else None
        super().initial(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[Delegation]:
        fair = fair_with_delegations(self.request.user, self.kwargs["fair"])
        if not (has_scope(self.request, "manage") or has_scope(self.request, "read")):
            raise Forbidden
        return delegations_of(fair).select_related("fair", "host")

    @extend_schema(operation_id="delegations_list", tags=TAGS, responses=DelegationOut(many=True))
    def get(self, request: Request, fair: str) -> Response:  # noqa: ARG002 -- the queryset reads both
        """The organiser's: what was asked for first, then the newest."""
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(_told(list(page or [])))

    @extend_schema(
        operation_id="delegations_create",
        tags=TAGS,
        request=DelegationIn,
        responses={201: DelegationOut},
        parameters=[IDEMPOTENCY],
    )
    @idempotent(render_delegation)
    def post(self, request: Request, fair: str) -> Delegation:
        """By the organiser or an exhibitor it is open at once; by anybody else it is asked for, and the organiser answers."""
        where = fair_for(request.user, fair)
        form = DelegationIn(data=request.data)
        form.is_valid(raise_exception=True)
        body = dict(form.validated_data)
        has_group_badge = body.pop("has_group_badge")
        wanted = Wanted(has_consented=body.pop("consent"), **body)
        may_manage = has_scope(request, "manage")
        runs = may_manage and is_organiser(request.user, where, SELLERS)
        host = host_of(request.user, where) if may_manage and not runs else None
        if has_group_badge and not runs:
            raise Forbidden
        if runs or host is not None:
            return open_delegation(
                where, wanted, has_group_badge=has_group_badge, host=host, actor_id=actor_of(request)
            )
        return ask_for_delegation(where, wanted)


class DelegationView(APIView):
    permission_classes = (Anyone,)

    @extend_schema(operation_id="delegations_get", tags=TAGS, parameters=[KEY], responses=DelegationOut)
    def get(self, request: Request, delegation: str) -> Response:
        """For its contact, its host and the organiser."""
        return Response(render_delegation(delegation_seen(request, delegation), request))


class DelegationChangeView(APIView):
    permission_classes = (Scoped,)
    required_scope = "manage"

    @extend_schema(operation_id="delegations_change", tags=TAGS, request=DelegationChangeIn, responses=DelegationOut)
    def put(self, request: Request, delegation: str) -> Response:
        """The organiser's: places, and until when people can join; what is not given stays."""
        found = delegation_to_run(request.user, delegation)
        form = DelegationChangeIn(data=request.data)
        form.is_valid(raise_exception=True)
        changed = change_delegation(found, actor_id=actor_of(request), **form.validated_data)
        return Response(render_delegation(changed, request))


class AcceptView(APIView):
    permission_classes = (Scoped,)
    required_scope = "manage"

    @extend_schema(
        operation_id="delegations_accept",
        tags=TAGS,
        request=DelegationAcceptIn,
        responses=DelegationOut,
        parameters=[IDEMPOTENCY],
    )
    @idempotent(render_delegation, status=200)
    def post(self, request: Request, delegation: str) -> Delegation:
        """The contact gets the link by mail."""
        found = delegation_to_run(request.user, delegation)
        form = DelegationAcceptIn(data=request.data)
        form.is_valid(raise_exception=True)
        return accept_delegation(found, actor_id=actor_of(request), **form.validated_data)


def _moving(name: str, move: Callable[..., Delegation], description: str) -> Callable[..., HttpResponseBase]:
    """A move of the organiser's that needs no further word."""

    class MoveView(APIView):
        permission_classes = (Scoped,)
        required_scope = "manage"

        @extend_schema(
            operation_id=f"delegations_{name}",
            description=description,
            tags=TAGS,
            request=None,
            responses=DelegationOut,
            parameters=[IDEMPOTENCY],
        )
        @idempotent(render_delegation, status=200)
        def post(self, request: Request, delegation: str) -> Delegation:
            return move(delegation_to_run(request.user, delegation), actor_id=actor_of(request))

    return MoveView.as_view()


MOVES = (
    ("decline", decline_delegation, "The contact is told by mail."),
    ("close", close_delegation, "Nobody can be added any more; who is confirmed stays so."),
    ("reopen", reopen_delegation, "A closed one takes people again."),
    ("renew_link", renew_link, "A new `join_url`: the old QR opens nothing any more."),
    ("renew_key", renew_desk_key, "A new key for the contact, mailed; the old one ends."),
)
HOME = "delegations/<str:delegation>/"
urlpatterns = [
    path("fairs/<slug:fair>/delegations/", DelegationsView.as_view(), name="api_delegations"),
    path(HOME, DelegationView.as_view(), name="api_delegation"),
    path(f"{HOME}limits/", DelegationChangeView.as_view(), name="api_delegation_limits"),
    path(f"{HOME}accept/", AcceptView.as_view(), name="api_delegation_accept"),
    *(
        path(f"{HOME}{name.replace('_', '-')}/", _moving(name, move, told), name=f"api_delegation_{name}")
        for name, move, told in MOVES
    ),
]
