"""A rehearsal the organiser asked for: held by the worker, followed, stopped, read; what a dead worker left is cleared away."""

import datetime as dt

import pytest
from django.db import connection

from accounts.roles import Role
from booking.models import Registration
from checkin.errors import RehearsalAtWork
from checkin.models import Rehearsal, Scan
from checkin.rehearsal.morning import Asked
from checkin.rehearsal.report import GateReport, Report, findings
from checkin.rules.rehearsal import queue_of
from checkin.services import rehearsal_job
from checkin.services.rehearsal_stage import print_of
from checkin.services.rehearsals import (
    Failure,
    ask_for_rehearsal,
    claim,
    clear_copy,
    end_without_report,
    keep_report,
    stop_rehearsal,
    sweep_rehearsal,
    sweep_rehearsals,
    waiting_rehearsals,
)
from directory.models import Person
from fairs.models import Fair
from kernel.clock import now
from kernel.errors import IllegalMove
from tests.factories.fair import make_checkin_list, make_fair, make_gate
from tests.factories.people import make_member
from worker import doorbell
from worker.subscribers import work_for
from worker.tasks import rehearsals as tasks

pytestmark = pytest.mark.django_db(transaction=True)
QUICK = Asked(arrivals=80, gates=2, minutes=40, speed=1200, handling=20, cut=(10, 30), copies=4)


class TimeIsUp(Exception):
    pass


@pytest.fixture
def ground():
    class Ground:
        fair = make_fair()
        manager = make_member(fair.organisation, Role.MANAGER)

        def ask(self, asked=QUICK):
            return ask_for_rehearsal(self.fair, asked=asked, user=self.manager)

        def left(self):
            return Fair.objects.count(), Person.objects.count(), Registration.objects.count(), Scan.objects.count()

    make_gate(Ground.fair, "A")
    make_checkin_list(Ground.fair)
    return Ground()


def held(rehearsal):
    rehearsal_job.hold_rehearsal(rehearsal.pk, time_is_up=TimeIsUp)
    rehearsal.refresh_from_db()
    return rehearsal


