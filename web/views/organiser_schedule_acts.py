"""What is done at the schedule desk: every act is a form by POST; htmx gets the preview anew, others are led back to it."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.models import User
from booking.access.meetings import request_for
from booking.access.references import slots_named
from booking.access.schedule import meeting_to_lock, table_in_run
from booking.errors.schedule import PlacementRefused, ScheduleChanged
from booking.models import ScheduleRun
from booking.services.meeting_locks import lock_in_place, mark_must, unlock
from booking.services.schedule_edits import place_by_hand, take_out, undo_edit
from booking.services.schedule_publishing import publish_run, roll_back_run
from booking.services.schedule_runs import ask_what_if, cancel_run
from booking.states import RunState
from booking.wording.schedule import reason_words
from kernel.errors import Conflict, IllegalMove, NotFound, Rejected
from web.pages import FairRequest, fair_page
from web.schedule_words import WARNINGS
from web.views.organiser_schedule import Said, found_run, preview_context, run_page, what_if_part


def _user(request: FairRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _back(request: FairRequest, found: ScheduleRun) -> str:
    """To the run, at the day and view the button stood in."""
    kept = {name: request.POST[name] for name in ("day", "show") if request.POST.get(name)}
    address = reverse("web:desk_schedule_run", args=[request.fair.slug, found.public_id])
    return f"{address}?{urlencode(kept)}" if kept else address


def _answer(request: FairRequest, found: ScheduleRun, said: Said, status: int = 200) -> HttpResponse:
    found.refresh_from_db()
    if found.state != RunState.READY:
        messages.error(request, said.text)
        return HttpResponse(headers={"HX-Refresh": "true"}) if request.htmx else redirect(_back(request, found))  # type: ignore[attr-defined]
    if getattr(request, "htmx", False):
        context = preview_context(request, found, said=said)
        return render(request, "organiser/schedule_preview.html", context, status=status)
    if status == 200:
        for text in (said.text, *said.notes):
            messages.success(request, text)
        return redirect(_back(request, found))
    return run_page(request, found, said=said, status=status)


def _edited(request: FairRequest, run: str, act: Callable[[ScheduleRun, User], str]) -> HttpResponse:
    """An edit of the preview; a refusal is shown on the preview itself."""
    found = found_run(request, run)
    try:
        text = act(found, _user(request))
    except (Conflict, NotFound, Rejected) as refusal:
        text = str(refusal.detail or refusal.title)
        if isinstance(refusal, NotFound):
            text = _("It is no longer there: somebody changed it meanwhile. The preview below is fresh.")
        return _answer(request, found, Said("stop", text), status=409)
    return _answer(request, found, Said("ok", text))


@require_POST
@login_required
@fair_page
def place(request: FairRequest, run: str) -> HttpResponse:
    """Puts a wish or a meeting into a slot at a table; a hard conflict is refused at that very cell, soft ones are told."""
    found = found_run(request, run)
    slot_id, table_id = request.POST.get("slot", ""), request.POST.get("table", "")
    try:
        slot = slots_named(found.fair, [slot_id], pointer="/slot")[0]
        table = table_in_run(found, table_id)
        placed = place_by_hand(found, user=_user(request), item=request.POST.get("item", ""), slot=slot, table=table)
    except PlacementRefused as refusal:
        why = reason_words(str(refusal.extra["clash"]))
        return _answer(request, found, Said("stop", why, slot=slot_id, table=table_id), status=409)
    except (IllegalMove, NotFound, Rejected) as refusal:
        text = _("It is no longer there: somebody changed it meanwhile. The preview below is fresh.")
        if not isinstance(refusal, NotFound):
            text = str(refusal.detail or refusal.title)
        return _answer(request, found, Said("stop", text), status=409)
    text = _("Put at table %(table)s. Nobody is told before you publish.") % {"table": table.number}
    notes = [str(WARNINGS[warned]) for warned in placed.warnings]
    return _answer(request, found, Said("warn" if notes else "ok", text, notes, slot_id, table_id))


@require_POST
@login_required
@fair_page
def take(request: FairRequest, run: str) -> HttpResponse:
    """A wish leaves the preview; a meeting stays where it stands."""

    def act(found: ScheduleRun, user: User) -> str:
        take_out(found, user=user, item=request.POST.get("item", ""))
        return _("Taken out of the preview.")

    return _edited(request, run, act)


@require_POST
@login_required
@fair_page
def undo(request: FairRequest, run: str) -> HttpResponse:
    """The last edit by hand is taken back."""

    def act(found: ScheduleRun, user: User) -> str:
        undo_edit(found, user=user)
        return _("The last change is undone.")

    return _edited(request, run, act)


@require_POST
@login_required
@fair_page
def mark(request: FairRequest, run: str, move: str) -> HttpResponse:
    """lock, unlock (a meeting); must, may (a wish)."""

    def act(found: ScheduleRun, user: User) -> str:
        named = request.POST.get("item", "")
        if move in {"lock", "unlock"}:
            meeting = meeting_to_lock(user, named)
            if meeting.fair_id != found.fair_id:
                raise NotFound
            if move == "lock":
                lock_in_place(meeting, user=user)
                return _("Locked: no run moves this meeting.")
            unlock(meeting, user=user)
            return _("Unlocked: a run that may move meetings may move this one.")
        mark_must(request_for(user, found.fair, named), user=user, is_must=move == "must")
        return _("Noted. It counts from the next run on.")

    found_run(request, run)
    if move not in {"lock", "unlock", "must", "may"}:
        raise NotFound
    return _edited(request, run, act)


@require_POST
@login_required
@fair_page
def cancel(request: FairRequest, run: str) -> HttpResponse:
    """Ends a computation, or throws a preview away. Asked twice it is done once."""
    found = found_run(request, run)
    try:
        found = cancel_run(found, user=_user(request))
    except IllegalMove as refusal:
        found.refresh_from_db()
        if found.state != RunState.CANCELLED:
            messages.error(request, str(refusal.title))
    if found.state == RunState.CANCELLED:
        messages.success(request, _("The run is cancelled. Nothing was published."))
        return redirect("web:desk_schedule", request.fair.slug)
    return redirect("web:desk_schedule_run", request.fair.slug, found.public_id)


@require_POST
@login_required
@fair_page
def what_if(request: FairRequest, run: str) -> HttpResponse:
    """What would help is counted again, for the preview as it is now; the block asks once a second until it is."""
    found = found_run(request, run)
    try:
        found = ask_what_if(found, user=_user(request))
    except IllegalMove as refusal:
        return _answer(request, found, Said("stop", str(refusal.title)), status=409)
    if getattr(request, "htmx", False):
        return what_if_part(request, found)
    return redirect(_back(request, found))


@require_POST
@login_required
@fair_page
def publish(request: FairRequest, run: str) -> HttpResponse:
    """Makes the preview true. Something changed since it was looked at: 409 with the fresh difference, nothing written."""
    found = found_run(request, run)
    try:
        publish_run(found, user=_user(request), seen=request.POST.get("seen", ""))
    except ScheduleChanged as refusal:
        found.refresh_from_db()
        return run_page(request, found, said=Said("stop", str(refusal.title)), status=409)
    except IllegalMove as refusal:
        found.refresh_from_db()
        if found.state != RunState.PUBLISHED:  # a second click finds it published: that is what was wanted
            messages.error(request, str(refusal.title))
    except Conflict as refusal:
        found.refresh_from_db()
        return run_page(request, found, said=Said("stop", str(refusal.title)), status=409)
    else:
        messages.success(request, _("Published. Each person concerned gets one message."))
    return redirect("web:desk_schedule_run", request.fair.slug, found.public_id)


@require_POST
@login_required
@fair_page
def roll_back(request: FairRequest, run: str) -> HttpResponse:
    """Takes a published run back wherever nobody has touched its meetings since."""
    found = found_run(request, run)
    try:
        done = roll_back_run(found, user=_user(request))
    except IllegalMove as refusal:
        found.refresh_from_db()
        if found.state != RunState.ROLLED_BACK:
            messages.error(request, str(refusal.title))
    else:
        undone, left = len(done.undone), len(done.left)
        messages.success(
            request, ngettext("%(n)s meeting taken back.", "%(n)s meetings taken back.", undone) % {"n": undone}
        )
        if left:
            said = ngettext(
                "%(n)s was touched since and stays as it is.", "%(n)s were touched since and stay as they are.", left
            )
            messages.warning(request, said % {"n": left})
    return redirect("web:desk_schedule_run", request.fair.slug, found.public_id)
