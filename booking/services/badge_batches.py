"""Many badges at once: asked for, made stack by stack by whoever has time, ended. The rows are the promise.

A stack is claimed under a lease; who lost it writes nothing any more. The last one made ends the batch.
"""

import datetime as dt
import logging

from django.db.models import F
from django.db.models.functions import Now

from accounts.models import User
from badges.designs import Paper
from badges.render import badges_pdf
from booking.errors.badges import NothingToPrint
from booking.locks.badges import lock_batch
from booking.models import Badge, BadgeBatch, BadgePrint, BadgeStack
from booking.passes import face_to_print
from booking.queries.badge_designs import design_of, read_design
from booking.queries.badge_prints import Choice, badges_to_print
from booking.rules.badge_designs import as_json
from booking.states import BATCH_MOVES, BadgeState, BatchState, PrintCause, StackState
from fairs.models import Fair
from kernel.clock import database_now
from kernel.history import record
from kernel.ids import new_public_id
from kernel.outbox import emit
from kernel.states import check_move
from kernel.unit_of_work import unit_of_work

log = logging.getLogger(__name__)

STACK = 200  # badges a file: about a hundred megabytes of memory while it is set, and a jam costs one file only
TRIES = 3
LEASE = dt.timedelta(seconds=120)
KEPT = dt.timedelta(days=7)


@unit_of_work
def start_batch(fair: Fair, *, choice: Choice, paper: Paper | None, language: str, user: User) -> BadgeBatch:
    """The chosen badges as they are now, on `paper` or the design's own. Raises NothingToPrint, BatchAtWork."""
    ids = list(badges_to_print(fair, choice).values_list("pk", flat=True))
    if not ids:
        raise NothingToPrint
    look = design_of(fair)
    look = look.on(paper) if paper else look
    batch = BadgeBatch.objects.create(
        fair=fair,
        asked=choice.as_json(),
        design=as_json(look),
        design_version=look.version,
        language=language,
        total=len(ids),
        created_by=user,
    )
    starts = range(0, len(ids), STACK)
    BadgeStack.objects.bulk_create(
        BadgeStack(batch=batch, number=number, badges=ids[start : start + STACK])
        for number, start in enumerate(starts, start=1)
    )
    record(batch, "badge_batch.started", actor_id=user.pk, after=BatchState.WORKING)
    emit("badge_batch.started", batch_id=batch.pk)
    return batch


@unit_of_work
def throw_away(batch: BadgeBatch, *, actor_id: int | None) -> BadgeBatch:
    """At work or ready, it ends: its files go, and its badges count as not printed by it. Raises IllegalMove when it is over."""
    locked = lock_batch(batch.pk)
    _move(locked, BatchState.CANCELLED, actor_id)
    BadgePrint.objects.filter(batch=locked).delete()
    BadgeStack.objects.filter(batch=locked).update(content=None)
    return locked


def make_next_stack(batch_id: int) -> bool:
    """Claim a waiting stack, set it, keep it. False when none waits. A stack that fails three times fails the batch."""
    stack = _claim(batch_id)
    if stack is None:
        return False
    try:
        content, ids = _set(stack)
    except Exception:  # whatever it was: the stack waits again, and the organiser is told in the end
        log.exception("badges.stack_broken", extra={"stack": stack.pk})
        _give_back(stack.pk, stack.holder)
    else:
        _keep(stack, content, ids)
    return True


def sweep_stacks() -> int:
    """Stacks whose maker died wait again; how many."""
    dead = BadgeStack.objects.filter(state=StackState.MAKING, lease_until__lte=Now())
    return sum(_give_back(pk, holder) for pk, holder in list(dead.values_list("pk", "holder")))


def waiting_batches() -> list[int]:
    rows = BadgeStack.objects.filter(state=StackState.WAITING, batch__state=BatchState.WORKING)
    return list(rows.values_list("batch_id", flat=True).order_by("batch_id").distinct())


def forget_stacks(*, now: dt.datetime) -> int:
    """Files hold names: a week after a batch was made they go, and can be made again."""
    old = BadgeStack.objects.filter(batch__finished_at__lt=now - KEPT, content__isnull=False)
    return old.update(content=None)


def _claim(batch_id: int) -> BadgeStack | None:
    """One guarded statement a try: who comes second to a stack takes the next."""
    waiting = BadgeStack.objects.filter(batch_id=batch_id, batch__state=BatchState.WORKING, state=StackState.WAITING)
    for pk in list(waiting.order_by("number").values_list("pk", flat=True)):
        mine = BadgeStack.objects.filter(pk=pk, state=StackState.WAITING)
        holder = new_public_id()
        if mine.update(state=StackState.MAKING, holder=holder, lease_until=Now() + LEASE, attempts=F("attempts") + 1):
            return BadgeStack.objects.select_related("batch__fair").get(pk=pk)
    return None


def _set(stack: BadgeStack) -> tuple[bytes | None, list[int]]:
    """In no transaction. Badges replaced or revoked since it was asked for are left out."""
    look = read_design(stack.batch.fair_id, stack.batch.design, version=stack.batch.design_version)
    rows = Badge.objects.filter(pk__in=stack.badges, state=BadgeState.LIVE)
    found = {badge.pk: badge for badge in rows.select_related("fair", "registration__person__company")}
    badges = [found[pk] for pk in stack.badges if pk in found]
    faces = [face_to_print(badge, look, language=stack.batch.language) for badge in badges]
    return (badges_pdf(faces, look.design) if faces else None), [badge.pk for badge in badges]


@unit_of_work
def _keep(stack: BadgeStack, content: bytes | None, ids: list[int]) -> bool:
    """MAKING -> MADE with what was printed; the last one ends the batch. False when the lease or the batch was lost."""
    batch = lock_batch(stack.batch_id)
    mine = BadgeStack.objects.filter(pk=stack.pk, holder=stack.holder, state=StackState.MAKING)
    if batch.state != BatchState.WORKING or not mine.update(
        state=StackState.MADE, content=content, printed=len(ids), lease_until=None
    ):
        return False
    BadgePrint.objects.bulk_create(
        BadgePrint(badge_id=pk, batch=batch, cause=PrintCause.BATCH, printed_by_id=batch.created_by_id) for pk in ids
    )
    if not BadgeStack.objects.filter(batch=batch).exclude(state=StackState.MADE).exists():
        _move(batch, BatchState.READY, None)
    return True


@unit_of_work
def _give_back(stack_id: int, holder: str) -> bool:
    stack = BadgeStack.objects.select_related("batch").get(pk=stack_id)
    batch = lock_batch(stack.batch_id)
    mine = BadgeStack.objects.filter(pk=stack_id, holder=holder, state=StackState.MAKING)
    if not mine.update(state=StackState.WAITING, holder="", lease_until=None):
        return False
    if stack.attempts >= TRIES and batch.state == BatchState.WORKING:
        _move(batch, BatchState.FAILED, None)
        BadgePrint.objects.filter(batch=batch).delete()
        BadgeStack.objects.filter(batch=batch).update(content=None)
    return True


def _move(batch: BadgeBatch, to: BatchState, actor_id: int | None) -> None:
    check_move(BATCH_MOVES, batch.state, to)
    before, batch.state, batch.finished_at = batch.state, to, database_now()
    batch.save(update_fields=["state", "finished_at"])
    record(batch, "badge_batch.moved", actor_id=actor_id, before=before, after=to)
