"""What devices kept comes together to the same end, whatever the order."""

import datetime as dt
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from booking.keys import token_of
from checkin.errors import SequenceClash
from checkin.models import Admission, Annulment, Scan
from checkin.rules import merging
from checkin.services.scans import ScanRequest, scan_badge
from checkin.services.sync import Finding, Health, Kept, Outcome, Undo, take
from kernel.clock import now
from tests.factories.door import kept, make_device, post_of
from tests.factories.fair import make_checkin_list, make_fair, make_gate
from tests.factories.visits import make_badge, make_registration

pytestmark = pytest.mark.django_db(transaction=True)
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def hall():
    """Two gates with a device each, one list, a badge."""
    fair = make_fair()
    the_list = make_checkin_list(fair, opens_at=now() - dt.timedelta(hours=6))
    gates = [make_gate(fair, "A"), make_gate(fair, "B")]
    devices = [make_device(gate, the_list) for gate in gates]
    badge = make_badge(make_registration(fair))
    return fair, the_list, devices, badge


def findings(taken):
    return [(one.outcome, one.finding) for one in taken]


def test_the_earliest_entry_counts_although_it_comes_last(hall):
    _, _, (here, there), badge = hall
    began = now() - 60 * MINUTE
    late = kept(there, 1, badge.code, began + 5 * MINUTE)
    early = kept(here, 1, badge.code, began)
    assert findings(take(post_of(there), Kept([late]), now=now())) == [(Outcome.COUNTED, Finding.NONE)]
    assert findings(take(post_of(here), Kept([early]), now=now())) == [(Outcome.COUNTED, Finding.NONE)]
    admission = Admission.objects.get()
    assert (admission.nonce, admission.at, admission.gate.code) == (early.nonce, began, "A")
    assert findings(take(post_of(there), Kept([late]), now=now())) == [(Outcome.REPEATED, Finding.DOUBLE)]
    assert Scan.objects.count() == 2


@pytest.mark.parametrize("bits", [b"it's\"\\{},\x00\xff!", b"'" * 12, b"\\" * 12])
def test_a_token_finds_its_badge_whatever_its_bytes_are(hall, bits):
    _, _, (here, _), badge = hall
    badge.token_bits = bits
    badge.save(update_fields=["token_bits"])
    take(post_of(here), Kept([kept(here, 1, token_of(badge), now() - MINUTE)]), now=now())
    assert Scan.objects.get().badge == badge
    assert Admission.objects.get().registration == badge.registration


def test_an_online_welcome_gives_way_to_an_earlier_one_that_was_kept(hall):
    _, the_list, (here, there), badge = hall
    online = scan_badge(post_of(here).at(the_list.public_id), ScanRequest(badge.code, "online-1", seq=1), now=now())
    early = kept(there, 1, badge.code, now() - 30 * MINUTE)
    take(post_of(there), Kept([early]), now=now())
    assert online.verdict == "ok"
    assert Admission.objects.get().nonce == early.nonce
    again = scan_badge(post_of(here).at(the_list.public_id), ScanRequest(badge.code, "online-2", seq=2), now=now())
    assert (again.verdict, again.first_entry_gate) == ("already_in", "B")


def test_undo_lets_the_person_in_again_and_an_undo_too_late_does_not(hall):
    _, the_list, (here, there), badge = hall
    at = now() - 20 * MINUTE
    scan = kept(here, 1, badge.code, at)
    take(post_of(here), Kept([scan]), now=now())
    take(post_of(here), Kept(undone=[Undo(scan.nonce, at + 2 * MINUTE, 0)]), now=now())
    assert Admission.objects.count() == 1
    take(post_of(here), Kept(undone=[Undo(scan.nonce, at + MINUTE, 0)]), now=now())
    assert Admission.objects.count() == 0
    assert Scan.objects.get().annulled_at == at + MINUTE
    second = scan_badge(post_of(there).at(the_list.public_id), ScanRequest(badge.code, "online-1", seq=1), now=now())
    assert second.verdict == "ok"


def test_an_undo_before_its_scan_and_the_next_entry_takes_its_place(hall):
    _, _, (here, there), badge = hall
    at = now() - 20 * MINUTE
    first, second = kept(here, 1, badge.code, at), kept(there, 1, badge.code, at + 3 * MINUTE)
    take(post_of(here), Kept(undone=[Undo(first.nonce, at + MINUTE / 2, 0)]), now=now())
    take(post_of(there), Kept([second]), now=now())
    take(post_of(here), Kept([first]), now=now())
    assert Admission.objects.get().nonce == second.nonce


