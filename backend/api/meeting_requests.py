"""Wishes to meet: made over several slots, changed, answered, handed over, taken back."""

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.services.tokens import proved_token
from backend.api.booths import IDEMPOTENCY_KEY
from backend.api.callers import user_of
from backend.api.meeting_shapes import (
    MeetingOut,
    RequestOut,
    RequestWithThreadOut,
    accepted_out,
    meeting_out,
    request_out,
)
from backend.filters import Filter, read_filter
from backend.idempotency import idempotent
from backend.known_callers import KnownBearer
from backend.permissions import Scoped
from backend.serializers import LineField, StrictSerializer, read
from backend.throttles import ScopedThrottle
from booking.access.meetings import request_at, request_for, visible_requests
from booking.access.references import (
    colleague_named,
    company_named,
    need_named,
    person_named,
    slot_named,
    slots_named,
    table_named,
)
from booking.errors.meetings import NoCommonSlot
from booking.models import Meeting, MeetingRequest
from booking.queries.meetings import meeting_with_parts, with_request_parts
from booking.services.accepting import Accepted, accept_in_one_trip
from booking.services.handing_over import delegate_request
from booking.services.meetings import accept_step_by_step
from booking.services.requests import (
    Keep,
    change_request,
    counter_request,
    decline_request,
    make_request,
    withdraw_request,
)
from booking.states import OPEN_REQUEST_STATES, RequestState
from checkin.access.posts import PostDoubtful
from directory.access import companies_of
from fairs.access import fair_for

MAX_SLOTS = 24
LANGUAGES = ["vi", "en", "ja"]
TAGS = ["meetings"]
DIRECTIONS = [("sent", "Sent"), ("received", "Received")]


class RequestsFilter(Filter):
    state = serializers.ChoiceField(choices=RequestState.choices, required=False)
    direction = serializers.ChoiceField(choices=DIRECTIONS, required=False)
    your_turn = serializers.BooleanField(required=False, default=False, help_text="Only what waits for your answer.")
    person = serializers.CharField(max_length=32, required=False, help_text="Only what this person asked or is asked.")


class RequestIn(StrictSerializer):
    to_company = serializers.CharField(max_length=32)
    to_person = serializers.CharField(max_length=32, required=False, allow_null=True)
    need = serializers.CharField(max_length=32, required=False, allow_null=True)
    slots = serializers.ListField(child=serializers.CharField(max_length=32), min_length=1, max_length=MAX_SLOTS)
    agenda_line = LineField(max_length=120, required=False, allow_blank=True, default="")
    message = LineField(max_length=500, required=False, allow_blank=True, default="")
    language = serializers.ChoiceField(choices=LANGUAGES, default="vi")
    priority = serializers.IntegerField(min_value=1, max_value=3, default=2)


class RequestChangeIn(StrictSerializer):
    """What is not given stays as it is; `need` null takes the need away."""

    slots = serializers.ListField(
        child=serializers.CharField(max_length=32), min_length=1, max_length=MAX_SLOTS, required=False
    )
    need = serializers.CharField(max_length=32, required=False, allow_null=True)
    agenda_line = LineField(max_length=120, required=False, allow_blank=True)
    message = LineField(max_length=500, required=False, allow_blank=True)
    language = serializers.ChoiceField(choices=LANGUAGES, required=False)
    priority = serializers.IntegerField(min_value=1, max_value=3, required=False)


class AcceptIn(StrictSerializer):
    slot = serializers.CharField(max_length=32, required=False, allow_null=True)
    table = serializers.CharField(max_length=32, required=False, allow_null=True)
    revision = serializers.IntegerField(
        min_value=0, max_value=2**31 - 1, required=False,
        help_text="The wish as you read it: refused with request_changed when it was changed since.",
    )  # fmt: skip


class CounterIn(StrictSerializer):
    slots = serializers.ListField(child=serializers.CharField(max_length=32), min_length=1, max_length=MAX_SLOTS)
    message = LineField(max_length=500, required=False, allow_blank=True, default="")


class DelegateIn(StrictSerializer):
    person = serializers.CharField(max_length=32, help_text="A colleague registered for the fair.")


class DeclineIn(StrictSerializer):
    reason = LineField(max_length=300, required=False, allow_blank=True, default="")


class NothingIn(StrictSerializer):
    pass


def body_of(form: type[StrictSerializer], request: Request) -> dict[str, Any]:
    return read(form, request.data)


def render_request(made: MeetingRequest, request: Request) -> dict[str, Any]:
    found = with_request_parts(MeetingRequest.objects.filter(pk=made.pk)).get()
    return request_out(found, {company.pk for company in companies_of(request.user)})


