"""`python -m worker`: a worker as the demo and docker-compose.yml run it, without the command line of Celery and its shell.

For what that can do besides (queues of its own, inspecting): `celery --app worker.app`.
"""

import sys

from worker.app import app

if __name__ == "__main__":
    # without a heartbeat: nobody listens, and one that beats while the worker ends waits for ever for a broker that is gone
    worker = app.Worker(
        pool_cls="prefork",
        loglevel="INFO",
        quiet=True,
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
    )
    worker.start()
    sys.exit(worker.exitcode)