def test_another_device_cannot_take_a_scan_back(hall):
    _, _, (here, there), badge = hall
    scan = kept(here, 1, badge.code, now() - MINUTE)
    take(post_of(here), Kept([scan]), now=now())
    take(post_of(there), Kept(undone=[Undo(scan.nonce, now() - MINUTE, 0)]), now=now())
    assert Admission.objects.count() == 1


@pytest.mark.parametrize("arrives", ["before", "after"])
def test_a_question_never_answered_counts_once(hall, arrives):
    """The server welcomed, nobody heard it; the device welcomed by itself and says so. Or the question was merely slow."""
    _, the_list, (here, _), badge = hall
    question = ScanRequest(badge.code, "question-1", seq=1)
    answer = kept(here, 2, badge.code, now(), instead_of="question-1")
    place = post_of(here).at(the_list.public_id)
    if arrives == "before":
        scan_badge(place, question, now=now())
    taken = take(post_of(here), Kept([answer]), now=now())
    if arrives == "after":
        scan_badge(place, question, now=now())
        take(post_of(here), Kept(), now=now())  # the next heartbeat
    assert findings(taken) == [(Outcome.COUNTED, Finding.NONE)]
    assert Admission.objects.get().nonce == answer.nonce
    assert Scan.objects.get(nonce="question-1").annulled_at is not None


def test_what_the_device_could_not_know_is_found(hall):
    fair, _, (here, _), badge = hall
    revoked = make_badge(make_registration(fair), state="revoked", ended_at=now() - 30 * MINUTE)
    ended_later = make_badge(make_registration(fair), state="replaced", ended_at=now() - 5 * MINUTE)
    at = now() - 10 * MINUTE
    scans = [
        kept(here, 1, revoked.code, at),
        kept(here, 2, ended_later.code, at),
        kept(here, 3, "somebody's paper", at),
        kept(here, 4, "somebody's paper", at, verdict="unknown"),
        kept(here, 5, badge.code, at, direction="exit"),
    ]
    wanted = [Finding.ENDED_BEFORE, Finding.NONE, Finding.NOT_OURS, Finding.NONE, Finding.NONE]
    assert [one.finding for one in take(post_of(here), Kept(scans), now=now())] == wanted


def test_numbers_nonces_and_lists_that_cannot_be(hall):
    fair, the_list, (here, there), badge = hall
    other_list = make_checkin_list(fair, name="Ngày 2")
    at = now() - MINUTE
    taken = take(
        post_of(here),
        Kept([
            kept(here, 1, badge.code, at, nonce="nonce-one"),
            kept(here, 1, badge.code, at, nonce="nonce-two"),
            kept(here, 2, badge.code, at, nonce="nonce-one"),
            kept(here, 3, badge.code, at, checkin_list=other_list.public_id),
        ]),
        now=now(),
    )  # fmt: skip
    assert [(one.outcome, one.problem) for one in taken] == [
        ("counted", ""), ("refused", "sequence_clash"), ("repeated", ""), ("refused", "no_such_list"),
    ]  # fmt: skip
    (foreign,) = take(post_of(there), Kept([kept(there, 1, badge.code, at, nonce="nonce-one")]), now=now())
    assert (foreign.outcome, foreign.problem) == ("refused", "nonce_taken")
    with pytest.raises(SequenceClash):
        scan_badge(post_of(here).at(the_list.public_id), ScanRequest(badge.code, "online-1", seq=1), now=now())
    assert Scan.objects.count() == Admission.objects.count() == 1


def test_a_wrong_clock_is_corrected_and_an_impossible_one_doubted(hall):
    _, _, (here, _), badge = hall
    moment = now()
    hour = dt.timedelta(hours=1)
    zero = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    scans = [
        kept(here, 1, badge.code, moment - hour - MINUTE, clock_offset_ms=3_600_000),
        kept(here, 2, badge.code, zero, clock_offset_ms=int((moment - 2 * MINUTE - zero).total_seconds()) * 1000),
        kept(here, 3, badge.code, moment + hour),
        kept(here, 4, badge.code, zero),
        kept(here, 5, badge.code, dt.datetime(9999, 12, 31, tzinfo=dt.UTC), clock_offset_ms=10**12),
    ]
    take(post_of(here), Kept(scans), now=moment)
    at = dict(Scan.objects.values_list("device_seq", "scanned_at"))
    doubted = dict(Scan.objects.values_list("device_seq", "clock_doubtful"))
    here.refresh_from_db()
    assert at[1] == moment - MINUTE
    assert abs(at[2] - (moment - 2 * MINUTE)) <= dt.timedelta(seconds=1)
    assert (at[3], at[4], at[5]) == (moment, here.enrolled_at, here.enrolled_at)
    assert doubted == {1: False, 2: False, 3: True, 4: True, 5: True}


