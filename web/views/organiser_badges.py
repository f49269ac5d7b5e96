"""The organiser's badges in numbers: whom to print, a proof before, the batch while it is made, its files."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import User
from badges.designs import Paper
from badges.render import badge_svg
from booking.access.badges import badge_desk, batch_of, stack_content, stacks_in_order
from booking.errors.badges import BatchAtWork, NothingToPrint
from booking.models import BadgeBatch, RegistrationRole
from booking.queries.badge_designs import design_of
from booking.queries.badge_prints import Choice, Proof, badges_to_print, proof_of, stacks_of, with_progress
from booking.rules.badge_designs import FairDesign
from booking.services.badge_batches import STACK, start_batch, throw_away
from booking.states import BatchState
from fairs.models import Fair
from kernel.errors import Conflict
from web.badge_forms import PAPERS, ChoiceForm
from web.pages import FairRequest, fair_page
from web.zip_answers import zip_of_stacks

PER_PAGE = 20
LOOKS = {
    BatchState.WORKING: ("wait", "clock"),
    BatchState.READY: ("yes", "ok"),
    BatchState.FAILED: ("no", "x"),
    BatchState.CANCELLED: ("", "trash"),
}
DOUBTS: dict[str, Promise] = {
    "missing_company": gettext_lazy("No company"),
    "letters": gettext_lazy("Letters that no type prints"),
    "small_name": gettext_lazy("Name printed small"),
    "small_company": gettext_lazy("Company printed small"),
}


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
@fair_page
def badges(request: FairRequest) -> HttpResponse:
    """Choosing; `?which=` shows the proof of the choice; posting the choice makes the batch."""
    fair = badge_desk(request.user, request.fair.slug)
    assert isinstance(request.user, User)
    asked = request.POST if request.method == "POST" else request.GET
    form = ChoiceForm(asked) if "which" in asked else ChoiceForm(initial={"which": "new"})
    if not form.is_bound:
        return _desk(request, fair, form)
    if not form.is_valid():
        return _desk(request, fair, form, status=422)
    choice, paper, language = _chosen(form)
    if request.method == "GET":
        return _desk(request, fair, form, proof=_proof(fair, choice, paper, language))
    try:
        batch = start_batch(fair, choice=choice, paper=paper, language=language, user=request.user)
    except (BatchAtWork, NothingToPrint) as refusal:
        messages.error(request, str(refusal.title))
        return _desk(request, fair, form, status=refusal.status)
    return redirect("web:desk_badge_batch", fair.slug, batch.public_id)


@never_cache
@require_GET
@login_required
@fair_page
def batch(request: FairRequest, badge_batch: str) -> HttpResponse:
    """One batch; while it is made htmx asks once a second for the part that tells how far it is."""
    found = _batch(request, badge_batch)
    if getattr(request, "htmx", False) and found.state != BatchState.WORKING:
        return HttpResponse(headers={"HX-Refresh": "true"})
    context = {"nav": "desk", "tab": "badges", **_row(found), "stacks": _stacks(found)}
    part = "organiser/badge_progress.html" if getattr(request, "htmx", False) else "organiser/badge_batch.html"
    return render(request, part, context)


@require_GET
@login_required
@fair_page
def stack(request: FairRequest, badge_batch: str, number: int) -> HttpResponse:
    """One file, shown in the browser so that it is printed from there."""
    try:
        content = stack_content(_batch(request, badge_batch), number)
    except Conflict as refusal:
        messages.error(request, str(refusal.title))
        return redirect("web:desk_badge_batch", request.fair.slug, badge_batch)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{request.fair.slug}-badges-{number:02}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_GET
@login_required
@fair_page
def archive(request: FairRequest, badge_batch: str) -> HttpResponseBase:
    """All its files as one ZIP, one of them in memory at a time."""
    found = _batch(request, badge_batch)
    try:
        stacks = stacks_in_order(found)
    except Conflict as refusal:
        messages.error(request, str(refusal.title))
        return redirect("web:desk_badge_batch", request.fair.slug, badge_batch)
    return zip_of_stacks(found, stacks)


@require_POST
@login_required
@fair_page
def batch_throw_away(request: FairRequest, badge_batch: str) -> HttpResponse:
    assert isinstance(request.user, User)
    try:
        throw_away(_batch(request, badge_batch), actor_id=request.user.pk)
    except Conflict as refusal:
        messages.error(request, str(refusal.title))
    else:
        messages.success(request, _("Thrown away. Its badges count as not printed by it."))
    return redirect("web:desk_badges", request.fair.slug)


def _batch(request: FairRequest, public_id: str) -> BadgeBatch:
    found = batch_of(badge_desk(request.user, request.fair.slug), public_id)
    return with_progress(BadgeBatch.objects.filter(pk=found.pk)).get()


def _chosen(form: ChoiceForm) -> tuple[Choice, Paper | None, str]:
    given = form.cleaned_data
    choice = Choice(only_new=given["which"] == "new", role=given["role"], company=given["company"])
    return choice, Paper(given["paper"]) if given["paper"] else None, given["language"]


def _desk(
    request: FairRequest, fair: Fair, form: ChoiceForm, *, proof: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    rows = with_progress(BadgeBatch.objects.filter(fair=fair)).order_by("-pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    look = design_of(fair)
    context = {
        "nav": "desk",
        "tab": "badges",
        "form": form,
        "proof": proof,
        "page": page,
        "batches": [_row(one) for one in page],
        "look": look,
        "paper": PAPERS[look.design.paper],
        "waiting": badges_to_print(fair, Choice()).count(),
        "all": badges_to_print(fair, Choice(only_new=False)).count(),
    }
    return render(request, "organiser/badges.html", context, status=status)


def _proof(fair: Fair, choice: Choice, paper: Paper | None, language: str) -> dict[str, Any]:
    look = design_of(fair)
    look = look.on(paper) if paper else look
    found = proof_of(badges_to_print(fair, choice), look, language=language)
    return {
        "found": found,
        "files": -(-found.total // STACK),
        "paper": PAPERS[look.design.paper],
        "paper_key": look.design.paper.value,
        "by_role": [(role.label, found.by_role[role]) for role in RegistrationRole if found.by_role[role]],
        "counts": [(label, found.counts[what]) for what, label in DOUBTS.items() if found.counts[what]],
        "doubts": [(doubt, DOUBTS[doubt.what]) for doubt in found.doubts],
        "drawing": _first_page(found, look),
    }


def _first_page(found: Proof, look: FairDesign) -> str:
    """The first badge as it will be printed; of a sheet one of the four."""
    if found.first is None:
        return ""
    shown = look.on(Paper.A6) if look.design.paper is Paper.A4 else look
    return mark_safe(badge_svg(found.first, shown.design))  # noqa: S308 -- outlines; what a person typed is escaped in its label


def _row(found: BadgeBatch) -> dict[str, Any]:
    look, icon = LOOKS[BatchState(found.state)]
    asked = found.asked
    words = [_("Never printed yet") if asked.get("only_new") else _("All")]
    if asked.get("role"):
        words.append(str(RegistrationRole(asked["role"]).label))
    if asked.get("company"):
        words.append(asked["company"])
    made: int = getattr(found, "printed", 0)
    return {
        "batch": found,
        "look": look,
        "icon": icon,
        "words": " · ".join(words),
        "paper": PAPERS[Paper(found.design["paper"])],
        "percent": round(100 * made / found.total) if found.total else 0,
    }


def _stacks(found: BadgeBatch) -> list[dict[str, Any]]:
    """Each file with the numbers of its badges in the batch."""
    first, told = 1, []
    for one in stacks_of(found.pk):
        told.append(
            {
                "stack": one,
                "first": first,
                "last": first + len(one.badges) - 1,
                "left_out": len(one.badges) - one.printed,
            }
        )
        first += len(one.badges)
    return told
