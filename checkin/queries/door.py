"""Reads of the door: gates, lists, the latest scans."""

import datetime as dt

from django.db.models import QuerySet

from booking.models import Badge, WorkshopSeat
from booking.queries.registrations import live_badge_of
from checkin.access.posts import DevicePost
from checkin.models import CheckinList, Device, Gate, Scan, Verdict
from fairs.models import Fair


def gates_of(fair: Fair) -> list[Gate]:
    return list(Gate.objects.select_related("hall").filter(fair=fair).order_by("code"))


def checkin_lists_of(fair: Fair) -> list[CheckinList]:
    return list(CheckinList.objects.select_related("hall", "workshop").filter(fair=fair).order_by("opens_at", "id"))


def checkin_lists_of_device(device: Device) -> list[CheckinList]:
    return list(device.checkin_lists.select_related("hall", "workshop").order_by("opens_at", "id"))


def crew_lists_of(fair_id: int) -> list[CheckinList]:
    """Those that name contractors: the times the fair is set up and taken down; one query."""
    return list(CheckinList.objects.filter(fair=fair_id, roles__contains=["crew"]).order_by("opens_at", "id"))


def seat_holders(lists: list[CheckinList]) -> dict[int, list[int]]:
    """workshop -> the registrations that hold a seat of it, of the lists' workshops; no query where there is none."""
    holders: dict[int, list[int]] = {one.workshop_id: [] for one in lists if one.workshop_id is not None}
    if holders:
        seats = WorkshopSeat.objects.filter(workshop__in=holders, released_at=None).order_by("registration_id")
        for workshop, registration in seats.values_list("workshop_id", "registration_id"):
            holders[workshop].append(registration)
    return holders


def refused_scans(fair: Fair, *, since: dt.datetime, verdict: str = "") -> QuerySet[Scan]:
    """Since then, newest first; of one verdict, or of all that refuse."""
    rows = scans_of(fair).filter(scanned_at__gte=since)
    return rows.filter(verdict=verdict) if verdict else rows.exclude(verdict="ok")


def scans_of(fair: Fair) -> QuerySet[Scan]:
    """Newest first, with gate and list; never a name: the log is read by more people than the door is."""
    return Scan.objects.select_related("gate", "checkin_list").filter(fair=fair).order_by("-received_at", "-id")


def badge_let_in(post: DevicePost, nonce: str) -> Badge | None:
    """The valid badge of whoever this device let in by its scan of that nonce, with all its face needs; two queries."""
    scans = Scan.objects.filter(fair_id=post.fair_id, nonce=nonce, device_id=post.device_id, verdict=Verdict.OK)
    registration = scans.values_list("badge__registration", flat=True).first()
    return live_badge_of(registration) if registration is not None else None
