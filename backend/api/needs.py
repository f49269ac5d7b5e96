"""What buyers want to source: published, read as far as one may, changed, closed; and the makers who fit."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.api.booths import IDEMPOTENCY_KEY
from backend.api.callers import user_of
from backend.api.meeting_requests import body_of
from backend.api.need_shapes import NeedOut, SuggestionsOut, need_out, suggestion_out
from backend.filters import Filter, read_filter
from backend.idempotency import idempotent
from backend.permissions import Anyone, Scoped
from backend.serializers import LineField, StrictSerializer, TextField
from booking.access.meetings import party_at
from booking.queries.participants import buying_companies, exhibiting_companies
from booking.queries.suggestions import makers_for_need, suggestions_at
from directory.access import companies_of, company_to_act_for, need_for, own_need, visible_companies
from directory.models import Confidentiality, Need, NeedState, TermKind
from directory.queries.needs import NeedsWanted, found_needs, listed_needs, with_need_parts
from directory.queries.terms import terms_named
from directory.services.needs import change_need, close_need, publish_need
from fairs.access import fair_for
from kernel.clock import now

TAGS = ["directory"]
GIVEN_STATES = [("draft", "Draft"), ("open", "Open")]
MAX_MM = 100_000


class _NeedFacts(StrictSerializer):
    """Terms by their codes. Sizes in mm, tolerance in µm, weight in g, quantity in pieces a year."""

    title_en = LineField(max_length=200, required=False, allow_blank=True)
    title_ja = LineField(max_length=200, required=False, allow_blank=True)
    note = TextField(max_length=4000, required=False, allow_blank=True)
    materials = serializers.ListField(child=serializers.SlugField(max_length=60), max_length=20, required=False)
    standards = serializers.ListField(child=serializers.SlugField(max_length=60), max_length=20, required=False)
    length_mm = serializers.IntegerField(min_value=1, max_value=MAX_MM, required=False, allow_null=True)
    width_mm = serializers.IntegerField(min_value=1, max_value=MAX_MM, required=False, allow_null=True)
    height_mm = serializers.IntegerField(min_value=1, max_value=MAX_MM, required=False, allow_null=True)
    weight_g = serializers.IntegerField(min_value=1, max_value=100_000_000, required=False, allow_null=True)
    tolerance_um = serializers.IntegerField(min_value=1, max_value=1_000_000, required=False, allow_null=True)
    annual_quantity = serializers.IntegerField(min_value=1, max_value=2_000_000_000, required=False, allow_null=True)
    target_date = serializers.DateField(required=False, allow_null=True)
    confidentiality = serializers.ChoiceField(choices=Confidentiality.choices, required=False)
    state = serializers.ChoiceField(choices=GIVEN_STATES, required=False)


class NeedIn(_NeedFacts):
    company = serializers.CharField(max_length=32, required=False, help_text="Yours; the first when left out.")
    code = LineField(max_length=40)
    title_vi = LineField(max_length=200)
    process = serializers.SlugField(max_length=60)


class NeedChangesIn(_NeedFacts):
    code = LineField(max_length=40, required=False)
    title_vi = LineField(max_length=200, required=False)
    process = serializers.SlugField(max_length=60, required=False)


class NeedsFilter(Filter):
    q = LineField(max_length=120, required=False, allow_blank=True)
    process = serializers.SlugField(max_length=60, required=False)
    material = serializers.SlugField(max_length=60, required=False)
    standard = serializers.SlugField(max_length=60, required=False)
    state = serializers.ChoiceField(choices=NeedState.choices, required=False)
    fair = serializers.SlugField(max_length=60, required=False, help_text="Only needs of that fair's buyers.")
    mine = serializers.BooleanField(required=False, default=False)


class NeedSuggestionsFilter(StrictSerializer):
    fair = serializers.SlugField(
        max_length=60, required=False, help_text="Makers who show there and are not yet asked."
    )


def _facts(body: dict[str, Any]) -> dict[str, Any]:
    """The form's codes turned into terms; `materials` and `standards` stay None where nothing was said."""
    facts = dict(body)
    facts.pop("company", None)
    materials, standards = facts.pop("materials", None), facts.pop("standards", None)
    if "process" in facts:
        facts["process"] = terms_named(TermKind.PROCESS, [facts["process"]], pointer="/process")[0]
    return {
        "facts": facts,
        "materials": None if materials is None else terms_named(TermKind.MATERIAL, materials, pointer="/materials"),
        "standards": None if standards is None else terms_named(TermKind.STANDARD, standards, pointer="/standards"),
    }


def _render(need: Need, request: Request) -> dict[str, Any]:
    return need_out(own_need(request.user, need.public_id))


