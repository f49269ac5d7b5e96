"""The directory of firms: search without diacritics, counts for each choice, a firm's own page and its changes."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.core.validators import RegexValidator
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.api.callers import user_of
from backend.api.company_shapes import CompaniesOut, CompanyLineOut, CompanyOut
from backend.api.meeting_requests import body_of
from backend.filters import Filter, read_filter
from backend.permissions import Anyone, Scoped
from backend.serializers import LineField, StrictSerializer, TextField
from booking.queries.participants import exhibiting_companies
from directory.access import company_for, company_to_change
from directory.models import Company
from directory.queries.companies import with_list_parts, with_page_parts
from directory.queries.makers import Facets, MakerSearch, alike, facets, firms, in_order
from directory.services.companies import change_company
from fairs.access import fair_for
from kernel.clock import now

TAGS = ["directory"]
_country = RegexValidator(r"\A[A-Z]{2}\Z")
_phone = RegexValidator(r"\A\+?[0-9 ().-]{6,20}\Z")


class CompaniesFilter(Filter):
    q = LineField(
        max_length=120,
        required=False,
        allow_blank=True,
        default="",
        help_text="Words of name, place, products or processes; marks do not matter.",
    )
    process = serializers.SlugField(max_length=60, required=False, default="")
    material = serializers.SlugField(max_length=60, required=False, default="")
    standard = serializers.SlugField(
        max_length=60, required=False, default="", help_text="Valid on the fair's last day, or today without `fair`."
    )
    province = LineField(max_length=60, required=False, default="")
    country = serializers.CharField(validators=[_country], required=False)
    tolerance_um = serializers.IntegerField(
        min_value=1, max_value=1_000_000, required=False, help_text="Holds this tolerance or a finer one."
    )
    fair = serializers.SlugField(max_length=60, required=False, help_text="Only firms that show there.")
    facets = serializers.BooleanField(required=False, default=False, help_text="Add the counts for each choice.")


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

    @extend_schema(operation_id="companies_list", tags=TAGS, responses=CompaniesOut, parameters=[CompaniesFilter])
    def get(self, request: Request) -> Response:
        asked = read_filter(CompaniesFilter, request)
        among, on = Company.objects.filter(is_listed=True), now().date()
        if slug := asked.get("fair"):
            fair = fair_for(request.user, slug)
            among, on = exhibiting_companies(fair), fair.ends_on
        if country := asked.get("country"):
            among = among.filter(country=country)
        search = MakerSearch(
            text=asked["q"],
            processes=_one(asked["process"]),
            materials=_one(asked["material"]),
            standards=_one(asked["standard"]),
            provinces=_one(asked["province"]),
            tolerance_um=asked.get("tolerance_um"),
        )
        rows = in_order(firms(search, on=on, among=among), search, "best", first=Company.objects.none())
        page = self.paginate_queryset(with_list_parts(rows, on=on))
        is_near = not page and bool(search.text)
        if is_near:
            near = alike(search.text, firms(replace(search, text=""), on=on, among=among))
            page = self.paginate_queryset(with_list_parts(near, on=on))
        response = self.get_paginated_response(CompanyLineOut(page, many=True).data)
        response.data["is_near"] = is_near
        if asked["facets"]:
            response.data["facets"] = _facets(facets(search, on=on, among=among, of=firms))
        return response


def _one(value: str) -> tuple[str, ...]:
    return (value,) if value else ()


def _facets(found: Facets) -> dict[str, dict[str, int]]:
    """By the names of the parameters."""
    groups = {
        "process": found.processes,
        "material": found.materials,
        "standard": found.standards,
        "province": found.provinces,
        "tolerance_um": found.tolerances,
    }
    return {name: {choice.value: choice.count for choice in choices} for name, choices in groups.items()}


class CompanyView(APIView):
    permission_classes = (Anyone,)
    required_scope = "meet"

    def get_permissions(self) -> Sequence[Any]:
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
