"""Reads of the door: gates, lists, the latest scans."""

from django.db.models import QuerySet

from checkin.models import CheckinList, Device, Gate, Scan
from fairs.models import Fair


def gates_of(fair: Fair) -> list[Gate]:
    return list(Gate.objects.select_related("hall").filter(fair=fair).order_by("code"))


def checkin_lists_of(fair: Fair) -> list[CheckinList]:
    return list(CheckinList.objects.filter(fair=fair).order_by("opens_at", "id"))


def checkin_lists_of_device(device: Device) -> list[CheckinList]:
    return list(device.checkin_lists.order_by("opens_at", "id"))


def scans_of(fair: Fair) -> QuerySet[Scan]:
    """Newest first, with gate and list; never a name: the log is read by more people than the door is."""
    return Scan.objects.select_related("gate", "checkin_list").filter(fair=fair).order_by("-received_at", "-id")
