"""The organiser's delegations: who asked for one, how far each is, how many came; and a form for another one."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from booking.access.delegations import fair_with_delegations
from booking.errors.registrations import RegistrationClosed
from booking.models import Delegation
from booking.queries.delegations import delegations_of, passes_mailed
from booking.services.delegations import open_delegation
from checkin.models import CheckinList
from checkin.queries.delegations import inside_of
from checkin.queries.door import checkin_lists_of
from checkin.queries.groups import Counted, groups_of
from fairs.models import Fair
from web.pages import FairRequest, fair_page
from web.views.delegations.forms import DeskDelegationForm


@dataclass(frozen=True, slots=True)
class Row:
    """A delegation in the list: `counted` is what gates counted with its badge for all, `rest` who is to come with it."""

    delegation: Delegation
    mailed: int
    inside: int
    rest: int
    counted: list[tuple[CheckinList, Counted]]


@require_http_methods(["GET", "POST"])
@login_required
@fair_page
def delegations(request: FairRequest) -> HttpResponse:
    """Who is expected and how many came; POST opens another one."""
    assert isinstance(request.user, User)
    fair = fair_with_delegations(request.user, request.fair.slug)
    form = DeskDelegationForm(request.POST if request.method == "POST" else None, fair=fair)
    if request.method == "POST" and form.is_valid():
        try:
            made = open_delegation(
                fair,
                form.wanted(),
                has_group_badge=form.cleaned_data["has_group_badge"],
                actor_id=request.user.pk,
            )
        except RegistrationClosed as refusal:
            form.add_error(None, str(refusal.title))
        else:
            words = _("%(name)s is open. Its contact gets the link by mail.")
            messages.success(request, words % {"name": made.name})
            return redirect("web:delegation", fair.slug, made.public_id)
    context = {"nav": "desk", "tab": "delegations", "form": form, "rows": _rows(fair)}
    return render(request, "organiser/delegations.html", context, status=422 if form.errors else 200)


def _rows(fair: Fair) -> list[Row]:
    found = list(delegations_of(fair))
    mailed, inside = passes_mailed(found), inside_of(fair)
    groups = {group.registration: group for group in groups_of(fair)}
    lists = {one.public_id: one for one in checkin_lists_of(fair)}
    rows = []
    for one in found:
        group = groups.get(one.group_id or 0)
        counted = [(lists[each.checkin_list], each) for each in group.counted] if group else []
        rest = group.expected if group else 0
        rows.append(Row(one, mailed.get(one.pk, 0), inside.get(one.pk, 0), rest, counted))
    return rows
