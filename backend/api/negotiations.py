"""The organiser's report of negotiations and their value, as JSON and as a workbook."""

from django.http import HttpResponse
from django.urls import path
from django.utils.translation import get_language
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.filters import read_filter
from backend.permissions import Scoped
from backend.serializers import StrictSerializer
from fairday.access import fair_to_report
from fairday.models import Became, OutcomeKind, ValueBand
from fairday.negotiation_sums import Standing
from fairday.negotiation_workbook import negotiation_workbook
from fairday.queries.negotiations import negotiations_of
from kernel.clock import now

TAGS = ["meetings"]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LANGUAGES = ("vi", "en", "ja")


class ReportFilter(StrictSerializer):
    language = serializers.ChoiceField(choices=[(one, one) for one in LANGUAGES], required=False)


class SumsOut(serializers.Serializer):
    """`planned` is the sum of held, no_show, cancelled, ahead and unknown. Money in dong a year."""

    planned = serializers.IntegerField()
    held = serializers.IntegerField()
    no_show = serializers.IntegerField()
    cancelled = serializers.IntegerField()
    ahead = serializers.IntegerField()
    unknown = serializers.IntegerField(help_text="Their time is over and nobody said whether they were held.")
    told = serializers.IntegerField()
    told_by_both = serializers.IntegerField()
    with_result = serializers.IntegerField()
    differing = serializers.IntegerField(help_text="Both sides told, and not the same.")
    at_least = serializers.IntegerField(help_text="The lower end of the lower of the two sides' bands, summed.")


class SumGroupOut(serializers.Serializer):
    name = serializers.CharField(source="label")
    sums = SumsOut()


class KindSumsOut(serializers.Serializer):
    kind = serializers.ChoiceField(choices=OutcomeKind.choices)
    meetings = serializers.IntegerField()
    both = serializers.IntegerField()
    supplier_only = serializers.IntegerField()
    buyer_only = serializers.IntegerField()


class BandSumsOut(serializers.Serializer):
    band = serializers.ChoiceField(choices=ValueBand.choices)
    meetings = serializers.IntegerField()
    agreed = serializers.IntegerField()
    differing = serializers.IntegerField()
    one_side = serializers.IntegerField()
    at_least = serializers.IntegerField()


class SinceSumsOut(serializers.Serializer):
    became = serializers.ChoiceField(choices=Became.choices)
    sides = serializers.IntegerField()
    at_least = serializers.IntegerField()


class ToldOut(serializers.Serializer):
    kinds = serializers.ListField(child=serializers.ChoiceField(choices=OutcomeKind.choices))
    band = serializers.ChoiceField(choices=ValueBand.choices)


class NegotiationRowOut(serializers.Serializer):
    id = serializers.CharField()
    starts_at = serializers.DateTimeField()
    hall = serializers.CharField()
    table = serializers.IntegerField()
    process = serializers.CharField()
    province = serializers.CharField()
    supplier = serializers.CharField()
    buyer = serializers.CharField()
    standing = serializers.ChoiceField(choices=[(one.value, one.value) for one in Standing])
    by_supplier = ToldOut(allow_null=True)
    by_buyer = ToldOut(allow_null=True)
    differs = serializers.BooleanField()
    at_least = serializers.IntegerField()


class RatingOut(serializers.Serializer):
    rated = serializers.IntegerField()
    average = serializers.FloatField(allow_null=True, help_text="Null while fewer than five rated.")


class NegotiationsOut(serializers.Serializer):
    sums = SumsOut()
    by_day = SumGroupOut(many=True)
    by_hall = SumGroupOut(many=True)
    by_process = SumGroupOut(many=True)
    by_province = SumGroupOut(many=True)
    kinds = KindSumsOut(many=True)
    bands = BandSumsOut(many=True)
    rating = RatingOut()
    since = SinceSumsOut(many=True)
    asked_since = serializers.IntegerField()
    rows = NegotiationRowOut(many=True)


def _language(request: Request) -> str:
    return str(read_filter(ReportFilter, request).get("language") or (get_language() or "vi")[:2])


class NegotiationsView(APIView):
    permission_classes = (Scoped,)
    required_scope = "manage"

    @extend_schema(operation_id="negotiations_get", tags=TAGS, parameters=[ReportFilter], responses=NegotiationsOut)
    def get(self, request: Request, fair: str) -> Response:
        """Every list adds up to `sums`, the kinds excepted: a meeting may have several. No single rating stands in it."""
        where = fair_to_report(request.user, fair)
        found = negotiations_of(where, language=_language(request), now=now())
        return Response(NegotiationsOut(found).data)


class WorkbookView(APIView):
    permission_classes = (Scoped,)
    required_scope = "manage"

    @extend_schema(
        operation_id="negotiations_workbook",
        tags=TAGS,
        parameters=[ReportFilter],
        responses={(200, XLSX): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, fair: str) -> HttpResponse:
        where = fair_to_report(request.user, fair)
        language = _language(request)
        body = negotiation_workbook(negotiations_of(where, language=language, now=now()), where, language=language)
        response = HttpResponse(body, content_type=XLSX)
        response["Content-Disposition"] = f'attachment; filename="{where.slug}-negotiations.xlsx"'
        response["Cache-Control"] = "private, no-store"
        return response


urlpatterns = [
    path("fairs/<slug:fair>/negotiations/", NegotiationsView.as_view(), name="api_negotiations"),
    path("fairs/<slug:fair>/negotiations.xlsx", WorkbookView.as_view(), name="api_negotiations_workbook"),
]
