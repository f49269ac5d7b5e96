"""What a visitor types. Form only: meaning is the services' affair."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from booking.models import RegistrationRole
from booking.services.registrations import Visitor
from directory.models import Term
from web import wording
from web.fields import LineField, PhoneField
from web.finder import term_words
from web.templatetags.phien_nav import LANGUAGE_NAMES

ROLES = (
    (RegistrationRole.VISITOR.value, _("I look around: booths, machines, workshops")),
    (RegistrationRole.BUYER.value, _("I look for suppliers for my company")),
)


class RegistrationForm(forms.Form):
    """Two fields are asked for, the rest has a sensible answer already."""

    label_suffix = ""

    full_name = LineField(label=_("Full name"), max_length=200, widget=forms.TextInput({"autocomplete": "name"}))
    other_name = LineField(
        label=_("Your name in another script"),
        help_text=_("Optional; printed under the first, for example 田中 健二, 김민준 or Tanaka Kenji."),
        max_length=200,
        required=False,
    )
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("Your pass is sent here."),
        widget=forms.EmailInput({"autocomplete": "email", "inputmode": "email"}),
    )
    phone = PhoneField(
        label=_("Phone"),
        max_length=30,
        required=False,
        widget=forms.TextInput({"autocomplete": "tel", "inputmode": "tel", "type": "tel"}),
    )
    company_name = LineField(
        label=_("Company"),
        max_length=250,
        required=False,
        widget=forms.TextInput({"autocomplete": "organization"}),
    )
    job_title = LineField(
        label=_("Job title"),
        max_length=120,
        required=False,
        widget=forms.TextInput({"autocomplete": "organization-title"}),
    )
    role = forms.ChoiceField(label=_("What brings you here"), choices=ROLES, widget=forms.RadioSelect)
    days = forms.MultipleChoiceField(
        label=_("Days"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one day.")},
    )
    interests = forms.MultipleChoiceField(
        label=_("What interests you"), required=False, widget=forms.CheckboxSelectMultiple
    )
    language = forms.ChoiceField(
        label=_("Language of the pass and its mail"),
        choices=[(code, LANGUAGE_NAMES[code]) for code, _name in settings.LANGUAGES],
        widget=forms.RadioSelect,
    )
    consent = forms.BooleanField(
        label=_("Your consent"),
        error_messages={"required": _("Without your consent we may not keep your data, so we cannot register you.")},
    )
    share_contact = forms.BooleanField(
        label=_("Exhibitors who scan my pass at their booth may have my name, company, position, e-mail and phone."),
        required=False,
    )

    invitation = LineField(
        label=_("Invitation code"),
        max_length=32,
        required=False,
        help_text=_("From an exhibitor, if you were given one."),
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    inviter_told = forms.BooleanField(
        label=_("The exhibitor that invited me may see my name and company, and whether I came."), required=False
    )

    def __init__(self, *args: Any, days: Sequence[dt.date], interests: Sequence[Term], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = (get_language() or "vi")[:2]
        _choices(self, "days", [(day.isoformat(), wording.day(day, language)) for day in days])
        _choices(self, "interests", [(term.code, term_words(term)) for term in interests])

    def visitor(self, *, source: str) -> Visitor:
        """What the form says, once it is valid."""
        said = self.cleaned_data
        return Visitor(
            full_name=said["full_name"],
            other_name=said["other_name"],
            email=said["email"],
            phone=said["phone"],
            company_name=said["company_name"],
            job_title=said["job_title"],
            language=said["language"],
            days=[dt.date.fromisoformat(day) for day in said["days"]],
            interests=said["interests"],
            has_consented=said["consent"],
            share_contact=said["share_contact"],
            source=source,
            invitation=said["invitation"],
            inviter_told=said["inviter_told"],
        )


class AddressForm(forms.Form):
    """Where a lost pass is to be sent."""

    label_suffix = ""

    email = forms.EmailField(
        label=_("The e-mail you registered with"),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email", "inputmode": "email"}),
    )


class ReasonForm(forms.Form):
    """Why something is declined or cancelled."""

    label_suffix = ""

    reason = LineField(label=_("Reason"), max_length=300, required=False)


def reason_in(form: ReasonForm) -> str:
    """Nothing where it cannot be read: an act does not fail for its reason."""
    return str(form.cleaned_data["reason"]) if form.is_valid() else ""


def _choices(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.MultipleChoiceField)
    field.choices = choices
