"""Delegations: many people who come together with one badge, counted at the gate."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from booking.errors.registrations import RegistrationClosed
from booking.services.groups import MOST_PEOPLE, Delegation, register_group
from checkin.queries.door import checkin_lists_of
from checkin.queries.groups import groups_of
from fairs.access import SELLERS, fair_to_run
from web.fields import LineField, PhoneField
from web.pages import FairRequest, fair_page


class DelegationForm(forms.Form):
    name = LineField(label=_("Name of the delegation"), max_length=200)
    company_name = LineField(label=_("Company or body"), max_length=250, required=False)
    head_count = forms.IntegerField(
        label=_("How many people"),
        min_value=2,
        max_value=MOST_PEOPLE,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    email = forms.EmailField(
        label=_("E-mail of the contact"), max_length=254, help_text=_("The pass with the QR code is sent here.")
    )
    phone = PhoneField(label=_("Phone of the contact"), max_length=30, required=False)
    consent = forms.BooleanField(label=_("The contact agrees that we keep these data for this visit."))


@require_http_methods(["GET", "POST"])
@login_required
@fair_page
def groups(request: FairRequest) -> HttpResponse:
    """Who is expected, how many came; and a form for another one."""
    assert isinstance(request.user, User)
    fair = fair_to_run(request.user, request.fair.slug, SELLERS)
    form = DelegationForm(request.POST or None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        delegation = Delegation(has_consented=said.pop("consent"), **said)
        try:
            register_group(fair, delegation, actor_id=request.user.pk)
        except RegistrationClosed as refusal:
            form.add_error(None, str(refusal.title))
        else:
            messages.success(request, _g("%(name)s is registered. The pass is on its way.") % {"name": delegation.name})
            return redirect("web:desk_groups", fair.slug)
    names = {one.public_id: one for one in checkin_lists_of(fair)}
    rows = [(one, [(names[each.checkin_list], each) for each in one.counted]) for one in groups_of(fair)]
    context = {"nav": "desk", "tab": "groups", "form": form, "groups": rows}
    return render(request, "organiser/groups.html", context, status=422 if form.errors else 200)
