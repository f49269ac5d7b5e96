"""Visitor registrations: made by anybody, seen by their owner, by whoever holds their key, and by the organiser."""

from typing import Any

from django.conf import settings
from django.urls import path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, inline_serializer
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.api.callers import user_of
from backend.idempotency import idempotent
from backend.permissions import Anyone, Scoped, has_scope
from backend.serializers import LineField, StrictSerializer
from backend.throttles import ScopedThrottle
from booking.access.registrations import registration_for, registration_to_run
from booking.models import Badge, Registration, RegistrationRole
from booking.queries.registrations import registrations_of
from booking.services.badges import reissue_badge
from booking.services.registrations import (
    Visitor,
    complete_registration,
    correct_registration,
    register_visitor,
    reject_registration,
    withdraw_registration,
)
from booking.states import BY_THE_ORGANISER, ErasureReason, RegistrationState, ReissueReason
from fairday.services.erasure import erase_person
from fairs.access import SELLERS, fair_for, fair_to_run, is_organiser
from kernel.errors import Forbidden

TAGS = ["registrations"]
LANGUAGES = [code for code, _ in settings.LANGUAGES]
PUBLIC_ROLES = frozenset({RegistrationRole.VISITOR, RegistrationRole.BUYER})
KEY = OpenApiParameter("key", OpenApiTypes.STR, description="The registration's own key, from its mail.")
IDEMPOTENCY = OpenApiParameter("Idempotency-Key", OpenApiTypes.STR, OpenApiParameter.HEADER)


class RegistrationIn(StrictSerializer):
    full_name = LineField(max_length=200)
    other_name = LineField(
        max_length=200, required=False, allow_blank=True, default="", help_text="The same name in another script."
    )
    email = serializers.EmailField(max_length=254)
    phone = LineField(max_length=20, required=False, allow_blank=True, default="")
    company_name = LineField(max_length=250, required=False, allow_blank=True, default="")
    job_title = LineField(max_length=120, required=False, allow_blank=True, default="")
    language = serializers.ChoiceField(LANGUAGES, required=False, default="vi")
    role = serializers.ChoiceField(RegistrationRole.choices, required=False, default=RegistrationRole.VISITOR)
    days = serializers.ListField(child=serializers.DateField(), required=False, default=list, max_length=31)
    interests = serializers.ListField(child=LineField(max_length=60), required=False, default=list, max_length=30)
    consent = serializers.BooleanField()
    share_contact = serializers.BooleanField(required=False, default=False)
    source = LineField(max_length=30, required=False, allow_blank=True, default="")  # type: ignore[assignment]  # the API's word
    invitation = LineField(
        max_length=32,
        required=False,
        allow_blank=True,
        default="",
        help_text="An exhibitor's code; one that no longer counts credits nobody and stops nothing.",
    )
    share_with_inviter = serializers.BooleanField(
        required=False, default=False, help_text="The firm that invited may know who this is, and whether they came."
    )


class RegistrationChangeIn(StrictSerializer):
    """`state` is the organiser's to set: complete or rejected."""

    other_name = LineField(max_length=200, required=False, allow_blank=True)
    phone = LineField(max_length=20, required=False, allow_blank=True)
    company_name = LineField(max_length=250, required=False, allow_blank=True)
    job_title = LineField(max_length=120, required=False, allow_blank=True)
    days = serializers.ListField(child=serializers.DateField(), required=False, max_length=31)
    interests = serializers.ListField(child=LineField(max_length=60), required=False, max_length=30)
    share_contact = serializers.BooleanField(required=False)
    share_with_inviter = serializers.BooleanField(required=False)
    state = serializers.ChoiceField(["complete", "rejected"], required=False)


class RegistrationOut(serializers.Serializer):
    id = serializers.CharField(source="public_id")
    fair = serializers.CharField(source="fair.slug")
    role = serializers.ChoiceField(RegistrationRole.choices)
    state = serializers.ChoiceField(RegistrationState.choices)
    full_name = serializers.CharField(source="person.full_name")
    other_name = serializers.CharField(source="person.other_name")
    email = serializers.CharField(source="person.email", help_text="Empty where only a phone is known.")
    phone = serializers.CharField(source="person.phone")
    company_name = serializers.CharField(source="person.company_name")
    job_title = serializers.CharField(source="person.job_title")
    language = serializers.CharField(source="person.language")
    days = serializers.ListField(child=serializers.DateField())
    interests = serializers.ListField(child=serializers.CharField())
    share_contact = serializers.BooleanField()
    invited_by = serializers.CharField(
        source="invitation.exhibitor.fascia_name", default="", help_text="The exhibitor credited with it, or nobody."
    )
    share_with_inviter = serializers.BooleanField(source="inviter_told")
    created_at = serializers.DateTimeField()
    completed_at = serializers.DateTimeField(allow_null=True)


