"""The worker's Celery application: `celery -A worker.app worker`, as many as there is work for. Its beat: worker/beat.py."""

import logging
import os

from celery import Celery
from celery.signals import worker_before_create_process, worker_process_init

from kernel import memory
from worker import farewell, heartbeat
from worker.schedule import configure

memory.hold_little()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
os.environ.setdefault("CELERY_SKIP_CHECKS", "true")  # they load every page and route; the web process checks them

app = Celery("phien", task_cls="worker.task:HouseTask")
configure(app)
app.autodiscover_tasks(["worker"])
heartbeat.listen()


def tells_something(record: logging.LogRecord) -> bool:
    """Whether the line that a task ended says more than that the clock ticked."""
    is_tick = getattr(record, "data", {}).get("name") in app.conf.beat_schedule
    return not is_tick or record.levelno > logging.INFO


logging.getLogger("celery.app.trace").addFilter(tells_something)


@worker_before_create_process.connect
def _share_memory(**_: object) -> None:
    """Before a pool process is forked."""
    farewell.note_parent()
    memory.share_what_is_loaded()


@worker_process_init.connect
def _end_with_the_letter(**_: object) -> None:
    farewell.install()
