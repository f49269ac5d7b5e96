"""Logos for badges: one comes in, and is shown beside the designer. The file sent is never handed out, only what was drawn anew."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User
from badges.logos import MOST_BYTES
from booking.access.badges import badge_desk, logo_of
from booking.errors.badges import BadBadgeLogo
from booking.services.badge_designs import keep_logo
from web.badge_forms import LogoForm
from web.pages import FairRequest, fair_page

SHUT = "default-src 'none'; img-src data:; sandbox"


@require_POST
@login_required
@fair_page
def logo_add(request: FairRequest) -> HttpResponse:
    """Back to the designer with the new one chosen; it is on badges when the design is saved."""
    fair = badge_desk(request.user, request.fair.slug)
    assert isinstance(request.user, User)
    designer = redirect("web:desk_badge_design", fair.slug)
    form = LogoForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, str(next(iter(form.errors.values()))[0]))
        return designer
    content = form.cleaned_data["file"].read(MOST_BYTES + 1)
    try:
        logo = keep_logo(fair, name=form.cleaned_data["name"], content=content, actor_id=request.user.pk)
    except BadBadgeLogo as refusal:
        messages.error(request, str(refusal.detail))
        return designer
    messages.success(request, _("The logo is here. Choose its place and size, then save the design."))
    return redirect(f"{reverse('web:desk_badge_design', args=[fair.slug])}?logo={logo.public_id}")


@require_GET
@login_required
@fair_page
def logo(request: FairRequest, badge_logo: str) -> HttpResponse:
    found = logo_of(badge_desk(request.user, request.fair.slug), badge_logo)
    response = HttpResponse(found.drawing, content_type="image/svg+xml")
    response["Cache-Control"] = "private, max-age=86400, immutable"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SHUT
    return response
