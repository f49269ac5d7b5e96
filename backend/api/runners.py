"""The runner list: whom to fetch for which table, and who goes."""

from typing import Any

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.api.callers import user_of
from backend.api.meeting_day import TAGS, HostView, SitterOut
from backend.api.meeting_shapes import CompanyRef, PersonRef, SlotRef, TableRef
from backend.serializers import StrictSerializer
from directory.models import Person
from fairday.access import fair_to_host, meeting_to_host
from fairday.models import RunnerTask
from fairday.queries.runners import Fetch, people_to_fetch
from fairday.services.runners import claim_runner, finish_runner, release_runner
from kernel.clock import now
from kernel.errors import NotFound

STATES = [("open", "open"), ("claimed", "claimed"), ("done", "done")]


class FetchOut(serializers.Serializer):
    meeting = serializers.CharField()
    slot = SlotRef()
    table = TableRef()
    company = CompanyRef()
    person = SitterOut(help_text="And where the door saw the person last.")
    booth = serializers.CharField(allow_blank=True, help_text="The company's booth, if it exhibits.")
    minutes_left = serializers.IntegerField()
    state = serializers.ChoiceField(choices=STATES)
    runner = serializers.CharField(allow_null=True, help_text="The name of who goes.")


class RunnerIn(StrictSerializer):
    state = serializers.ChoiceField(choices=STATES, help_text="`open` gives it back.")


class RunnerOut(serializers.Serializer):
    state = serializers.ChoiceField(choices=STATES)


def _state(task: RunnerTask | None) -> str:
    if task is None:
        return "open"
    return "done" if task.done_at else "claimed"


def _out(one: Fetch) -> dict[str, Any]:
    passage = one.sitter.passage
    return {
        "meeting": one.row.meeting.public_id,
        "slot": SlotRef(one.row.meeting.slot).data,
        "table": TableRef(one.row.meeting.table).data,
        "company": CompanyRef(one.company).data,
        "person": {
            "person": PersonRef(one.sitter.person).data,
            "inside": one.sitter.is_inside,
            "gate": passage.gate if passage else None,
            "passed_at": passage.at if passage else None,
        },
        "booth": one.booth,
        "minutes_left": one.minutes,
        "state": _state(one.task),
        "runner": one.task.claimed_by.full_name if one.task else None,
    }


class RunnersView(HostView):
    """People of meetings that begin within a quarter of an hour who do not stand at their table; those inside first."""

    @extend_schema(operation_id="runners_list", tags=TAGS, responses=FetchOut(many=True))
    def get(self, request: Request, fair: str) -> Response:
        return Response([_out(one) for one in people_to_fetch(fair_to_host(request.user, fair), now=now())])


class RunnerView(HostView):
    """Take a person of the list, say it is done, or give it back. The first runner has it."""

    @extend_schema(operation_id="runners_set", tags=TAGS, request=RunnerIn, responses=RunnerOut)
    def put(self, request: Request, meeting: str, person: str) -> Response:
        form = RunnerIn(data=request.data)
        form.is_valid(raise_exception=True)
        found = meeting_to_host(request.user, meeting)
        someone = Person.objects.filter(public_id=person).first()
        if someone is None:
            raise NotFound
        actor_id = user_of(request).pk
        wanted = form.validated_data["state"]
        if wanted == "claimed":
            claim_runner(found, person_id=someone.pk, actor_id=actor_id, now=now())
        elif wanted == "done":
            finish_runner(found, person_id=someone.pk, actor_id=actor_id, now=now())
        else:
            release_runner(found, person_id=someone.pk, actor_id=actor_id)
        return Response({"state": wanted})


urlpatterns = [
    path("fairs/<slug:fair>/runners/", RunnersView.as_view(), name="api_runners"),
    path("meetings/<str:meeting>/runners/<str:person>/", RunnerView.as_view(), name="api_runner"),
]
