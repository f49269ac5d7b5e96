"""Letters go out; what was left behind is found."""

from django.conf import settings

from kernel.leases import leased
from kernel.messages import sweep_stuck, take_left_behind
from worker.app import app
from worker.doorbell import nudge
from worker.post_office import deliver


@app.task(name="messages.send", soft_time_limit=50, time_limit=55)
def send(*, message_id: int) -> None:
    deliver(message_id)


@app.task(name="messages.sweep", soft_time_limit=25, time_limit=30)
def sweep() -> None:
    """Take back what died in SENDING, then nudge every READY row that nobody has been asked to send for a while."""
    with leased("messages.sweep", seconds=30) as mine:
        if mine:
            sweep_stuck()
            nudge(take_left_behind(quiet_seconds=settings.MESSAGE_NUDGE_SECONDS))
