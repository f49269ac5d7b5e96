"""Leads by API: an exhibitor's people scan and read, offline phones catch up, files to take away; the visitor's own word."""

from typing import Any

from django.http import HttpResponse
from django.urls import path
from django.utils.translation import get_language
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.api.callers import user_of
from backend.api.lead_shapes import (
    BoothVisitedOut,
    EntryIn,
    ExhibitorFilter,
    LeadBatchIn,
    LeadBatchOut,
    LeadCountOut,
    LeadFilesFilter,
    LeadIn,
    LeadOut,
    LeadsFilter,
    QualifierOut,
    QualifiersIn,
    given_of,
    kept_out,
)
from backend.filters import read_filter
from backend.permissions import Anyone, Scoped, has_scope
from checkin.access.leads import (
    exhibitor_to_scan,
    exhibitor_with_leads,
    fair_to_count_leads,
    lead_for,
    lead_of_visitor,
    registration_of_visitor,
)
from checkin.lead_files import lead_cards_file, lead_workbook
from checkin.models import EntryKind, Lead
from checkin.queries.leads import (
    all_qualifiers_of,
    booths_visited,
    cards_of,
    lead_counts,
    leads_by_pk,
    leads_of,
    qualifiers_of,
)
from checkin.services.lead_entries import EntryGiven, keep_entries, keep_entry
from checkin.services.lead_qualifiers import QualifierGiven, set_qualifiers
from checkin.services.lead_sharing import share_with_lead, withdraw_from_lead
from fairs.models import Exhibitor
from kernel.clock import now
from kernel.errors import Forbidden

TAGS = ["leads"]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
VCARD = "text/vcard"
KEY = OpenApiParameter("key", OpenApiTypes.STR, description="The registration's own key, from its mail.")


def _exhibitor(request: Request, fair: str) -> Exhibitor:
    return exhibitor_with_leads(request.user, fair, request.query_params.get("exhibitor", "")[:32])


def _exhibitor_to_scan(request: Request, fair: str) -> Exhibitor:
    return exhibitor_to_scan(request.user, fair, request.query_params.get("exhibitor", "")[:32])


def _body(form_class: type, request: Request) -> dict[str, Any]:
    form = form_class(data=request.data)
    form.is_valid(raise_exception=True)
    found: dict[str, Any] = form.validated_data
    return found


class LeadsView(generics.ListAPIView):
    permission_classes = (Scoped,)
    required_scope = "scan"
    serializer_class = LeadOut
    queryset = Lead.objects.none()

    @extend_schema(operation_id="leads_list", tags=TAGS, parameters=[LeadsFilter])
    def get(self, request: Request, fair: str) -> Response:
        """Your firm's leads, the last scanned first."""
        asked = read_filter(LeadsFilter, request)
        rows = leads_of(_exhibitor(request, fair), since=asked.get("changed_since"), words=asked.get("q", ""))
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(LeadOut(cards_of(page or []), many=True).data)

    @extend_schema(
        operation_id="leads_scan", tags=TAGS, parameters=[ExhibitorFilter], request=LeadIn, responses={200: LeadOut}
    )
    def post(self, request: Request, fair: str) -> Response:
        """Scans a visitor's badge. The same visitor again is the same lead; the same nonce again changes nothing."""
        body = _body(LeadIn, request)
        exhibitor = _exhibitor_to_scan(request, fair)
        kept = keep_entry(exhibitor, EntryGiven(kind=EntryKind.SCAN, **body), user=user_of(request), now=now())
        return Response(LeadOut(leads_by_pk([kept.lead_id or 0])[kept.lead_id or 0]).data)


class LeadBatchView(APIView):
    """What was kept while the network was away: at most 500 entries at a time, in any order, as often as needed."""

    permission_classes = (Scoped,)
    required_scope = "scan"

    @extend_schema(
        operation_id="leads_batch",
        tags=TAGS,
        parameters=[ExhibitorFilter],
        request=LeadBatchIn,
        responses={200: LeadBatchOut},
    )
    def post(self, request: Request, fair: str) -> Response:
        body = _body(LeadBatchIn, request)
        given = [given_of(item) for item in body["entries"]]
        kept = keep_entries(
            _exhibitor_to_scan(request, fair), given, user=user_of(request), clock=body.get("clock"), now=now()
        )
        cards = leads_by_pk({one.lead_id for one in kept if one.lead_id is not None})
        return Response({"results": [kept_out(one, cards) for one in kept]})


