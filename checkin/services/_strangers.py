"""People a server at the venue does not know yet, with a true token in their hand: registered since its last pull.

The signature is proof enough for a device without a network (docs/adr/0022), so it is for this server. A row stands for
the person until the fair's server sends the true one: then what was scanned becomes the true person's.
"""

import datetime as dt
from collections.abc import Collection, Mapping

from django.db import IntegrityError, transaction

from badges.codes import new_code
from booking.models import Badge, Registration, RegistrationRole, StockBadge
from checkin.replica import FIRST_OWN_ID
from checkin.services._together import admit, unadmit
from directory.models import Person
from kernel.statements import planned, run

STAND_IN_LASTS = dt.timedelta(days=30)


def meet(fair_id: int, tokens: Mapping[bytes, dt.datetime | None]) -> None:
    """Stand-ins for the bearers of these tokens (badge bytes, last moment) whom nobody here knows. Visitors: most are."""
    known = {
        bytes(bits) for bits in Badge.objects.filter(token_bits__in=list(tokens)).values_list("token_bits", flat=True)
    }
    for bits, not_after in tokens.items():
        if bits in known or not_after is None:
            continue
        try:
            with transaction.atomic():
                _stand_in(fair_id, bits, not_after, new_code())
        except IntegrityError:
            continue  # two gates at once: the other one's stands


def meet_blanks(fair_id: int, codes: Collection[str], *, until: dt.datetime) -> None:
    """A device has given somebody a blank badge out of the stock: whom, the fair's server will tell; here a visitor wears it."""
    known = Badge.objects.filter(fair_id=fair_id, code__in=codes).values("code")
    blanks = StockBadge.objects.filter(fair_id=fair_id, code__in=codes, badge=None).exclude(code__in=known)
    for blank in blanks:
        _stand_in(fair_id, bytes(blank.token_bits), until, blank.code)


def _stand_in(fair_id: int, bits: bytes, not_after: dt.datetime, code: str) -> None:
    registration = Registration.objects.create(
        fair_id=fair_id, person=Person.objects.create(full_name=""), role=RegistrationRole.VISITOR, state="complete"
    )
    Badge.objects.create(fair_id=fair_id, registration=registration, token_bits=bits, code=code, not_after=not_after)


_COME = """
SELECT own.id, own.registration_id, x.id, x.registration_id
FROM json_populate_recordset(NULL::booking_badge, %(rows)s::json) x
JOIN booking_badge own ON own.token_bits = x.token_bits AND own.id >= %(first_own)s AND own.id <> x.id
JOIN booking_registration r ON r.id = x.registration_id
"""
_UNNAME = """
UPDATE booking_badge SET token_bits = decode(substr(md5(id::text), 1, 24), 'hex'), code = substr(md5(id::text), 1, 12)
WHERE id = ANY (%(badges)s)
"""
_ADMISSIONS = """
SELECT a.nonce, a.checkin_list_id, a.registration_id FROM checkin_admission a WHERE a.registration_id = ANY (%(registrations)s)
"""
_HAND_OVER = """
UPDATE checkin_scan s SET badge_id = o.true_id FROM unnest(%(badges)s::bigint[], %(true)s::bigint[]) AS o (own_id, true_id)
WHERE s.badge_id = o.own_id
"""
_PASSED = """
SELECT DISTINCT s.checkin_list_id, b.registration_id FROM checkin_scan s JOIN booking_badge b ON b.id = s.badge_id
WHERE b.id = ANY (%(badges)s)
"""


class StandIns:
    """The stand-ins whose true badges are among `rows`: step aside before these are written, hand over after."""

    def __init__(self, rows: str) -> None:
        self._pairs = planned(_COME, {"rows": rows, "first_own": FIRST_OWN_ID})

    def step_aside(self) -> None:
        if self._pairs:
            run(_UNNAME, {"badges": [own for own, *_ in self._pairs]})

    def hand_over(self) -> None:
        if not self._pairs:
            return
        own, registrations, true, _ = map(list, zip(*self._pairs, strict=True))
        unadmit(planned(_ADMISSIONS, {"registrations": registrations}))
        run(_HAND_OVER, {"badges": own, "true": true})
        people = list(Registration.objects.filter(pk__in=registrations).values_list("person_id", flat=True))
        Badge.objects.filter(pk__in=own).delete()
        Registration.objects.filter(pk__in=registrations).delete()
        Person.objects.filter(pk__in=people).delete()
        admit({(row[0], row[1]) for row in planned(_PASSED, {"badges": true})})