class NeedsView(generics.ListAPIView):
    permission_classes = (Anyone,)
    required_scope = "meet"
    serializer_class = NeedOut
    queryset = Need.objects.none()

    def get_permissions(self) -> Sequence[Any]:
        return [Scoped()] if self.request.method == "POST" else super().get_permissions()

    def get_queryset(self) -> QuerySet[Need]:
        asked = read_filter(NeedsFilter, self.request)
        companies = companies_of(self.request.user)
        among = listed_needs(companies)
        if asked["mine"]:
            among = among.filter(company__in=companies)
        if slug := asked.get("fair"):
            among = among.filter(company__in=buying_companies(fair_for(self.request.user, slug)))
        wanted = NeedsWanted(
            words=asked.get("q", ""),
            **{name: asked.get(name, "") for name in ("process", "material", "standard", "state")},
        )
        return with_need_parts(found_needs(among, wanted, companies), companies)

    @extend_schema(operation_id="needs_list", tags=TAGS, parameters=[NeedsFilter])
    def get(self, request: Request) -> Response:
        return super().get(request)

    @extend_schema(
        operation_id="needs_publish",
        tags=TAGS,
        request=NeedIn,
        responses={201: NeedOut},
        parameters=[IDEMPOTENCY_KEY],
    )
    @idempotent(_render)
    def post(self, request: Request) -> Need:
        body = body_of(NeedIn, request)
        company = company_to_act_for(request.user, body.get("company"))
        parts = _facts(body)
        return publish_need(
            company,
            user=user_of(request),
            facts=parts["facts"],
            materials=parts["materials"] or (),
            standards=parts["standards"] or (),
        )


class NeedView(APIView):
    permission_classes = (Anyone,)
    required_scope = "meet"

    def get_permissions(self) -> Sequence[Any]:
        return [Scoped()] if self.request.method == "PATCH" else super().get_permissions()

    @extend_schema(operation_id="needs_get", tags=TAGS, responses=NeedOut)
    def get(self, request: Request, need: str) -> Response:
        return Response(need_out(need_for(request.user, need)))

    @extend_schema(operation_id="needs_change", tags=TAGS, request=NeedChangesIn, responses=NeedOut)
    def patch(self, request: Request, need: str) -> Response:
        body = body_of(NeedChangesIn, request)
        found = own_need(request.user, need)
        return Response(_render(change_need(found, user=user_of(request), **_facts(body)), request))


class CloseNeedView(APIView):
    permission_classes = (Scoped,)
    required_scope = "meet"

    @extend_schema(operation_id="needs_close", tags=TAGS, request=None, responses=NeedOut)
    def post(self, request: Request, need: str) -> Response:
        return Response(_render(close_need(own_need(request.user, need), user=user_of(request)), request))


class NeedSuggestionsView(APIView):
    """Makers for one of your own needs; with `fair` those who show there and are not yet asked."""

    permission_classes = (Scoped,)
    required_scope = "meet"

    @extend_schema(
        operation_id="needs_suggestions", tags=TAGS, responses=SuggestionsOut, parameters=[NeedSuggestionsFilter]
    )
    def get(self, request: Request, need: str) -> Response:
        found = own_need(request.user, need)
        if slug := read_filter(NeedSuggestionsFilter, request).get("fair"):
            fair = fair_for(request.user, slug)
            suggested = makers_for_need(found, exhibiting_companies(fair), on=fair.ends_on, fair=fair)
        else:
            suggested = makers_for_need(found, visible_companies(request.user), on=now().date())
        return Response({"makers": [suggestion_out(each) for each in suggested], "needs": []})


class FairSuggestionsView(APIView):
    """For your company at a fair: makers for its needs, and needs it could answer."""

    permission_classes = (Scoped,)
    required_scope = "meet"

    @extend_schema(operation_id="fair_suggestions", tags=["meetings"], responses=SuggestionsOut)
    def get(self, request: Request, fair: str) -> Response:
        where = fair_for(request.user, fair)
        party = party_at(user_of(request), where)
        to_meet, to_answer = suggestions_at(where, party.company)
        return Response(
            {
                "makers": [suggestion_out(each) for each in to_meet],
                "needs": [suggestion_out(each) for each in to_answer],
            }
        )


urlpatterns = [
    path("needs/", NeedsView.as_view(), name="api_needs"),
    path("needs/<str:need>/", NeedView.as_view(), name="api_need"),
    path("needs/<str:need>/close/", CloseNeedView.as_view(), name="api_need_close"),
    path("needs/<str:need>/suggestions/", NeedSuggestionsView.as_view(), name="api_need_suggestions"),
    path("fairs/<slug:fair>/suggestions/", FairSuggestionsView.as_view(), name="api_fair_suggestions"),
]
