"""The board's numbers, made in one look at the day, against the list of who is inside, made by sorting every passage."""

import datetime as dt
import random
from collections import Counter

from booking.models import Badge
from checkin.models import Scan
from checkin.queries.evacuation import everybody_inside
from checkin.queries.presence import midnight
from fairday.queries.live_board import gates_at_work
from fairday.queries.live_counts import live_counts
from kernel.clock import now
from tests.factories.fair import ZONE, make_checkin_list, make_fair, make_gate, make_hall
from tests.factories.visits import make_badges

SCANS = 900


def crowd(dice, *, has_main):
    """Passages at random of sixty people with seventy badges, some taken back, some refused, at five gates and three lists."""
    fair = make_fair(starts_on=now().astimezone(ZONE).date())
    halls = [make_hall(fair, code) for code in ("N2", "N1")]
    gates = [make_gate(fair, code) for code in "ABCDE"]
    for gate, hall in zip(gates, [None, *halls, halls[0]], strict=False):
        gate.hall = hall
        gate.save()
    lists = [make_checkin_list(fair, name=hall.code, hall=hall) for hall in halls]
    lists += [make_checkin_list(fair, name="Ngày 1")] if has_main else []
    badges = make_badges(fair, 70)
    Badge.objects.filter(pk__in=[badge.pk for badge in badges[60:]]).update(state="replaced", ended_at=now())
    for badge, other in zip(badges[60:], badges, strict=False):
        Badge.objects.filter(pk=badge.pk).update(registration=other.registration_id, version=2)
    since = midnight(fair, now())
    seconds = (now() - since).total_seconds()
    Scan.objects.bulk_create(
        Scan(
            fair=fair, checkin_list=dice.choice(lists), gate=dice.choice(gates), badge=dice.choice(badges), nonce=f"n-{n}",
            direction=dice.choice(("entry", "entry", "exit")), verdict=dice.choice(("ok",) * 8 + ("revoked", "unknown")),
            scanned_at=since + dt.timedelta(seconds=dice.uniform(-600, seconds + 60)),
            annulled_at=now() if dice.random() < 0.1 else None,
        )
        for n in range(SCANS)
    )  # fmt: skip
    return fair, since


def test_the_board_counts_whom_the_list_names(db, django_assert_num_queries):
    for seed, has_main in enumerate((True, False, True)):
        fair, since = crowd(random.Random(seed), has_main=has_main)
        moment = now()
        with django_assert_num_queries(4):
            counts = live_counts(fair, since=since, now=moment)
        listed = everybody_inside(fair, now=moment, has_phones=False)
        assert dict(counts.inside_by_hall) == {one.hall.code if one.hall else "": one.number for one in listed}
        assert counts.inside == sum(one.number for one in listed) > 5
        today = Scan.objects.filter(fair=fair, scanned_at__gte=since)
        main = {"checkin_list__hall": None} if has_main else {}
        entries = today.filter(verdict="ok", direction="entry", annulled_at=None, **main)
        assert (counts.visits, counts.visitors) == (
            entries.count(), len(set(entries.values_list("badge__registration", flat=True)))
        )  # fmt: skip
        assert counts.quarters == sorted(counts.quarters)
        assert dict(counts.refusals) == dict(Counter(today.exclude(verdict="ok").values_list("verdict", flat=True)))
        with django_assert_num_queries(2):
            gates = gates_at_work(fair, counts, now=moment)
        for one in gates:
            times = sorted(today.filter(gate=one.gate).values_list("scanned_at", flat=True))
            assert (one.seen.scans, one.seen.last_scan_at) == (len(times), times[-1])
            recent = [at for at in times if moment - dt.timedelta(minutes=20) < at <= moment]
            assert sum(one.load().arrivals) == len(recent)
