"""The passes a firm gives its own people: how many places go with the booth, who has them, one more, one less."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from booking.access.exhibitors import own_exhibitor, own_exhibitors, own_pass
from booking.errors.passes import AlreadyComing, PlacesTaken
from booking.queries.passes import holder, holders_of, places_of, rules_of
from booking.services.exhibitor_passes import PassGiven, give_pass, rename_holder
from booking.services.registrations import withdraw_registration
from booking.states import PassKind
from checkin.queries.door import crew_lists_of
from fairs.models import Exhibitor
from kernel.errors import Conflict, DomainError
from web.fields import LineField, NameField, PhoneField
from web.limits import count_attempt
from web.pages import FairRequest, fair_page
from web.templatetags.phien_nav import LANGUAGE_NAMES

PAGE_OF = {PassKind.STAFF: "web:staff", PassKind.CREW: "web:crew"}


class NameForm(forms.Form):
    """What stands on the badge."""

    label_suffix = ""

    full_name = NameField(
        label=gettext_lazy("Full name"), max_length=200, widget=forms.TextInput({"autocomplete": "off"})
    )
    job_title = NameField(
        label=gettext_lazy("Job title"), max_length=120, required=False, widget=forms.TextInput({"autocomplete": "off"})
    )


class PassForm(forms.Form):
    """Whom the firm sends; what else is asked depends on what for."""

    label_suffix = ""

    full_name = NameForm.base_fields["full_name"]
    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        max_length=254,
        required=False,
        help_text=gettext_lazy("The pass is mailed there. Without an address the badge waits at the desk."),
        widget=forms.EmailInput({"autocomplete": "off", "inputmode": "email"}),
    )
    phone = PhoneField(
        label=gettext_lazy("Phone"),
        max_length=30,
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "inputmode": "tel", "type": "tel"}),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the pass"),
        choices=[(code, LANGUAGE_NAMES[code]) for code, _name in settings.LANGUAGES],
    )
    consent = forms.BooleanField(
        label=gettext_lazy("This person agrees that the organiser keeps these data for the pass."),
        error_messages={"required": gettext_lazy("Ask the person first; without a yes no pass is made.")},
    )

    def given(self) -> PassGiven:
        said = dict(self.cleaned_data)
        return PassGiven(has_consented=said.pop("consent"), **said)


class StaffForm(PassForm):
    job_title = NameForm.base_fields["job_title"]
    field_order = ("full_name", "job_title")


class CrewForm(PassForm):
    """A stand builder, a driver, a carrier."""

    company_name = NameField(label=gettext_lazy("Company"), max_length=250, required=False)
    vehicle_plate = LineField(
        label=gettext_lazy("Vehicle plate"),
        max_length=15,
        required=False,
        help_text=gettext_lazy("Only of who drives in; it stands on the pass and on the guard's screen."),
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"}),
    )
    field_order = ("full_name", "company_name", "vehicle_plate")


MEMBER_OF = {PassKind.STAFF: "web:staff_member", PassKind.CREW: "web:crew_member"}
FORM_OF: dict[PassKind, type[PassForm]] = {PassKind.STAFF: StaffForm, PassKind.CREW: CrewForm}


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
@fair_page
def passes(request: FairRequest, kind: str) -> HttpResponse:
    """The list; posting adds somebody. Three hundred an hour and firm."""
    which = PassKind(kind)
    exhibitor = own_exhibitor(request.user, request.fair.slug, request.GET.get("exhibitor", "")[:32])
    form = FORM_OF[which](request.POST or None, initial={"language": (get_language() or "vi")[:2]})
    status = 200
    if request.method == "POST":
        count_attempt("give_pass", exhibitor.public_id, most=300, seconds=3600)
        status = 422
        if form.is_valid():
            try:
                made = give_pass(exhibitor, form.given(), kind=which, actor_id=_user(request).pk)
            except AlreadyComing as refusal:
                form.add_error("email", str(refusal.title))
            except PlacesTaken as refusal:
                form.add_error(None, str(refusal.title))
                status = refusal.status
            except Conflict as refusal:
                form.add_error(None, str(refusal.title))
            else:
                said = (
                    _("%(name)s has a badge. The pass is on its way to %(email)s.")
                    if made.person.email
                    else _("%(name)s has a badge. It waits at the desk.")
                )
                messages.success(request, said % {"name": made.person.full_name, "email": made.person.email})
                return redirect(request.get_full_path())
    return _page(request, exhibitor, which, form, status)


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
@fair_page
def holder_page(request: FairRequest, kind: str, registration: str) -> HttpResponse:
    """One of them: the name while the badge is not printed, and withdrawing."""
    which = PassKind(kind)
    found = own_pass(request.user, request.fair.slug, registration, which)
    names = {"full_name": found.person.full_name, "job_title": found.person.job_title}
    own = next(one for one in own_exhibitors(request.user, request.fair) if one.company_id == found.company_id)
    back = f"{reverse(PAGE_OF[which], args=[request.fair.slug])}?exhibitor={own.public_id}"
    form = NameForm(request.POST if "full_name" in request.POST else None, initial=names)
    if request.method == "POST":
        try:
            if "withdraw" in request.POST:
                withdraw_registration(found, actor_id=_user(request).pk)
                said = _("%(name)s no longer has a badge. The place is free.")
                messages.success(request, said % {"name": found.person.full_name})
                return redirect(back)
            if form.is_valid():
                rename_holder(found, actor_id=_user(request).pk, **form.cleaned_data)
                messages.success(request, _("The badge says %(name)s.") % {"name": form.cleaned_data["full_name"]})
                return redirect(back)
        except DomainError as refusal:
            messages.error(request, str(refusal.title))
    context = {
        "nav": "hub",
        "one": holder(found),
        "form": form,
        "back": back,
        "ask": request.fair.contact_email,
    }
    return render(request, "exhibitor/pass_holder.html", context, status=422 if form.errors else 200)


def _page(
    request: FairRequest, exhibitor: Exhibitor, kind: PassKind, form: PassForm, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "nav": "hub",
        "exhibitor": exhibitor,
        "others": [one for one in own_exhibitors(request.user, request.fair) if one.pk != exhibitor.pk],
        "kind": kind,
        "tabs": [(one, places_of(exhibitor, one), reverse(PAGE_OF[one], args=[request.fair.slug])) for one in PassKind],
        "places": places_of(exhibitor, kind),
        "member": MEMBER_OF[kind],
        "crew_hours": crew_lists_of(request.fair.pk) if kind == PassKind.CREW else [],
        "rules": rules_of(request.fair),
        "people": holders_of(exhibitor, kind),
        "form": form,
    }
    return render(request, "exhibitor/passes.html", context, status=status)


def _user(request: FairRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
