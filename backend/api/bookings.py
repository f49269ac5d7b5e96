"""Bookings: the list, one, and each side's moves as sub-resources."""

from typing import Any

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.api.booking_shapes import BookingOut, booking_shape
from backend.api.booths import IDEMPOTENCY_KEY
from backend.api.callers import user_of
from backend.filters import Filter, read_filter
from backend.idempotency import idempotent
from backend.pagination import Pages
from backend.permissions import LoggedIn, Scoped, has_scope
from backend.serializers import LineField, StrictSerializer, read
from backend.throttles import ScopedThrottle, UserThrottle
from booking.access.bookings import booking_for, booking_to_cancel, booking_to_decide, own_booking
from booking.models import Booking
from booking.queries.bookings import bookings_for
from booking.rules.bookings import Side
from booking.services.booth_decisions import approve_booking, cancel_booking, decline_booking, mark_paid
from booking.services.booths import extend_hold, release_hold, submit_booking
from booking.states import BookingState
from fairs.access import fair_for, is_organiser
from kernel.errors import Forbidden


class BookingFilter(Filter):
    state = serializers.ChoiceField(choices=BookingState.choices, required=False)


class NothingIn(StrictSerializer):
    """A move that takes no words."""


class BookingSubmitIn(StrictSerializer):
    fascia_name = LineField(max_length=60, help_text="The name above the booth.")
    note = LineField(max_length=500, required=False, allow_blank=True, default="")


class BookingDeclineIn(StrictSerializer):
    reason = LineField(max_length=300, help_text="The company reads it.")


class BookingCancelIn(StrictSerializer):
    reason = LineField(max_length=300, required=False, allow_blank=True, default="")


class BookingsView(APIView):
    permission_classes = (Scoped,)
    pagination_class = Pages
    required_scope = "read"

    @extend_schema(
        operation_id="bookings_list", parameters=[BookingFilter], responses=BookingOut(many=True), tags=["bookings"]
    )
    def get(self, request: Request, fair: str) -> Response:
        asked = read_filter(BookingFilter, request).get("state")
        the_fair = fair_for(request.user, fair)
        rows = bookings_for(request.user, the_fair, None if asked is None else (asked,))
        side = Side.ORGANISER if is_organiser(request.user, the_fair) else Side.COMPANY
        pages = self.pagination_class()
        found = pages.paginate_queryset(rows, request, view=self)
        return pages.get_paginated_response([booking_shape(booking, side) for booking in found or ()])


class BookingView(APIView):
    permission_classes = (Scoped,)
    required_scope = "read"

    @extend_schema(operation_id="bookings_read", responses=BookingOut, tags=["bookings"])
    def get(self, request: Request, booking: str) -> Response:
        found, side = booking_for(request.user, booking)
        return Response(booking_shape(found, side))


class _CompanyMove(APIView):
    permission_classes = (Scoped,)
    required_scope = "book"
    throttle_classes = (UserThrottle, ScopedThrottle)
    throttle_scope = "book"


class _OrganiserMove(APIView):
    permission_classes = (Scoped,)
    required_scope = "manage"


def _words(form_class: type[StrictSerializer], request: Request) -> dict[str, Any]:
    return read(form_class, request.data)


class ExtendView(_CompanyMove):
    @extend_schema(operation_id="bookings_extend", request=NothingIn, responses=BookingOut, tags=["bookings"])
    def post(self, request: Request, booking: str) -> Response:
        _words(NothingIn, request)
        found = own_booking(request.user, booking)
        return Response(booking_shape(extend_hold(found, actor_id=user_of(request).pk), Side.COMPANY))


class ReleaseView(_CompanyMove):
    @extend_schema(operation_id="bookings_release", request=NothingIn, responses=BookingOut, tags=["bookings"])
    def post(self, request: Request, booking: str) -> Response:
        _words(NothingIn, request)
        found = own_booking(request.user, booking)
        return Response(booking_shape(release_hold(found, actor_id=user_of(request).pk), Side.COMPANY))


