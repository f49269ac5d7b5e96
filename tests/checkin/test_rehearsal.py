"""A morning on paper, and a small one through the real API: what it shows, and that the fair is left alone."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from booking.models import Badge, Registration
from checkin.models import Admission, CheckinList, Device, Gate, Scan
from checkin.rules.rehearsal import MOST_GATES, arrivals, gates_needed, longest_wait, queue_of
from checkin.services.rehearsal_stage import clear_away, print_of
from directory.models import Person
from fairs.models import Fair
from kernel.clock import now
from tests.factories.fair import make_checkin_list, make_fair, make_gate
from tests.factories.visits import make_badge, make_badges, make_registration
from tests.web_process import web_process


def test_the_crowd_grows_and_thins_out_and_is_the_same_for_a_seed():
    moments = arrivals(2000, seconds=3600, seed=4)
    assert moments == sorted(arrivals(2000, seconds=3600, seed=4))
    assert moments != arrivals(2000, seconds=3600, seed=5)
    by_tenth = [sum(360 * n <= at < 360 * (n + 1) for at in moments) for n in range(10)]
    assert by_tenth[0] < by_tenth[1] < by_tenth[2] < by_tenth[3]
    assert by_tenth[4] > by_tenth[9] > 0
    assert sum(by_tenth) == 2000


def test_a_queue_is_who_came_before_one_was_served():
    queue = queue_of([0, 1, 2, 100], [10, 10, 10, 10])
    assert (queue.served, queue.longest, queue.longest_wait, queue.mean_wait) == (4, 2, 18, 27 / 4)
    assert queue_of([], []).served == 0


def test_the_fewest_gates_are_told_that_keep_the_wait_bearable():
    moments = arrivals(2000, seconds=3600, seed=1)
    gates = gates_needed(moments, service=5, bearable=300)
    assert longest_wait(moments, gates=gates, service=5) <= 300 < longest_wait(moments, gates=gates - 1, service=5)
    assert gates_needed([0.0] * 300, service=600, bearable=300) == MOST_GATES, "more than any hall has, not for ever"


def counts():
    models = (Fair, Gate, CheckinList, Device, Scan, Admission, Person, Registration, Badge)
    return {model.__name__: model.objects.count() for model in models}


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_a_small_morning_with_a_cut_loses_nobody_and_writes_nothing_to_the_fair(process_environment, tmp_path):
    fair = make_fair()
    make_checkin_list(fair)
    make_gate(fair, "A")
    make_badges(fair, 3)
    before, rows = counts(), print_of(fair)
    told, out = StringIO(), tmp_path / "report.json"
    with web_process(process_environment | {"WEB_CONCURRENCY": "1"}) as port:
        call_command(
            "rehearse", fair.slug, "--site", f"http://127.0.0.1:{port}", "--arrivals", "120", "--gates", "3",
            "--minutes", "40", "--speed", "600", "--handling", "30", "--cut", "10", "30", "--copies", "6",
            "--out", str(out), stdout=told,
        )  # fmt: skip
    report = json.loads(out.read_text())
    assert sum(gate["queue"]["served"] for gate in report["gates"]) == 126
    assert sum(gate["by_itself"] for gate in report["gates"]) == report["came_in"] > 20
    assert (report["lost"], report["refused"], report["nothing_written"]) == (0, 0, True)
    assert report["verdicts"]["ok"] + report["verdicts"].get("already_in", 0) == 126
    assert len(report["doubles"]) == report["verdicts"]["ok"] - 120
    assert report["copies_shown"] == 6
    assert 0 < report["verdict_ms"]["p50"] <= report["verdict_ms"]["p99"]
    assert "nothing was written" in told.getvalue()
    assert (counts(), print_of(fair)) == (before, rows)


@pytest.mark.django_db(transaction=True)
def test_a_row_that_is_written_to_the_fair_shows_in_its_print(process_environment):
    """The twin: the print would tell."""
    fair = make_fair()
    badge = make_badge(make_registration(fair))
    seen = {print_of(fair)}
    Badge.objects.filter(pk=badge.pk).update(state="revoked", ended_at=now())
    seen.add(print_of(fair))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE fairs_fair SET short_name = short_name || '!' WHERE id = %s", [fair.pk])
    seen.add(print_of(fair))
    assert len(seen) == 3
    make_badge(make_registration(make_fair()))
    assert print_of(Fair.objects.get(pk=fair.pk)) in seen


@pytest.mark.django_db(transaction=True)
def test_only_a_copy_is_cleared_away_and_a_morning_that_cannot_be_is_refused():
    fair = make_fair()
    with pytest.raises(ValueError, match="is no rehearsal"):
        clear_away(fair)
    for words in (["--arrivals", "0"], ["--gates", "99"], ["--cut", "50", "70"], ["--clear"]):
        with pytest.raises(CommandError):
            call_command("rehearse", fair.slug, *words)
    with pytest.raises(CommandError, match="does not answer"):
        call_command("rehearse", fair.slug, "--arrivals", "5", "--gates", "1", "--site", "http://127.0.0.1:9")
    assert Fair.objects.count() == 1
    assert Person.objects.count() == 0
