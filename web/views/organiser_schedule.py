"""The schedule desk as it is looked at: the runs, one run with its progress or its preview, one item of it."""

import datetime as dt
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import User
from booking.access.schedule import run_of, schedule_fair
from booking.errors.schedule import ScheduleAtWork
from booking.models import MeetingRequest, ScheduleRun
from booking.queries.schedule_board import board_from
from booking.queries.schedule_diff import Kind
from booking.queries.schedule_item import Item, item_of, people_told, times_of
from booking.queries.schedule_people import people_of_preview
from booking.queries.schedule_preview import Preview, Unmet, preview_of
from booking.queries.schedule_undo import outlook_of
from booking.rules.schedule import options_of
from booking.services.schedule_runs import start_run
from booking.states import OPEN_REQUEST_STATES, RUNS_AT_WORK, RunState
from booking.wording.schedule import failure_words, reason_words, what_if_words
from fairs.models import Fair, MeetingTable
from kernel.clock import now
from kernel.errors import NotFound
from web import wording
from web.pages import FairRequest, fair_page
from web.schedule_words import LOOKS, STAGES, OptionsForm, asked_words, figures_of, priorities_words
from web.templatetags.phien_nav import language_pairs

PER_PAGE = 40
MOST_UNMET = 200
HEAVY = ("problem", "plan", "placements", "excluded", "what_if")


@dataclass(frozen=True, slots=True)
class Said:
    """What came of the last act on a board, shown where it was tried: `slot` and `table` are public ids."""

    tone: str
    text: str
    notes: list[str] = field(default_factory=list)
    slot: str = ""
    table: str = ""


def found_run(request: FairRequest, run: str) -> ScheduleRun:
    return run_of(schedule_fair(request.user, request.fair.slug), run)


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
@fair_page
def runs(request: FairRequest) -> HttpResponse:
    """All runs, newest first, and the form that starts one; while one is computed a second is refused."""
    fair = schedule_fair(request.user, request.fair.slug)
    if request.method == "GET":
        return _runs(request, fair, OptionsForm(initial=_asked_for(request)))
    assert isinstance(request.user, User)
    form = OptionsForm(request.POST)
    if not form.is_valid():
        return _runs(request, fair, form, status=422)
    try:
        number = ScheduleRun.objects.filter(fair=fair).count() + 1  # a seed of its own for each run of the fair
        run = start_run(fair, user=request.user, options=form.options(seed=number))
    except ScheduleAtWork as refusal:
        return _runs(request, fair, form, refusal=refusal, status=409)
    return redirect("web:desk_schedule_run", fair.slug, run.public_id)


def _asked_for(request: FairRequest) -> dict[str, int]:
    """What a link to the form filled in: `?extra_tables=3`."""
    number = request.GET.get("extra_tables", "")
    is_number = number.isascii() and number.isdigit() and len(number) <= 3
    return {"extra_tables": int(number)} if is_number else {}


def _runs(
    request: FairRequest, fair: Fair, form: OptionsForm, *, refusal: ScheduleAtWork | None = None, status: int = 200
) -> HttpResponse:
    history = ScheduleRun.objects.filter(fair=fair).select_related("created_by").defer(*HEAVY).order_by("-pk")
    page = Paginator(history, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "nav": "desk",
        "tab": "schedule",
        "form": form,
        "refusal": refusal,
        "at_work": history.filter(state__in=RUNS_AT_WORK).first(),
        "wishes": MeetingRequest.objects.filter(fair=fair, state__in=OPEN_REQUEST_STATES)
        .exclude(expires_at__lte=now())
        .count(),
        "tables": MeetingTable.objects.filter(fair=fair).count(),
        "page": page,
        "runs": [_row(run) for run in page],
    }
    return render(request, "organiser/schedule.html", context, status=status)


def _row(run: ScheduleRun) -> dict[str, Any]:
    look, icon = LOOKS[RunState(run.state)]
    return {
        "run": run,
        "look": look,
        "icon": icon,
        "asked": asked_words(run),
        "figures": figures_of(run, get_language() or "vi"),
        "failure": failure_words(run.failure) if run.failure else "",
    }


@never_cache
@require_GET
@login_required
@fair_page
def run(request: FairRequest, run: str) -> HttpResponse:
    """One run in whatever state. While it is computed htmx asks once a second for the part that tells how far it is."""
    found = found_run(request, run)
    if getattr(request, "htmx", False) and request.GET.get("part") == "progress":
        return progress_part(request, found)
    if getattr(request, "htmx", False) and request.GET.get("part") == "what-if":
        return what_if_part(request, found)
    return run_page(request, found)


