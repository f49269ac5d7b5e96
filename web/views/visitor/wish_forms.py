"""What is typed when one asks for a meeting, names other times, or moves one."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from web.fields import LineField
from web.templatetags.phien_nav import LANGUAGE_NAMES

MAX_SLOTS = 24
PRIORITIES = ((1, _("Very important")), (2, _("Important")), (3, _("If there is time")))


class TimesForm(forms.Form):
    """The ticked times; the grid draws them, so there is no widget to render."""

    label_suffix = ""

    slots = forms.MultipleChoiceField(
        error_messages={
            "required": _("Tick at least one time."),
            "invalid_choice": _("One of the times is no longer offered. Look at the grid again."),
        }
    )
    message = LineField(label=_("A word to them"), max_length=500, required=False)

    def __init__(self, *args: Any, slots: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        times = self.fields["slots"]
        assert isinstance(times, forms.MultipleChoiceField)
        times.choices = [(slot, slot) for slot in slots]

    def clean_slots(self) -> list[str]:
        slots: list[str] = self.cleaned_data["slots"]
        if len(slots) > MAX_SLOTS:
            raise forms.ValidationError(_("At most %(n)s times.") % {"n": MAX_SLOTS})
        return slots


class WishForm(TimesForm):
    agenda_line = LineField(
        label=_("What you will talk about"),
        max_length=120,
        required=False,
        help_text=_("One line; it stands in the invitation and in both agendas."),
    )
    need = forms.ChoiceField(label=_("About which part"), required=False)
    language = forms.ChoiceField(
        label=_("Language"), choices=[(code, LANGUAGE_NAMES[code]) for code, _name in settings.LANGUAGES]
    )
    priority = forms.TypedChoiceField(label=_("How important"), choices=PRIORITIES, coerce=int)

    field_order = ("slots", "need", "agenda_line", "message", "language", "priority")

    def __init__(self, *args: Any, needs: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        need = self.fields["need"]
        assert isinstance(need, forms.ChoiceField)
        need.choices = [("", _("No particular part")), *needs]


class DutyForm(forms.Form):
    """Time of one's own that is spoken for, on a day of the fair."""

    label_suffix = ""

    title = LineField(label=_("What for"), max_length=80)
    day = forms.DateField(widget=forms.HiddenInput)
    starts = forms.TimeField(label=_("From"), widget=forms.TimeInput({"type": "time"}))
    ends = forms.TimeField(label=_("Until"), widget=forms.TimeInput({"type": "time"}))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if "starts" in said and "ends" in said and said["starts"] >= said["ends"]:
            raise forms.ValidationError(_("The end comes after the start."))
        return said
