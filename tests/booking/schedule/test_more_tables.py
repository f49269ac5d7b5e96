"""Tables that a run only assumes become tables when they are needed; what would help is counted on the preview as it is."""

import pytest

from booking.access.schedule import table_in_run
from booking.errors.meetings import UnknownReference
from booking.errors.schedule import ScheduleChanged
from booking.models import Meeting, ScheduleRun
from booking.queries.schedule_board import board_of
from booking.services.requests import withdraw_request
from booking.services.run_claims import wanted_what_ifs
from booking.services.schedule_edits import place_by_hand
from booking.services.schedule_job import compute_what_if
from booking.services.schedule_publishing import publish_run, roll_back_run
from booking.services.schedule_runs import ask_what_if, cancel_run
from fairs.models import MeetingTable
from kernel.clock import now
from kernel.errors import IllegalMove
from kernel.models import OutboxEvent
from tests.factories.schedule import make_ground

pytestmark = pytest.mark.django_db(transaction=True)


def numbers(ground):
    return list(MeetingTable.objects.filter(fair=ground.fair).values_list("number", flat=True))


def test_assumed_tables_are_made_by_publishing_where_somebody_meets_and_stay_after_a_roll_back():
    ground = make_ground(buyers=2, makers=4, slots=2, tables=1)
    run = ground.compute(extra_tables=3)
    assert run.statistics["placed"] == 4
    board = board_of(run, now=now())
    assert [row.table.number for row in board.rows] == [1, 2, 3, 4]
    wish = next(wish for wish in ground.wishes if run.placements.get(f"w{wish.pk}", {}).get("table") == -1)
    slot = next(slot for slot in ground.slots if slot.pk == run.placements[f"w{wish.pk}"]["slot"])
    place_by_hand(run, user=ground.manager, item=wish.public_id, slot=slot, table=table_in_run(run, "extra-3"))
    for unknown in ("extra-0", "extra-4", "extra-", "extra-x"):
        with pytest.raises(UnknownReference):
            table_in_run(run, unknown)
    seen = ground.seen(run)
    MeetingTable.objects.create(fair=ground.fair, number=2)  # somebody else adds one meanwhile: the others move on
    with pytest.raises(ScheduleChanged) as refused:
        publish_run(run, user=ground.manager, seen=seen)
    assert (numbers(ground), Meeting.objects.count()) == ([1, 2], 0)
    published = publish_run(run, user=ground.manager, seen=refused.value.extra["seen"])
    made = sorted(set(Meeting.objects.values_list("table__number", flat=True)) - {1, 2})
    assert 5 in made  # the third of those assumed, counted on from table 2
    assert numbers(ground) == [1, 2, *made]
    assert Meeting.objects.get(request=wish).table.number == 5
    roll_back_run(published, user=ground.manager)
    assert (numbers(ground), Meeting.objects.filter(state="confirmed").count()) == ([1, 2, *made], 0)


def test_what_would_help_is_counted_again_for_the_preview_as_it_stands():
    ground = make_ground(buyers=2, makers=4, slots=4, tables=1)
    for wish in ground.wishes:
        wish.requested_slots.exclude(slot__in=ground.slots[:2]).delete()
    run = ground.compute()
    assert (run.what_if_revision, tables_help(run)) == (0, {1: 2, 3: 2, 5: 2})
    outside = next(wish for wish in ground.wishes if f"w{wish.pk}" in run.placements)
    place_by_hand(run, user=ground.manager, item=outside.public_id, slot=ground.slots[3], table=ground.tables[0])
    run.refresh_from_db()
    assert run.what_if_revision < run.revision  # the page says: counted before the changes by hand
    assert compute_what_if(run.pk) is None
    run.refresh_from_db()
    assert run.what_if_revision == 0  # nobody asked
    others = [wish for wish in ground.wishes if wish.from_company_id != outside.from_company_id]
    others.sort(key=lambda wish: f"w{wish.pk}" not in run.placements)
    for wish in others[1:]:  # the other buyer has one wish left
        withdraw_request(wish, user=next(b.user for b in ground.buyers if b.company.pk == wish.from_company_id))
    for _ in range(2):
        ask_what_if(run, user=ground.manager)
    assert OutboxEvent.objects.filter(name="schedule_run.what_if_asked").count() == 1
    assert wanted_what_ifs() == [run.pk]
    compute_what_if(run.pk)
    run.refresh_from_db()
    assert (run.what_if_revision, run.what_if_wanted, wanted_what_ifs()) == (run.revision, False, [])
    # one stands at the fourth time, the same buyer can use both wished times, the other buyer one of them
    assert tables_help(run) == {1: 1, 3: 1, 5: 1}
    cancel_run(run, user=ground.manager)
    with pytest.raises(IllegalMove):
        ask_what_if(run, user=ground.manager)


def tables_help(run: ScheduleRun) -> dict[int, int]:
    """How many more tables -> how many more meetings."""
    return {line["count"]: line["meetings"] for line in run.what_if if line["kind"] == "tables"}
