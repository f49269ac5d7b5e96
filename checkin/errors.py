"""Refusals of the door's devices.

Conflict   EnrolmentUsed DeviceNameTaken SequenceClash
Forbidden  DeviceRevoked
NotFound   EnrolmentExpired (410)
Rejected   NoSuchList
"""

from django.utils.translation import gettext_lazy as _

from kernel.errors import Conflict, Forbidden, NotFound, Rejected
from kernel.unit_of_work import refuse_constraint


class EnrolmentUsed(Conflict):
    code = "enrolment_used"
    title = _("This code was used already. Let the organiser make a new one.")


class EnrolmentExpired(NotFound):
    status = 410
    code = "enrolment_expired"
    title = _("This code is too old. Let the organiser make a new one.")


class DeviceRevoked(Forbidden):
    """What the device has not sent stays on it, and comes in when the organiser lets it in again."""

    code = "device_revoked"
    title = _("The organiser has shut this device out. Keep it: what it has not sent is kept on it.")


class DeviceNameTaken(Conflict):
    code = "device_name_taken"
    title = _("Another device of this fair has that name.")


class SequenceClash(Conflict):
    code = "sequence_clash"
    title = _("This device has used that number for another scan. Number it anew and send it again.")


class NoSuchList(Rejected):
    code = "no_such_list"
    title = _("This list is not one of the device's.")


refuse_constraint("device_name_once", DeviceNameTaken)
