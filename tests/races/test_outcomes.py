"""Law: one card a side and meeting. Two tabs tell at once: one card stands, the other teller is asked to look first.

Without the meeting's lock the constraint still holds; without both a side has two cards.
"""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from booking.models import Meeting
from booking.states import MeetingState
from fairday.models import MeetingOutcome, OutcomeSource
from fairday.services import outcomes as service
from fairday.services.outcomes import card, record_outcome
from kernel.errors import DomainError
from tests.factories.fair import make_fair, make_slots, make_tables
from tests.factories.held import begin, make_meeting
from tests.factories.meetings import make_maker, make_sourcer

pytestmark = pytest.mark.django_db(transaction=True)
CARDS = [["sample"], ["quotation"], ["audit"], ["mou"], ["none"], ["sample", "mou"]]


def tell_all(meeting, tellers) -> Counter:
    """Every teller's card at once; each side's own."""
    barrier = Barrier(len(tellers))

    def work(side, kinds):
        try:
            barrier.wait(timeout=30)
            record_outcome(meeting, company=side.company, card=card(kinds), actor_id=None, source=OutcomeSource.OWN)
        except DomainError as refusal:
            return refusal.code
        finally:
            connection.close()
        return "ok"

    with ThreadPoolExecutor(len(tellers)) as pool:
        return Counter(pool.map(lambda teller: work(*teller), tellers))


def scene():
    fair = make_fair()
    slots, _ = make_slots(fair, 1), make_tables(fair, 1)
    buyer, maker = make_sourcer(fair), make_maker(fair)
    return buyer, maker, begin(make_meeting(buyer, maker, slots[0]))


def test_one_card_a_side_whoever_taps_first():
    buyer, maker, meeting = scene()
    tellers = [(side, kinds) for side in (buyer, maker) for kinds in CARDS]
    assert tell_all(meeting, tellers) == {"ok": 2, "outcome_changed": 10}
    assert sorted(MeetingOutcome.objects.values_list("company_id", "revision")) == sorted(
        [(buyer.company.pk, 1), (maker.company.pk, 1)]
    )
    assert Meeting.objects.get(pk=meeting.pk).state == MeetingState.DONE


@pytest.mark.parametrize(
    ("with_law", "verdicts"), [(True, {"ok": 1, "outcome_changed": 1}), (False, {"ok": 2})], ids=["net", "nothing"]
)
def test_the_twins_without_the_lock_and_without_the_constraint(monkeypatch, with_law, verdicts):
    buyer, _, meeting = scene()
    together = Barrier(2)

    def unlocked(meeting_id):
        return Meeting.objects.select_related("slot").get(pk=meeting_id)

    def both_have_looked(*_, **__):
        together.wait(timeout=30)

    monkeypatch.setattr(service, "lock_meeting", unlocked)
    monkeypatch.setattr(service, "move_meeting", both_have_looked)
    law = next(each for each in MeetingOutcome._meta.constraints if each.name == "outcome_once_per_side")
    if not with_law:
        with connection.schema_editor() as editor:
            editor.remove_constraint(MeetingOutcome, law)
    try:
        assert tell_all(meeting, [(buyer, ["sample"]), (buyer, ["mou"])]) == verdicts
        assert MeetingOutcome.objects.count() == verdicts["ok"]
    finally:
        if not with_law:
            MeetingOutcome.objects.all().delete()
            with connection.schema_editor() as editor:
                editor.add_constraint(MeetingOutcome, law)
