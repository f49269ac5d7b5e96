"""The profile by which a company is found: what it can make, its machines, its certificates, what it says of itself."""

import datetime as dt
from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from directory.access import company_to_act_for, company_to_change
from directory.models import CertificateState, Company
from directory.queries.profile import stated_capabilities, stated_certificates, stated_machines
from directory.services.companies import change_company
from directory.services.profile import set_capabilities, set_certificates, set_machines
from kernel.errors import DomainError
from web.pages import FairRequest, fair_page
from web.views.account_profile_forms import (
    AbilitySet,
    AboutForm,
    CertificateSet,
    MachineSet,
    RowSet,
    Words,
    said_of_ability,
    said_of_certificate,
    said_of_machine,
)

FORM = ["GET", "POST"]
TABS = (
    ("capabilities", _("Capabilities")),
    ("profile_machines", _("Machines")),
    ("profile_certificates", _("Certificates")),
    ("profile_about", _("About the company")),
)


@never_cache
@require_http_methods(FORM)
@login_required
@fair_page
def capabilities(request: FairRequest) -> HttpResponse:
    """For the company's administrators, as all of the profile is."""
    company = _company(request)
    initial = [said_of_ability(row) for row in stated_capabilities(company)] if request.method == "GET" else None
    formset = cast("RowSet", AbilitySet(_data(request), initial=initial, prefix="c", form_kwargs={"words": Words()}))
    return _list(request, company, "capabilities", formset, set_capabilities)


@never_cache
@require_http_methods(FORM)
@login_required
@fair_page
def machines(request: FairRequest) -> HttpResponse:
    company = _company(request)
    initial = [said_of_machine(row) for row in stated_machines(company)] if request.method == "GET" else None
    formset = cast("RowSet", MachineSet(_data(request), initial=initial, prefix="m", form_kwargs={"words": Words()}))
    return _list(request, company, "profile_machines", formset, set_machines)


@never_cache
@require_http_methods(FORM)
@login_required
@fair_page
def certificates(request: FairRequest) -> HttpResponse:
    company = _company(request)
    rows = list(stated_certificates(company))
    initial = [said_of_certificate(row) for row in rows] if request.method == "GET" else None
    formset = cast(
        "RowSet", CertificateSet(_data(request), initial=initial, prefix="z", form_kwargs={"words": Words()})
    )
    for form, row in zip(formset.initial_forms, rows, strict=False):
        form.certificate = row
        form.is_verified = row.state in {CertificateState.VERIFIED, CertificateState.EXPIRING}
    return _list(request, company, "profile_certificates", formset, set_certificates)


@never_cache
@require_http_methods(FORM)
@login_required
@fair_page
def about(request: FairRequest) -> HttpResponse:
    company = _company(request)
    initial = {name: getattr(company, name) for name in AboutForm.base_fields}
    form = AboutForm(_data(request), initial=initial, company=company)
    if request.method == "POST" and form.is_valid():
        changes = dict(form.changes(company))
        try:
            if changes:
                change_company(company, user=_user(request), changes=changes)
        except DomainError as refusal:
            field = (refusal.pointer or "").strip("/")
            form.add_error(field if field in form.fields else None, str(refusal.title))
        else:
            return _saved(request, "profile_about", is_changed=bool(changes))
    return _page(request, company, "profile_about", {"form": form}, has_errors=bool(form.errors))


def _list(request: FairRequest, company: Company, tab: str, formset: RowSet, save: Callable[..., int]) -> HttpResponse:
    """The rows as they stand, or saved as they were sent."""
    refused = ""
    if request.method == "POST" and formset.is_valid():
        try:
            changed = save(company, formset.rows(), user=_user(request), seen=_seen(request))
        except DomainError as refusal:
            refused = str(refusal.title)
        else:
            return _saved(request, tab, is_changed=changed > 0)
    has_errors = bool(refused) or (formset.is_bound and not formset.is_valid())
    wrong = sum(bool(form.errors) for form in formset.forms) if formset.is_bound else 0
    return _page(request, company, tab, {"formset": formset, "refused": refused, "wrong": wrong}, has_errors=has_errors)


def _page(request: FairRequest, company: Company, tab: str, more: dict[str, Any], *, has_errors: bool) -> HttpResponse:
    context = {
        "nav": "profile",
        "company": company,
        "tab": tab,
        "tabs": TABS,
        "seen": request.POST.get("seen") or company.updated_at.isoformat(),
        **more,
    }
    template = {"capabilities": "capabilities", "profile_about": "about"}.get(tab, tab.removeprefix("profile_"))
    return render(request, f"account/company_{template}.html", context, status=422 if has_errors else 200)


def _saved(request: FairRequest, tab: str, *, is_changed: bool) -> HttpResponse:
    messages.success(request, _("Saved. Buyers see it at once.") if is_changed else _("Nothing was changed."))
    return redirect(f"web:{tab}", request.fair.slug)


def _data(request: FairRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _seen(request: FairRequest) -> dt.datetime | None:
    """When the company had last changed as the page was made."""
    try:
        return dt.datetime.fromisoformat(request.POST.get("seen", ""))
    except ValueError:
        return None


def _company(request: FairRequest) -> Company:
    return company_to_change(request.user, company_to_act_for(request.user).public_id)


def _user(request: FairRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
