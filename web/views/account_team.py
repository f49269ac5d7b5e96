"""Who works for one's company: everybody of it reads, its administrators invite, change and remove."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import has_role, member_to_change, members_of
from accounts.errors import AlreadyMember
from accounts.models import User
from accounts.roles import Role
from accounts.services.members import change_role, invite_member, remove_member
from directory.access import company_to_act_for
from directory.models import Company
from kernel.errors import Conflict, Forbidden
from web.fields import NameField
from web.limits import count_attempt
from web.pages import FairRequest, fair_page
from web.templatetags.phien_nav import LANGUAGE_NAMES

ROLES = (
    (Role.STAFF.value, _("Staff: books, answers and meets for the company")),
    (Role.ADMIN.value, _("Administrator: also edits the profile and the team")),
)


class InviteForm(forms.Form):
    label_suffix = ""

    email = forms.EmailField(
        label=_("E-mail"), max_length=254, widget=forms.EmailInput({"autocomplete": "off", "inputmode": "email"})
    )
    full_name = NameField(label=_("Full name"), max_length=200, widget=forms.TextInput({"autocomplete": "off"}))
    language = forms.ChoiceField(
        label=_("Language of the mail"), choices=[(code, LANGUAGE_NAMES[code]) for code, _name in settings.LANGUAGES]
    )
    role = forms.ChoiceField(label=_("Role"), choices=ROLES, widget=forms.RadioSelect, initial=Role.STAFF)


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
@fair_page
def team(request: FairRequest) -> HttpResponse:
    """The members with their roles; posting invites one. Twenty invitations an hour and company."""
    company = company_to_act_for(request.user)
    is_admin = _is_admin(request, company)
    form = InviteForm(request.POST or None, initial={"language": (get_language() or "vi")[:2]})
    if request.method == "POST":
        if not is_admin:
            raise Forbidden
        if form.is_valid():
            count_attempt("invite", company.public_id, most=20, seconds=3600)
            if _invite(request, company, form):
                return redirect("web:team", request.fair.slug)
    context: dict[str, Any] = {
        "nav": "team",
        "company": company,
        "members": members_of(company.organisation),
        "is_admin": is_admin,
        "form": form,
    }
    return render(request, "account/company_team.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
@fair_page
def member(request: FairRequest, member: str) -> HttpResponse:
    """`act` is remove, admin or staff; then back to the list with a sentence."""
    company = company_to_act_for(request.user)
    found = member_to_change(request.user, company.organisation, member)
    actor, act = _user(request), request.POST.get("act", "")
    try:
        if act == "remove":
            remove_member(found, actor=actor)
            messages.success(request, _("%(name)s no longer belongs to the company.") % {"name": found.user})
        elif act in {Role.ADMIN, Role.STAFF}:
            changed = change_role(found, role=Role(act), actor=actor)
            role = changed.get_role_display()
            messages.success(request, _("%(name)s: %(role)s") % {"name": found.user, "role": role})
    except Conflict as refusal:
        messages.error(request, str(refusal.title))
    if act == "remove" and found.user_id == actor.pk and not has_role(actor, company.organisation_id, [Role.ADMIN]):
        return redirect("web:start")
    return redirect("web:team", request.fair.slug)


def _invite(request: FairRequest, company: Company, form: InviteForm) -> bool:
    said = form.cleaned_data
    try:
        invite_member(
            company.organisation,
            email=said["email"],
            full_name=said["full_name"],
            role=Role(said["role"]),
            language=said["language"],
            actor=_user(request),
        )
    except AlreadyMember as refusal:
        form.add_error("email", str(refusal.title))
        return False
    messages.success(request, _("%(email)s is added and gets a mail.") % {"email": said["email"].lower()})
    return True


def _is_admin(request: FairRequest, company: Company) -> bool:
    return has_role(request.user, company.organisation_id, [Role.ADMIN])


def _user(request: FairRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
