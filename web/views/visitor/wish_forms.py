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
    message = LineField(label=_("What it is about"), max_length=500, required=False)

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
    need = forms.ChoiceField(label=_("About which part"), required=False)
    language = forms.ChoiceField(
        label=_("Language"), choices=[(code, LANGUAGE_NAMES[code]) for code, _name in settings.LANGUAGES]
    )
    priority = forms.TypedChoiceField(label=_("How important"), choices=PRIORITIES, coerce=int)

    field_order = ("slots", "need", "message", "language", "priority")

    def __init__(self, *args: Any, needs: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        need = self.fields["need"]
        assert isinstance(need, forms.ChoiceField)
        need.choices = [("", _("No particular part")), *needs]


class MoveForm(forms.Form):
    """The one time a meeting is moved to."""

    slot = forms.ChoiceField(
        error_messages={
            "required": _("Choose the new time."),
            "invalid_choice": _("This time is no longer offered. Look at the grid again."),
        }
    )

    def __init__(self, *args: Any, slots: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        times = self.fields["slot"]
        assert isinstance(times, forms.ChoiceField)
        times.choices = [(slot, slot) for slot in slots]
