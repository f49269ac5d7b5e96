"""The fair's server and a server at the venue: two processes, two databases, and a line between them that fails."""

import datetime as dt
import http.client
import json
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import psycopg
import pytest
from django.db import connection

from checkin.models import Admission, HallServer, Scan
from checkin.queries.merges import merge_report
from checkin.services.devices import add_device, revoke_device
from checkin.services.hall_servers import add_hall_server
from kernel.clock import now
from tests.factories.door import make_device
from tests.factories.fair import make_checkin_list, make_fair, make_gate
from tests.factories.hall import Line, hall_database, manage
from tests.factories.people import make_user
from tests.factories.visits import make_badges
from tests.web_process import web_process

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
PEOPLE = 40


class Door:
    """A device that speaks to one server or the other."""

    def __init__(self, device, checkin_list) -> None:
        self.device, self.list, self.seq = device, checkin_list.public_id, 0

    def ask(self, port: int, method: str, name: str, body=None):
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        headers = {"Content-Type": "application/json"}
        if name != "enrol":
            headers["Authorization"] = f"Device {self.device.key}"
        line.request(method, f"/api/v1/door/{name}/", body and json.dumps(body), headers)
        answer = line.getresponse()
        content = json.loads(answer.read())
        line.close()
        return answer.status, content

    def look(self, port: int, badge) -> str:
        self.seq += 1
        body = {
            "seq": self.seq,
            "nonce": f"look-{self.device.pk}-{self.seq:04}",
            "text": badge.code,
            "checkin_list": self.list,
        }
        status, content = self.ask(port, "POST", "scans", body)
        assert status == 200, content
        return content["verdict"]


class Venue:
    def __init__(self, environment, upstream_port: int, address: str) -> None:
        self.address = address
        self.line = Line(upstream_port)
        self.environment = environment | {
            "DATABASE_URL": address, "HALL_SERVER": "true", "HALL_SYNC_SECONDS": "0.1", "HALL_ANSWER_SECONDS": "1",
            "WEB_CONCURRENCY": "1", "OUTBOX_DOORBELL": "", "LOG_LEVEL": "CRITICAL",
        }  # fmt: skip
        self.sync = None

    def join(self, code: str) -> None:
        process = manage(self.environment, "hall", "join", f"http://127.0.0.1:{self.line.port}", code)
        told, _ = process.communicate(timeout=60)
        assert process.returncode == 0, told

    def start_sync(self) -> None:
        self.sync = manage(self.environment, "hall", "sync")

    def kill_sync(self) -> None:
        self.sync.kill()
        self.sync.communicate()

    def rows(self, statement: str, *values):
        with psycopg.connect(self.address) as here:
            return here.execute(statement, values).fetchall()

    def wait_for(self, statement: str, *values, seconds: float = 60):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            found = self.rows(statement, *values)
            if found and found[0][0]:
                return found
            if self.sync.poll() is not None:
                raise AssertionError(self.sync.stdout.read())
            time.sleep(0.1)
        raise AssertionError(
            f"{statement}: {self.rows('SELECT trouble, pushing, pulling, refused FROM checkin_upstream')}"
        )

    def end(self) -> None:
        self.line.close()
        if self.sync is not None:
            self.kill_sync()


@contextmanager
def venue(process_environment) -> Iterator[tuple[int, Venue]]:
    """The port of the fair's server, and the venue: not yet joined."""
    with ExitStack() as stack:
        address = stack.enter_context(hall_database())
        port = stack.enter_context(web_process(process_environment | {"WEB_CONCURRENCY": "1"}))
        there = Venue(process_environment, port, address)
        stack.callback(there.end)
        yield port, there


SCANS = """
SELECT s.nonce, s.verdict, s.scanned_at, d.public_id, s.device_seq, s.annulled_at IS NULL, encode(b.token_bits, 'hex')
FROM checkin_scan s JOIN checkin_device d ON d.id = s.device_id LEFT JOIN booking_badge b ON b.id = s.badge_id ORDER BY 1
"""
ADMISSIONS = "SELECT checkin_list_id, registration_id, gate_id, nonce, at FROM checkin_admission ORDER BY 1, 2"


