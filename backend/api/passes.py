"""Passes that exhibitors give out: their own people by the firm, places and their rule by the organiser."""

from typing import Any

from django.urls import path
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.api.callers import user_of
from backend.api.registrations import IDEMPOTENCY, LANGUAGES, TAGS
from backend.idempotency import idempotent
from backend.permissions import Scoped
from backend.serializers import LineField, StrictSerializer, read
from booking.access.exhibitors import exhibitor_to_run, own_exhibitor, own_pass
from booking.models import PassRules, Registration
from booking.queries.passes import PassHolder, Places, all_places, holder, holders_of, places_of, rules_of
from booking.services.exhibitor_passes import PassGiven, RulesGiven, add_places, give_pass, rename_holder, set_rules
from booking.services.registrations import withdraw_registration
from booking.states import PassKind, RegistrationState
from fairs.access import MANAGERS, fair_to_run
from fairs.models import Exhibitor
from kernel.errors import NotFound

EXHIBITOR = OpenApiParameter("exhibitor", description="One of one's own exhibitors at the fair; else the first.")
KIND = OpenApiParameter("kind", location=OpenApiParameter.PATH, enum=PassKind.values)
MOST_PLACES = 1000
MOST_INVITATIONS = 100_000


class PassIn(StrictSerializer):
    full_name = LineField(max_length=200)
    other_name = LineField(max_length=200, allow_blank=True, default="", help_text="The same name in another script.")
    job_title = LineField(max_length=120, allow_blank=True, default="")
    email = serializers.EmailField(
        max_length=254, allow_blank=True, default="", help_text="The pass is mailed there; empty: it waits at the desk."
    )
    phone = LineField(max_length=20, allow_blank=True, default="")
    language = serializers.ChoiceField(LANGUAGES, default="vi")
    company_name = LineField(
        max_length=250, allow_blank=True, default="", help_text="A contractor's own; else the firm's."
    )
    vehicle_plate = LineField(max_length=15, allow_blank=True, default="")
    consent = serializers.BooleanField(help_text="The person agrees that these data are kept for the pass.")


class PassChangeIn(StrictSerializer):
    full_name = LineField(max_length=200)
    other_name = LineField(max_length=200, allow_blank=True, required=False)
    job_title = LineField(max_length=120, allow_blank=True, required=False)


class PassOut(serializers.Serializer):
    id = serializers.CharField(source="registration.public_id")
    full_name = serializers.CharField(source="registration.person.full_name")
    other_name = serializers.CharField(source="registration.person.other_name")
    job_title = serializers.CharField(source="registration.person.job_title")
    email = serializers.CharField(source="registration.person.email")
    phone = serializers.CharField(source="registration.person.phone")
    company_name = serializers.CharField(source="registration.person.company_name")
    vehicle_plate = serializers.CharField(source="registration.vehicle_plate")
    state = serializers.ChoiceField(RegistrationState.choices, source="registration.state")
    prints = serializers.IntegerField(
        allow_null=True, help_text="How often the valid badge was printed; null: there is no valid badge."
    )


class PlacesOut(serializers.Serializer):
    area_cm2 = serializers.IntegerField(help_text="Of the booths that are approved.")
    by_area = serializers.IntegerField()
    extra = serializers.IntegerField(help_text="What the organiser gave besides.")
    reason = serializers.CharField()
    total = serializers.IntegerField()
    taken = serializers.IntegerField()
    left = serializers.IntegerField()


class PassesOut(serializers.Serializer):
    exhibitor = serializers.CharField()
    places = PlacesOut()
    passes = PassOut(many=True)


class FirmPlacesOut(serializers.Serializer):
    exhibitor = serializers.CharField()
    fascia_name = serializers.CharField()
    kind = serializers.ChoiceField(PassKind.choices)
    places = PlacesOut()


class PassRulesIn(StrictSerializer):
    unit_m2 = serializers.IntegerField(min_value=1, max_value=MOST_PLACES, help_text="Each begun unit of area counts.")
    staff_per_unit = serializers.IntegerField(min_value=0, max_value=MOST_PLACES)
    staff_least = serializers.IntegerField(min_value=0, max_value=MOST_PLACES)
    crew_per_unit = serializers.IntegerField(min_value=0, max_value=MOST_PLACES)
    crew_least = serializers.IntegerField(min_value=0, max_value=MOST_PLACES)
    invitations = serializers.IntegerField(
        min_value=0, max_value=MOST_INVITATIONS, help_text="How many visitors each exhibitor may invite by its codes."
    )


class PassRulesOut(serializers.Serializer):
    unit_m2 = serializers.IntegerField()
    staff_per_unit = serializers.IntegerField()
    staff_least = serializers.IntegerField()
    crew_per_unit = serializers.IntegerField()
    crew_least = serializers.IntegerField()
    invitations = serializers.IntegerField()


class ExtraIn(StrictSerializer):
    extra = serializers.IntegerField(min_value=0, max_value=MOST_PLACES, help_text="Beyond the rule, in all.")
    reason = LineField(max_length=200)


def _kind(word: str) -> PassKind:
    if word not in PassKind.values:
        raise NotFound
    return PassKind(word)


def _pass(one: PassHolder) -> dict[str, Any]:
    return dict(PassOut(one).data)


