"""What needs and suggestions look like from outside. Hidden details are null, never an empty value."""

from typing import Any

from rest_framework import serializers

from backend.api.company_shapes import TermOut
from backend.api.meeting_shapes import CompanyRef
from booking.queries.suggestions import Suggested
from directory.models import Confidentiality, Need, NeedState
from matching.scores import Code, Verdict

HIDDEN = (
    "company",
    "code",
    "title_vi",
    "title_en",
    "title_ja",
    "note",
    "materials",
    "standards",
    "length_mm",
    "width_mm",
    "height_mm",
    "weight_g",
    "tolerance_um",
    "annual_quantity",
    "target_date",
)


class NeedOut(serializers.Serializer):
    """`details_shown` false: a confidential need; everything but its process is null."""

    id = serializers.CharField(source="public_id")
    company = CompanyRef(allow_null=True)
    process = TermOut()
    state = serializers.ChoiceField(choices=NeedState.choices)
    confidentiality = serializers.ChoiceField(choices=Confidentiality.choices)
    details_shown = serializers.BooleanField()
    code = serializers.CharField(allow_null=True)
    title_vi = serializers.CharField(allow_null=True)
    title_en = serializers.CharField(allow_null=True)
    title_ja = serializers.CharField(allow_null=True)
    note = serializers.CharField(allow_null=True)
    materials = TermOut(many=True, allow_null=True)
    standards = TermOut(many=True, allow_null=True)
    length_mm = serializers.IntegerField(allow_null=True)
    width_mm = serializers.IntegerField(allow_null=True)
    height_mm = serializers.IntegerField(allow_null=True)
    weight_g = serializers.IntegerField(allow_null=True)
    tolerance_um = serializers.IntegerField(allow_null=True)
    annual_quantity = serializers.IntegerField(allow_null=True)
    target_date = serializers.DateField(allow_null=True)
    created_at = serializers.DateTimeField()

    def to_representation(self, instance: Need) -> dict[str, Any]:
        shown: dict[str, Any] = super().to_representation(instance)
        if not shown["details_shown"]:
            shown.update(dict.fromkeys(HIDDEN))
        return shown


class CriterionOut(serializers.Serializer):
    """`asked` and `offered` are codes and numbers; ranges are (least, most)."""

    code = serializers.ChoiceField(choices=[code.value for code in Code])
    verdict = serializers.ChoiceField(choices=[verdict.value for verdict in Verdict])
    points = serializers.IntegerField()
    out_of = serializers.IntegerField()
    asked = serializers.ListField(child=serializers.JSONField())
    offered = serializers.ListField(child=serializers.JSONField())


class SuggestionOut(serializers.Serializer):
    """`company` is the other side: the maker for a buyer, the buyer for a maker."""

    company = CompanyRef()
    need = NeedOut()
    percent = serializers.IntegerField()
    met = CriterionOut(many=True)
    unmet = CriterionOut(many=True)


class SuggestionsOut(serializers.Serializer):
    makers = SuggestionOut(many=True)
    needs = SuggestionOut(many=True)


def need_out(need: Need) -> dict[str, Any]:
    """`need` comes from `with_need_parts`."""
    return dict(NeedOut(need).data)


def suggestion_out(suggested: Suggested) -> dict[str, Any]:
    score = suggested.score
    return {
        "company": dict(CompanyRef(suggested.company).data),
        "need": need_out(suggested.need),
        "percent": score.percent,
        "met": [dict(CriterionOut(criterion).data) for criterion in score.met],
        "unmet": [dict(CriterionOut(criterion).data) for criterion in score.unmet],
    }