def wait_until(is_so: Callable[[], bool], *, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def pages_of(port: int, address: str) -> int:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    line.request("GET", address)
    status = line.getresponse().status
    line.close()
    return status


def upstream_rows(statement: str):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def test_two_servers_cut_off_from_each_other_come_to_one_end(process_environment):
    with ExitStack() as stack:
        upstream, there = stack.enter_context(venue(process_environment))
        fair = make_fair()
        day = make_checkin_list(fair, opens_at=now() - dt.timedelta(hours=3))
        here, hall = (Door(make_device(make_gate(fair, code), day), day) for code in ("A", "B"))
        badges = make_badges(fair, PEOPLE)
        owner = make_user()
        made, code = add_hall_server(fair, name="Laptop", actor_id=owner.pk, now=now())
        there.join(code)
        there.start_sync()
        port = stack.enter_context(web_process(there.environment))
        there.wait_for("SELECT pulled_at IS NOT NULL FROM checkin_upstream")

        # in step: what the one knows the other learns
        assert here.look(upstream, badges[0]) == "ok"
        there.wait_for("SELECT count(*) = 1 FROM checkin_admission")
        assert hall.look(port, badges[0]) == "already_in"

        # cut off: copies of ten badges come in at both
        there.line.cut("dead")
        told = [(hall.look(port, badge), here.look(upstream, badge)) for badge in badges[1:11]]
        assert told == [("ok", "ok")] * 10
        assert [hall.look(port, badge) for badge in badges[11:30]] == ["ok"] * 19
        there.wait_for("SELECT trouble = 'no_answer' FROM checkin_upstream")

        # a telephone is let in there, by the code the organiser had made
        phone, code_of_phone = add_device(
            fair, name="Máy mới", gate=hall.device.gate, checkin_lists=[day], actor_id=owner.pk, now=now()
        )
        there.line.mend()
        there.wait_for("SELECT count(*) FROM checkin_device WHERE name = 'Máy mới'")
        there.line.cut("dead")
        status, let_in = hall.ask(port, "POST", "enrol", {"code": code_of_phone})
        assert status == 201
        phone.key = let_in["key"]
        assert Door(phone, day).look(port, badges[31]) == "ok"
        revoke_device(here.device, actor_id=owner.pk, now=now())
        status, away = hall.ask(port, "POST", "not-served-here", {})
        assert (status, away["code"]) == (503, "fair_server_away")

        # half an answer, then the power goes in the middle of it
        there.line.cut("broken")
        before = there.line.carried
        while there.line.carried < before + 4:
            time.sleep(0.05)
        there.kill_sync()
        there.line.mend()
        there.start_sync()
        hall.look(port, badges[30])
        nonce = f"look-{hall.device.pk}-{hall.seq:04}"
        there.wait_for("SELECT count(*) = 1 FROM checkin_upstream WHERE pushing IS NULL AND trouble = ''")

        def is_in_step() -> bool:
            known = HallServer.objects.get(pk=made.pk)
            return (
                Scan.objects.filter(nonce=nonce).exists()
                and known.unsent == 0
                and there.rows(SCANS) == upstream_rows(SCANS)
            )

        wait_until(is_in_step)
        assert there.rows(ADMISSIONS) == upstream_rows(ADMISSIONS)
        assert Admission.objects.count() == 32
        assert Scan.objects.count() == 1 + 1 + 20 + 19 + 1 + 1
        assert len(merge_report(fair).doubles) == 10
        assert HallServer.objects.get(pk=made.pk).pulled_at is not None
        assert Door(phone, day).ask(upstream, "GET", "post")[0] == 200
        assert hall.ask(port, "POST", "not-served-here", {})[1]["code"] == "not_found"
        there.wait_for("SELECT revoked_at IS NOT NULL FROM checkin_device WHERE id = %s", here.device.pk)
        assert here.ask(port, "GET", "post")[1]["code"] == "device_revoked"
        assert (pages_of(port, "/hall/"), pages_of(port, "/hoi-cho/"), pages_of(port, "/vi/door/app/")) == (
            200,
            404,
            404,
        )
