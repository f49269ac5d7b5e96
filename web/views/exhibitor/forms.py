"""What an exhibitor types: form only; meaning is the services' affair."""

from django import forms
from django.utils.translation import gettext_lazy as _

from web.fields import LineField

FASCIA_LENGTH = 60
NOTE_LENGTH = 500


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