def render_meeting(made: Meeting, request: Request) -> dict[str, Any]:  # noqa: ARG001 -- the shape of all renderers
    return meeting_out(meeting_with_parts(made.pk))


def render_accepted(made: Accepted | Meeting, request: Request) -> dict[str, Any]:  # noqa: ARG001 -- as above
    """An accept brings its meeting with all parts."""
    return accepted_out(made) if isinstance(made, Accepted) else meeting_out(made)


class RequestsView(generics.ListAPIView):
    permission_classes = (Scoped,)
    required_scope = "meet"
    serializer_class = RequestOut
    queryset = MeetingRequest.objects.none()
    throttle_scope = "book"

    def get_throttles(self) -> list[Any]:
        extra = [ScopedThrottle()] if self.request.method == "POST" else []
        return [*super().get_throttles(), *extra]

    def get_queryset(self) -> QuerySet[MeetingRequest]:
        asked = read_filter(RequestsFilter, self.request)
        fair = fair_for(self.request.user, self.kwargs["fair"])
        requests = visible_requests(self.request.user, fair)
        if state := asked.get("state"):
            requests = requests.filter(state=state)
        if asked.get("direction") == "sent":
            requests = requests.filter(from_company__in=self.companies)
        elif asked.get("direction") == "received":
            requests = requests.filter(to_company__in=self.companies)
        if person := asked.get("person"):
            requests = requests.filter(Q(from_person__public_id=person) | Q(to_person__public_id=person))
        if asked["your_turn"]:
            requests = requests.filter(state__in=OPEN_REQUEST_STATES, awaiting_company__in=self.companies)
        return with_request_parts(requests)

    @property
    def companies(self) -> set[int]:
        if not hasattr(self, "_companies"):
            self._companies = {company.pk for company in companies_of(self.request.user)}
        return self._companies

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "companies": self.companies}

    @extend_schema(
        operation_id="meeting_requests_list",
        tags=TAGS,
        parameters=[RequestsFilter],
    )
    def get(self, request: Request, fair: str) -> Response:
        return super().get(request, fair=fair)

    @extend_schema(
        operation_id="meeting_requests_create",
        tags=TAGS,
        request=RequestIn,
        responses={201: RequestWithThreadOut},
        parameters=[IDEMPOTENCY_KEY],
    )
    @idempotent(render_request)
    def post(self, request: Request, fair: str) -> MeetingRequest:
        body = body_of(RequestIn, request)
        user, where = user_of(request), fair_for(request.user, fair)
        company = company_named(user, body["to_company"])
        return make_request(
            where,
            user=user,
            to_company=company,
            to_person=person_named(where, company, body.get("to_person")),
            need=need_named(user, company, body.get("need")),
            slots=slots_named(where, body["slots"]),
            agenda_line=body["agenda_line"],
            message=body["message"],
            language=body["language"],
            priority=body["priority"],
        )


class RequestView(APIView):
    permission_classes = (Scoped,)
    required_scope = "meet"

    @extend_schema(operation_id="meeting_requests_get", tags=TAGS, responses=RequestWithThreadOut)
    def get(self, request: Request, fair: str, meeting_request: str) -> Response:
        found = request_for(request.user, fair_for(request.user, fair), meeting_request)
        return Response(render_request(found, request))

    @extend_schema(
        operation_id="meeting_requests_change",
        tags=TAGS,
        request=RequestChangeIn,
        responses=RequestWithThreadOut,
        description="The asker changes an open wish in place. New times give the turn to the other side.",
    )
    def patch(self, request: Request, fair: str, meeting_request: str) -> Response:
        body = body_of(RequestChangeIn, request)
        user, where = user_of(request), fair_for(request.user, fair)
        found = request_for(user, where, meeting_request)
        slots, need = body.pop("slots", None), body.pop("need", Keep.IT)
        changed = change_request(
            found,
            user=user,
            slots=None if slots is None else slots_named(where, slots),
            need=need if need is Keep.IT else need_named(user, found.to_company, need),
            **body,
        )
        return Response(render_request(changed, request))


class _Move(APIView):
    permission_classes = (Scoped,)
    required_scope = "meet"


