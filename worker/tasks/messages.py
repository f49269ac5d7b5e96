"""Letters go out; what was left behind is found."""

from django.conf import settings

from kernel.leases import leased
from kernel.messages import sweep_stuck, take_left_behind
from worker.app import app
from worker.doorbell import letters_asked_for, nudge
from worker.post_office import deliver

FEW_ASKS = 20  # in the queue: with so few, a silent row's ask was lost
PATIENCE = 20  # times as long is it waited for where there are more


@app.task(name="messages.send", soft_time_limit=50, time_limit=55)
def send(*, message_id: int) -> None:
    deliver(message_id)


@app.task(name="messages.sweep", soft_time_limit=25, time_limit=30)
def sweep() -> None:
    """Take back what died in SENDING, then nudge READY rows whose wait is over or whose ask was lost.

    While many asks lie in the queue, that of a silent row is most likely among them: asking again would only lengthen it.
    """
    with leased("messages.sweep", seconds=10) as mine:
        if mine:
            sweep_stuck()
            patience = 1 if letters_asked_for() < FEW_ASKS else PATIENCE
            nudge(take_left_behind(quiet_seconds=settings.MESSAGE_NUDGE_SECONDS * patience, limit=2000))
