"""What every task is: on a fresh or healthy database connection, with its id on every log line."""

from typing import Any

import structlog
from celery import Task
from django.db import close_old_connections


class HouseTask(Task):
    """A task is thin and idempotent; its truth is a row. Its `name=` and keyword ids are a wire format."""

    abstract = True

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        close_old_connections()
        with structlog.contextvars.bound_contextvars(task=self.name, task_id=self.request.id):
            return super().__call__(*args, **kwargs)
