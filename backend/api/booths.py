"""Booths: the list with state and price, one booth, its quote, and the hold that starts a booking."""

from typing import Any

from django.urls import path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.api.booking_shapes import BookingOut, booking_shape
from backend.api.callers import user_of
from backend.api.halls import eyes
from backend.api.names import NamesOut
from backend.api.price_shapes import PriceOut, price_shape
from backend.filters import Filter, read_filter
from backend.idempotency import idempotent
from backend.pagination import Pages
from backend.permissions import Anyone, Scoped
from backend.serializers import StrictSerializer
from backend.throttles import ScopedThrottle, UserThrottle
from billing.queries.prices import PriceList, price_list
from booking.access.bookings import company_to_book_for
from booking.models import Booking
from booking.queries.booths import Wanted, booth_seen, booths
from booking.queries.prices import price_for
from booking.rules.bookings import BOOTH_STATES, Side
from booking.services.booths import hold_booth
from directory.access import companies_of, company_to_act_for
from fairs.access import booth_for, fair_for
from fairs.models import ApprovalMode, BoothKind

IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description="8 to 255 visible ASCII characters; the same key and body replay the first answer for a day.",
)


class ListPriceOut(serializers.Serializer):
    currency = serializers.CharField()
    net = serializers.IntegerField(help_text="Before support and VAT, in minor units.")
    total = serializers.IntegerField(help_text="With VAT, before support.")


class HallRefOut(serializers.Serializer):
    id = serializers.CharField()
    code = serializers.CharField()


class BoothOut(serializers.Serializer):
    id = serializers.CharField()
    code = serializers.CharField()
    hall = HallRefOut()
    row = serializers.CharField()
    number = serializers.IntegerField()
    x_cm = serializers.IntegerField()
    y_cm = serializers.IntegerField()
    width_cm = serializers.IntegerField()
    depth_cm = serializers.IntegerField()
    area_cm2 = serializers.IntegerField()
    open_sides = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=BoothKind.choices)
    pavilion = serializers.CharField(allow_null=True)
    zone = NamesOut()
    approval = serializers.ChoiceField(choices=ApprovalMode.choices)
    state = serializers.ChoiceField(choices=BOOTH_STATES)
    mine = serializers.BooleanField()
    exhibitor = serializers.CharField()
    price = ListPriceOut(allow_null=True, help_text="null where the organiser has set no price.")


class StatesField(serializers.CharField):
    """States with commas between them."""

    def to_internal_value(self, data: Any) -> list[str]:  # type: ignore[override]  # a list leaves, text comes
        states = [part.strip() for part in super().to_internal_value(data).split(",")]
        if not set(states) <= set(BOOTH_STATES):
            raise serializers.ValidationError("; ".join(BOOTH_STATES), code="invalid_choice")
        return states


class BoothFilter(Filter):
    state = StatesField(required=False, help_text="One or more states, with commas between them.")
    hall = serializers.CharField(required=False, max_length=12, help_text="A hall's code.")
    kind = serializers.ChoiceField(choices=BoothKind.choices, required=False)
    pavilion = serializers.CharField(required=False, max_length=20, help_text="A pavilion's code.")
    code = serializers.CharField(required=False, max_length=12, help_text="How the booth's code begins.")
    min_area = serializers.DecimalField(
        required=False, max_digits=7, decimal_places=2, min_value=0, help_text="Square metres."
    )
    max_price = serializers.IntegerField(
        required=False, min_value=0, max_value=10**15, help_text="Net, before support and VAT, in minor units."
    )


class HoldIn(StrictSerializer):
    company = serializers.CharField(
        required=False, max_length=32, help_text="One of your companies; the first unless said."
    )


class QuoteFilter(StrictSerializer):
    company = serializers.CharField(required=False, max_length=32, help_text="One of your companies.")


class QuoteOut(PriceOut):
    booth = serializers.CharField(help_text="The booth's code.")
    company = serializers.CharField(allow_null=True, help_text="For whom; null: before any support.")


