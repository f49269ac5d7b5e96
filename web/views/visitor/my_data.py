"""What a person may ask of their data by the key of their pass: take it all away, and have it erased."""

import json

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from booking.errors.erasure import StillMeeting
from booking.states import ErasureReason
from fairday.queries.personal_data import data_of
from fairday.services.erasure import erase_person
from kernel.errors import Conflict
from web.limits import count_attempt
from web.pages import FairRequest, fair_page
from web.views.visitor.passes import forget_pass, pass_of_key


class EraseForm(forms.Form):
    label_suffix = ""

    understood = forms.BooleanField(
        label=_("I have read this, and I want my data erased for good."),
        error_messages={"required": _("Tick this first: it cannot be taken back.")},
    )


@never_cache
@require_GET
@fair_page
def data(request: FairRequest, manage_key: str) -> HttpResponse:
    """Everything as one JSON file."""
    registration = pass_of_key(request, manage_key)
    count_attempt("my_data", str(registration.pk), most=30, seconds=3600)
    content = json.dumps(data_of(registration), ensure_ascii=False, indent=2)
    name = f"du-lieu-cua-toi-{request.fair.slug}.json"
    answer = HttpResponse(content, content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@never_cache
@require_http_methods(["GET", "POST"])
@fair_page
def erase(request: FairRequest, manage_key: str) -> HttpResponse:
    """Says what goes and what stays; with the tick it is done, and this address is nobody's any more."""
    registration = pass_of_key(request, manage_key)
    form = EraseForm(request.POST or None) if request.method == "POST" else EraseForm()
    context = {"nav": "pass", "registration": registration, "form": form}
    if request.method == "GET":
        return render(request, "visitor/erase.html", context)
    if not form.is_valid():
        return render(request, "visitor/erase.html", context, status=422)
    actor_id = request.user.pk if request.user.is_authenticated else None
    try:
        erase_person(registration, actor_id=actor_id, reason=ErasureReason.PASS_PAGE)
    except Conflict as refusal:
        context |= {"refusal": refusal, "is_meeting": isinstance(refusal, StillMeeting)}
        return render(request, "visitor/erase.html", context, status=refusal.status)
    forget_pass(request)
    return redirect("web:erased", request.fair.slug)


@never_cache
@require_GET
@fair_page
def erased(request: FairRequest) -> HttpResponse:
    """That it is done. Names nobody: there is nobody to name."""
    return render(request, "visitor/erased.html", {"nav": "pass"})