class RegistrationRowOut(serializers.Serializer):
    """One line of the organiser's list."""

    id = serializers.CharField(source="public_id")
    role = serializers.ChoiceField(RegistrationRole.choices)
    state = serializers.ChoiceField(RegistrationState.choices)
    full_name = serializers.CharField()
    email = serializers.CharField(help_text="Empty where only a phone is known.")
    phone = serializers.CharField()
    company_name = serializers.CharField()
    job_title = serializers.CharField()
    language = serializers.CharField()
    days = serializers.ListField(child=serializers.DateField())
    interests = serializers.ListField(child=serializers.CharField())
    share_contact = serializers.BooleanField()
    created_at = serializers.DateTimeField()
    completed_at = serializers.DateTimeField(allow_null=True)


def render_registration(registration: Registration, request: Request) -> Any:  # noqa: ARG001
    return RegistrationOut(registration).data


class RegistrationsView(generics.ListAPIView):
    permission_classes = (Anyone,)
    required_scope = "manage"
    serializer_class = RegistrationRowOut
    queryset = Registration.objects.none()
    throttle_classes = (*generics.ListAPIView.throttle_classes, ScopedThrottle)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        self.throttle_scope = "register" if request.method == "POST" else None
        super().initial(request, *args, **kwargs)

    def get_queryset(self) -> Any:
        asked = self.request.query_params
        fair = fair_to_run(self.request.user, self.kwargs["fair"], SELLERS)
        if not (has_scope(self.request, "manage") or has_scope(self.request, "read")):
            raise Forbidden
        return registrations_of(
            fair, state=asked.get("state", ""), role=asked.get("role", ""), words=asked.get("q", "")[:80]
        )

    @extend_schema(
        operation_id="registrations_list",
        tags=TAGS,
        parameters=[
            OpenApiParameter("state", enum=RegistrationState.values),
            OpenApiParameter("role", enum=RegistrationRole.values),
            OpenApiParameter("q", description="Words of name, company or address; marks do not matter."),
        ],
    )
    def get(self, request: Request, fair: str) -> Response:
        """The organiser's list; newest first."""
        return super().get(request, fair=fair)

    @extend_schema(
        operation_id="registrations_create",
        tags=TAGS,
        request=RegistrationIn,
        responses={201: RegistrationOut},
        parameters=[IDEMPOTENCY],
    )
    @idempotent(render_registration)
    def post(self, request: Request, fair: str) -> Registration:
        """Register; the pass is mailed. Roles other than visitor and buyer are the organiser's to give."""
        where = fair_for(request.user, fair)
        form = RegistrationIn(data=request.data)
        form.is_valid(raise_exception=True)
        body = form.validated_data
        role = RegistrationRole(body.pop("role"))
        user = request.user if request.user.is_authenticated else None
        if role not in PUBLIC_ROLES and not (
            is_organiser(request.user, where, SELLERS) and has_scope(request, "manage")
        ):
            raise Forbidden
        is_himself = user is not None and user.email == body["email"].lower()
        return register_visitor(
            where,
            Visitor(has_consented=body.pop("consent"), inviter_told=body.pop("share_with_inviter"), **body),
            role=role,
            user=user if is_himself else None,
            actor_id=user.pk if user else None,
        )


class RegistrationView(APIView):
    permission_classes = (Anyone,)

    @extend_schema(operation_id="registrations_get", tags=TAGS, parameters=[KEY], responses=RegistrationOut)
    def get(self, request: Request, registration: str) -> Response:
        return Response(RegistrationOut(_found(request, registration)).data)

    @extend_schema(
        operation_id="registrations_change",
        tags=TAGS,
        parameters=[KEY],
        request=RegistrationChangeIn,
        responses=RegistrationOut,
    )
    def patch(self, request: Request, registration: str) -> Response:
        found = _found(request, registration, to_change=True)
        form = RegistrationChangeIn(data=request.data)
        form.is_valid(raise_exception=True)
        changes = dict(form.validated_data)
        actor_id = request.user.pk if request.user.is_authenticated else None
        wanted = changes.pop("state", None)
        if wanted:
            decide = complete_registration if wanted == "complete" else reject_registration
            found = decide(registration_to_run(request.user, registration), actor_id=actor_id)
        if "share_with_inviter" in changes:
            changes["inviter_told"] = changes.pop("share_with_inviter")
        if changes:
            found = correct_registration(found, actor_id=actor_id, **changes)
        return Response(RegistrationOut(found).data)


