"""The end card and the answer after months, as forms."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fairday.models import Became, MeetingOutcome, OutcomeKind, ValueBand
from fairday.services.outcomes import MOST_NOTE, Card
from kernel.text import clean_line, has_forbidden_characters

RATINGS = [(str(number), str(number)) for number in range(1, 6)]
WITH_VALUE = (Became.ORDER, Became.CONTRACT)


class OutcomeForm(forms.Form):
    kinds = forms.MultipleChoiceField(
        choices=OutcomeKind.choices,
        error_messages={
            "required": _("Choose what came of the meeting, or nothing for now."),
            "invalid_choice": _("Choose one of the answers."),
        },
    )
    value_band = forms.ChoiceField(choices=ValueBand.choices, required=False)
    rating = forms.ChoiceField(choices=RATINGS, required=False)
    note = forms.CharField(max_length=MOST_NOTE, required=False)
    revision = forms.IntegerField(min_value=0, max_value=1_000_000, required=False)

    def clean_kinds(self) -> list[str]:
        kinds: list[str] = self.cleaned_data["kinds"]
        if OutcomeKind.NONE in kinds and len(kinds) > 1:
            raise forms.ValidationError(_("Choose what came of it, or nothing for now, not both."))
        return kinds

    def clean_note(self) -> str:
        note = clean_line(self.cleaned_data["note"])
        if has_forbidden_characters(note):
            raise forms.ValidationError(_("The text holds a control or invisible character."))
        return note

    def card(self) -> Card:
        """Kinds in the house's order; a sum beside nothing is what the form showed before, not what was meant."""
        told: dict[str, Any] = self.cleaned_data
        kinds = tuple(kind for kind in OutcomeKind.values if kind in told["kinds"])
        value = ValueBand.OPEN if OutcomeKind.NONE in kinds else told["value_band"] or ValueBand.OPEN
        return Card(kinds, value, int(told["rating"]) if told["rating"] else None, told["note"])


class FollowUpForm(forms.Form):
    became = forms.ChoiceField(
        choices=Became.choices,
        error_messages={
            "required": _("Choose one of the answers."),
            "invalid_choice": _("Choose one of the answers."),
        },
    )
    value_band = forms.ChoiceField(choices=ValueBand.choices, required=False)

    def value(self) -> str:
        """Only an order or a contract has one."""
        told = self.cleaned_data
        return (told["value_band"] or ValueBand.OPEN) if told["became"] in WITH_VALUE else ValueBand.OPEN


def initial_of(outcome: MeetingOutcome | None) -> dict[str, Any]:
    """What the form shows before somebody taps."""
    if outcome is None:
        return {"kinds": [], "value_band": ValueBand.OPEN, "rating": "", "note": "", "revision": 0}
    return {
        "kinds": outcome.kinds,
        "value_band": outcome.value_band,
        "rating": str(outcome.rating or ""),
        "note": outcome.note,
        "revision": outcome.revision,
    }
