"""Every mail of a fair with its state, for its organiser, and the button that sends one again."""

from typing import Any

from django.urls import path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.api.callers import user_of
from backend.idempotency import idempotent
from backend.permissions import Scoped
from booking.access.deliveries import deliveries_fair, delivery_of
from booking.services.deliveries import resend
from kernel.models import Message, MessageState

TAGS = ["deliveries"]


class DeliveryRowOut(serializers.ModelSerializer):
    id = serializers.CharField(source="public_id")

    class Meta:
        model = Message
        fields: tuple[str, ...] = (
            "id",
            "kind",
            "revision",
            "recipient",
            "recipient_name",
            "language",
            "title",
            "state",
            "attempts",
            "last_error",
            "created_at",
            "next_try_at",
            "sent_at",
        )


class DeliveryOut(DeliveryRowOut):
    """With the words as they were written."""

    attachments = serializers.SerializerMethodField()

    class Meta(DeliveryRowOut.Meta):
        fields: tuple[str, ...] = (*DeliveryRowOut.Meta.fields, "text", "html", "attachments")

    def get_attachments(self, message: Message) -> list[str]:
        return [str(attachment["maker"]) for attachment in message.attachments]


def render_delivery(message: Message, request: Request) -> Any:  # noqa: ARG001
    return DeliveryOut(message).data


class DeliveriesView(generics.ListAPIView):
    permission_classes = (Scoped,)
    required_scope = "manage"
    serializer_class = DeliveryRowOut
    queryset = Message.objects.none()

    def get_queryset(self) -> Any:
        fair = deliveries_fair(self.request.user, self.kwargs["fair"])
        rows = Message.objects.filter(scope=fair.public_id).defer("text", "html", "attachments").order_by("-id")
        asked = self.request.query_params
        if state := asked.get("state"):
            rows = rows.filter(state=state)
        if kind := asked.get("kind"):
            rows = rows.filter(kind=kind)
        if recipient := asked.get("recipient"):
            rows = rows.filter(recipient__iexact=recipient)
        return rows

    @extend_schema(
        operation_id="deliveries_list",
        tags=TAGS,
        parameters=[
            OpenApiParameter("state", enum=MessageState.values),
            OpenApiParameter("kind"),
            OpenApiParameter("recipient"),
        ],
    )
    def get(self, request: Request, fair: str) -> Response:
        """Newest first."""
        return super().get(request, fair=fair)


class DeliveryView(APIView):
    permission_classes = (Scoped,)
    required_scope = "manage"

    @extend_schema(operation_id="deliveries_get", tags=TAGS, responses=DeliveryOut)
    def get(self, request: Request, fair: str, delivery: str) -> Response:
        return Response(DeliveryOut(delivery_of(deliveries_fair(request.user, fair), delivery)).data)


class ResendView(APIView):
    permission_classes = (Scoped,)
    required_scope = "manage"

    @extend_schema(
        operation_id="deliveries_resend",
        tags=TAGS,
        request=None,
        responses=DeliveryOut,
        parameters=[OpenApiParameter("Idempotency-Key", OpenApiTypes.STR, OpenApiParameter.HEADER)],
    )
    @idempotent(render_delivery, status=200)
    def post(self, request: Request, fair: str, delivery: str) -> Message:
        """Once more, whatever became of it; refused while it is waiting or leaving."""
        found = delivery_of(deliveries_fair(request.user, fair), delivery)
        return resend(found, actor_id=user_of(request).pk)


urlpatterns = [
    path("fairs/<slug:fair>/deliveries/", DeliveriesView.as_view(), name="api_deliveries"),
    path("fairs/<slug:fair>/deliveries/<str:delivery>/", DeliveryView.as_view(), name="api_delivery"),
    path("fairs/<slug:fair>/deliveries/<str:delivery>/resend/", ResendView.as_view(), name="api_delivery_resend"),
]