class WithdrawView(APIView):
    permission_classes = (Anyone,)

    @extend_schema(
        operation_id="registrations_withdraw",
        tags=TAGS,
        parameters=[KEY, IDEMPOTENCY],
        request=None,
        responses=RegistrationOut,
    )
    @idempotent(render_registration, status=200)
    def post(self, request: Request, registration: str) -> Registration:
        actor_id = request.user.pk if request.user.is_authenticated else None
        return withdraw_registration(_found(request, registration, to_change=True), actor_id=actor_id)


class EraseIn(StrictSerializer):
    reason = serializers.ChoiceField(
        [(reason.value, reason.label) for reason in BY_THE_ORGANISER], help_text="How the person asked for it."
    )


class EraseView(APIView):
    permission_classes = (Scoped,)
    required_scope = "manage"

    @extend_schema(
        operation_id="registrations_erase",
        tags=TAGS,
        parameters=[IDEMPOTENCY],
        request=EraseIn,
        responses=RegistrationOut,
    )
    @idempotent(render_registration, status=200)
    def post(self, request: Request, registration: str) -> Registration:
        """On the person's own wish: what tells who it was goes for good; scans and counts stay. Nothing is mailed."""
        found = registration_to_run(request.user, registration)
        form = EraseIn(data=request.data)
        form.is_valid(raise_exception=True)
        reason = ErasureReason(form.validated_data["reason"])
        return erase_person(found, actor_id=user_of(request).pk, reason=reason)


def _render_badge(badge: Badge, request: Request) -> Any:  # noqa: ARG001
    return {
        "registration": badge.registration.public_id,
        "version": badge.version,
        "replaced": badge.version - 1,
        "reason": badge.reason,
        "issued_at": badge.issued_at,
    }


class ReissueIn(StrictSerializer):
    """Names that are given are the person's from now on."""

    reason = serializers.ChoiceField(ReissueReason.choices, required=False, default=ReissueReason.OTHER)
    full_name = LineField(max_length=200, required=False)
    other_name = LineField(max_length=200, required=False, allow_blank=True)


class ReissueView(APIView):
    permission_classes = (Scoped,)
    required_scope = "manage"

    @extend_schema(
        operation_id="registrations_reissue",
        tags=TAGS,
        request=ReissueIn,
        parameters=[IDEMPOTENCY],
        responses={
            201: inline_serializer(
                "BadgeIssued",
                {
                    "registration": serializers.CharField(),
                    "version": serializers.IntegerField(),
                    "replaced": serializers.IntegerField(help_text="How many badges this person had before."),
                    "reason": serializers.ChoiceField(ReissueReason.choices),
                    "issued_at": serializers.DateTimeField(),
                },
            )
        },
    )
    @idempotent(_render_badge)
    def post(self, request: Request, registration: str) -> Badge:
        """A new badge; from now on the door refuses the old one as replaced. The new pass is mailed."""
        found = registration_to_run(request.user, registration)
        form = ReissueIn(data=request.data)
        form.is_valid(raise_exception=True)
        given = dict(form.validated_data)
        reason = ReissueReason(given.pop("reason"))
        return reissue_badge(found, actor_id=user_of(request).pk, reason=reason, **given)


def _found(request: Request, public_id: str, *, to_change: bool = False) -> Registration:
    """A token that may only read changes nothing here either."""
    if to_change and request.auth is not None and not (has_scope(request, "book") or has_scope(request, "manage")):
        raise Forbidden
    return registration_for(request.user, public_id, key=request.query_params.get("key", "")[:64], to_change=to_change)


urlpatterns = [
    path("fairs/<slug:fair>/registrations/", RegistrationsView.as_view(), name="api_registrations"),
    path("registrations/<str:registration>/", RegistrationView.as_view(), name="api_registration"),
    path("registrations/<str:registration>/withdraw/", WithdrawView.as_view(), name="api_registration_withdraw"),
    path("registrations/<str:registration>/erase/", EraseView.as_view(), name="api_registration_erase"),
    path("registrations/<str:registration>/reissue/", ReissueView.as_view(), name="api_registration_reissue"),
]
