"""What is typed about a delegation and by its people. Form only: meaning is the services' affair."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from booking.models.delegation import FEWEST_PEOPLE, MOST_PEOPLE
from booking.rules.delegations import Guest
from booking.services.delegations import Wanted
from fairs.models import Fair
from kernel.clock import now
from web import wording
from web.fields import NameField, PhoneField

NUMBER = {"inputmode": "numeric"}
PHONE = {"autocomplete": "tel", "inputmode": "tel", "type": "tel"}


class DelegationForm(forms.Form):
    """Who comes with whom, how many, on which days."""

    label_suffix = ""

    name = NameField(label=_("Name of the delegation"), max_length=200)
    company_name = NameField(
        label=_("Company or body"), max_length=250, required=False, help_text=_("Stands on the badges.")
    )
    places = forms.IntegerField(
        label=_("How many people"),
        min_value=FEWEST_PEOPLE,
        max_value=MOST_PEOPLE,
        widget=forms.NumberInput(attrs=NUMBER),
    )
    contact_name = NameField(
        label=_("Name of the contact"), max_length=200, widget=forms.TextInput({"autocomplete": "name"})
    )
    contact_email = forms.EmailField(
        label=_("E-mail of the contact"),
        max_length=254,
        help_text=_("The link for the people and the list are sent here."),
        widget=forms.EmailInput({"autocomplete": "email", "inputmode": "email"}),
    )
    contact_phone = PhoneField(
        label=_("Phone of the contact"), max_length=30, required=False, widget=forms.TextInput(PHONE)
    )
    days = forms.MultipleChoiceField(
        label=_("Days"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one day.")},
    )
    consent = forms.BooleanField(label=_("The contact agrees that we keep these data for this visit."))

    def __init__(self, *args: Any, fair: Fair, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = (get_language() or "vi")[:2]
        days = [day.date for day in fair.days.all()]
        field = self.fields["days"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(day.isoformat(), wording.day(day, language)) for day in days]
        field.initial = [day.isoformat() for day in days]

    def wanted(self) -> Wanted:
        said = self.cleaned_data
        return Wanted(
            name=said["name"],
            company_name=said["company_name"],
            places=said["places"],
            contact_name=said["contact_name"],
            contact_email=said["contact_email"],
            contact_phone=said["contact_phone"],
            days=[dt.date.fromisoformat(day) for day in said["days"]],
            language=(get_language() or "vi")[:2],
            has_consented=said["consent"],
        )


class DeskDelegationForm(DelegationForm):
    """As the organiser fills it: also whether there is a badge for all."""

    has_group_badge = forms.BooleanField(
        label=_("Also one badge for all"),
        required=False,
        help_text=_("At the gate one scan counts as many as pass: for those who have no badge of their own."),
    )


class JoinForm(forms.Form):
    """Two things of a person: a name, and a way to reach him."""

    label_suffix = ""

    full_name = NameField(label=_("Full name"), max_length=200, widget=forms.TextInput({"autocomplete": "name"}))
    phone = PhoneField(
        label=_("Phone"),
        max_length=30,
        widget=forms.TextInput(PHONE),
        error_messages={"required": _("Give a phone number or an e-mail address.")},
    )
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        required=False,
        help_text=_("With an address you get your pass by mail. Without one your contact hands it to you."),
        widget=forms.EmailInput({"autocomplete": "email", "inputmode": "email"}),
    )
    consent = forms.BooleanField(
        label=_("Your consent"),
        error_messages={"required": _("Without your consent we may not keep your data, so we cannot register you.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.data.get("email"):
            self.fields["phone"].required = False

    def guest(self) -> Guest:
        said = self.cleaned_data
        return Guest(
            full_name=said["full_name"],
            phone=said["phone"],
            email=said["email"],
            language=(get_language() or "vi")[:2],
            consented_at=now(),
        )


class ListForm(forms.Form):
    """People as lines, pasted or as a file: a name, then a phone number, an address, or nothing."""

    label_suffix = ""

    lines = forms.CharField(
        label=_("One person a line"),
        max_length=100_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": "6", "placeholder": "Nguyễn Văn An; 0912 345 678"}),
        help_text=_(
            "Name, then phone or e-mail, apart by a comma, a semicolon or a tab. Copied from a table it is right."
        ),
    )
    file = forms.FileField(label=_("Or a CSV file"), required=False)
    consent = forms.BooleanField(label=_("These people know that they are registered, and agree."))


class RunForm(forms.Form):
    """What the organiser changes of an open delegation."""

    label_suffix = ""

    places = forms.IntegerField(
        label=_("Places"), min_value=FEWEST_PEOPLE, max_value=MOST_PEOPLE, widget=forms.NumberInput(attrs=NUMBER)
    )
    join_until = forms.DateTimeField(
        label=_("People can join until"),
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


def ticked(values: Sequence[str]) -> list[str]:
    return [value[:32] for value in values][:MOST_PEOPLE]
