"""Law: a code that the organiser renewed lets nobody in, although somebody had typed it before the new one was written."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from accounts.roles import Role
from checkin.keys import digest_of, new_code
from checkin.models import Device, HallServer
from checkin.services import devices, hall_servers
from checkin.services.devices import add_device, enrol
from checkin.services.hall_servers import add_hall_server, enrol_hall_server
from kernel.clock import now
from kernel.errors import NotFound
from tests.factories.fair import make_checkin_list, make_fair, make_gate
from tests.factories.people import make_member

pytestmark = pytest.mark.django_db(transaction=True)
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))"


def typed(come_in, code):
    try:
        come_in(code, now=now())
    except NotFound as refusal:
        return refusal.code
    finally:
        connection.close()
    return "in"


def both_typed_while_renewed():
    """How a device and a hall server fare whose old codes were looked up before the new ones were written."""
    fair, at = make_fair(), now()
    actor = make_member(fair.organisation, Role.OWNER)
    given = {"gate": make_gate(fair), "checkin_lists": [make_checkin_list(fair)]}
    _, first = add_device(fair, name="A", **given, actor_id=actor.pk, now=at)
    _, second = add_hall_server(fair, name="Laptop", actor_id=actor.pk, now=at)
    with ThreadPoolExecutor(2) as pool:
        with transaction.atomic(), connection.cursor() as cursor:
            Device.objects.update(code_digest=digest_of(new_code()))
            HallServer.objects.update(code_digest=digest_of(new_code()))
            told = [pool.submit(typed, enrol, first), pool.submit(typed, enrol_hall_server, second)]
            until = time.monotonic() + 10
            waiting = 0
            while waiting < 2 and time.monotonic() < until:
                time.sleep(0.01)
                cursor.execute(WAITING)
                ((waiting,),) = cursor.fetchall()
            assert waiting == 2
        return [one.result() for one in told]


def test_an_old_code_typed_while_it_was_renewed_lets_nobody_in():
    assert both_typed_while_renewed() == ["not_found", "not_found"]
    assert Device.objects.get().key_digest is None
    assert HallServer.objects.get().key_digest is None


def test_without_the_lock_the_old_code_lets_in(monkeypatch):
    """The twin: each looks at the row as it was, and writes a key behind the new code."""
    monkeypatch.setattr(devices, "lock_device", lambda row_id: Device.objects.get(pk=row_id))
    monkeypatch.setattr(hall_servers, "lock_hall_server", lambda row_id: HallServer.objects.get(pk=row_id))
    assert both_typed_while_renewed() == ["in", "in"]
