"""The Celery application: queues, the base of all tasks, the one schedule. Its settings are CELERY_* in the settings.

Worker: `celery -A worker.app worker`; beat: `celery -A worker.app beat`. Any number of workers; two beats do no harm.
"""

import gc
import os

from celery import Celery
from celery.signals import worker_before_create_process, worker_process_init
from django.conf import settings
from kombu import Exchange, Queue

from worker import farewell, heartbeat

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
os.environ.setdefault("CELERY_SKIP_CHECKS", "true")  # they load every page and route; the web process checks them

HOUSE, MAIL = "phien.house", "phien.mail"
_ANONYMOUS = Exchange("")  # routes by queue name alone: there is no binding that a wiped broker could forget

app = Celery("phien", task_cls="worker.task:HouseTask")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.task_queues = [Queue(name, _ANONYMOUS, routing_key=name) for name in (HOUSE, MAIL)]
app.conf.task_default_queue = HOUSE
app.conf.update(task_default_exchange="", task_default_routing_key=HOUSE)
app.conf.task_routes = {"messages.send": {"queue": MAIL, "routing_key": MAIL}}
app.conf.beat_schedule = {
    name: {"task": name, "schedule": seconds, "options": {"expires": seconds, "ignore_result": True}}
    for name, seconds in {
        "outbox.relay": 2.0,
        "messages.sweep": float(settings.MESSAGE_SWEEP_SECONDS),
        "due.run": 5.0,
        "holds.expire": 10.0,
        "house.keep": 3600.0,
    }.items()
}
app.autodiscover_tasks(["worker"])
heartbeat.listen()


@worker_before_create_process.connect
def _share_memory(**_: object) -> None:
    """Before a pool process is forked: keep the collector off what parent and child share."""
    gc.collect()
    gc.freeze()


@worker_process_init.connect
def _end_with_the_letter(**_: object) -> None:
    farewell.install()
