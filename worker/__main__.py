"""`python -m worker`: a worker as the demo and docker-compose.yml run it, without the command line of Celery and its shell.

For what that can do besides (queues of its own, inspecting): `celery --app worker.app`.
"""

import sys

from worker.app import app

PROCESSES = 2  # on a machine of any size: one more is 50 MB more, and connections of its own

if __name__ == "__main__":
    # without a heartbeat: nobody listens, and one that beats while the worker ends waits for ever for a broker that is gone
    worker = app.Worker(
        pool_cls="prefork",
        concurrency=PROCESSES,
        loglevel="INFO",
        quiet=True,
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
    )
    worker.start()
    sys.exit(worker.exitcode)