def _of_company(booking: Booking, request: Request) -> dict[str, Any]:  # noqa: ARG001 -- the renderer's signature
    return booking_shape(booking, Side.COMPANY)


class SubmitView(_CompanyMove):
    @extend_schema(
        operation_id="bookings_submit",
        parameters=[IDEMPOTENCY_KEY],
        request=BookingSubmitIn,
        responses=BookingOut,
        tags=["bookings"],
    )
    @idempotent(_of_company, status=200)
    def post(self, request: Request, booking: str) -> Booking:
        words = _words(BookingSubmitIn, request)
        found = own_booking(request.user, booking)
        return submit_booking(found, fascia_name=words["fascia_name"], note=words["note"], actor_id=user_of(request).pk)


class ApproveView(_OrganiserMove):
    @extend_schema(operation_id="bookings_approve", request=NothingIn, responses=BookingOut, tags=["bookings"])
    def post(self, request: Request, booking: str) -> Response:
        _words(NothingIn, request)
        found = booking_to_decide(request.user, booking)
        return Response(booking_shape(approve_booking(found, actor_id=user_of(request).pk), Side.ORGANISER))


class DeclineView(_OrganiserMove):
    @extend_schema(operation_id="bookings_decline", request=BookingDeclineIn, responses=BookingOut, tags=["bookings"])
    def post(self, request: Request, booking: str) -> Response:
        reason = _words(BookingDeclineIn, request)["reason"]
        found = booking_to_decide(request.user, booking)
        declined = decline_booking(found, reason=reason, actor_id=user_of(request).pk)
        return Response(booking_shape(declined, Side.ORGANISER))


class MarkPaidView(_OrganiserMove):
    @extend_schema(operation_id="bookings_mark_paid", request=NothingIn, responses=BookingOut, tags=["bookings"])
    def post(self, request: Request, booking: str) -> Response:
        _words(NothingIn, request)
        found = booking_to_decide(request.user, booking)
        return Response(booking_shape(mark_paid(found, actor_id=user_of(request).pk), Side.ORGANISER))


class CancelView(APIView):
    """Both sides: a company's token needs the scope `book`, an organiser's `manage`."""

    permission_classes = (LoggedIn,)
    throttle_classes = (UserThrottle, ScopedThrottle)
    throttle_scope = "book"

    @extend_schema(operation_id="bookings_cancel", request=BookingCancelIn, responses=BookingOut, tags=["bookings"])
    def post(self, request: Request, booking: str) -> Response:
        reason = _words(BookingCancelIn, request)["reason"]
        found, side = booking_to_cancel(request.user, booking)
        if not has_scope(request, "book" if side is Side.COMPANY else "manage"):
            raise Forbidden
        cancelled = cancel_booking(found, side=side, reason=reason, actor_id=user_of(request).pk)
        return Response(booking_shape(cancelled, side))


urlpatterns = [
    path("fairs/<str:fair>/bookings/", BookingsView.as_view(), name="api_bookings"),
    path("bookings/<str:booking>/", BookingView.as_view(), name="api_booking"),
    path("bookings/<str:booking>/extend/", ExtendView.as_view(), name="api_booking_extend"),
    path("bookings/<str:booking>/release/", ReleaseView.as_view(), name="api_booking_release"),
    path("bookings/<str:booking>/submit/", SubmitView.as_view(), name="api_booking_submit"),
    path("bookings/<str:booking>/approve/", ApproveView.as_view(), name="api_booking_approve"),
    path("bookings/<str:booking>/decline/", DeclineView.as_view(), name="api_booking_decline"),
    path("bookings/<str:booking>/mark-paid/", MarkPaidView.as_view(), name="api_booking_mark_paid"),
    path("bookings/<str:booking>/cancel/", CancelView.as_view(), name="api_booking_cancel"),
]