def booth_shape(row: dict[str, Any], prices: PriceList) -> dict[str, Any]:
    area = row["width_cm"] * row["depth_cm"]
    price = prices.list_price(row["kind"], area, row["open_sides"])
    return {
        "id": row["public_id"],
        "code": row["code"],
        "hall": {"id": row["hall_id_"], "code": row["hall_code"]},
        "row": row["row"],
        "number": row["number"],
        "x_cm": row["x_cm"],
        "y_cm": row["y_cm"],
        "width_cm": row["width_cm"],
        "depth_cm": row["depth_cm"],
        "area_cm2": area,
        "open_sides": row["open_sides"],
        "kind": row["kind"],
        "pavilion": row["pavilion_code"],
        "zone": {"vi": row["zone_vi"], "en": row["zone_en"], "ja": row["zone_ja"]},
        "approval": row["approval"],
        "state": row["state"],
        "mine": row["mine"],
        "exhibitor": row["exhibitor"],
        "price": price and {"currency": price.currency, "net": price.net, "total": price.total},
    }


class BoothsView(APIView):
    """Two queries beside the fair's and the reader's own, whatever the number of booths."""

    permission_classes = (Anyone,)
    pagination_class = Pages

    @extend_schema(operation_id="booths_list", parameters=[BoothFilter], responses=BoothOut(many=True), tags=["booths"])
    def get(self, request: Request, fair: str) -> Response:
        asked = read_filter(BoothFilter, request)
        the_fair = fair_for(request.user, fair)
        area = asked.get("min_area")
        wanted = Wanted(
            states=asked.get("state"),
            hall=asked.get("hall"),
            kind=asked.get("kind"),
            pavilion=asked.get("pavilion"),
            code=asked.get("code"),
            min_area_cm2=None if area is None else int(area * 10_000),
        )
        prices = price_list(the_fair)
        rows = booths(the_fair, **eyes(request.user, the_fair), wanted=wanted)
        shapes = [booth_shape(row, prices) for row in rows]
        if (most := asked.get("max_price")) is not None:
            shapes = [shape for shape in shapes if shape["price"] and shape["price"]["net"] <= most]
        pages = self.pagination_class()
        return pages.get_paginated_response(pages.paginate_queryset(shapes, request, view=self))


class BoothView(APIView):
    permission_classes = (Anyone,)

    @extend_schema(operation_id="booths_read", responses=BoothOut, tags=["booths"])
    def get(self, request: Request, booth: str) -> Response:
        found = booth_for(request.user, booth)
        own = frozenset(company.pk for company in companies_of(request.user))
        return Response(booth_shape(booth_seen(found, own_companies=own), price_list(found.fair)))


class QuoteView(APIView):
    """What the booth costs your company now. Nothing is frozen before the booking is submitted."""

    permission_classes = (Anyone,)

    @extend_schema(operation_id="booths_quote", parameters=[QuoteFilter], responses=QuoteOut, tags=["booths"])
    def get(self, request: Request, booth: str) -> Response:
        asked = read_filter(QuoteFilter, request).get("company")
        found = booth_for(request.user, booth)
        company = company_to_act_for(request.user, asked) if asked else next(iter(companies_of(request.user)), None)
        return Response(
            price_shape(price_for(found, company))
            | {"booth": found.code, "company": company.public_id if company else None}
        )


def _booking(booking: Booking, request: Request) -> dict[str, Any]:  # noqa: ARG001 -- the renderer's signature
    return booking_shape(booking, Side.COMPANY)


class HoldsView(APIView):
    permission_classes = (Scoped,)
    required_scope = "book"
    throttle_classes = (UserThrottle, ScopedThrottle)
    throttle_scope = "book"

    @extend_schema(
        operation_id="booths_hold",
        parameters=[IDEMPOTENCY_KEY],
        request=HoldIn,
        responses={201: BookingOut},
        tags=["booths"],
    )
    @idempotent(_booking)
    def post(self, request: Request, booth: str) -> Booking:
        form = HoldIn(data=request.data)
        form.is_valid(raise_exception=True)
        found = booth_for(request.user, booth)
        company = company_to_book_for(request.user, form.validated_data.get("company"))
        return hold_booth(found, company=company, actor_id=user_of(request).pk)


urlpatterns = [
    path("fairs/<str:fair>/booths/", BoothsView.as_view(), name="api_booths"),
    path("booths/<str:booth>/", BoothView.as_view(), name="api_booth"),
    path("booths/<str:booth>/quote/", QuoteView.as_view(), name="api_booth_quote"),
    path("booths/<str:booth>/holds/", HoldsView.as_view(), name="api_booth_holds"),
]
