"""Law: a stack of a batch is set by one worker and each badge printed once. Four workers reach for eight stacks at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import IntegrityError, connection
from django.db.models import F

from booking.models import BadgePrint, BadgeStack
from booking.queries.badge_prints import Choice
from booking.services import badge_batches
from booking.services.badge_batches import make_next_stack, start_batch
from booking.states import BatchState, StackState
from kernel.unit_of_work import constraint_name
from tests.factories.fair import make_fair
from tests.factories.people import make_user
from tests.factories.visits import make_badges

pytestmark = pytest.mark.django_db(transaction=True)
WORKERS, STACKS = 4, 8


def four_workers(monkeypatch, *, make=make_next_stack):
    """A batch of eight stacks of one badge, set by all of them; the batch afterwards."""
    monkeypatch.setattr(badge_batches, "STACK", 1)
    monkeypatch.setattr(badge_batches, "badges_pdf", lambda faces, _design: b"%PDF" + bytes([len(faces)]))
    fair = make_fair()
    make_badges(fair, STACKS)
    batch = start_batch(fair, choice=Choice(), paper=None, language="", user=make_user())
    barrier = Barrier(WORKERS)

    def work(_number):
        try:
            barrier.wait(timeout=30)
            while make(batch.pk):
                pass
        finally:
            connection.close()

    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(work, range(WORKERS)))
    batch.refresh_from_db()
    return batch


def test_four_workers_at_once_set_each_stack_once(monkeypatch):
    assert four_workers(monkeypatch).state == BatchState.READY
    assert list(BadgeStack.objects.values_list("attempts", "printed")) == [(1, 1)] * STACKS
    assert BadgePrint.objects.count() == STACKS


def claimed_by_looking(batch_id):
    """As `_claim`, without the guard: looked at, then taken."""
    together = claimed_by_looking.together
    stack = BadgeStack.objects.filter(batch_id=batch_id, state=StackState.WAITING).order_by("number").first()
    if not claimed_by_looking.is_met:
        together.wait(timeout=30)
        claimed_by_looking.is_met = True
    if stack is not None:
        BadgeStack.objects.filter(pk=stack.pk).update(
            state=StackState.MAKING, holder="somebody", attempts=F("attempts") + 1
        )
        return BadgeStack.objects.select_related("batch__fair").get(pk=stack.pk)
    return None


def made_or_refused(batch_id):
    """Who takes back to work what another has just finished is refused by the law of the print."""
    try:
        return make_next_stack(batch_id)
    except IntegrityError as broken:
        if constraint_name(broken) != "badge_print_once_in_batch":
            raise
        return True


def test_the_twin_that_looks_and_then_takes_sets_a_stack_several_times(monkeypatch):
    claimed_by_looking.together, claimed_by_looking.is_met = Barrier(WORKERS), False
    monkeypatch.setattr(badge_batches, "_claim", claimed_by_looking)
    four_workers(monkeypatch, make=made_or_refused)
    assert BadgeStack.objects.get(number=1).attempts == WORKERS
    assert BadgePrint.objects.count() == STACKS, (
        "the law of the print holds all the same: who lost the stack keeps nothing"
    )