class AcceptView(KnownBearer, _Move):
    """Makes the meeting at the best common time and table, or at those asked for."""

    def perform_authentication(self, request: Request) -> None:
        """A key is claimed before the wish is looked at, so by somebody looked up."""
        if "Idempotency-Key" in request.headers:
            _Move.perform_authentication(self, request)
        else:
            super().perform_authentication(request)

    @extend_schema(
        operation_id="meeting_requests_accept",
        tags=TAGS,
        request=AcceptIn,
        responses={201: MeetingOut},
        parameters=[IDEMPOTENCY_KEY],
    )
    @idempotent(render_accepted)
    def post(self, request: Request, fair: str, meeting_request: str) -> Accepted | Meeting:
        made: Accepted | Meeting = self.decided(request, fair, meeting_request)
        return made

    def decide(self, request: Request, fair: str, meeting_request: str) -> Accepted | Meeting:
        body, user = body_of(AcceptIn, request), user_of(request)
        if not self.was_doubted:
            made = self._in_one_trip(request, fair, meeting_request, body)
            if made is not None:
                return made
        wish = request_at(user, fair, meeting_request)
        return accept_step_by_step(
            wish,
            user=user,
            slot=slot_named(wish.fair, body.get("slot")),
            table=table_named(wish.fair, body.get("table")),
            revision=body.get("revision"),
        )

    def _in_one_trip(self, request: Request, fair: str, meeting_request: str, body: dict[str, Any]) -> Accepted | None:
        """Raises PostDoubtful where a known caller is not proved, or the wish cannot be accepted as it is."""
        if not self.is_known:
            self.remember_token(request)
        try:
            made = accept_in_one_trip(
                fair,
                meeting_request,
                user_id=user_of(request).pk,
                slot_id=body.get("slot"),
                table_id=body.get("table"),
                revision=body.get("revision"),
                proof=proved_token(self.digest, self.required_scope) if self.is_known else None,
            )
        except NoCommonSlot:
            self.is_proved = True
            raise
        if made is None and self.is_known:
            raise PostDoubtful
        return made


class CounterView(_Move):
    @extend_schema(
        operation_id="meeting_requests_counter", tags=TAGS, request=CounterIn, responses=RequestWithThreadOut
    )
    @idempotent(render_request, status=200)
    def post(self, request: Request, fair: str, meeting_request: str) -> MeetingRequest:
        body = body_of(CounterIn, request)
        where = fair_for(request.user, fair)
        return counter_request(
            request_for(request.user, where, meeting_request),
            user=user_of(request),
            slots=slots_named(where, body["slots"]),
            message=body["message"],
        )


class DeclineView(_Move):
    @extend_schema(
        operation_id="meeting_requests_decline", tags=TAGS, request=DeclineIn, responses=RequestWithThreadOut
    )
    @idempotent(render_request, status=200)
    def post(self, request: Request, fair: str, meeting_request: str) -> MeetingRequest:
        body = body_of(DeclineIn, request)
        found = request_for(request.user, fair_for(request.user, fair), meeting_request)
        return decline_request(found, user=user_of(request), reason=body["reason"])


class WithdrawView(_Move):
    @extend_schema(
        operation_id="meeting_requests_withdraw", tags=TAGS, request=NothingIn, responses=RequestWithThreadOut
    )
    @idempotent(render_request, status=200)
    def post(self, request: Request, fair: str, meeting_request: str) -> MeetingRequest:
        body_of(NothingIn, request)
        found = request_for(request.user, fair_for(request.user, fair), meeting_request)
        return withdraw_request(found, user=user_of(request))


class DelegateView(_Move):
    @extend_schema(
        operation_id="meeting_requests_delegate", tags=TAGS, request=DelegateIn, responses=RequestWithThreadOut
    )
    @idempotent(render_request, status=200)
    def post(self, request: Request, fair: str, meeting_request: str) -> MeetingRequest:
        body = body_of(DelegateIn, request)
        user, where = user_of(request), fair_for(request.user, fair)
        found = request_for(user, where, meeting_request)
        return delegate_request(found, user=user, to_person=colleague_named(user, where, body["person"]))


_ONE = "fairs/<slug:fair>/meeting-requests/<str:meeting_request>/"
urlpatterns = [
    path("fairs/<slug:fair>/meeting-requests/", RequestsView.as_view(), name="api_meeting_requests"),
    path(_ONE, RequestView.as_view(), name="api_meeting_request"),
    path(_ONE + "accept/", AcceptView.as_view(), name="api_meeting_request_accept"),
    path(_ONE + "counter/", CounterView.as_view(), name="api_meeting_request_counter"),
    path(_ONE + "decline/", DeclineView.as_view(), name="api_meeting_request_decline"),
    path(_ONE + "delegate/", DelegateView.as_view(), name="api_meeting_request_delegate"),
    path(_ONE + "withdraw/", WithdrawView.as_view(), name="api_meeting_request_withdraw"),
]
