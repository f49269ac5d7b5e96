"""Invitation codes: made and ended by the exhibitor, read by whoever was given one, summed up for the organiser."""

from typing import Any

from django.http import HttpResponse
from django.urls import path
from django.utils.translation import get_language
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.api.callers import user_of
from backend.api.door_evacuation import XLSX
from backend.api.passes import EXHIBITOR, MOST_INVITATIONS
from backend.api.registrations import IDEMPOTENCY, TAGS
from backend.idempotency import idempotent
from backend.permissions import Anyone, Scoped
from backend.serializers import LineField, MomentField, StrictSerializer, read
from booking.access.exhibitors import exhibitor_to_run, own_exhibitor, own_invitation
from booking.models import InvitationCode
from booking.queries.invitations import (
    Invitation,
    allowance_of,
    as_it_stands,
    invitation_named,
    invitations_left,
    invitations_of,
)
from booking.rules.invitations import Standing, grouped
from booking.services.invitations import allow_invitations, end_invitation, make_invitation
from checkin.league_file import league_workbook
from checkin.queries.invitations import Brought, Owner, brought_by, guests_of, league_of
from fairs.access import MANAGERS, fair_for, fair_to_run
from fairs.models import Exhibitor
from kernel.clock import now
from kernel.errors import NotFound

STANDINGS = [one.value for one in Standing]


class InvitationIn(StrictSerializer):
    label = LineField(  # type: ignore[assignment]  # the API's word
        max_length=80, allow_blank=True, default="", help_text="For the firm itself: whom it invites."
    )
    most = serializers.IntegerField(min_value=1, max_value=MOST_INVITATIONS, help_text="How often it can be used.")
    expires_at = MomentField(allow_null=True, default=None)


class InvitationOut(serializers.Serializer):
    id = serializers.CharField()
    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # the API's word
    standing = serializers.ChoiceField(STANDINGS, help_text="used_up and over: visitors register all the same.")
    most = serializers.IntegerField()
    uses = serializers.IntegerField(help_text="Those who withdrew later count too.")
    expires_at = serializers.DateTimeField(allow_null=True)
    registered = serializers.IntegerField()
    came = serializers.IntegerField(help_text="Let in at a gate at least once.")


class GuestOut(serializers.Serializer):
    full_name = serializers.CharField()
    company = serializers.CharField()
    code = serializers.CharField()
    came = serializers.BooleanField()


class InvitationsOut(serializers.Serializer):
    exhibitor = serializers.CharField()
    left = serializers.IntegerField(help_text="How many the firm may still give out.")
    invitations = InvitationOut(many=True)
    guests = GuestOut(many=True, help_text="Only those who said that the firm may know.")


class InviterOut(serializers.Serializer):
    standing = serializers.ChoiceField(STANDINGS)
    invited_by = serializers.CharField()


class OwnerOut(serializers.Serializer):
    exhibitor = serializers.CharField()
    fascia_name = serializers.CharField()
    codes = serializers.IntegerField()
    most = serializers.IntegerField()
    registered = serializers.IntegerField()
    came = serializers.IntegerField()


def _invitation(one: Invitation, brought: Brought) -> dict[str, Any]:
    code = one.code
    return {
        "id": code.public_id,
        "code": one.written,
        "label": code.label,
        "standing": one.standing.value,
        "most": code.most,
        "uses": code.uses,
        "expires_at": code.expires_at,
        "registered": brought.registered,
        "came": brought.came,
    }


def _owner(one: Owner) -> dict[str, Any]:
    return {
        "exhibitor": one.exhibitor.public_id,
        "fascia_name": one.exhibitor.fascia_name,
        "codes": one.codes,
        "most": one.most,
        "registered": one.brought.registered,
        "came": one.brought.came,
    }


def render_invitation(code: InvitationCode, request: Request) -> Any:  # noqa: ARG001 -- the shape of all renderers
    brought = brought_by([code]).get(code.pk, Brought())
    return dict(InvitationOut(_invitation(as_it_stands(code, now=now()), brought)).data)


class InvitationsView(APIView):
    permission_classes = (Scoped,)
    required_scope = "book"

    @extend_schema(operation_id="invitations_list", tags=TAGS, parameters=[EXHIBITOR], responses=InvitationsOut)
    def get(self, request: Request, fair: str) -> Response:
        """The firm's codes with what they brought, and those guests who let the firm know."""
        exhibitor, moment = _own(request, fair), now()
        found = invitations_of(exhibitor, now=moment)
        brought = brought_by([one.code for one in found])
        told = {
            "exhibitor": exhibitor.public_id,
            "left": invitations_left(exhibitor, now=moment),
            "invitations": [_invitation(one, brought.get(one.code.pk, Brought())) for one in found],
            "guests": [
                {"full_name": one.full_name, "company": one.company, "code": grouped(one.code), "came": one.came}
                for one in guests_of(exhibitor)
            ],
        }
        return Response(InvitationsOut(told).data, headers={"Cache-Control": "private, no-store"})

    @extend_schema(
        operation_id="invitations_make",
        tags=TAGS,
        parameters=[EXHIBITOR, IDEMPOTENCY],
        request=InvitationIn,
        responses={201: InvitationOut},
    )
    @idempotent(render_invitation)
    def post(self, request: Request, fair: str) -> InvitationCode:
        exhibitor = _own(request, fair)
        return make_invitation(exhibitor, actor_id=user_of(request).pk, **read(InvitationIn, request.data))


