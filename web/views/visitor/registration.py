"""Registering in a minute, and what comes after it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import User
from booking.access.registrations import own_registration
from booking.errors.registrations import AlreadyRegistered, ConsentMissing, NotADayOfTheFair, RegistrationClosed
from booking.models import Registration, RegistrationRole
from booking.queries.invitations import invitation_named
from booking.queries.registrations import live_badge
from booking.services.registrations import Visitor, correct_registration, register_visitor
from directory.models import Term, TermKind
from fairs.models import FairState
from kernel.clock import now
from web.limits import count_attempt
from web.pages import FairRequest, Viewer, fair_page
from web.views.visitor.card import card_of
from web.views.visitor.forms import RegistrationForm
from web.views.visitor.passes import pass_at_hand, remember_pass

AGAIN = "registered_again"
FIELDS_OF = {NotADayOfTheFair: "days", ConsentMissing: "consent"}


@never_cache
@require_http_methods(["GET", "POST"])
@fair_page
def register(request: FairRequest) -> HttpResponse:
    """Sixty tries an address and ten minutes. Who is registered already is told so, and sent the pass: nothing else."""
    fair = request.fair
    if fair.state not in {FairState.OPEN, FairState.RUNNING}:
        return render(request, "visitor/closed.html", {"nav": "pass"})
    own = own_registration(request.user, fair)
    days = [day.date for day in fair.days.all()]
    interests = list(Term.objects.filter(kind=TermKind.INDUSTRY).order_by("pk"))
    if request.method == "GET":
        known = _known(request, own) | {"invitation": request.GET.get("invite", "")[:32]}
        form = RegistrationForm(initial=known, days=days, interests=interests)
        return _page(request, form, own)
    count_attempt("register", request.META.get("REMOTE_ADDR", ""), most=60, seconds=600)
    form = RegistrationForm(request.POST, days=days, interests=interests)
    if not form.is_valid():
        return _page(request, form, own, status=422)
    visitor = form.visitor(source="page")
    user = request.user if isinstance(request.user, User) else None
    is_himself = user is not None and own is None and user.email == visitor.email.lower()
    try:
        registration = register_visitor(
            fair,
            visitor,
            role=RegistrationRole(form.cleaned_data["role"]),
            user=user if is_himself else None,
            actor_id=user.pk if user else None,
        )
    except AlreadyRegistered:
        request.session[AGAIN] = True
        return redirect("web:registered", fair.slug)
    except (NotADayOfTheFair, ConsentMissing, RegistrationClosed) as refusal:
        form.add_error(FIELDS_OF.get(type(refusal)), str(refusal.title))
        return _page(request, form, own, status=refusal.status)
    if is_himself:
        _keep_corrections(registration, visitor)
    request.session.pop(AGAIN, None)
    if user is not None and not is_himself:
        words = _("%(name)s is registered. The pass is on its way to %(email)s.")
        messages.success(request, words % {"name": visitor.full_name, "email": visitor.email})
        return redirect("web:register", fair.slug)
    remember_pass(request, registration)
    if visitor.invitation and registration.invitation is None:
        messages.info(
            request, _("You are registered. The invitation no longer counts, so no firm is credited with it.")
        )
    return redirect("web:registered", fair.slug)


@never_cache
@require_GET
@fair_page
def registered(request: FairRequest) -> HttpResponse:
    """What comes next. Only who has just registered sees a name and an address here."""
    again = bool(request.session.get(AGAIN))
    registration = None if again else pass_at_hand(request)
    if registration is None and not again:
        return redirect("web:register", request.fair.slug)
    badge = live_badge(registration) if registration else None
    context = {"nav": "pass", "registration": registration, "again": again, "card": card_of(badge) if badge else None}
    return render(request, "visitor/registered.html", context)


def _page(request: FairRequest, form: RegistrationForm, own: Registration | None, *, status: int = 200) -> HttpResponse:
    typed = str(form["invitation"].value() or "")
    invitation = invitation_named(request.fair, typed, now=now())
    context = {"nav": "pass", "form": form, "own": own, "invitation": invitation, "typed": typed}
    return render(request, "visitor/register.html", context, status=status)


def _keep_corrections(registration: Registration, visitor: Visitor) -> None:
    """Somebody we knew already may have typed a new number or title into the filled form."""
    person = registration.person
    said = {name: getattr(visitor, name) for name in ("phone", "job_title", "company_name", "other_name")}
    changed = {name: value for name, value in said.items() if value and value != getattr(person, name)}
    if person.company_id:
        changed.pop("company_name", None)
    if changed:
        correct_registration(registration, actor_id=person.user_id, **changed)


def _known(request: FairRequest, own: Registration | None) -> dict[str, Any]:
    """What we know already is not asked again. Who has a pass registers a colleague: only the company is the same."""
    viewer = request.viewer
    company = viewer.company.short_name if viewer.company else viewer.person.company_name if viewer.person else ""
    known: dict[str, Any] = {
        "role": RegistrationRole.BUYER if viewer.role == "buy" else RegistrationRole.VISITOR,
        "days": [day.date.isoformat() for day in request.fair.days.all()],
        "language": (get_language() or "vi")[:2],
        "company_name": company,
    }
    return known if own else known | _about(viewer)


def _about(viewer: Viewer) -> dict[str, str]:
    if not isinstance(viewer.user, User):
        return {}
    person = viewer.person
    return {
        "full_name": person.full_name if person else viewer.user.full_name,
        "other_name": person.other_name if person else "",
        "email": viewer.user.email,
        "phone": person.phone if person else "",
        "job_title": person.job_title if person else "",
    }