def _firm(exhibitor: Exhibitor, kind: PassKind, places: Places) -> dict[str, Any]:
    return {
        "exhibitor": exhibitor.public_id,
        "fascia_name": exhibitor.fascia_name,
        "kind": kind.value,
        "places": PlacesOut(places).data,
    }


def render_pass(registration: Registration, request: Request) -> Any:  # noqa: ARG001 -- the shape of all renderers
    return _pass(holder(registration))


class PassesView(APIView):
    permission_classes = (Scoped,)
    required_scope = "book"

    @extend_schema(operation_id="passes_list", tags=TAGS, parameters=[EXHIBITOR, KIND], responses=PassesOut)
    def get(self, request: Request, fair: str, kind: str) -> Response:
        """The places that go with the firm's booth, and who has them."""
        which = _kind(kind)
        exhibitor = _own(request, fair)
        people = [_pass(one) for one in holders_of(exhibitor, which)]
        places = PlacesOut(places_of(exhibitor, which)).data
        return Response({"exhibitor": exhibitor.public_id, "places": places, "passes": people})

    @extend_schema(
        operation_id="passes_give",
        tags=TAGS,
        parameters=[EXHIBITOR, KIND, IDEMPOTENCY],
        request=PassIn,
        responses={201: PassOut},
    )
    @idempotent(render_pass)
    def post(self, request: Request, fair: str, kind: str) -> Registration:
        """Register one of the firm's people; 409 `places_taken` when every place is taken."""
        which = _kind(kind)
        exhibitor = _own(request, fair)
        body = read(PassIn, request.data)
        who = PassGiven(has_consented=body.pop("consent"), **body)
        return give_pass(exhibitor, who, kind=which, actor_id=user_of(request).pk)


class PassView(APIView):
    permission_classes = (Scoped,)
    required_scope = "book"

    @extend_schema(operation_id="passes_rename", tags=TAGS, parameters=[KIND], request=PassChangeIn, responses=PassOut)
    def patch(self, request: Request, fair: str, kind: str, registration: str) -> Response:
        """Correct the name before the badge is printed."""
        found = own_pass(request.user, fair, registration, _kind(kind))
        changed = rename_holder(found, actor_id=user_of(request).pk, **read(PassChangeIn, request.data))
        return Response(_pass(holder(changed)))

    @extend_schema(operation_id="passes_withdraw", tags=TAGS, parameters=[KIND], responses={204: None})
    def delete(self, request: Request, fair: str, kind: str, registration: str) -> Response:
        """The badge ends at once and its place is free."""
        withdraw_registration(own_pass(request.user, fair, registration, _kind(kind)), actor_id=user_of(request).pk)
        return Response(status=204)


class PassRulesView(APIView):
    permission_classes = (Scoped,)
    required_scope = "manage"

    @extend_schema(operation_id="pass_rules_get", tags=TAGS, responses=PassRulesOut)
    def get(self, request: Request, fair: str) -> Response:
        return Response(PassRulesOut(rules_of(fair_to_run(request.user, fair, MANAGERS))).data)

    @extend_schema(operation_id="pass_rules_set", tags=TAGS, request=PassRulesIn, responses=PassRulesOut)
    def put(self, request: Request, fair: str) -> Response:
        the_fair = fair_to_run(request.user, fair, MANAGERS)
        given = RulesGiven(**read(PassRulesIn, request.data))
        rules: PassRules = set_rules(the_fair, given=given, actor_id=user_of(request).pk)
        return Response(PassRulesOut(rules).data)


class PassPlacesView(APIView):
    permission_classes = (Scoped,)
    required_scope = "manage"

    @extend_schema(operation_id="pass_places_list", tags=TAGS, responses=FirmPlacesOut(many=True))
    def get(self, request: Request, fair: str) -> Response:
        """Every exhibitor with its places and how many are taken."""
        the_fair = fair_to_run(request.user, fair, MANAGERS)
        return Response([_firm(firm, kind, had) for kind in PassKind for firm, had in all_places(the_fair, kind)])


class PassExtraView(APIView):
    permission_classes = (Scoped,)
    required_scope = "manage"

    @extend_schema(
        operation_id="pass_places_add", tags=TAGS, parameters=[KIND], request=ExtraIn, responses=FirmPlacesOut
    )
    def put(self, request: Request, exhibitor: str, kind: str) -> Response:
        """So many places beyond the rule for one firm, with the reason."""
        which = _kind(kind)
        found = exhibitor_to_run(request.user, exhibitor)
        add_places(found, kind=which, actor_id=user_of(request).pk, **read(ExtraIn, request.data))
        return Response(_firm(found, which, places_of(found, which)))


def _own(request: Request, fair: str) -> Exhibitor:
    return own_exhibitor(request.user, fair, request.query_params.get("exhibitor", "")[:32])


urlpatterns = [
    path("fairs/<slug:fair>/passes/<slug:kind>/", PassesView.as_view(), name="api_passes"),
    path("fairs/<slug:fair>/passes/<slug:kind>/<str:registration>/", PassView.as_view(), name="api_pass"),
    path("fairs/<slug:fair>/pass-rules/", PassRulesView.as_view(), name="api_pass_rules"),
    path("fairs/<slug:fair>/pass-places/", PassPlacesView.as_view(), name="api_pass_places"),
    path("exhibitors/<str:exhibitor>/pass-places/<slug:kind>/", PassExtraView.as_view(), name="api_pass_extra"),
]
