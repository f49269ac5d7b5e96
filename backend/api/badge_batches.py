"""Badges in numbers: a proof of what would be printed, batches with their progress, their files."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.api.badge_design import PAPERS
from backend.api.booths import IDEMPOTENCY_KEY
from backend.api.callers import user_of
from backend.filters import Filter, read_filter
from backend.idempotency import idempotent
from backend.permissions import Scoped
from backend.serializers import LineField, StrictSerializer
from badges.designs import Paper
from booking.access.badges import badge_desk, batch_of, stack_content
from booking.models import BadgeBatch, RegistrationRole
from booking.queries.badge_designs import design_of
from booking.queries.badge_prints import Choice, badges_to_print, proof_of, with_progress
from booking.services.badge_batches import start_batch, throw_away
from booking.states import BatchState

TAGS = ["badges"]
LANGUAGES = [("vi", "vi"), ("en", "en"), ("ja", "ja")]


class _Chosen(serializers.Serializer):
    only_new = serializers.BooleanField(required=False, default=True, help_text="Only badges that were never printed.")
    role = serializers.ChoiceField(RegistrationRole.choices, required=False)
    company = LineField(max_length=80, required=False, help_text="Words of the firm's name; marks do not matter.")
    paper = serializers.ChoiceField(PAPERS, required=False, help_text="Else the design's own.")
    language = serializers.ChoiceField(LANGUAGES, required=False, help_text="Else each person's own.")


class ProofFilter(_Chosen, Filter):
    pass


class BadgeBatchIn(_Chosen, StrictSerializer):
    pass


class BadgeBatchOut(serializers.Serializer):
    """`printed` of `total` badges are in the files so far; badges replaced or revoked meanwhile are left out."""

    id = serializers.CharField(source="public_id")
    state = serializers.ChoiceField(BatchState.choices)
    paper = serializers.CharField(source="design.paper")
    total = serializers.IntegerField()
    printed = serializers.IntegerField()
    stacks = serializers.IntegerField(source="stack_count", help_text="Files of at most 200 badges, numbered from 1.")
    stacks_made = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)


class BadgeDoubtOut(serializers.Serializer):
    registration = serializers.CharField(source="badge.registration.public_id")
    full_name = serializers.CharField(source="badge.registration.person.full_name")
    what = serializers.ChoiceField(
        [(what, what) for what in ("missing_company", "letters", "small_name", "small_company")]
    )
    detail = serializers.CharField(help_text="The letters no font has, or the size reached in points.")


class BadgeProofOut(serializers.Serializer):
    total = serializers.IntegerField()
    by_role = serializers.DictField(child=serializers.IntegerField())
    counts = serializers.DictField(child=serializers.IntegerField(), help_text="Doubts by kind, all of them.")
    doubts = BadgeDoubtOut(many=True, help_text="The first fifty.")


def render_batch(batch: BadgeBatch, request: Request) -> Any:  # noqa: ARG001 -- the shape of all renderers
    return BadgeBatchOut(with_progress(BadgeBatch.objects.filter(pk=batch.pk)).get()).data


def _choice(asked: dict[str, Any]) -> Choice:
    return Choice(only_new=asked["only_new"], role=asked.get("role", ""), company=asked.get("company", ""))


class ProofView(APIView):
    permission_classes = (Scoped,)
    required_scope = "manage"

    @extend_schema(operation_id="badge_batches_proof", tags=TAGS, parameters=[ProofFilter], responses=BadgeProofOut)
    def get(self, request: Request, fair: str) -> Response:
        """What a batch would print, by role, and what deserves a look before: no firm, letters without a type, small text."""
        where = badge_desk(request.user, fair)
        asked = read_filter(ProofFilter, request)
        look = design_of(where)
        look = look.on(Paper(asked["paper"])) if "paper" in asked else look
        proof = proof_of(badges_to_print(where, _choice(asked)), look, language=asked.get("language", ""))
        return Response(BadgeProofOut(proof).data)


class BatchesView(generics.ListAPIView):
    permission_classes = (Scoped,)
    required_scope = "manage"
    serializer_class = BadgeBatchOut
    queryset = BadgeBatch.objects.none()

    def get_queryset(self) -> QuerySet[BadgeBatch]:
        fair = badge_desk(self.request.user, self.kwargs["fair"])
        return with_progress(BadgeBatch.objects.filter(fair=fair)).order_by("-pk")

    @extend_schema(operation_id="badge_batches_list", tags=TAGS)
    def get(self, request: Request, fair: str) -> Response:
        """The newest first."""
        return super().get(request, fair=fair)

    @extend_schema(
        operation_id="badge_batches_create",
        tags=TAGS,
        request=BadgeBatchIn,
        responses={201: BadgeBatchOut},
        parameters=[IDEMPOTENCY_KEY],
    )
    @idempotent(render_batch)
    def post(self, request: Request, fair: str) -> BadgeBatch:
        """Asks for the chosen badges; workers make them. 409 while another batch of the fair is made."""
        where = badge_desk(request.user, fair)
        form = BadgeBatchIn(data=request.data)
        form.is_valid(raise_exception=True)
        asked = dict(form.validated_data)
        paper = Paper(asked["paper"]) if "paper" in asked else None
        return start_batch(
            where, choice=_choice(asked), paper=paper, language=asked.get("language", ""), user=user_of(request)
        )


class BatchView(APIView):
    permission_classes = (Scoped,)
    required_scope = "manage"

    @extend_schema(operation_id="badge_batches_get", tags=TAGS, responses=BadgeBatchOut)
    def get(self, request: Request, fair: str, badge_batch: str) -> Response:
        """How far it is; cheap, to be asked once a second."""
        return Response(render_batch(batch_of(badge_desk(request.user, fair), badge_batch), request))


class ThrowAwayView(APIView):
    permission_classes = (Scoped,)
    required_scope = "manage"

    @extend_schema(
        operation_id="badge_batches_throw_away",
        tags=TAGS,
        request=None,
        responses=BadgeBatchOut,
        parameters=[IDEMPOTENCY_KEY],
    )
    @idempotent(render_batch, status=200)
    def post(self, request: Request, fair: str, badge_batch: str) -> BadgeBatch:
        """Stops it, or throws its files away; its badges count as not printed by it."""
        return throw_away(batch_of(badge_desk(request.user, fair), badge_batch), actor_id=user_of(request).pk)


class StackView(APIView):
    permission_classes = (Scoped,)
    required_scope = "manage"

    @extend_schema(
        operation_id="badge_batches_stack", tags=TAGS, responses={(200, "application/pdf"): OpenApiTypes.BINARY}
    )
    def get(self, request: Request, fair: str, badge_batch: str, number: int) -> HttpResponse:
        """One file of the batch; there as soon as it is made, for a week."""
        content = stack_content(batch_of(badge_desk(request.user, fair), badge_batch), number)
        response = HttpResponse(content, content_type="application/pdf")
        response["Content-Disposition"] = f'inline; filename="{fair}-badges-{number:02}.pdf"'
        response["Cache-Control"] = "private, no-store"
        return response


urlpatterns = [
    path("fairs/<slug:fair>/badge-batches/", BatchesView.as_view(), name="api_badge_batches"),
    path("fairs/<slug:fair>/badge-batches/proof/", ProofView.as_view(), name="api_badge_proof"),
    path("fairs/<slug:fair>/badge-batches/<str:badge_batch>/", BatchView.as_view(), name="api_badge_batch"),
    path(
        "fairs/<slug:fair>/badge-batches/<str:badge_batch>/throw-away/",
        ThrowAwayView.as_view(),
        name="api_badge_throw_away",
    ),
    path(
        "fairs/<slug:fair>/badge-batches/<str:badge_batch>/stacks/<int:number>.pdf",
        StackView.as_view(),
        name="api_badge_stack",
    ),
]
