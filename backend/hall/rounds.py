"""One round with the fair's server: tell everything, then take everything. Both go on where a broken line stopped them."""

import datetime as dt
import time
from typing import Any

import orjson

from backend.hall.link import Link, Refused
from checkin.models import Upstream
from checkin.queries.replica import Page, Piece, Place
from checkin.queries.unsent import health_of_devices, next_bundle, unsent
from checkin.replica import shape
from checkin.services.joining import Joined, join
from checkin.services.replica import note_told, take_page
from kernel.clock import now


def joined(site: str, code: str, *, link: Link | None = None) -> Upstream:
    """Ask the fair's server with the organiser's code. Raises LinkBroken, Refused, NotEmpty."""
    answer = (link or Link(site)).post("join", {"code": code, "shape": shape()})
    fair = answer["fair"]
    return join(site, Joined(answer["key"], answer["name"], fair["number"], fair["name"], answer["keys"]))


def whole_round(link: Link) -> None:
    """Raises LinkBroken, Refused."""
    push(link)
    pull(link)


def push(link: Link) -> None:
    """Tell what is new, bundle by bundle; at the end of it the fair's server has answered for all."""
    while True:
        upstream = Upstream.objects.get()
        bundle = next_bundle(upstream)
        body: dict[str, Any] = {**bundle.words, "health": _health(upstream)}
        if bundle.is_empty:
            body["devices"] = health_of_devices()
        asked_at, began = now(), time.monotonic()
        answer = link.post("words", body)
        half = dt.timedelta(seconds=(time.monotonic() - began) / 2)
        offset = dt.datetime.fromisoformat(answer["server_time"]) - (asked_at + half)
        note_told(
            bundle,
            refused={one["nonce"]: one["problem"] for one in answer["results"] if one["outcome"] == "refused"},
            keys=answer["keys"],
            clock_offset_ms=round(offset.total_seconds() * 1000),
            now=now(),
        )
        if bundle.is_empty:
            return


def pull(link: Link) -> None:
    """Take what is new, page by page."""
    while True:
        upstream = Upstream.objects.get()
        place = upstream.pulling and Place(**upstream.pulling)
        query = {"shape": shape(), "since": upstream.pulled_cursor}
        page = _page(link.get("rows", query | (upstream.pulling or {})), place)
        take_page(upstream, page, now=now())
        if page.following is None:
            return


def _health(upstream: Upstream) -> dict[str, Any]:
    return {
        "unsent": unsent(upstream),
        "pulled_at": upstream.pulled_at and upstream.pulled_at.isoformat(),
        "clock_offset_ms": upstream.clock_offset_ms or 0,
    }


def _page(content: bytes, place: Place | None) -> Page:
    """Raises Refused for what is no page, whoever answered it: a hotel's log-in page answers everything with 200."""
    try:
        head, *lines, foot = [orjson.loads(line) for line in content.splitlines()]
        upto = place.upto if place else int(head["upto"])
        following = foot["next"]
        pieces = [
            Piece(line["table"], is_whole=line["is_whole"], rows=orjson.dumps(line["rows"]).decode()) for line in lines
        ]
        return Page(upto, pieces, following and Place(upto, following["table"], int(following["after"])))
    except (ValueError, KeyError, TypeError) as exc:
        raise Refused(200, "not_ours", "") from exc