def progress_part(request: FairRequest, found: ScheduleRun) -> HttpResponse:
    if found.state not in RUNS_AT_WORK:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "organiser/schedule_progress.html", _progress(found))


def run_page(
    request: FairRequest,
    found: ScheduleRun,
    *,
    said: Said | None = None,
    item: Item | None = None,
    preview: Preview | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {"nav": "desk", "tab": "schedule", **_row(found)}
    if found.state in RUNS_AT_WORK:
        context |= _progress(found)
    elif found.state == RunState.READY:
        context |= preview_context(request, found, said=said, item=item, preview=preview)
    elif found.state in {RunState.PUBLISHED, RunState.ROLLED_BACK}:
        context |= _published(request, found)
    return render(request, "organiser/schedule_run.html", context, status=status)


def _progress(found: ScheduleRun) -> dict[str, Any]:
    said: dict[str, Any] = found.progress
    stage = said.get("stage", "") if found.state == RunState.RUNNING else ""
    return {
        "run": found,
        "stage": STAGES.get(stage, STAGES["placement"]),
        "percent": round(100 * said.get("share", 0)),
        "placed": said.get("placed", 0),
        "weight": said.get("weight", 0),
        "upper_bound": said.get("upper_bound", 0),
    }


def preview_context(
    request: FairRequest,
    found: ScheduleRun,
    *,
    said: Said | None = None,
    item: Item | None = None,
    preview: Preview | None = None,
) -> dict[str, Any]:
    """Everything a ready run shows: figures, the board or the list, the unmet, what publishing will do."""
    preview = preview or preview_of(found, now=now())
    asked = request.GET if request.method == "GET" else request.POST
    show = _show(asked.get("show"))
    board = board_from(preview, day=_day(asked.get("day", "")), most_unmet=0)
    context: dict[str, Any] = {
        "run": found,
        "figures": figures_of(found, get_language() or "vi"),
        "said": said,
        "show": show,
        "board": board,
        "day_key": board.day.isoformat() if board.day else "",
        "counts": board.counts,
        "clashes": preview.entries([Kind.CLASH])[:PER_PAGE],
        "groups": _groups(preview.unmet(MOST_UNMET), preview),
        "more_unmet": max(0, board.counts["unmet"] - MOST_UNMET),
        "people": people_told(preview),
        "new_tables": [preview.facts.table_of[pk] for pk in preview.diff.tables_to_make()],
        **_what_if(found),
        "last_edit": found.edits[-1] if found.edits else None,
    }
    if show == "list":
        context |= _lines(request, preview)
    elif show == "people":
        context |= _people(request, preview)
    if item is not None:
        context |= item_context(preview, item)
    return context


def _lines(request: FairRequest, preview: Preview) -> dict[str, Any]:
    kind = request.GET.get("kind", "")
    kinds = [Kind(kind)] if kind in set(Kind) else [Kind.NEW, Kind.MOVED, Kind.CLASH]
    page = Paginator(preview.entries(kinds), PER_PAGE).get_page(request.GET.get("page"))
    return {"kind": kind, "page": page, "days": _by_day(request.fair, page.object_list)}


def what_if_part(request: FairRequest, found: ScheduleRun) -> HttpResponse:
    """The block of what would help, open: somebody asked for it just now."""
    return render(request, "organiser/schedule_what_if.html", {"run": found, "is_open": True, **_what_if(found)})


def _what_if(found: ScheduleRun) -> dict[str, Any]:
    """Each line in words, with the number of assumed tables a run would have to be started with, if it is about tables."""
    assumed = options_of(found.options).extra_tables
    lines, enough = [], 0
    for effect in sorted(found.what_if, key=lambda effect: (-effect["meetings"], effect["count"])):
        is_tables = effect["kind"] == "tables"
        if is_tables and effect["meetings"] == enough:  # more tables for the same gain help nobody
            continue
        enough = effect["meetings"] if is_tables else enough
        if words := what_if_words(_said(effect)):
            lines.append((words, assumed + int(effect["count"]) if is_tables else 0))
    return {"what_if": lines, "is_older": found.what_if_revision < found.revision}


def _people(request: FairRequest, preview: Preview) -> dict[str, Any]:
    sought = request.GET.get("q", "")[:80]
    people = people_of_preview(preview, name=sought)
    page = Paginator(people.lines, PER_PAGE).get_page(request.GET.get("page"))
    rows = [(line, priorities_words(line.served.by_priority, get_language() or "vi")) for line in page]
    return {"q": sought, "served": people, "page": page, "rows": rows}


def _show(asked: str | None) -> str:
    return asked if asked in {"list", "people"} else "board"


def _by_day(fair: Fair, entries: Any) -> list[tuple[dt.date, list[Any]]]:
    zone = ZoneInfo(fair.timezone)
    return [(day, list(each)) for day, each in groupby(entries, lambda x: x.slot.starts_at.astimezone(zone).date())]


def _groups(unmet: list[Unmet], preview: Preview) -> list[dict[str, Any]]:
    """By reason, the commonest first; the counts are of all, the wishes named are the strongest."""
    totals: dict[str, int] = {}
    for _wish, reason, _by in preview.unmet_wishes:
        totals[reason] = totals.get(reason, 0) + 1
    return [
        {"words": reason_words(reason), "count": count, "wishes": [each for each in unmet if each.reason == reason]}
        for reason, count in sorted(totals.items(), key=lambda pair: -pair[1])
    ]


def _said(effect: dict[str, Any]) -> dict[str, Any]:
    """Its day and its languages as the reader writes them."""
    if day := _day(str(effect.get("day", ""))):
        return effect | {"day": wording.day(day, get_language() or "vi")}
    return effect | ({"language": language_pairs([effect["language"]])} if "language" in effect else {})


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _published(request: FairRequest, found: ScheduleRun) -> dict[str, Any]:
    """What the run did, and what taking it back would do now."""
    outlook = outlook_of(found, now=now())
    changes = sorted([*outlook.undone, *outlook.left], key=lambda x: (x.to_slot.index if x.to_slot else 0, x.pk))
    left = {change.pk for change in outlook.left}
    page = Paginator(changes, PER_PAGE).get_page(request.GET.get("page"))
    return {
        "run": found,
        "outlook": outlook,
        "made": sum(1 for change in changes if change.kind == "made"),
        "moved": sum(1 for change in changes if change.kind == "moved"),
        "kept_after": sum(1 for change in changes if not change.is_undone),
        "page": page,
        "changes": [(change, change.pk in left) for change in page],
    }


@never_cache
@require_GET
@login_required
@fair_page
def item(request: FairRequest, run: str, item: str) -> HttpResponse:
    """A wish or meeting of the preview: what is known, where it may go, all acts as forms. A dialog for htmx."""
    found = found_run(request, run)
    preview, handled = _item(found, item)
    if getattr(request, "htmx", False):
        day = _day(request.GET.get("day", ""))
        context = {
            "run": found,
            "dialog": True,
            "show": _show(request.GET.get("show")),
            "day_key": day.isoformat() if day else "",
            **item_context(preview, handled),
        }
        return render(request, "organiser/schedule_item.html", context)
    return run_page(request, found, item=handled, preview=preview)


@never_cache
@require_GET
@login_required
@fair_page
def times(request: FairRequest, run: str, item: str) -> JsonResponse:
    """For the board while an item is held: `{"clashes": {slot: why}, "outside": [slot, …]}` by public ids."""
    preview, handled = _item(found_run(request, run), item)
    all_times = times_of(preview, handled)
    return JsonResponse(
        {
            "clashes": {time.slot.public_id: reason_words(time.clash) for time in all_times if time.clash},
            "outside": [time.slot.public_id for time in all_times if not time.is_wished and not time.clash],
        }
    )


def _item(found: ScheduleRun, item: str) -> tuple[Preview, Item]:
    if found.state != RunState.READY:
        raise NotFound
    preview = preview_of(found, now=now())
    handled = item_of(preview, item)
    if handled is None:
        raise NotFound
    return preview, handled


def item_context(preview: Preview, handled: Item) -> dict[str, Any]:
    zone = ZoneInfo(preview.run.fair.timezone)
    all_times = times_of(preview, handled)
    days = groupby(all_times, lambda time: time.slot.starts_at.astimezone(zone).date())
    entry, unmet = handled.entry, handled.unmet
    return {
        "item": handled,
        "entry": entry,
        "firms": [side.company for side in entry.sides] if entry else list(unmet.companies if unmet else ()),
        "need": entry.need if entry else unmet.need if unmet else None,
        "why_unmet": reason_words(unmet.reason, [f"{a.short_name} × {b.short_name}" for a, b in unmet.by])
        if unmet
        else "",
        "clash": reason_words(entry.line.clash) if entry and entry.line.clash else "",
        "is_must": entry.line.is_must if entry else bool(unmet and unmet.wish.is_must),
        "times": [(day, list(each)) for day, each in days],
        "free": sum(1 for time in all_times if time.clash is None),
        "tables": preview.facts.tables,
    }
