"""Gates and lists of the door as the organiser sets them up: where, when, for whom, and how many may be inside."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import User
from booking.models import RegistrationRole
from checkin.access.places import fair_with_door, gate_for, hall_named, list_for, workshop_named
from checkin.errors import GateCodeTaken, ListNameTaken, PlaceInUse, PlaceNotRead
from checkin.models import CheckinList, Gate
from checkin.models.gate import usual_early_roles
from checkin.queries.door import checkin_lists_of, gates_of
from checkin.services.places import (
    GateGiven,
    ListGiven,
    add_gate,
    add_list,
    change_gate,
    change_list,
    remove_gate,
    remove_list,
)
from fairs.models import Fair, Hall, Workshop
from kernel.clock import now
from kernel.errors import NotFound
from web.fields import LineField
from web.pages import FairRequest, fair_page
from web.templatetags.phien import pick

LOCAL = "%Y-%m-%dT%H:%M"


class MomentField(forms.DateTimeField):
    """A wall clock time of the fair: the page runs in the fair's zone."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL)
        super().__init__(widget=widget, input_formats=[LOCAL], **kwargs)


class GateForm(forms.Form):
    code = forms.RegexField(r"^[A-Za-z0-9.-]{1,12}$", label=_("Code on the sign"), max_length=12)
    name_vi = LineField(label=_("Name in Vietnamese"), max_length=120)
    name_en = LineField(label=_("Name in English"), max_length=120, required=False)
    name_ja = LineField(label=_("Name in Japanese"), max_length=120, required=False)
    hall = forms.ChoiceField(label=_("Hall it leads into"), required=False)

    def __init__(self, fair: Fair, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["hall"].choices = _halls(fair)  # type: ignore[attr-defined]  # a ChoiceField

    def given(self, fair: Fair) -> GateGiven:
        return GateGiven(**(self.cleaned_data | {"hall": hall_named(fair, self.cleaned_data["hall"])}))


class ListForm(forms.Form):
    name_vi = LineField(label=_("Name in Vietnamese"), max_length=120)
    name_en = LineField(label=_("Name in English"), max_length=120, required=False)
    name_ja = LineField(label=_("Name in Japanese"), max_length=120, required=False)
    opens_at = MomentField(label=_("Opens"))
    closes_at = MomentField(label=_("Closes"))
    public_from = MomentField(
        label=_("Public from"), required=False, help_text=_("Before it only those who prepare the fair come in.")
    )
    public_until = MomentField(label=_("Public until"), required=False)
    early_roles = forms.MultipleChoiceField(
        label=_("Those who prepare the fair"),
        choices=RegistrationRole.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    roles = forms.MultipleChoiceField(
        label=_("Only these roles"),
        choices=RegistrationRole.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("With none ticked everybody comes in."),
    )
    hall = forms.ChoiceField(
        label=_("Zone"),
        required=False,
        help_text=_("A hall inside the fair; without one the list is for the fair as a whole."),
    )
    workshop = forms.ChoiceField(
        label=_("Workshop"), required=False, help_text=_("Then only who holds a seat comes in.")
    )
    capacity = forms.IntegerField(
        label=_("How many may be inside at once"), required=False, min_value=1, max_value=1_000_000
    )
    re_entry = forms.BooleanField(label=_("Whoever left may come in again"), required=False)
    exits = forms.BooleanField(label=_("People are scanned out too"), required=False)

    def __init__(self, fair: Fair, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        workshops = [(one.code, f"{one.code} · {pick(one, 'title')}") for one in Workshop.objects.filter(fair=fair)]
        self.fields["hall"].choices = _halls(fair)  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["workshop"].choices = [("", "–"), *workshops]  # type: ignore[attr-defined]  # a ChoiceField

    def given(self, fair: Fair) -> ListGiven:
        places = {
            "hall": hall_named(fair, self.cleaned_data["hall"]),
            "workshop": workshop_named(fair, self.cleaned_data["workshop"]),
        }
        return ListGiven(**(self.cleaned_data | places))


def _halls(fair: Fair) -> list[tuple[str, str]]:
    return [("", "–"), *((one.code, f"{one.code} · {pick(one, 'name')}") for one in Hall.objects.filter(fair=fair))]


@require_GET
@login_required
@fair_page
def lists(request: FairRequest) -> HttpResponse:
    fair = fair_with_door(request.user, request.fair.slug)
    context = {
        "nav": "desk",
        "tab": "lists",
        "gates": gates_of(fair),
        "lists": checkin_lists_of(fair),
        "now": now(),
        "roles": dict(RegistrationRole.choices),
    }
    return render(request, "organiser/lists.html", context)


@require_http_methods(["GET", "POST"])
@login_required
@fair_page
def gate(request: FairRequest, gate: str = "") -> HttpResponse:
    """A gate to change, or a new one; POST keeps it, or removes it."""
    fair = fair_with_door(request.user, request.fair.slug)
    found = gate_for(request.user, gate) if gate else None
    if found is not None and found.fair_id != fair.pk:
        raise NotFound
    if request.method == "POST" and found is not None and "remove" in request.POST:
        return _removed(request, found)
    form = GateForm(fair, request.POST if request.method == "POST" else None, initial=_gate_now(found))
    if request.method == "POST" and form.is_valid():
        try:
            given, actor_id = form.given(fair), _user_id(request)
            if found is None:
                add_gate(fair, given=given, actor_id=actor_id)
            else:
                change_gate(found, given=given, actor_id=actor_id)
        except GateCodeTaken as refusal:
            form.add_error("code", str(refusal.title))
        else:
            messages.success(request, _("Gate %(code)s is kept.") % {"code": given.code})
            return redirect("web:desk_lists", fair.slug)
    return _form(request, form, found, is_gate=True)


@require_http_methods(["GET", "POST"])
@login_required
@fair_page
def checkin_list(request: FairRequest, checkin_list: str = "") -> HttpResponse:
    """A list to change, or a new one; POST keeps it, or removes it."""
    fair = fair_with_door(request.user, request.fair.slug)
    found = list_for(request.user, checkin_list) if checkin_list else None
    if found is not None and found.fair_id != fair.pk:
        raise NotFound
    if request.method == "POST" and found is not None and "remove" in request.POST:
        return _removed(request, found)
    form = ListForm(fair, request.POST if request.method == "POST" else None, initial=_list_now(found))
    if request.method == "POST" and form.is_valid():
        try:
            given, actor_id = form.given(fair), _user_id(request)
            if found is None:
                add_list(fair, given=given, actor_id=actor_id)
            else:
                change_list(found, given=given, actor_id=actor_id)
        except ListNameTaken as refusal:
            form.add_error("name_vi", str(refusal.title))
        except PlaceNotRead as refusal:
            form.add_error((refusal.pointer or "/closes_at").strip("/"), str(refusal.title))
        else:
            messages.success(request, _("The list “%(name)s” is kept.") % {"name": given.name_vi})
            return redirect("web:desk_lists", fair.slug)
    return _form(request, form, found, is_gate=False)


def _form(request: FairRequest, form: forms.Form, found: Gate | CheckinList | None, *, is_gate: bool) -> HttpResponse:
    context = {"nav": "desk", "tab": "lists", "form": form, "found": found, "is_gate": is_gate}
    return render(request, "organiser/list_form.html", context, status=422 if form.errors else 200)


def _removed(request: FairRequest, found: Gate | CheckinList) -> HttpResponse:
    try:
        if isinstance(found, Gate):
            remove_gate(found, actor_id=_user_id(request))
        else:
            remove_list(found, actor_id=_user_id(request))
    except PlaceInUse as refusal:
        messages.error(request, str(refusal.title))
    else:
        messages.success(request, _("%(name)s is removed.") % {"name": found.name_vi})
    return redirect("web:desk_lists", request.fair.slug)


def _user_id(request: FairRequest) -> int:
    assert isinstance(request.user, User)
    return request.user.pk


def _gate_now(found: Gate | None) -> dict[str, Any] | None:
    if found is None:
        return None
    names = {name: getattr(found, name) for name in ("code", "name_vi", "name_en", "name_ja")}
    return names | {"hall": found.hall.code if found.hall else ""}


def _list_now(found: CheckinList | None) -> dict[str, Any]:
    if found is None:
        return {"early_roles": usual_early_roles()}
    kept = {name: getattr(found, name) for name in ListForm.base_fields if name not in {"hall", "workshop"}}
    return kept | {
        "hall": found.hall.code if found.hall else "",
        "workshop": found.workshop.code if found.workshop else "",
    }
