"""Free times offered on the meeting day: a person's own open offers, accepted or declined."""

from typing import Any

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.api.booths import IDEMPOTENCY_KEY
from backend.api.callers import user_of
from backend.api.meeting_day import TAGS
from backend.api.meeting_shapes import NeedRef, SideOut, SlotRef, TableRef
from backend.idempotency import idempotent
from backend.permissions import Scoped
from directory.access import person_of
from fairday.access import offer_seat_of
from fairday.models import OfferSeat, RefillOffer
from fairday.queries.own_day import offers_of
from fairday.services.refills import accept_offer, decline_offer
from fairday.states import Answer, OfferState
from fairs.access import fair_for
from kernel.clock import now


class OfferOut(serializers.Serializer):
    id = serializers.CharField()
    state = serializers.ChoiceField(choices=OfferState.choices)
    slot = SlotRef()
    table = TableRef()
    need = NeedRef(allow_null=True)
    request = serializers.CharField(help_text="The wish that this fulfils.")
    other_side = SideOut()
    your_answer = serializers.ChoiceField(choices=Answer.choices, help_text="`standing`: your wish lists this time.")
    offered_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
    meeting = serializers.CharField(allow_null=True)


def _out(mine: OfferSeat, other: OfferSeat, offer: RefillOffer) -> dict[str, Any]:
    need = offer.request.need
    return {
        "id": offer.public_id,
        "state": offer.state,
        "slot": SlotRef(offer.slot).data,
        "table": TableRef(offer.table).data,
        "need": NeedRef(need).data if need else None,
        "request": offer.request.public_id,
        "other_side": SideOut({"company": other.company, "person": other.person}).data,
        "your_answer": mine.answer,
        "offered_at": offer.offered_at,
        "expires_at": offer.expires_at,
        "meeting": offer.meeting.public_id if offer.meeting else None,
    }


def _render(offer: RefillOffer, request: Request) -> dict[str, Any]:
    seats = list(offer.seats.select_related("person", "company"))
    mine = next(seat for seat in seats if seat.person.user_id == user_of(request).pk)
    return _out(mine, next(seat for seat in seats if seat.pk != mine.pk), offer)


class OffersView(APIView):
    """Yours, the one that ends first in front; empty for who has none."""

    permission_classes = (Scoped,)
    required_scope = "meet"

    @extend_schema(operation_id="refill_offers_list", tags=TAGS, responses=OfferOut(many=True))
    def get(self, request: Request, fair: str) -> Response:
        the_fair = fair_for(request.user, fair)
        person = person_of(request.user)
        found = offers_of(the_fair, person, now=now()) if person else []
        return Response([_out(each.mine, each.other, each.mine.offer) for each in found])


class AcceptOfferView(APIView):
    """The second yes makes the meeting; one is enough where the other side's wish lists this time."""

    permission_classes = (Scoped,)
    required_scope = "meet"

    @extend_schema(
        operation_id="refill_offers_accept", tags=TAGS, request=None, responses=OfferOut, parameters=[IDEMPOTENCY_KEY]
    )
    @idempotent(_render, status=200)
    def post(self, request: Request, offer: str) -> RefillOffer:
        seat = offer_seat_of(request.user, offer)
        return accept_offer(seat.offer, person_id=seat.person_id, actor_id=user_of(request).pk, now=now())


class DeclineOfferView(APIView):
    permission_classes = (Scoped,)
    required_scope = "meet"

    @extend_schema(
        operation_id="refill_offers_decline", tags=TAGS, request=None, responses=OfferOut, parameters=[IDEMPOTENCY_KEY]
    )
    @idempotent(_render, status=200)
    def post(self, request: Request, offer: str) -> RefillOffer:
        seat = offer_seat_of(request.user, offer)
        return decline_offer(seat.offer, person_id=seat.person_id, actor_id=user_of(request).pk, now=now())


urlpatterns = [
    path("fairs/<slug:fair>/refill-offers/", OffersView.as_view(), name="api_refill_offers"),
    path("refill-offers/<str:offer>/accept/", AcceptOfferView.as_view(), name="api_refill_offer_accept"),
    path("refill-offers/<str:offer>/decline/", DeclineOfferView.as_view(), name="api_refill_offer_decline"),
]