def test_it_is_held_and_stopped_and_the_page_tells_what_it_showed(ground, client, settings, live_server, monkeypatch):
    before = (ground.left(), print_of(ground.fair))
    client.force_login(ground.manager)
    path = f"/{ground.fair.slug}/desk/rehearsals/"
    settings.SITE_URL = live_server.url
    done = ground.ask()
    shares = []
    go_on = rehearsal_job.go_on
    monkeypatch.setattr(rehearsal_job, "go_on", lambda one, share: shares.append(share) or go_on(one, share))
    assert held(done).state == "done"
    assert 0 < shares[0] <= 1
    assert shares == sorted(shares)
    stopped = ground.ask()
    monkeypatch.setattr(
        rehearsal_job, "go_on", lambda one, share: stop_rehearsal(one, user=ground.manager) and go_on(one, share)
    )
    assert held(stopped).state == "cancelled"
    assert stopped.report is None
    report = done.report
    assert sum(gate["queue"]["served"] for gate in report["gates"]) == report["arrivals"] == 84
    assert [sum(gate["quarters"]) for gate in report["gates"]] == [gate["queue"]["served"] for gate in report["gates"]]
    assert (report["lost"], report["refused"], report["nothing_written"]) == (0, 0, True)
    assert sum(gate["by_itself"] for gate in report["gates"]) == report["came_in"] > 10
    assert (ground.left(), print_of(ground.fair)) == before
    page = client.get(f"{path}{done.public_id}/").content.decode()
    assert "0–15" in page
    assert f"{report['verdict_ms']['p50']:.0f} ms" in page
    assert client.get(f"{path}{done.public_id}/", headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    history = client.get(path).content.decode()
    assert history.index(stopped.public_id) < history.index(done.public_id)
    with pytest.raises(IllegalMove):
        stop_rehearsal(done, user=ground.manager)


def test_it_is_asked_for_on_the_page_once_and_rung_for(ground, client, monkeypatch):
    rung = []
    monkeypatch.setattr(doorbell, "_publish", lambda task, **words: rung.append((task, words)))
    client.force_login(ground.manager)
    path = f"/{ground.fair.slug}/desk/rehearsals/"
    given = {"arrivals": 2000, "gates": 3, "handling": 5, "cut_from": 35, "cut_until": 25, "copies": 20}
    assert client.post(path, given).status_code == 422
    assert Rehearsal.objects.count() == 0
    given["cut_until"] = 40
    page = client.post(path, given, follow=True).content.decode()
    asked = Rehearsal.objects.get()
    assert (asked.state, asked.asked["cut"], asked.asked["gates"]) == ("queued", [35, 40], 3)
    assert f"{path}{asked.public_id}/stop/" in page
    assert client.post(path, given).status_code == 409
    with pytest.raises(RehearsalAtWork):
        ground.ask()
    work_for("rehearsal.asked", {"rehearsal_id": asked.pk})
    tasks.sweep()
    assert rung.count(("rehearsals.hold", {"rehearsal_id": asked.pk})) == 2
    client.post(f"{path}{asked.public_id}/stop/")
    asked.refresh_from_db()
    assert asked.state == "cancelled"
    tasks.hold(rehearsal_id=asked.pk)
    assert waiting_rehearsals() == []


def test_a_server_that_does_not_answer_and_a_limit_are_told_in_a_sentence(ground, client, settings, monkeypatch):
    before = ground.left()
    settings.SITE_URL = "http://127.0.0.1:9"
    silent = held(ground.ask())
    assert (silent.state, silent.failure, silent.copy) == ("failed", "no_answer", "")
    client.force_login(ground.manager)
    page = client.get(f"/en/{ground.fair.slug}/desk/rehearsals/{silent.public_id}/")
    assert "did not answer" in page.content.decode()

    def late(*_given, **_more):
        raise TimeIsUp

    monkeypatch.setattr(rehearsal_job, "hold", late)
    assert held(ground.ask()).failure == "too_long"
    monkeypatch.setattr(rehearsal_job, "hold", lambda *_given, **_more: 1 // 0)
    assert held(ground.ask()).failure == "broken"
    assert ground.left() == before


def test_what_a_dead_worker_left_is_cleared_away_and_one_is_held_at_a_time(ground):
    before = ground.left()
    dead = claim(ground.ask().pk)
    other = ask_for_rehearsal(make_fair(), asked=QUICK, user=ground.manager)
    before = (before[0] + 1, *before[1:])
    assert claim(other.pk) is None
    assert waiting_rehearsals() == []
    rehearsal_job.set_stage(ground.fair, people=5, gates=2, phones=0, now=now(), rehearsal=dead)
    sweep_rehearsals()
    dead.refresh_from_db()
    assert (dead.state, dead.copy.startswith("rehearsal-")) == ("running", True), "it lives"
    Rehearsal.objects.filter(pk=dead.pk).update(lease_until=now() - dt.timedelta(seconds=1))
    sweep_rehearsals()
    lost, dead = dead, Rehearsal.objects.get(pk=dead.pk)
    assert (dead.state, dead.failure, dead.copy, ground.left()) == ("failed", "interrupted", "", before)
    assert not rehearsal_job.go_on(lost, 0.5), "who lost the lease writes nothing"
    assert not keep_report(lost, a_report(present=1, needed=1))
    assert not end_without_report(lost, Failure.BROKEN)
    sweep_rehearsal(dead.pk)
    stays = ("failed", "interrupted", None, dead.finished_at)
    assert Rehearsal.objects.values_list("state", "failure", "report", "finished_at").get(pk=dead.pk) == stays
    clear_copy(dead)
    assert waiting_rehearsals() == [other.pk]
    connection.close()


def a_report(*, present, needed):
    quiet = [GateReport(f"G{n}", queue_of([0.0], [5.0]), [1], 0, 0) for n in range(present)]
    return Report(
        arrivals=present, handling=5.0, gates=quiet, verdicts={"ok": present}, verdict_ms={"p50": 9, "p95": 9, "p99": 9},
        came_in=0, came_in_seconds=0.0, lost=0, refused=0, doubles=[], copies_shown=0, gates_needed=needed,
        nothing_written=True,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("present", "needed", "advice"),
    [
        (2, 3, "open 3, not 2: else somebody waits longer than five minutes"),
        (2, 2, "2 are right: nobody waits longer than five minutes"),
        (3, 2, "2 of 3 would do: with them nobody waits longer than five minutes"),
    ],
)
def test_a_terminal_reads_how_many_gates_to_open(present, needed, advice):
    assert f"gates             {advice}" in a_report(present=present, needed=needed).lines()


def report(**more):
    queue = {"served": 10, "longest": 3, "longest_wait": 30.0, "mean_wait": 5.0}
    gate = {"gate": "A", "queue": queue, "quarters": [10], "by_itself": 0, "unheard": 0}
    good = {"gates": [gate], "gates_needed": 1, "verdict_ms": {"p99": 20.0}, "refused": 0, "lost": 0}
    return good | {"nothing_written": True} | more


def test_what_to_change_is_said_for_each_thing_that_went_wrong():
    assert [(one.code, one.is_good) for one in findings(report())] == [("gates_right", True)]
    (gate,) = report()["gates"]
    slow_gate = gate | {"queue": gate["queue"] | {"longest_wait": 400.0}, "unheard": 2}
    found = findings(
        report(gates=[gate, slow_gate], verdict_ms={"p99": 900.0}, refused=1, lost=3, nothing_written=False)
    )
    assert [(one.code, *one.told.values()) for one in found] == [
        ("fewer_gates", 1, 2), ("uneven", "A", 7), ("slow", 900), ("unheard", 2), ("refused", 1), ("lost", 3), ("changed",),
    ]  # fmt: skip
    assert findings(report(gates_needed=2))[0].code == "more_gates"


def test_a_program_asks_follows_and_stops_it(ground, client, monkeypatch):
    monkeypatch.setattr(doorbell, "_publish", lambda _task, **_words: None)
    client.force_login(ground.manager)
    path = f"/api/v1/fairs/{ground.fair.slug}/rehearsals/"

    def post(where, **given):
        answer = client.post(where, given, content_type="application/json")
        return answer.status_code, answer.json()

    status, told = post(path, cut_from=35, cut_until=25)
    assert (status, told["errors"][0]["pointer"]) == (400, "/cut_until")
    assert Rehearsal.objects.count() == 0
    status, made = post(path, gates=3, arrivals=500)
    assert (status, made["state"], made["share"]) == (201, "queued", 0)
    assert made["asked"] == {
        "arrivals": 500, "gates": 3, "handling": 5, "cut_from": 25, "cut_until": 35, "copies": 20,
    }  # fmt: skip
    status, refused = post(path)
    assert (status, refused["type"].rpartition("/")[2]) == (409, "rehearsal_at_work")
    own = f"{path}{made['id']}/"
    assert (client.get(own).json()["report"], client.get(own).json()["findings"]) == (None, [])
    assert post(f"{own}stop/")[1]["state"] == "cancelled"
    assert post(f"{own}stop/")[0] == 409
    Rehearsal.objects.update(state="done", report=REPORT)
    shown = client.get(own).json()
    assert shown["report"] == REPORT
    assert [(one["code"], one["told"]) for one in shown["findings"]] == [
        ("more_gates", {"needed": 2, "present": 1}), ("lost", {"number": 1}),
    ]  # fmt: skip
    assert [one["id"] for one in client.get(path).json()["results"]] == [made["id"]]


REPORT = {
    "arrivals": 84, "handling": 5.0,
    "gates": [
        {
            "gate": "A", "queue": {"served": 84, "longest": 9, "longest_wait": 301.0, "mean_wait": 20.5},
            "quarters": [40, 44], "by_itself": 11, "unheard": 0,
        },
    ],
    "verdicts": {"ok": 84}, "verdict_ms": {"p50": 20.0, "p99": 80.0}, "came_in": 11, "came_in_seconds": 0.4, "lost": 1,
    "refused": 0, "doubles": [{"gates": "A B", "seconds_apart": 61.0}], "copies_shown": 2, "gates_needed": 2,
    "nothing_written": True,
}  # fmt: skip