def test_a_heartbeat_tells_of_the_device(hall):
    _, _, (here, _), _ = hall
    moment = now()
    assert take(post_of(here), Kept(health=Health(unsent=7, battery=64, clock_offset_ms=-20)), now=moment) == []
    here.refresh_from_db()
    assert (here.seen_at, here.unsent, here.battery, here.clock_offset_ms) == (moment, 7, 64, -20)


# --- the rule itself -----------------------------------------------------------------------------------------------------
T0 = dt.datetime(2027, 5, 6, 1, 0, tzinfo=dt.UTC)
entries = st.lists(
    st.builds(
        merging.Entry,
        checkin_list=st.integers(1, 2),
        registration=st.integers(1, 4),
        at=st.integers(0, 5).map(lambda minutes: T0 + minutes * MINUTE),
        nonce=st.text("abc", min_size=1, max_size=3),
    ),
    max_size=30,
    unique_by=lambda entry: entry.nonce,
)


@given(entries, st.randoms(use_true_random=False), st.integers(0, 30))
@settings(max_examples=150)
def test_the_rule_knows_no_order_and_no_repetition(all_of_them, chance, cut):
    shuffled = [*all_of_them, *all_of_them[:cut]]
    chance.shuffle(shuffled)
    assert merging.admissions(shuffled) == merging.admissions(all_of_them)
    assert merging.doubles(shuffled) == merging.doubles(all_of_them)
    # Two halves merged are the whole merged: an admission of a half can stand for its half.
    halves = [*merging.admissions(all_of_them[:cut]).values(), *merging.admissions(all_of_them[cut:]).values()]
    assert merging.admissions(halves) == merging.admissions(all_of_them)
    assert len(merging.doubles(all_of_them)) == len(set(all_of_them)) - len(merging.admissions(all_of_them))


@given(st.lists(st.integers(1, 40)))
@settings(max_examples=50)
def test_gaps_are_exactly_what_is_missing(numbers):
    missing = {number for first, last in merging.gaps(numbers) for number in range(first, last + 1)}
    assert missing == set(range(1, max(numbers, default=0) + 1)) - set(numbers)


def _state():
    """All that the scans and words of devices leave behind, by outside names."""
    scans = sorted(Scan.objects.values_list("nonce", "verdict", "scanned_at", "annulled_at", "badge_id", "device_seq"))
    words = sorted(Annulment.objects.values_list("nonce", "cause", "at"))
    return scans, words, sorted(Admission.objects.values_list("registration_id", "nonce", "at", "gate_id"))


def test_the_database_follows_the_rule_in_every_order(hall):
    """Random scans, undos and unheard questions of both devices, cut into random requests, in random orders, twice."""
    fair, the_list, devices, _ = hall
    badges = [make_badge(make_registration(fair)) for _ in range(5)]
    chance, moment = random.Random(7), now()
    began = moment - 120 * MINUTE
    items = []
    for device in devices:
        for seq in range(1, 25):
            badge, at = chance.choice(badges), began + chance.randrange(20) * MINUTE
            scan = kept(device, seq, badge.code, at, verdict=chance.choice(["ok", "ok", "already_in"]))
            items.append((device, scan, None))
            if chance.random() < 0.3:
                items.append((device, None, Undo(scan.nonce, at + chance.choice([0.5, 5]) * MINUTE, 0)))
    states = []
    for _ in range(4):
        Admission.objects.all().delete()
        Annulment.objects.all().delete()
        Scan.objects.all().delete()
        for _ in range(2):
            chance.shuffle(items)
            at = 0
            while at < len(items):
                size = chance.randrange(1, 12)
                for device in devices:
                    mine = [item for item in items[at : at + size] if item[0] is device]
                    asked = Kept([s for _, s, _ in mine if s], [u for _, _, u in mine if u])
                    take(post_of(device), asked, now=moment)
                at += size
        states.append(_state())
    assert states[0] == states[1] == states[2] == states[3]
    standing = [
        merging.Entry(the_list.pk, scan.badge.registration_id, scan.scanned_at, scan.nonce)
        for scan in Scan.objects.select_related("badge").filter(verdict="ok", annulled_at=None)
    ]
    wanted = {key[1]: entry.nonce for key, entry in merging.admissions(standing).items()}
    assert dict(Admission.objects.values_list("registration_id", "nonce")) == wanted
    assert any(scan[3] for scan in states[0][0])
