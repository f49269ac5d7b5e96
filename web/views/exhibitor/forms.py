"""What an exhibitor types: form only; meaning is the services' affair."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kernel.text import clean_line, has_forbidden_characters

FASCIA_LENGTH = 60
NOTE_LENGTH = 500


class LineField(forms.CharField):
    """One line as people type it: composed letters, single spaces, no invisible characters."""

    def to_python(self, value: object) -> str:
        text = super().to_python(value) or ""
        if has_forbidden_characters(text):
            raise ValidationError(_("There is a character in it that cannot be read. Please type it anew."))
        return clean_line(text)


class DetailsForm(forms.Form):
    fascia_name = LineField(
        label=_("Name on the sign"),
        help_text=_("Stands above your booth and on the plan. At most 60 characters."),
        max_length=FASCIA_LENGTH,
        widget=forms.TextInput({"autocomplete": "organization", "data-fascia": True}),
    )
    note = LineField(
        label=_("A word to the organiser"),
        help_text=_("For example a heavy machine, a wish for a neighbour, a late arrival."),
        max_length=NOTE_LENGTH,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )
    label_suffix = ""


class CancelForm(forms.Form):
    reason = LineField(label=_("Why"), max_length=300, required=False)
    label_suffix = ""
