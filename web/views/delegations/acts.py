"""What is done to a delegation besides deciding about its people: a list is added, it is accepted, closed, changed, re-keyed."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from booking.access.delegations import By
from booking.models import Delegation
from booking.rules.delegations import Guest
from booking.rules.guest_lists import GuestList, Line, read_list
from booking.services.delegation_people import MOST_AT_ONCE, Added, add_people
from booking.services.delegations import (
    accept_delegation,
    change_delegation,
    close_delegation,
    decline_delegation,
    renew_desk_key,
    renew_link,
    reopen_delegation,
)
from kernel.clock import now
from kernel.errors import DomainError, Forbidden, NotFound
from kernel.sheets.csv_files import csv_rows
from kernel.sheets.unreadable import Unreadable
from web.limits import count_attempt
from web.pages import FairRequest, fair_page
from web.views.delegations.desk import actor_of, list_page, seen_by
from web.views.delegations.forms import ListForm, RunForm

MOST_LINES, MOST_BYTES = 500, 1_000_000
MAY = {
    By.CONTACT: frozenset({"renew_link"}),
    By.HOST: frozenset({"renew_link", "close", "reopen"}),
    By.ORGANISER: frozenset({"accept", "decline", "close", "reopen", "change", "renew_link", "renew_key"}),
}


@require_POST
@fair_page
def add(request: FairRequest, delegation: str) -> HttpResponse:
    """People as lines or as a file. Good lines are added, the others stand in the form again with what is wrong."""
    seen = seen_by(request, delegation)
    count_attempt("delegation_list", request.META.get("REMOTE_ADDR", ""), most=60, seconds=600)
    form = ListForm(request.POST, request.FILES)
    listed = _read(form) if form.is_valid() else GuestList()
    if form.errors:
        return list_page(request, seen, delegation, list_form=form, status=422)
    try:
        told = _add(seen.delegation, listed.lines, language=seen.delegation.language, actor_id=actor_of(request))
    except DomainError as refusal:
        form.add_error(None, str(refusal.title))
        return list_page(request, seen, delegation, list_form=form, status=refusal.status)
    for words in told:
        messages.success(request, words)
    if not listed.wrong:
        return redirect("web:delegation", request.fair.slug, delegation)
    left = ListForm({"lines": "\n".join(wrong.text for wrong in listed.wrong), "consent": "on"})
    for wrong in listed.wrong[:20]:
        left.add_error("lines", _("Line %(n)s: %(why)s") % {"n": wrong.number, "why": wrong.why})
    return list_page(request, seen, delegation, list_form=left, status=422)


@require_POST
@fair_page
def run(request: FairRequest, delegation: str) -> HttpResponse:
    """`act`: what its organiser may, its host may less, its contact may only have a new QR."""
    seen = seen_by(request, delegation)
    act = request.POST.get("act", "")
    if act not in MAY[By.ORGANISER]:
        raise NotFound
    if act not in MAY[seen.by]:
        raise Forbidden
    actor_id = actor_of(request)
    try:
        if act == "change":
            form = RunForm(request.POST)
            if not form.is_valid():
                return list_page(request, seen, delegation, run_form=form, status=422)
            change_delegation(seen.delegation, actor_id=actor_id, **form.cleaned_data)
            told = _("Saved.")
        elif act == "accept":
            has_group_badge = "has_group_badge" in request.POST
            accept_delegation(seen.delegation, has_group_badge=has_group_badge, actor_id=actor_id)
            told = _("Accepted. The contact gets the link by mail.")
        else:
            moves = {
                "decline": (decline_delegation, _("Declined. The contact is told by mail.")),
                "close": (close_delegation, _("Closed: nobody can join any more.")),
                "reopen": (reopen_delegation, _("Open again.")),
                "renew_link": (renew_link, _("There is a new link. The old QR opens nothing any more.")),
                "renew_key": (
                    renew_desk_key,
                    _("The contact gets a new key by mail. The old one opens nothing any more."),
                ),
            }
            move, told = moves[act]
            move(seen.delegation, actor_id=actor_id)
    except DomainError as refusal:
        messages.error(request, str(refusal.title))
    else:
        messages.success(request, told)
    return redirect("web:delegation", request.fair.slug, delegation)


def _read(form: ListForm) -> GuestList:
    """The form's errors say why when it cannot be read."""
    file = form.cleaned_data.get("file")
    if file is not None and file.size > MOST_BYTES:
        form.add_error("file", _("The file is too large: a line a person is enough."))
        return GuestList()
    try:
        rows = csv_rows(file.read() if file is not None else form.cleaned_data["lines"].encode())
    except Unreadable as refusal:
        form.add_error("file" if file is not None else "lines", refusal.reason)
        return GuestList()
    if not rows:
        form.add_error("lines", _("Type or paste at least one person."))
    if len(rows) > MOST_LINES:
        form.add_error("lines", _("At most %(n)s people at once.") % {"n": MOST_LINES})
    return read_list(rows)


def _add(delegation: Delegation, lines: Sequence[Line], *, language: str, actor_id: int | None) -> list[str]:
    """What became of them, in words; a hundred in a transaction."""
    done, moment = Added(), now()
    guests = [
        Guest(full_name=one.full_name, phone=one.phone, email=one.email, language=language, consented_at=moment)
        for one in lines
    ]
    for at in range(0, len(guests), MOST_AT_ONCE):
        some = add_people(delegation, guests[at : at + MOST_AT_ONCE], actor_id=actor_id)
        done.added += some.added
        done.known += some.known
        done.full += some.full
        done.not_admitted += some.not_admitted
    counts = (
        (len(done.added), ngettext("%(n)s person added.", "%(n)s people added.", len(done.added))),
        (len(done.known), ngettext("%(n)s was on the list.", "%(n)s were on the list.", len(done.known))),
        (len(done.full), ngettext("%(n)s found no place.", "%(n)s found no place.", len(done.full))),
    )
    return [words % {"n": number} for number, words in counts if number]
