"""The beat, `python -m worker.beat`: it only knows names and times, so it loads neither models nor tasks, nor the
command line of Celery. 45 MB became 36 without that.

Two of them do no harm: every periodic task holds a lease or shares its work by row locks.
"""

import os

from celery import Celery

from worker import heartbeat
from worker.schedule import configure

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")

app = Celery("phien", fixups=[])
configure(app)
heartbeat.listen()

if __name__ == "__main__":
    app.Beat(loglevel="WARNING", quiet=True).run()  # it would tell each tick