class LeadView(APIView):
    permission_classes = (Scoped,)
    required_scope = "scan"

    @extend_schema(operation_id="leads_get", tags=TAGS, responses=LeadOut)
    def get(self, request: Request, fair: str, lead: str) -> Response:
        return Response(LeadOut(*cards_of([lead_for(request.user, fair, lead)])).data)


class LeadEntriesView(APIView):
    permission_classes = (Scoped,)
    required_scope = "scan"

    @extend_schema(operation_id="leads_add", tags=TAGS, request=EntryIn, responses={200: LeadOut})
    def post(self, request: Request, fair: str, lead: str) -> Response:
        """Adds a note, an answer, or the link to a wanted part. What colleagues wrote before stays as it was."""
        body = _body(EntryIn, request)
        found = lead_for(request.user, fair, lead)
        given = EntryGiven(lead=found.public_id, **body)
        keep_entry(found.exhibitor, given, user=user_of(request), now=now())
        return Response(LeadOut(*cards_of([lead_for(request.user, fair, lead)])).data)


class QualifiersView(APIView):
    permission_classes = (Scoped,)
    required_scope = "scan"

    @extend_schema(
        operation_id="lead_qualifiers_list", tags=TAGS, parameters=[ExhibitorFilter], responses=QualifierOut(many=True)
    )
    def get(self, request: Request, fair: str) -> Response:
        """What your colleagues are asked after a scan, in this order."""
        return Response(QualifierOut(qualifiers_of(_exhibitor(request, fair)), many=True).data)

    @extend_schema(
        operation_id="lead_qualifiers_set",
        tags=TAGS,
        parameters=[ExhibitorFilter],
        request=QualifiersIn,
        responses=QualifierOut(many=True),
    )
    def put(self, request: Request, fair: str) -> Response:
        """The whole list. One that is left out is asked no more; what was answered stays."""
        body = _body(QualifiersIn, request)
        given = [QualifierGiven(public_id=item.pop("id"), **item) for item in body["qualifiers"]]
        return Response(QualifierOut(set_qualifiers(_exhibitor(request, fair), given), many=True).data)


class LeadFileView(APIView):
    permission_classes = (Scoped,)
    required_scope = "scan"

    def found(self, request: Request, fair: str) -> tuple[Exhibitor, list[Any], str]:
        asked = read_filter(LeadFilesFilter, request)
        exhibitor = _exhibitor(request, fair)
        return exhibitor, cards_of(leads_of(exhibitor)), str(asked.get("language") or (get_language() or "vi")[:2])

    def answer(self, body: bytes | str, kind: str, name: str) -> HttpResponse:
        response = HttpResponse(body, content_type=kind)
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        response["Cache-Control"] = "private, no-store"
        return response


