"""Paper of the meetings: a person's agenda on A5, the organiser's cards for the tables."""

from django.http import HttpResponse
from django.urls import path
from django.utils.translation import get_language
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.views import APIView

from backend.api.badges import LANGUAGE
from backend.api.registrations import KEY
from backend.filters import read_filter
from backend.permissions import Anyone, Scoped
from backend.serializers import StrictSerializer
from booking.access.registrations import registration_for
from booking.agenda_papers import agenda_paper, table_cards
from booking.states import RegistrationState
from fairs.access import DOOR_STAFF, fair_to_run
from kernel.clock import now
from kernel.errors import NotFound
from papers.faces import Paper
from papers.render import agenda_pdf, table_cards_pdf

LANGUAGES = ("vi", "en", "ja")


class CardsFilter(StrictSerializer):
    date = serializers.DateField(help_text="A day of the fair.")
    paper = serializers.ChoiceField(
        choices=[(paper.value, paper.value.upper()) for paper in Paper], default="a5", required=False
    )
    language = serializers.ChoiceField(choices=[(one, one) for one in LANGUAGES], required=False)


class AgendaPdfView(APIView):
    permission_classes = (Anyone,)

    @extend_schema(
        operation_id="agenda_pdf",
        tags=["meetings"],
        parameters=[KEY, LANGUAGE],
        responses={(200, "application/pdf"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, registration: str) -> HttpResponse:
        """The person's agenda on A5, for whoever may see the registration."""
        found = registration_for(request.user, registration, key=request.query_params.get("key", "")[:64])
        if found.state != RegistrationState.COMPLETE:
            raise NotFound
        wanted = request.query_params.get("language", "")
        paper = agenda_paper(found, now=now(), language=wanted if wanted in LANGUAGES else "")
        return _file(agenda_pdf(paper), f"{found.fair.slug}-agenda.pdf")


class TableCardsView(APIView):
    permission_classes = (Scoped,)
    required_scope = "manage"

    @extend_schema(
        operation_id="table_cards_pdf",
        tags=["meetings"],
        parameters=[CardsFilter],
        responses={(200, "application/pdf"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, fair: str) -> HttpResponse:
        """A card a table: the meetings of one day by time. A5, or two on A4."""
        where = fair_to_run(request.user, fair, DOOR_STAFF)
        wanted = read_filter(CardsFilter, request)
        date = wanted["date"]
        if not where.tables.exists() or not where.days.filter(date=date).exists():
            raise NotFound
        language = wanted.get("language") or (get_language() or "vi")[:2]
        cards = table_cards(where, date=date, paper=Paper(wanted["paper"]), language=language, now=now())
        return _file(table_cards_pdf(cards), f"{where.slug}-tables-{date}.pdf")


def _file(body: bytes, name: str) -> HttpResponse:
    response = HttpResponse(body, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


urlpatterns = [
    path("registrations/<str:registration>/agenda.pdf", AgendaPdfView.as_view(), name="api_agenda_pdf"),
    path("fairs/<slug:fair>/table-cards.pdf", TableCardsView.as_view(), name="api_table_cards"),
]
