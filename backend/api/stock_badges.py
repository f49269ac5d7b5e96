"""Blank badges for the desk: the organiser has them made in batches and prints them."""

from typing import Any

from django.http import HttpResponse
from django.urls import path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.api.callers import user_of
from backend.permissions import Scoped
from backend.serializers import StrictSerializer, read
from badges.render import badges_pdf
from booking.access.registrations import stock_batch_for
from booking.queries.stock_badges import Counted, stock_faces, stock_of
from booking.services.stock_badges import MOST_AT_ONCE, print_stock
from checkin.access.devices import fair_with_devices


class StockIn(StrictSerializer):
    number = serializers.IntegerField(min_value=1, max_value=MOST_AT_ONCE)


class StockOut(serializers.Serializer):
    id = serializers.CharField()
    made_at = serializers.DateTimeField()
    number = serializers.IntegerField()
    bound = serializers.IntegerField(help_text="How many of them belong to somebody.")


def _batch(one: Counted) -> dict[str, Any]:
    return {"id": one.batch.public_id, "made_at": one.batch.made_at, "number": one.number, "bound": one.bound}


class StockView(APIView):
    permission_classes = (Scoped,)
    required_scope = "manage"

    @extend_schema(operation_id="stock_badges_list", responses=StockOut(many=True), tags=["door"])
    def get(self, request: Request, fair: str) -> Response:
        return Response([_batch(one) for one in stock_of(fair_with_devices(request.user, fair))])

    @extend_schema(operation_id="stock_badges_create", request=StockIn, responses={201: StockOut}, tags=["door"])
    def post(self, request: Request, fair: str) -> Response:
        the_fair = fair_with_devices(request.user, fair)
        number = read(StockIn, request.data)["number"]
        batch = print_stock(the_fair, number=number, actor_id=user_of(request).pk)
        return Response(_batch(Counted(batch, number, 0)), status=201)


class StockPdfView(APIView):
    """A batch to print: an A6 page each, name and company left to write on."""

    permission_classes = (Scoped,)
    required_scope = "manage"

    @extend_schema(
        operation_id="stock_badges_pdf", tags=["door"], responses={(200, "application/pdf"): OpenApiTypes.BINARY}
    )
    def get(self, request: Request, stock: str) -> HttpResponse:
        answer = HttpResponse(
            badges_pdf(stock_faces(stock_batch_for(request.user, stock))), content_type="application/pdf"
        )
        answer["Cache-Control"] = "private, no-store"
        return answer


urlpatterns = [
    path("fairs/<slug:fair>/stock-badges/", StockView.as_view(), name="api_stock_badges"),
    path("stock-badges/<str:stock>.pdf", StockPdfView.as_view(), name="api_stock_badges_pdf"),
]