class AllowanceIn(StrictSerializer):
    extra = serializers.IntegerField(min_value=0, max_value=100_000, help_text="Beyond the rule, in all.")
    reason = LineField(max_length=200)


class AllowanceOut(serializers.Serializer):
    by_rule = serializers.IntegerField(help_text="As any exhibitor of the fair.")
    extra = serializers.IntegerField()
    reason = serializers.CharField()
    total = serializers.IntegerField()


class AllowanceView(APIView):
    permission_classes = (Scoped,)
    required_scope = "manage"

    @extend_schema(operation_id="invitation_allowance_get", tags=TAGS, responses=AllowanceOut)
    def get(self, request: Request, exhibitor: str) -> Response:
        """How many visitors one firm may invite."""
        return Response(AllowanceOut(allowance_of(exhibitor_to_run(request.user, exhibitor))).data)

    @extend_schema(operation_id="invitation_allowance_set", tags=TAGS, request=AllowanceIn, responses=AllowanceOut)
    def put(self, request: Request, exhibitor: str) -> Response:
        """So many beyond the rule for one firm, with the reason."""
        found = exhibitor_to_run(request.user, exhibitor)
        allow_invitations(found, actor_id=user_of(request).pk, **read(AllowanceIn, request.data))
        return Response(AllowanceOut(allowance_of(found)).data)


class InvitationEndView(APIView):
    permission_classes = (Scoped,)
    required_scope = "book"

    @extend_schema(operation_id="invitations_end", tags=TAGS, request=None, responses=InvitationOut)
    def post(self, request: Request, fair: str, invitation: str) -> Response:
        """Credits nobody from now on; what it had left is the firm's to give out again."""
        found = own_invitation(request.user, fair, invitation)
        return Response(render_invitation(end_invitation(found, actor_id=user_of(request).pk), request))


class InviterView(APIView):
    """Who invites by a code: what a form of registration shows before it is sent."""

    permission_classes = (Anyone,)

    @extend_schema(operation_id="invitations_read", tags=TAGS, responses=InviterOut)
    def get(self, request: Request, fair: str, code: str) -> Response:
        found = invitation_named(fair_for(request.user, fair), code[:32], now=now())
        if found is None:
            raise NotFound
        return Response({"standing": found.standing.value, "invited_by": found.inviter})


class LeagueView(APIView):
    permission_classes = (Scoped,)
    required_scope = "manage"

    @extend_schema(operation_id="invitation_league", tags=TAGS, responses=OwnerOut(many=True))
    def get(self, request: Request, fair: str) -> Response:
        """Exhibitors by how many people their codes brought in; no names of visitors."""
        return Response([_owner(one) for one in league_of(fair_to_run(request.user, fair, MANAGERS))])


class LeagueWorkbookView(APIView):
    permission_classes = (Scoped,)
    required_scope = "manage"

    @extend_schema(operation_id="invitation_league_workbook", tags=TAGS, responses={(200, XLSX): OpenApiTypes.BINARY})
    def get(self, request: Request, fair: str) -> HttpResponse:
        the_fair = fair_to_run(request.user, fair, MANAGERS)
        body = league_workbook(league_of(the_fair), language=(get_language() or "vi")[:2])
        response = HttpResponse(body, content_type=XLSX)
        response["Content-Disposition"] = f'attachment; filename="{the_fair.slug}-invitations.xlsx"'
        response["Cache-Control"] = "private, no-store"
        return response


def _own(request: Request, fair: str) -> Exhibitor:
    return own_exhibitor(request.user, fair, request.query_params.get("exhibitor", "")[:32])


urlpatterns = [
    path("exhibitors/<str:exhibitor>/invitation-allowance/", AllowanceView.as_view(), name="api_invitation_allowance"),
    path("fairs/<slug:fair>/invitations/", InvitationsView.as_view(), name="api_invitations"),
    path("fairs/<slug:fair>/invitations/<str:invitation>/end/", InvitationEndView.as_view(), name="api_invitation_end"),
    path("fairs/<slug:fair>/invitation-codes/<str:code>/", InviterView.as_view(), name="api_inviter"),
    path("fairs/<slug:fair>/invitation-league/", LeagueView.as_view(), name="api_league"),
    path("fairs/<slug:fair>/invitation-league.xlsx", LeagueWorkbookView.as_view(), name="api_league_workbook"),
]
