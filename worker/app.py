"""The Celery application; its settings are in backend/settings.py under CELERY_."""

import gc
import os

from celery import Celery
from celery.signals import worker_before_create_process

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
app = Celery("phien")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["worker"])


@worker_before_create_process.connect
def _share_memory(**_: object) -> None:
    """Before a pool process is forked: keep the collector off what parent and child share."""
    gc.collect()
    gc.freeze()
