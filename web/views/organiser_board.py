"""The live board, on a desk or on the wall, and the refusals behind its numbers."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_GET

from checkin.models import Room, Verdict
from checkin.queries.door import refused_scans
from checkin.queries.presence import midnight
from fairday.queries.live_board import advice_of, gates_at_work, meetings_around, rooms_now
from fairday.queries.live_counts import live_counts
from fairs.access import DOOR_STAFF, MANAGERS, check_runs, fair_to_run
from fairs.models import Hall
from kernel.clock import now
from web.barchart import quarters_chart
from web.pages import FairRequest, fair_page

PER_PAGE = 60
NEARLY_FULL = 0.9


@dataclass(frozen=True, slots=True)
class RoomLine:
    """A list with a capacity as the board shows it."""

    room: Room

    @property
    def capacity(self) -> int:
        return self.room.checkin_list.capacity or self.room.ceiling

    @property
    def over(self) -> int:
        return max(0, self.room.inside - self.capacity)

    @property
    def is_full(self) -> bool:
        return self.room.inside >= self.capacity

    @property
    def is_nearly_full(self) -> bool:
        return self.room.inside >= NEARLY_FULL * self.capacity


@require_GET
@login_required
@fair_page
def board(request: FairRequest) -> HttpResponse:
    """htmx asks for its inside every two seconds, and hears 304 while nothing changed. `?wall` is for the wall's screen."""
    check_runs(request.viewer.staff_role)
    context = _board(request)
    if not getattr(request, "htmx", False):
        return render(request, "organiser/board.html", context)
    inside = render_to_string("organiser/board_part.html", context | {"is_part": True}, request)
    tag = f'"{sha256(inside.encode()).hexdigest()[:24]}"'
    is_known = request.headers.get("If-None-Match", "").removeprefix("W/") == tag
    answer = HttpResponseNotModified() if is_known else HttpResponse(inside)
    answer["ETag"] = tag
    answer["Cache-Control"] = "private, no-cache"
    return answer


def _board(request: FairRequest) -> dict[str, Any]:
    fair, role, moment = request.fair, request.viewer.staff_role, now()
    since = midnight(fair, moment)
    counts = live_counts(fair, since=since, now=moment)
    gates = gates_at_work(fair, counts, now=moment)
    rooms = [RoomLine(room) for room in rooms_now(fair, now=moment)]
    advice, full = advice_of(gates, now=moment), [one.is_full for one in rooms]
    quiet = [one for one in gates if one.silent or one.unsent]
    halls = {hall.code: hall for hall in Hall.objects.filter(fair=fair)}
    by_hall = [(halls.get(code), number) for code, number in counts.inside_by_hall]
    counted = {one.room.checkin_list.hall_id for one in rooms}
    return {
        "nav": "board",
        "tab": "board",
        "wall": "wall" in request.GET,
        "now": moment.replace(second=0, microsecond=0),  # the same for a minute, so that the answer may be 304
        "counts": counts,
        "halls": [(hall, number) for hall, number in by_hall if hall is None or hall.pk not in counted],
        "rooms": rooms,
        "refusals": [(verdict, Verdict(verdict).label, number) for verdict, number in counts.refusals],
        "chart": quarters_chart(counts.quarters),
        "meetings": meetings_around(fair, now=moment),
        "gates": gates,
        "advice": advice,
        "quiet": quiet,
        "is_calm": not (advice or quiet or counts.reserved or counts.mail_failed or counts.refusals or any(full)),
        "may_see_names": role in DOOR_STAFF,
        "may_manage": role in MANAGERS,
    }


@require_GET
@login_required
@fair_page
def refusals(request: FairRequest) -> HttpResponse:
    """Who was told no today: when, where and why, and no name. One reason, or all."""
    fair, moment = fair_to_run(request.user, request.fair.slug), now()
    since = midnight(fair, moment)
    verdict = request.GET.get("verdict", "")
    reason = verdict if verdict in Verdict.values and verdict != Verdict.OK else ""
    rows = refused_scans(fair, since=since, verdict=reason)
    context = {
        "nav": "desk",
        "tab": "board",
        "reason": reason,
        "reasons": [choice for choice in Verdict.choices if choice[0] != Verdict.OK],
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "organiser/refusals.html", context)
