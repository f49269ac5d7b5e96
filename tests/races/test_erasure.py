"""Law: whoever is erased stays clean, whatever the door, a colleague at a booth or a relay writes at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest
from django.db import connection, transaction

from booking.models import Registration
from booking.services.registrations import correct_registration
from booking.states import ErasureReason
from checkin.models import Lead, LeadEntry
from checkin.services import lead_entries
from fairday.services.erasure import erase_person
from kernel.errors import DomainError
from kernel.messages import post
from kernel.models import Message, OutboxEvent
from kernel.outbox import emit
from tests.factories.catalogue import where
from tests.factories.erasing import NAME, NOTE, PHONE, WORDS, make_traced, relay
from tests.factories.leads import entry, send
from worker.subscribers import compose

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 4


def together(*works):
    """What each answered, or its refusal; anything else that is raised fails the test."""
    barrier = Barrier(len(works))

    def one(work):
        try:
            barrier.wait(timeout=30)
            return work()
        except DomainError as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(one, works))


def erase(traced):
    return erase_person(traced.registration, actor_id=None, reason=ErasureReason.MAIL)


def noted(traced, number):
    return send(
        traced.exhibitor, traced.author,
        entry(badge=traced.code, nonce=f"race-scan-{number}"), entry("note", badge=traced.code, text=NOTE, nonce=f"race-note-{number}"),
    )  # fmt: skip


@pytest.mark.parametrize("has_lead", [True, False], ids=["a lead that was there", "a lead just made"])
@pytest.mark.parametrize("number", range(ROUNDS))
def test_a_scan_a_note_and_a_correction_at_the_same_moment(has_lead, number):
    traced = make_traced()
    if not has_lead:
        LeadEntry.objects.all().delete()
        Lead.objects.all().delete()
    erased, scan, kept, corrected = together(
        lambda: erase(traced),
        lambda: traced.scan("race-1"),
        lambda: noted(traced, number),
        lambda: correct_registration(traced.registration, actor_id=None, phone=PHONE),
    )
    assert erased.state == "erased"
    assert scan.verdict in {"already_in", "revoked"}
    assert {one.refusal.code if one.refusal else "kept" for one in kept} <= {"kept", "badge_not_valid"}
    assert isinstance(corrected, Registration) or corrected.code == "not_registered"
    assert where(WORDS) == set()
    assert (
        not Lead.objects.filter(entries__isnull=True, registration=traced.registration)
        .exclude(withdrawn_at__isnull=False)
        .exists()
    )


@pytest.mark.parametrize("has_lead", [True, False], ids=["a lead that was there", "a lead just made"])
def test_a_note_that_was_judged_before_the_erasure_is_not_written_after_it(monkeypatch, has_lead):
    traced = make_traced()
    if not has_lead:
        LeadEntry.objects.all().delete()
        Lead.objects.all().delete()
    leads = Lead.objects.count()
    judged, gone, run = Event(), Event(), lead_entries.run

    def waiting(statement, values):
        if statement is lead_entries._NEW_LEADS:
            judged.set()
            assert gone.wait(timeout=30)
        return run(statement, values)

    monkeypatch.setattr(lead_entries, "run", waiting)

    def erase_when_judged():
        assert judged.wait(timeout=30)
        try:
            return erase(traced)
        finally:
            gone.set()

    kept, _ = together(lambda: noted(traced, 0), erase_when_judged)
    assert [one.refusal.code for one in kept] == ["badge_not_valid"] * 2
    assert where([NAME, PHONE]) == set()
    assert Lead.objects.count() == leads


def erased_before_the_commit(monkeypatch) -> None:
    """A lead is made, its note is written, and before its commit somebody begins to erase."""
    traced = make_traced()
    LeadEntry.objects.all().delete()
    Lead.objects.all().delete()
    written, gone, run = Event(), Event(), lead_entries.run

    def waiting(statement, values):
        done = run(statement, values)
        if statement is lead_entries._TIMES:
            written.set()
            gone.wait(timeout=1)
        return done

    monkeypatch.setattr(lead_entries, "run", waiting)

    def erase_when_written():
        assert written.wait(timeout=30)
        try:
            return erase(traced)
        finally:
            gone.set()

    kept, _ = together(lambda: noted(traced, 0), erase_when_written)
    assert [one.refusal for one in kept] == [None, None]


def test_a_lead_that_is_not_committed_yet_is_waited_for(monkeypatch):
    erased_before_the_commit(monkeypatch)
    assert where([NAME, PHONE]) == set()


def test_the_twin_without_the_lock_leaves_the_note_behind(monkeypatch):
    """A foreign key is looked at by the commit: alone it makes nobody wait in time."""
    assert "FOR KEY SHARE OF r" in lead_entries._NEW_LEADS
    monkeypatch.setattr(lead_entries, "_NEW_LEADS", lead_entries._NEW_LEADS.replace("FOR KEY SHARE OF r", ""))
    erased_before_the_commit(monkeypatch)
    assert where([NAME]) == {("checkin_leadentry", "text", NAME)}


def test_a_letter_that_a_relay_has_begun_is_found():
    """The relay holds its event until its letters are there: the erasure waits, and empties them."""
    traced = make_traced()
    correct_registration(traced.registration, actor_id=None, job_title="")
    begun, may_end = Event(), Event()
    with transaction.atomic():
        emit("registration.pass_wanted", registration_id=traced.registration.pk, window=7)
    letters = Message.objects.count()

    def relay_slowly():
        with transaction.atomic():
            relay_inside()
            begun.set()
            may_end.wait(timeout=1)

    def relay_inside():
        (event,) = OutboxEvent.objects.select_for_update(skip_locked=True).filter(
            name="registration.pass_wanted", relayed_at=None
        )
        post(compose(event.name, event.payload))

    def erase_when_begun():
        assert begun.wait(timeout=30)
        return erase(traced)

    together(relay_slowly, erase_when_begun)
    assert Message.objects.count() == letters + 1
    assert where(WORDS) == set()
    relay()
    assert where(WORDS) == set()