class LeadWorkbookView(LeadFileView):
    permission_classes = (Scoped,)

    @extend_schema(
        operation_id="leads_workbook",
        tags=TAGS,
        parameters=[LeadFilesFilter],
        responses={(200, XLSX): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, fair: str) -> HttpResponse:
        """All leads as a workbook. The data of who withdrew them are blank, and the row says when."""
        exhibitor, cards, language = self.found(request, fair)
        body = lead_workbook(cards, all_qualifiers_of(exhibitor), exhibitor, language=language)
        return self.answer(body, XLSX, f"{fair}-leads.xlsx")


class LeadCardsView(LeadFileView):
    permission_classes = (Scoped,)

    @extend_schema(
        operation_id="leads_cards", tags=TAGS, parameters=[LeadFilesFilter], responses={(200, VCARD): OpenApiTypes.STR}
    )
    def get(self, request: Request, fair: str) -> HttpResponse:
        """All leads as contact cards. A card withdrawn since has no data and the same UID."""
        exhibitor, cards, language = self.found(request, fair)
        return self.answer(
            lead_cards_file(cards, exhibitor, language=language), f"{VCARD}; charset=utf-8", f"{fair}-leads.vcf"
        )


class LeadCountsView(APIView):
    permission_classes = (Scoped,)
    required_scope = "manage"

    @extend_schema(operation_id="leads_counts", tags=TAGS, responses=LeadCountOut(many=True))
    def get(self, request: Request, fair: str) -> Response:
        """For the organiser: how many leads each exhibitor has. What stands in them is the exhibitor's alone."""
        return Response(LeadCountOut(lead_counts(fair_to_count_leads(request.user, fair)), many=True).data)


class BoothsVisitedView(APIView):
    permission_classes = (Anyone,)

    @extend_schema(operation_id="booths_visited", tags=TAGS, parameters=[KEY], responses=BoothVisitedOut(many=True))
    def get(self, request: Request, registration: str) -> Response:
        """For the visitor: which firms scanned your badge and when, and what each can read of you."""
        own = registration_of_visitor(request.user, registration, key=request.query_params.get("key", "")[:64])
        return Response(BoothVisitedOut(booths_visited(own), many=True).data)


class VisitorsWordView(APIView):
    permission_classes = (Anyone,)

    def _lead(self, request: Request, registration: str, lead: str) -> tuple[Lead, int | None]:
        if request.auth is not None and not has_scope(request, "book"):
            raise Forbidden
        own = registration_of_visitor(request.user, registration, key=request.query_params.get("key", "")[:64])
        return lead_of_visitor(own, lead), request.user.pk if request.user.is_authenticated else None

    def _answer(self, lead: Lead) -> Response:
        (visited,) = (one for one in booths_visited(lead.registration) if one.lead.pk == lead.pk)
        return Response(BoothVisitedOut(visited).data)


class WithdrawLeadView(VisitorsWordView):
    permission_classes = (Anyone,)

    @extend_schema(
        operation_id="booths_visited_withdraw", tags=TAGS, parameters=[KEY], request=None, responses=BoothVisitedOut
    )
    def post(self, request: Request, registration: str, lead: str) -> Response:
        """This firm reads nothing of you any more, in its lists and in its files."""
        found, actor_id = self._lead(request, registration, lead)
        return self._answer(withdraw_from_lead(found, actor_id=actor_id))


class ShareLeadView(VisitorsWordView):
    permission_classes = (Anyone,)

    @extend_schema(
        operation_id="booths_visited_share", tags=TAGS, parameters=[KEY], request=None, responses=BoothVisitedOut
    )
    def post(self, request: Request, registration: str, lead: str) -> Response:
        """This firm may have your name, company, position, e-mail and phone."""
        found, actor_id = self._lead(request, registration, lead)
        return self._answer(share_with_lead(found, actor_id=actor_id))


_VISITED = "registrations/<str:registration>/booths-visited/"
urlpatterns = [
    path("fairs/<slug:fair>/leads/", LeadsView.as_view(), name="api_leads"),
    path("fairs/<slug:fair>/leads/batch/", LeadBatchView.as_view(), name="api_leads_batch"),
    path("fairs/<slug:fair>/leads/counts/", LeadCountsView.as_view(), name="api_lead_counts"),
    path("fairs/<slug:fair>/leads/<str:lead>/", LeadView.as_view(), name="api_lead"),
    path("fairs/<slug:fair>/leads/<str:lead>/entries/", LeadEntriesView.as_view(), name="api_lead_entries"),
    path("fairs/<slug:fair>/lead-qualifiers/", QualifiersView.as_view(), name="api_lead_qualifiers"),
    path("fairs/<slug:fair>/leads.xlsx", LeadWorkbookView.as_view(), name="api_leads_workbook"),
    path("fairs/<slug:fair>/leads.vcf", LeadCardsView.as_view(), name="api_leads_cards"),
    path(_VISITED, BoothsVisitedView.as_view(), name="api_booths_visited"),
    path(f"{_VISITED}<str:lead>/withdraw/", WithdrawLeadView.as_view(), name="api_lead_withdraw"),
    path(f"{_VISITED}<str:lead>/share/", ShareLeadView.as_view(), name="api_lead_share"),
]
