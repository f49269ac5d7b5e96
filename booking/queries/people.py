"""Registrations as the organiser looks them up: by name without marks, company, phone, e-mail or badge code."""

from django.db.models import Q, QuerySet
from django.db.models.functions import Reverse

from badges.codes import normalise
from booking.models import Registration
from booking.states import RegistrationState
from directory.models.person import digits_of
from fairs.models import Fair
from kernel.phones import last_digits, normal_phone
from kernel.text import fold


def registrations_found(fair: Fair, *, text: str = "", role: str = "", state: str = "") -> QuerySet[Registration]:
    """The newest first, with person and company; every word of `text` must be found somewhere."""
    rows = Registration.objects.select_related("person", "company").filter(fair=fair)
    if role:
        rows = rows.filter(role=role)
    if state:
        rows = rows.filter(state=state)
    code = normalise(text)
    if code is not None:
        return rows.filter(badges__code=code).order_by("-pk")
    for word in fold(text).split():
        rows = rows.filter(
            Q(person__search_text__contains=word)
            | Q(person__email__icontains=word)
            | Q(person__phone__contains=word)
            | Q(company__search_text__contains=word)
        )
    return rows.order_by("-pk")


def registrations_by_phone(fair: Fair, phone: str) -> list[Registration]:
    """Whoever has that number at the fair and is not gone, the earliest first; nobody for what is no number. One query."""
    ends = last_digits(phone)
    if not ends:
        return []
    rows = Registration.objects.select_related("fair", "person").annotate(turned=Reverse(digits_of("person__phone")))
    gone = (RegistrationState.WITHDRAWN, RegistrationState.ERASED)
    found = rows.filter(fair=fair, head_count=1, turned__startswith=ends[::-1]).exclude(state__in=gone).order_by("pk")
    wanted = normal_phone(phone)
    return [one for one in found if normal_phone(one.person.phone) == wanted]
