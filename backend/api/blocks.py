"""Companies that are not to meet at a fair: one's own blocks, and the organiser's pairs."""

from typing import Any

from django.db.models import QuerySet
from django.urls import path
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.api.callers import user_of
from backend.api.meeting_requests import TAGS, body_of
from backend.api.meeting_shapes import CompanyRef
from backend.idempotency import idempotent
from backend.permissions import Scoped
from backend.serializers import LineField, StrictSerializer
from booking.access.meetings import block_to_lift, visible_blocks
from booking.access.references import company_named, participant_named
from booking.models import CompanyBlock
from booking.queries.blocks import with_block_parts
from booking.services.blocks import block_company, keep_apart, lift_block
from booking.states import BlockOrigin
from fairs.access import MANAGERS, fair_for, fair_to_run


class BlockOut(serializers.Serializer):
    """`origin` says who asked for it; nobody lifts another's block."""

    id = serializers.CharField(source="public_id")
    origin = serializers.ChoiceField(choices=BlockOrigin.choices)
    companies = serializers.SerializerMethodField()
    by = CompanyRef(source="company", allow_null=True)
    reason = serializers.CharField()
    created_at = serializers.DateTimeField()

    @extend_schema_field(CompanyRef(many=True))
    def get_companies(self, block: CompanyBlock) -> list[dict[str, Any]]:
        return list(CompanyRef([block.company_low, block.company_high], many=True).data)


class BlockIn(StrictSerializer):
    company = serializers.CharField(max_length=32, help_text="Whom your company does not want to meet.")
    reason = LineField(max_length=300, required=False, allow_blank=True, default="", help_text="Only you read it.")


class PairIn(StrictSerializer):
    companies = serializers.ListField(child=serializers.CharField(max_length=32), min_length=2, max_length=2)
    reason = LineField(max_length=300, required=False, allow_blank=True, default="")


def render_block(made: CompanyBlock, request: Request) -> dict[str, Any]:  # noqa: ARG001 -- the shape of all renderers
    return dict(BlockOut(with_block_parts(CompanyBlock.objects.filter(pk=made.pk)).get()).data)


class BlocksView(generics.ListAPIView):
    permission_classes = (Scoped,)
    required_scope = "meet"
    serializer_class = BlockOut
    queryset = CompanyBlock.objects.none()

    def get_queryset(self) -> QuerySet[CompanyBlock]:
        return visible_blocks(self.request.user, fair_for(self.request.user, self.kwargs["fair"]))

    @extend_schema(operation_id="blocks_list", tags=TAGS)
    def get(self, request: Request, fair: str) -> Response:
        return super().get(request, fair=fair)

    @extend_schema(
        operation_id="blocks_create",
        tags=TAGS,
        request=BlockIn,
        responses={201: BlockOut},
        description="No wish either way, never suggested; open wishes between the two end, fixed meetings stay.",
    )
    @idempotent(render_block)
    def post(self, request: Request, fair: str) -> CompanyBlock:
        body = body_of(BlockIn, request)
        user, where = user_of(request), fair_for(request.user, fair)
        other = company_named(user, body["company"], pointer="/company")
        return block_company(where, user=user, other=other, reason=body["reason"])


class PairsView(APIView):
    """The organiser's `never`: two companies the scheduler and the suggestions keep apart."""

    permission_classes = (Scoped,)
    required_scope = "manage"

    @extend_schema(operation_id="blocks_keep_apart", tags=TAGS, request=PairIn, responses={201: BlockOut})
    @idempotent(render_block)
    def post(self, request: Request, fair: str) -> CompanyBlock:
        body = body_of(PairIn, request)
        user, where = user_of(request), fair_to_run(request.user, fair, MANAGERS)
        one, other = (participant_named(where, each, pointer="/companies") for each in body["companies"])
        return keep_apart(where, user=user, one=one, other=other, reason=body["reason"])


class BlockView(APIView):
    permission_classes = (Scoped,)
    required_scope = "meet"

    @extend_schema(operation_id="blocks_lift", tags=TAGS, responses={204: None})
    def delete(self, request: Request, fair: str, block: str) -> Response:
        lift_block(block_to_lift(request.user, fair_for(request.user, fair), block), user=user_of(request))
        return Response(status=204)


urlpatterns = [
    path("fairs/<slug:fair>/blocks/", BlocksView.as_view(), name="api_blocks"),
    path("fairs/<slug:fair>/blocks/pairs/", PairsView.as_view(), name="api_block_pairs"),
    path("fairs/<slug:fair>/blocks/<str:block>/", BlockView.as_view(), name="api_block"),
]
