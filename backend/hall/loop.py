"""Staying in step with the fair's server: a round every few seconds, less often while nobody answers."""

import logging
import random
import threading

from django.conf import settings
from django.db import Error as DatabaseTrouble
from django.db import connection

from backend.hall.link import Link, LinkBroken, Refused
from backend.hall.rounds import whole_round
from checkin.models import Upstream
from checkin.services.replica import note_trouble
from kernel.clock import now

log = logging.getLogger(__name__)
LONGEST_PAUSE = 15.0


def keep_in_step(stop: threading.Event) -> None:
    """Until `stop`. What fails is written down for whoever looks at this computer, and tried again."""
    pause = every = settings.HALL_SYNC_SECONDS
    while not stop.wait(pause * random.uniform(0.8, 1.2)):
        pause = every if _tried_round() else min(LONGEST_PAUSE, pause * 1.5)


def _tried_round() -> bool:
    try:
        upstream = Upstream.objects.get()
        whole_round(Link(upstream.site, upstream.key))
    except (LinkBroken, Refused) as exc:
        log.warning("hall.out_of_step", extra={"trouble": str(exc)})
        _write_down(exc.code or f"http_{exc.status}" if isinstance(exc, Refused) else "no_answer")
        return False
    except DatabaseTrouble:
        log.exception("hall.database_trouble")
        connection.close()
        _write_down("database")
        return False
    return True


def _write_down(code: str) -> None:
    try:
        note_trouble(code, now=now())
    except DatabaseTrouble:
        connection.close()
