"""Queues and the one schedule, the same for the worker's app and the beat's."""

from celery import Celery
from django.conf import settings
from kombu import Exchange, Queue

HOUSE, MAIL, PLAN, PRINT = "phien.house", "phien.mail", "phien.plan", "phien.print"
_ANONYMOUS = Exchange("")  # routes by queue name alone: there is no binding that a wiped broker could forget


def configure(app: Celery) -> None:
    """Letters have a queue of their own, so that ten thousand of them do not keep the house waiting; schedules and
    badges too, so that a big house can give them a worker of their own (`--queues phien.plan,phien.print`)."""
    app.config_from_object("django.conf:settings", namespace="CELERY")
    app.conf.update(
        task_queues=[Queue(name, _ANONYMOUS, routing_key=name) for name in (HOUSE, MAIL, PLAN, PRINT)],
        task_default_queue=HOUSE,
        task_default_exchange="",
        task_default_routing_key=HOUSE,
        task_routes={
            "messages.send": {"queue": MAIL, "routing_key": MAIL},
            "schedule.compute": {"queue": PLAN, "routing_key": PLAN},
            "badges.print": {"queue": PRINT, "routing_key": PRINT},
            "schedule.what_if": {"queue": PLAN, "routing_key": PLAN},
            "rehearsals.hold": {"queue": PLAN, "routing_key": PLAN},
        },
        beat_schedule={
            name: {"task": name, "schedule": seconds, "options": {"expires": seconds, "ignore_result": True}}
            for name, seconds in {
                "outbox.relay": 2.0,
                "messages.sweep": float(settings.MESSAGE_SWEEP_SECONDS),
                "due.run": 5.0,
                "holds.expire": 10.0,
                "schedule.sweep": 5.0,
                "refills.run": 5.0,
                "badges.sweep": 5.0,
                "rehearsals.sweep": 5.0,
                "house.keep": 3600.0,
            }.items()
        },
    )
