"""Rehearsing the morning at the gates: asked for, followed, stopped, read. It runs on a copy; the fair itself is not touched."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import User
from checkin.access.places import fair_with_door
from checkin.access.rehearsals import rehearsal_for
from checkin.errors import RehearsalAtWork
from checkin.models import Gate, Rehearsal
from checkin.rehearsal.morning import MOST_GATES, Asked
from checkin.rehearsal.report import Finding, findings
from checkin.services.rehearsals import Failure, ask_for_rehearsal, stop_rehearsal
from checkin.states import REHEARSALS_AT_WORK, RehearsalState
from fairs.models import Fair
from kernel.errors import Conflict
from web.pages import FairRequest, fair_page

PER_PAGE = 20
LOOKS = {
    RehearsalState.QUEUED: ("wait", "clock"),
    RehearsalState.RUNNING: ("wait", "clock"),
    RehearsalState.DONE: ("yes", "ok"),
    RehearsalState.FAILED: ("no", "x"),
    RehearsalState.CANCELLED: ("", "x"),
}
FAILURES: dict[str, Promise] = {
    Failure.NO_ANSWER: _("The fair's address did not answer. Whoever runs the server looks whether it can be reached from there."),
    Failure.INTERRUPTED: _("The server was restarted meanwhile. Rehearse again."),
    Failure.TOO_LONG: _("The server was too slow to finish in time. Rehearse again with fewer people, or at a quieter hour."),
    Failure.BROKEN: _("Something went wrong. Rehearse again; if it fails again, tell whoever runs the server."),
}  # fmt: skip


class RehearsalForm(forms.Form):
    """`asked()` is one hour that takes a minute."""

    label_suffix = ""
    arrivals = forms.IntegerField(label=_("People who come within the hour"), min_value=10, max_value=3000)
    gates = forms.IntegerField(label=_("Gates that are open"), min_value=1, max_value=MOST_GATES)
    handling = forms.IntegerField(
        label=_("Seconds from one person to the next"),
        help_text=_("Walking up, showing the badge, walking on; without the answer, which is measured."),
        min_value=1,
        max_value=120,
    )
    cut_from = forms.IntegerField(label=_("The network is cut in minute"), min_value=0, max_value=60)
    cut_until = forms.IntegerField(label=_("and is back in minute"), min_value=0, max_value=60)
    copies = forms.IntegerField(
        label=_("Copied badges shown meanwhile"),
        help_text=_("Each at two gates that do not hear of each other."),
        min_value=0,
        max_value=200,
    )

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if "cut_from" in told and "cut_until" in told and told["cut_from"] > told["cut_until"]:
            self.add_error("cut_until", _("The network comes back after it was cut."))
        return told

    def asked(self) -> Asked:
        told = self.cleaned_data
        return Asked(
            arrivals=told["arrivals"], gates=told["gates"], handling=told["handling"], copies=told["copies"],
            cut=(told["cut_from"], told["cut_until"]),
        )  # fmt: skip


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
@fair_page
def rehearsals(request: FairRequest) -> HttpResponse:
    """All of them, newest first, and the form that asks for one."""
    fair = fair_with_door(request.user, request.fair.slug)
    if request.method == "GET":
        return _list(request, fair, RehearsalForm(initial=_usual(fair)))
    assert isinstance(request.user, User)
    form = RehearsalForm(request.POST)
    if not form.is_valid():
        return _list(request, fair, form, status=422)
    try:
        rehearsal = ask_for_rehearsal(fair, asked=form.asked(), user=request.user)
    except RehearsalAtWork as refusal:
        messages.error(request, str(refusal.title))
        return _list(request, fair, form, status=refusal.status)
    return redirect("web:desk_rehearsal", fair.slug, rehearsal.public_id)


def _usual(fair: Fair) -> dict[str, int]:
    own = Gate.objects.filter(fair=fair).count()
    return {
        "arrivals": 2000, "gates": min(max(own, 1), MOST_GATES), "handling": 5, "cut_from": 25, "cut_until": 35, "copies": 20,
    }  # fmt: skip


def _list(request: FairRequest, fair: Fair, form: RehearsalForm, *, status: int = 200) -> HttpResponse:
    rows = Rehearsal.objects.filter(fair=fair).select_related("created_by").order_by("-pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "nav": "desk",
        "tab": "rehearsals",
        "form": form,
        "page": page,
        "rows": [_row(one) for one in page],
        "at_work": rows.filter(state__in=REHEARSALS_AT_WORK).first(),
    }
    return render(request, "organiser/rehearsals.html", context, status=status)


@never_cache
@require_GET
@login_required
@fair_page
def rehearsal(request: FairRequest, rehearsal: str) -> HttpResponse:
    """One of them; while it is under way htmx asks once a second for the part that tells how far it is."""
    found = rehearsal_for(request.user, request.fair.slug, rehearsal)
    is_part = getattr(request, "htmx", False)
    if is_part and found.state not in REHEARSALS_AT_WORK:
        return HttpResponse(headers={"HX-Refresh": "true"})
    context = {"nav": "desk", "tab": "rehearsals", **_row(found), "failure": FAILURES.get(found.failure, "")}
    return render(request, "organiser/rehearsal_progress.html" if is_part else "organiser/rehearsal.html", context)


@require_POST
@login_required
@fair_page
def rehearsal_stop(request: FairRequest, rehearsal: str) -> HttpResponse:
    assert isinstance(request.user, User)
    found = rehearsal_for(request.user, request.fair.slug, rehearsal)
    try:
        stop_rehearsal(found, user=request.user)
    except Conflict as refusal:
        messages.error(request, str(refusal.title))
    return redirect("web:desk_rehearsal", request.fair.slug, found.public_id)


def _row(found: Rehearsal) -> dict[str, Any]:
    look, icon = LOOKS[RehearsalState(found.state)]
    row = {
        "rehearsal": found,
        "asked": Asked.from_json(found.asked),
        "look": look,
        "icon": icon,
        "percent": round(100 * found.share),
        "is_at_work": found.state in REHEARSALS_AT_WORK,
    }
    return row | (_report(found.report) if found.report else {})


def _report(report: dict[str, Any]) -> dict[str, Any]:
    gates = report["gates"]
    quarters = max(len(one["quarters"]) for one in gates)
    found = findings(report)
    return {
        "report": report,
        "longest": max(one["queue"]["longest"] for one in gates),
        "longest_wait": max(one["queue"]["longest_wait"] for one in gates),
        "by_itself": sum(one["by_itself"] for one in gates),
        "quarters": [(15 * n, 15 * n + 15, sum(_at(one, n) for one in gates)) for n in range(quarters)],
        "by_gate": [(one, [_at(one, n) for n in range(quarters)]) for one in gates],
        "advice": [(one.is_good, words_of(one)) for one in found],
        "is_good": all(one.is_good for one in found),
    }


def _at(gate: dict[str, Any], quarter: int) -> int:
    counts: list[int] = gate["quarters"]
    return counts[quarter] if quarter < len(counts) else 0


def words_of(finding: Finding) -> str:
    """What was found, and what to do about it."""
    told = finding.told
    match finding.code:
        case "more_gates":
            words = gettext("Open %(needed)s gates, not %(present)s: else somebody waits longer than five minutes.")
        case "fewer_gates":
            words = gettext(
                "%(needed)s gates of %(present)s would do: with them nobody waits longer than five minutes."
            )
        case "gates_right":
            words = gettext("%(present)s gates are right: nobody waits longer than five minutes.")
        case "uneven":
            words = gettext(
                "Send people to the gate that is free: at gate %(gate)s somebody waited %(minutes)s minutes."
            )
        case "slow":
            words = gettext(
                "One answer in a hundred took longer than %(ms)s ms: more processes of the server, or a hall server, would help."
            )
        case "unheard":
            words = ngettext(
                "%(number)s answer did not come within a second and a half; the device decided by itself.",
                "%(number)s answers did not come within a second and a half; the devices decided by themselves.",
                told["number"],
            )
        case "refused":
            words = ngettext(
                "The server did not take %(number)s scan that a device had kept. See the runbook.",
                "The server did not take %(number)s scans that devices had kept. See the runbook.",
                told["number"],
            )
        case "lost":
            words = ngettext(
                "%(number)s scan was lost. Do not open with this server; see the runbook.",
                "%(number)s scans were lost. Do not open with this server; see the runbook.",
                told["number"],
            )
        case _:
            words = gettext("The fair itself changed meanwhile: somebody worked on it, or its devices were on.")
    return words % told
