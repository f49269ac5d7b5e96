"""The worker's Celery application: `celery -A worker.app worker`, as many as there is work for. Its beat: worker/beat.py."""

import gc
import os

from celery import Celery
from celery.signals import worker_before_create_process, worker_process_init

from worker import farewell, heartbeat
from worker.schedule import configure

gc.set_threshold(50_000, 20, 20)  # what a start makes stays: looking for waste among it costs a fifth of the time
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
os.environ.setdefault("CELERY_SKIP_CHECKS", "true")  # they load every page and route; the web process checks them
os.environ.setdefault("RAYON_NUM_THREADS", "1")  # typesetting one sheet is no work for a crowd, and threads keep memory

app = Celery("phien", task_cls="worker.task:HouseTask")
configure(app)
app.autodiscover_tasks(["worker"])
heartbeat.listen()


@worker_before_create_process.connect
def _share_memory(**_: object) -> None:
    """Before a pool process is forked: keep the collector off what parent and child share."""
    farewell.note_parent()
    gc.collect()
    gc.freeze()


@worker_process_init.connect
def _end_with_the_letter(**_: object) -> None:
    farewell.install()
