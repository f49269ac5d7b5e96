"""A worker killed while it computes a schedule: the run is taken up again by the sweeper, and never stuck."""

import pytest

from booking.models import ScheduleRun
from booking.rules.schedule import Options
from booking.services.schedule_runs import start_run
from tests.factories.schedule import make_ground
from tests.faults.house import Staff, wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def test_a_worker_killed_while_computing_leaves_a_run_that_is_finished_by_the_next(process_environment, tmp_path):
    ground = make_ground(buyers=10, makers=30, slots=30, tables=8)
    staff = Staff(
        process_environment | {"SCHEDULE_LEASE_SECONDS": "4", "SITE_URL": "http://127.0.0.1:8000"},
        tmp_path / "staff.log",
    )
    run = start_run(ground.fair, user=ground.manager, options=Options(seconds=4))

    def now():
        return ScheduleRun.objects.values("state", "attempts", "progress").get(pk=run.pk)

    try:
        staff.start()
        wait_until(lambda: now()["progress"].get("stage") in {"repair", "idle"}, seconds=60, what=now)
        staff.kill_all_of("worker")
        assert now()["state"] == "running"
        wait_until(lambda: now()["state"] == "ready", seconds=90, what=now)
    finally:
        staff.stop()
    assert now()["attempts"] == 2
    assert ScheduleRun.objects.get(pk=run.pk).statistics["placed"] > 200
