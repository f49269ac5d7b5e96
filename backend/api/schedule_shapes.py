"""What runs of the scheduler look like from outside; one definition for the answer and for the schema."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from backend.api.meeting_shapes import CompanyRef, NeedRef, PersonRef, SlotRef, TableRef
from backend.serializers import StrictSerializer
from booking.models import ScheduleRun
from booking.queries.schedule_board import words_of
from booking.queries.schedule_diff import Clash, Kind
from booking.queries.schedule_people import PersonServed
from booking.queries.schedule_preview import Entry, Unmet
from booking.rules.schedule import EXTRA_TABLES_MOST, SECONDS_MOST, SEED_MOST, options_of
from booking.services.schedule_edits import Warned
from booking.states import RunState
from booking.wording.schedule import FAILURES, REASONS, failure_words

FAILURE_CODES = [(code, code) for code in FAILURES]


class OptionsIn(StrictSerializer):
    """How to compute; everything may be left out."""

    seconds = serializers.IntegerField(
        min_value=0, max_value=SECONDS_MOST, default=10, help_text="0: placement only, the same from run to run."
    )
    seed = serializers.IntegerField(min_value=0, max_value=SEED_MOST, default=1)
    priorities = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=3), min_length=1, max_length=3, default=[1, 2, 3]
    )
    only_wished_times = serializers.BooleanField(default=True)
    move_unlocked = serializers.BooleanField(
        default=False, help_text="Whether confirmed meetings that are not locked may move."
    )
    with_interpreters = serializers.BooleanField(default=True)
    spare_tables = serializers.IntegerField(min_value=0, max_value=1000, default=0)
    extra_tables = serializers.IntegerField(
        min_value=0,
        max_value=EXTRA_TABLES_MOST,
        default=0,
        help_text="Tables assumed beside those there are. Publishing makes those in which somebody meets.",
    )
    walking_slots = serializers.IntegerField(min_value=0, max_value=20, required=False, allow_null=True)
    meetings_per_exhibitor = serializers.IntegerField(min_value=1, max_value=1000, required=False, allow_null=True)
    meetings_per_buyer = serializers.IntegerField(min_value=1, max_value=1000, required=False, allow_null=True)


class PublishIn(StrictSerializer):
    seen = serializers.CharField(max_length=64, help_text="The `seen` of the preview you looked at.")


class PlaceIn(StrictSerializer):
    item = serializers.CharField(max_length=32, help_text="The id of an open wish or of a meeting.")
    slot = serializers.CharField(max_length=32)
    table = serializers.CharField(max_length=32)


class ItemIn(StrictSerializer):
    item = serializers.CharField(max_length=32, help_text="The id of an open wish or of a meeting.")


class MustIn(StrictSerializer):
    is_must = serializers.BooleanField()


class ProgressOut(serializers.Serializer):
    stage = serializers.CharField(default="")
    share = serializers.FloatField(default=0.0, help_text="0 to 1.")
    placed = serializers.IntegerField(default=0)
    weight = serializers.IntegerField(default=0)
    upper_bound = serializers.IntegerField(default=0)
    idle = serializers.IntegerField(default=0)


class RunOut(serializers.Serializer):
    """`seen` and the counts of a preview stand in its own resource."""

    id = serializers.CharField(source="public_id")
    state = serializers.ChoiceField(choices=RunState.choices)
    options = serializers.SerializerMethodField()
    progress = serializers.SerializerMethodField()
    statistics = serializers.DictField(help_text="Figures of the preview; empty before there is one.")
    revision = serializers.IntegerField(help_text="Rises with each edit by hand.")
    edits = serializers.SerializerMethodField()
    cancel_requested = serializers.BooleanField()
    failure = serializers.ChoiceField(choices=FAILURE_CODES, allow_blank=True)
    failure_words = serializers.SerializerMethodField()
    failure_detail = serializers.CharField()
    created_by = serializers.CharField(source="created_by.full_name", default="")
    created_at = serializers.DateTimeField()
    started_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)
    published_at = serializers.DateTimeField(allow_null=True)
    rolled_back_at = serializers.DateTimeField(allow_null=True)

    @extend_schema_field(OptionsIn)
    def get_options(self, run: ScheduleRun) -> dict[str, Any]:
        return options_of(run.options).as_json()

    @extend_schema_field(ProgressOut)
    def get_progress(self, run: ScheduleRun) -> dict[str, Any]:
        return dict(ProgressOut(run.progress).data)

    @extend_schema_field(serializers.IntegerField)
    def get_edits(self, run: ScheduleRun) -> int:
        return len(run.edits)

    def get_failure_words(self, run: ScheduleRun) -> str:
        return failure_words(run.failure) if run.failure else ""


class CountsOut(serializers.Serializer):
    new = serializers.IntegerField()
    moved = serializers.IntegerField()
    kept = serializers.IntegerField()
    clash = serializers.IntegerField()
    unmet = serializers.IntegerField()


class PreviewOut(serializers.Serializer):
    """The difference between the preview and what stands at this moment. `seen` names exactly it."""

    seen = serializers.CharField()
    counts = CountsOut()
    new_tables = TableRef(many=True, help_text="Tables that publishing would make; their ids hold inside the run.")
    run = RunOut()


class SeatedOut(serializers.Serializer):
    company = CompanyRef()
    person = PersonRef()


class LineOut(serializers.Serializer):
    """One meeting of the preview. `id` is that of the wish (`new`) or of the meeting."""

    id = serializers.CharField()
    kind = serializers.ChoiceField(choices=[(kind.value, kind.value) for kind in Kind], source="line.kind")
    slot = SlotRef()
    table = TableRef()
    from_slot = SlotRef(allow_null=True)
    from_table = TableRef(allow_null=True)
    sides = SeatedOut(many=True)
    need = NeedRef(allow_null=True)
    interpreter = serializers.CharField()
    priority = serializers.IntegerField(source="line.priority")
    is_must = serializers.BooleanField(source="line.is_must")
    is_locked = serializers.BooleanField(source="line.is_locked")
    is_by_hand = serializers.BooleanField(source="line.is_by_hand")
    is_outside_wish = serializers.BooleanField(source="line.is_outside_wish")
    clash = serializers.ChoiceField(
        choices=[(clash.value, clash.value) for clash in Clash], source="line.clash", allow_null=True
    )


class UnmetOut(serializers.Serializer):
    """An open wish without a place: why, in a code and in words, and which meetings stand in its place."""

    id = serializers.CharField()
    companies = CompanyRef(many=True)
    need = NeedRef(allow_null=True)
    priority = serializers.IntegerField(source="wish.priority")
    is_must = serializers.BooleanField(source="wish.is_must")
    reason = serializers.ChoiceField(choices=[(code, code) for code in REASONS])
    words = serializers.SerializerMethodField()

    def get_words(self, unmet: Unmet) -> str:
        return words_of(unmet)


class PriorityOut(serializers.Serializer):
    priority = serializers.IntegerField()
    placed = serializers.IntegerField()
    wished = serializers.IntegerField()


class PersonServedOut(serializers.Serializer):
    """How well the preview serves a person. `wished` counts open wishes the person stands in, on either side."""

    person = PersonRef()
    company = CompanyRef(source="person.company", allow_null=True)
    wished = serializers.IntegerField(source="served.wished")
    placed = serializers.IntegerField(source="served.placed")
    unmet = serializers.IntegerField(source="served.unmet")
    by_priority = serializers.SerializerMethodField()
    points = serializers.IntegerField(source="served.points", help_text="Weights of the wishes that have a place.")
    points_wished = serializers.IntegerField(source="served.points_wished")
    share = serializers.FloatField(
        source="served.share", allow_null=True, help_text="points / points_wished; null where nothing is open."
    )
    is_below = serializers.BooleanField(help_text="Whether the share is smaller than that of all people together.")
    meetings = serializers.IntegerField(source="served.meetings", help_text="With those that stand already.")
    idle_slots = serializers.IntegerField(source="served.idle")
    first = SlotRef(allow_null=True)
    last = SlotRef(allow_null=True)

    @extend_schema_field(PriorityOut(many=True))
    def get_by_priority(self, line: PersonServed) -> list[dict[str, int]]:
        counts = sorted(line.served.by_priority.items())
        return [{"priority": number, "placed": placed, "wished": wished} for number, (placed, wished) in counts]


class WhatIfLineOut(serializers.Serializer):
    kind = serializers.ChoiceField(choices=[(kind, kind) for kind in ("tables", "interpreters", "slots")])
    count = serializers.IntegerField(help_text="How many more of it.")
    language = serializers.CharField(required=False, help_text="Of the interpreters: `vi-ja`.")
    day = serializers.DateField(required=False, help_text="On which the slot would be added.")
    meetings = serializers.IntegerField(help_text="At least so many more.")
    weight = serializers.IntegerField()


class WhatIfOut(serializers.Serializer):
    """What more room would bring to the preview."""

    lines = WhatIfLineOut(source="what_if", many=True)
    revision = serializers.IntegerField(source="what_if_revision", help_text="The revision of the run it belongs to.")
    is_current = serializers.SerializerMethodField(help_text="False: edited by hand since; ask to count again.")
    is_wanted = serializers.BooleanField(source="what_if_wanted", help_text="It is being counted again.")

    def get_is_current(self, run: ScheduleRun) -> bool:
        return run.what_if_revision >= run.revision


class PlacedOut(serializers.Serializer):
    """`warnings` are soft conflicts: it was put there all the same."""

    run = RunOut()
    warnings = serializers.ListField(child=serializers.ChoiceField(choices=[(w.value, w.value) for w in Warned]))


class RolledBackOut(serializers.Serializer):
    run = RunOut()
    undone = serializers.IntegerField()
    left = serializers.ListField(
        child=serializers.CharField(), help_text="Meetings that were touched since and stay as they are."
    )


def line_out(entry: Entry) -> dict[str, Any]:
    return dict(LineOut(entry).data)
