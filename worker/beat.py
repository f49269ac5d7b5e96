"""The beat's own application: it only knows names and times, so it loads neither models nor tasks (a third of the memory).

`celery -A worker.beat beat`. Two of them do no harm: every periodic task holds a lease or shares its work by row locks.
"""

import os

from celery import Celery

from worker import heartbeat
from worker.schedule import configure

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")

app = Celery("phien", fixups=[])
configure(app)
heartbeat.listen()
