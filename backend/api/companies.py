"""The directory of firms: search without diacritics, counts for each choice, a firm's own page and its changes."""

from typing import Any

from django.core.validators import RegexValidator
from django.db.models import QuerySet
from django.urls import path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.api.callers import user_of
from backend.api.company_shapes import CompaniesOut, CompanyLineOut, CompanyOut
from backend.api.meeting_requests import body_of
from backend.permissions import Anyone, Scoped
from backend.serializers import LineField, StrictSerializer, TextField
from booking.queries.participants import exhibiting_companies
from directory.access import company_for, company_to_change, visible_companies
from directory.models import Company
from directory.queries.companies import Wanted, facets, found_companies, with_list_parts, with_page_parts
from directory.services.companies import change_company
from fairs.access import fair_for
from kernel.clock import now

TAGS = ["directory"]
_country = RegexValidator(r"\A[A-Z]{2}\Z")
_phone = RegexValidator(r"\A\+?[0-9 ().-]{6,20}\Z")


class CompaniesQuery(StrictSerializer):
    """What `GET /companies/` understands; anything else is refused."""

    q = LineField(max_length=120, required=False, allow_blank=True)
    process = serializers.SlugField(max_length=60, required=False)
    material = serializers.SlugField(max_length=60, required=False)
    standard = serializers.SlugField(max_length=60, required=False)
    province = LineField(max_length=60, required=False)
    country = serializers.CharField(validators=[_country], required=False)
    tolerance_um = serializers.IntegerField(min_value=0, max_value=1_000_000, required=False)
    fair = serializers.SlugField(max_length=60, required=False)
    facets = serializers.BooleanField(required=False, default=False)
    page = serializers.CharField(required=False)
    page_size = serializers.CharField(required=False)


class CompanyIn(StrictSerializer):
    tax_code = LineField(max_length=20, required=False, allow_blank=True)
    legal_name = LineField(max_length=250, required=False)
    short_name = LineField(max_length=80, required=False)
    name_en = LineField(max_length=250, required=False, allow_blank=True)
    name_ja = LineField(max_length=250, required=False, allow_blank=True)
    address_line = LineField(max_length=250, required=False, allow_blank=True)
    ward = LineField(max_length=120, required=False, allow_blank=True)
    province = LineField(max_length=60, required=False, allow_blank=True)
    country = serializers.CharField(validators=[_country], required=False)
    website = serializers.URLField(max_length=200, required=False, allow_blank=True)
    email = serializers.EmailField(max_length=254, required=False, allow_blank=True)
    phone = serializers.CharField(max_length=20, validators=[_phone], required=False, allow_blank=True)
    founded_year = serializers.IntegerField(min_value=1, max_value=9999, required=False, allow_null=True)
    employees = serializers.IntegerField(min_value=0, max_value=5_000_000, required=False, allow_null=True)
    export_markets = serializers.ListField(
        child=serializers.CharField(validators=[_country]), max_length=60, required=False
    )
    about_vi = TextField(max_length=4000, required=False, allow_blank=True)
    about_en = TextField(max_length=4000, required=False, allow_blank=True)
    about_ja = TextField(max_length=4000, required=False, allow_blank=True)
    is_listed = serializers.BooleanField(required=False)


class CompaniesView(generics.ListAPIView):
    """Firms of the whole directory, or with `fair` those that show there (certificates then count on its last day)."""

    permission_classes = (Anyone,)
    serializer_class = CompanyLineOut
    queryset = Company.objects.none()

    def _asked(self) -> tuple[dict[str, Any], QuerySet[Company], Wanted]:
        form = CompaniesQuery(data=self.request.query_params.dict())
        form.is_valid(raise_exception=True)
        asked = form.validated_data
        among, on = visible_companies(self.request.user), now().date()
        if slug := asked.get("fair"):
            fair = fair_for(self.request.user, slug)
            among, on = among & exhibiting_companies(fair), fair.ends_on
        choices = {
            name: asked[name] for name in ("process", "material", "standard", "province", "country") if name in asked
        }
        return (
            asked,
            among,
            Wanted(on=on, words=asked.get("q", ""), tolerance_um=asked.get("tolerance_um"), **choices),
        )

    @extend_schema(
        operation_id="companies_list",
        tags=TAGS,
        responses=CompaniesOut,
        parameters=[
            OpenApiParameter("q", description="Words of name, place, products or processes; marks do not matter."),
            OpenApiParameter("process"),
            OpenApiParameter("material"),
            OpenApiParameter("standard", description="Valid on the fair's last day, or today without `fair`."),
            OpenApiParameter("province"),
            OpenApiParameter("country"),
            OpenApiParameter("tolerance_um", OpenApiTypes.INT, description="Holds this tolerance or a finer one."),
            OpenApiParameter("fair"),
            OpenApiParameter("facets", OpenApiTypes.BOOL, description="Add the counts for each further choice."),
        ],
    )
    def get(self, request: Request) -> Response:  # noqa: ARG002
        asked, among, wanted = self._asked()
        page = self.paginate_queryset(with_list_parts(found_companies(among, wanted), on=wanted.on))
        response = self.get_paginated_response(CompanyLineOut(page, many=True).data)
        if asked["facets"]:
            response.data["facets"] = facets(among, wanted)
        return response


class CompanyView(APIView):
    permission_classes = (Anyone,)
    required_scope = "meet"

    def get_permissions(self) -> list[Any]:
        return [Scoped()] if self.request.method == "PATCH" else super().get_permissions()

    @extend_schema(operation_id="companies_get", tags=TAGS, responses=CompanyOut)
    def get(self, request: Request, company: str) -> Response:
        return Response(_page(company_for(request.user, company), request))

    @extend_schema(operation_id="companies_change", tags=TAGS, request=CompanyIn, responses=CompanyOut)
    def patch(self, request: Request, company: str) -> Response:
        changes = body_of(CompanyIn, request)
        found = company_to_change(request.user, company)
        return Response(_page(change_company(found, user=user_of(request), changes=changes), request))


def _page(company: Company, request: Request) -> dict[str, Any]:
    found = with_page_parts(Company.objects.filter(pk=company.pk)).get()
    context = {"on": now().date(), "shows_contact": request.user.is_authenticated}
    return dict(CompanyOut(found, context=context).data)


urlpatterns = [
    path("companies/", CompaniesView.as_view(), name="api_companies"),
    path("companies/<str:company>/", CompanyView.as_view(), name="api_company"),
]
