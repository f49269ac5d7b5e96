"""A firm's invitation codes: one more, its link to copy, what each brought, who lets the firm know."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from booking.access.exhibitors import own_exhibitor, own_exhibitors, own_invitation
from booking.errors.invitations import EndsInThePast, InvitationsSpent
from booking.queries.invitations import Invitation, invitations_left, invitations_of
from booking.services.invitations import end_invitation, make_invitation
from checkin.queries.invitations import Brought, brought_by, guests_of
from kernel.clock import now
from web.fields import NameField
from web.pages import FairRequest, fair_page
from web.views.organiser_lists import MomentField

FIELD_OF = {InvitationsSpent: "most", EndsInThePast: "expires_at"}


class InvitationForm(forms.Form):
    label_suffix = ""

    label = NameField(
        label=gettext_lazy("For whom"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("Only you read it: regular customers, a newsletter."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    most = forms.IntegerField(
        label=gettext_lazy("For how many visitors at most"),
        min_value=1,
        max_value=100_000,
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )
    expires_at = MomentField(label=gettext_lazy("Good until"), required=False)


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
@fair_page
def invitations(request: FairRequest) -> HttpResponse:
    """The codes; posting makes one."""
    exhibitor = own_exhibitor(request.user, request.fair.slug, request.GET.get("exhibitor", "")[:32])
    moment = now()
    left = invitations_left(exhibitor, now=moment)
    form = InvitationForm(request.POST or None, initial={"most": min(left, 50) or None})
    if request.method == "POST" and form.is_valid():
        try:
            make_invitation(exhibitor, actor_id=_user_id(request), **form.cleaned_data)
        except (InvitationsSpent, EndsInThePast) as refusal:
            form.add_error(FIELD_OF[type(refusal)], str(refusal.title))
        else:
            messages.success(request, _("The code is made. Copy its link and send it to whom you invite."))
            return redirect(request.get_full_path())
    found = invitations_of(exhibitor, now=moment)
    brought = brought_by([one.code for one in found])
    sums = [brought.get(one.code.pk, Brought()) for one in found]
    guests = guests_of(exhibitor)
    total = Brought(sum(one.registered for one in sums), sum(one.came for one in sums))
    context: dict[str, Any] = {
        "nav": "hub",
        "exhibitor": exhibitor,
        "others": [one for one in own_exhibitors(request.user, request.fair) if one.pk != exhibitor.pk],
        "left": left,
        "codes": [(one, had, _link(request, one)) for one, had in zip(found, sums, strict=True)],
        "total": total,
        "guests": guests,
        "silent": total.registered - len(guests),
        "form": form,
    }
    return render(request, "exhibitor/invitations.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
@fair_page
def end(request: FairRequest, invitation: str) -> HttpResponse:
    found = own_invitation(request.user, request.fair.slug, invitation)
    end_invitation(found, actor_id=_user_id(request))
    messages.success(request, _("The code is ended. Visitors who have it register all the same."))
    back = reverse("web:invitations", args=[request.fair.slug])
    return redirect(f"{back}?exhibitor={found.exhibitor.public_id}")


def _link(request: FairRequest, one: Invitation) -> str:
    address = reverse("web:register", args=[request.fair.slug])
    return request.build_absolute_uri(f"{address}?invite={one.written}")


def _user_id(request: FairRequest) -> int:
    assert isinstance(request.user, User)
    return request.user.pk
