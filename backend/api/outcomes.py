"""What came of a meeting: each company tells and reads its own card, the organiser reads both without their ratings."""

from typing import Any

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.api.booths import IDEMPOTENCY_KEY
from backend.api.callers import user_of
from backend.api.meeting_requests import TAGS, body_of
from backend.api.meeting_shapes import CompanyRef
from backend.idempotency import idempotent
from backend.permissions import Scoped
from backend.serializers import LineField, StrictSerializer
from fairday.access import meeting_with_side
from fairday.errors import NotASide
from fairday.models import MeetingOutcome, OutcomeKind, OutcomeSource, ValueBand
from fairday.queries.outcomes import outcome_of, outcomes_of
from fairday.services.outcomes import MOST_NOTE, card, record_outcome


class OutcomeOut(serializers.Serializer):
    """`rating` and `note` are the company's own: the organiser reads null and an empty text."""

    company = CompanyRef()
    kinds = serializers.ListField(child=serializers.ChoiceField(choices=OutcomeKind.choices))
    value_band = serializers.ChoiceField(choices=ValueBand.choices)
    rating = serializers.IntegerField(allow_null=True)
    note = serializers.CharField()
    told_where = serializers.ChoiceField(source="source", choices=OutcomeSource.choices)
    revision = serializers.IntegerField()
    told_at = serializers.DateTimeField()


class OutcomeIn(StrictSerializer):
    kinds = serializers.ListField(
        child=serializers.ChoiceField(choices=OutcomeKind.choices), min_length=1, max_length=5
    )
    value_band = serializers.ChoiceField(choices=ValueBand.choices, default=ValueBand.OPEN)
    rating = serializers.IntegerField(min_value=1, max_value=5, required=False, allow_null=True, default=None)
    note = LineField(max_length=MOST_NOTE, required=False, allow_blank=True, default="")
    revision = serializers.IntegerField(
        min_value=0, max_value=1_000_000, default=0, help_text="That of the card you have read; 0 when there was none."
    )


def _render(outcome: MeetingOutcome, request: Request) -> dict[str, Any]:  # noqa: ARG001 -- the form of `idempotent`
    return dict(OutcomeOut(outcome).data)


class OutcomesView(APIView):
    permission_classes = (Scoped,)
    required_scope = "meet"

    @extend_schema(operation_id="outcomes_list", tags=TAGS, responses=OutcomeOut(many=True))
    def get(self, request: Request, meeting: str) -> Response:
        """Your company's card, if it was told; for the organiser both, without ratings and notes."""
        found, side = meeting_with_side(request.user, meeting)
        if side is None:
            return Response([{**_render(one, request), "rating": None, "note": ""} for one in outcomes_of(found)])
        own = outcome_of(found, side)
        return Response([_render(own, request)] if own else [])

    @extend_schema(
        operation_id="outcomes_tell", tags=TAGS, request=OutcomeIn, responses=OutcomeOut, parameters=[IDEMPOTENCY_KEY]
    )
    @idempotent(_render, status=200)
    def post(self, request: Request, meeting: str) -> MeetingOutcome:
        """Tells your company's card, or changes it. The meeting counts as held from then on."""
        body = body_of(OutcomeIn, request)
        found, side = meeting_with_side(request.user, meeting)
        if side is None:
            raise NotASide
        told = card(body["kinds"], value_band=body["value_band"], rating=body["rating"], note=body["note"])
        return record_outcome(
            found,
            company=side,
            card=told,
            actor_id=user_of(request).pk,
            source=OutcomeSource.OWN,
            seen=body["revision"],
        )


urlpatterns = [path("meetings/<str:meeting>/outcomes/", OutcomesView.as_view(), name="api_outcomes")]
