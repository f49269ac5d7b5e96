"""A copy of a fair's door to rehearse with: a fair of its own, with the same gates and lists, invented people, and devices.

Nothing is written to the fair itself (`print_of` proves it), and `clear_away` leaves nothing of the copy.
"""

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Model

from badges.codes import new_code
from badges.tokens import new_badge_id
from booking.models import Badge, Registration
from checkin.keys import digest_of, new_key
from checkin.keys import new_code as new_enrolment_code
from checkin.models import Admission, Annulment, CheckinList, Device, Gate, Rehearsal, Scan, WalkIn
from checkin.replica import PARTS
from checkin.services.devices import CODE_LASTS
from directory.models import Person
from fairs.models import Fair, FairState
from kernel.statements import planned
from kernel.unit_of_work import unit_of_work

BATCH = 2000
SLUG = "rehearsal"


@dataclass(frozen=True, slots=True)
class Stage:
    """The copy: its fair, the list of the day, a key for the device at each gate, codes for telephones, badges' printed codes."""

    fair: Fair
    checkin_list: str
    keys: dict[str, str]
    phones: dict[str, str]
    codes: list[str]


@unit_of_work
def set_stage(
    fair: Fair, *, people: int, gates: int, phones: int, now: dt.datetime, rehearsal: Rehearsal | None = None
) -> Stage:
    """As many gates as asked for: the fair's own first, then invented ones. `rehearsal` knows the copy from here on."""
    number = (Fair.objects.aggregate(highest=Max("token_number"))["highest"] or 0) + 1
    today = now.date()
    copy = _copied(
        fair, slug=f"{SLUG}-{number}", token_number=number, state=FairState.DRAFT, starts_on=today,
        ends_on=today + dt.timedelta(days=1), short_name=f"{fair.short_name[:48]} (thử)",
    )  # fmt: skip
    if rehearsal is not None:
        rehearsal.copy = copy.slug
        rehearsal.save(update_fields=["copy"])
    own = list(Gate.objects.filter(fair=fair).order_by("code")[:gates])
    stood = [_copied(gate, fair=copy, hall=None) for gate in own]
    stood += [
        Gate.objects.create(fair=copy, code=f"T{n}", name_vi=f"Cổng thử {n}") for n in range(len(own) + 1, gates + 1)
    ]
    day = CheckinList.objects.create(
        fair=copy, name_vi="Diễn tập", opens_at=now - dt.timedelta(hours=1), closes_at=now + dt.timedelta(hours=12)
    )
    keys = {gate.code: new_key() for gate in stood}
    codes_of_phones = {f"Máy {n}": new_enrolment_code() for n in range(1, phones + 1)}
    devices = [_device(copy, gate, f"Cổng {gate.code}", now=now, key=keys[gate.code]) for gate in stood]
    devices += [_device(copy, stood[0], name, now=now, code=code) for name, code in codes_of_phones.items()]
    for device in devices:
        device.checkin_lists.set([day])
    return Stage(copy, day.public_id, keys, codes_of_phones, _people(copy, people, now=now))


def _copied(row: Any, **changes: Any) -> Any:
    """A row like this one, with an id and an outside id of its own."""
    fields = [one for one in row._meta.concrete_fields if one.name not in {"id", "public_id"}]
    return type(row).objects.create(**{one.name: getattr(row, one.name) for one in fields} | changes)


def _device(fair: Fair, gate: Gate, name: str, *, now: dt.datetime, key: str = "", code: str = "") -> Device:
    return Device.objects.create(
        fair=fair, gate=gate, name=name, code_digest=digest_of(code or new_enrolment_code()),
        code_expires_at=now + 4 * CODE_LASTS, key_digest=digest_of(key) if key else None, enrolled_at=now if key else None,
    )  # fmt: skip


def _people(fair: Fair, number: int, *, now: dt.datetime) -> list[str]:
    people = Person.objects.bulk_create(
        (Person(full_name=f"Khách diễn tập {n}") for n in range(1, number + 1)), batch_size=BATCH
    )
    registrations = Registration.objects.bulk_create(
        (Registration(fair=fair, person=person, state="complete") for person in people), batch_size=BATCH
    )
    badges = Badge.objects.bulk_create(
        (
            Badge(
                fair=fair, registration=registration, token_bits=new_badge_id(), code=new_code(),
                not_after=now + dt.timedelta(days=2),
            )
            for registration in registrations
        ),
        batch_size=BATCH,
    )  # fmt: skip
    return [badge.code for badge in badges]


@unit_of_work
def clear_away(copy: Fair) -> None:
    """Delete the copy and its people. Raises ValueError for a fair that is none."""
    if not copy.slug.startswith(f"{SLUG}-") or copy.state != FairState.DRAFT:
        raise ValueError(f"{copy.slug} is no rehearsal")
    people = list(Registration.objects.filter(fair=copy).values_list("person_id", flat=True))
    _of(Scan, copy).delete()
    _of(Annulment, copy).delete()
    _of(WalkIn, copy).delete()
    Admission.objects.filter(checkin_list__fair=copy).delete()
    for model in (Badge, Registration, Device, CheckinList, Gate):
        _of(model, copy).delete()
    Person.objects.filter(pk__in=people).delete()
    copy.delete()


def _of(model: type[Model], fair: Fair) -> Any:
    return model._default_manager.filter(fair=fair)


def print_of(fair: Fair) -> str:
    """A digest of every row of the fair that the door reads or writes: the same before and after, or something was written."""
    told: list[Any] = [planned(_ADMISSIONS, {"fair": fair.pk})]
    for part in PARTS:
        statement = _ROWS.format(table=part.table, of_fair=part.of_fair)
        told.append((part.table, planned(statement, {"fair": fair.pk})))
    return hashlib.sha256(repr(told).encode()).hexdigest()


_ROWS = "SELECT count(*), md5(coalesce(string_agg(md5(t::text), '' ORDER BY t.id), '')) FROM {table} t WHERE {of_fair}"
_ADMISSIONS = """
SELECT count(*), md5(coalesce(string_agg(md5(a::text), '' ORDER BY a.id), '')) FROM checkin_admission a
JOIN checkin_checkinlist l ON l.id = a.checkin_list_id WHERE l.fair_id = %(fair)s
"""
