"""The Redis transport, with a receipt that may be lost: a worker goes on although the broker did not hear "done".

Kombu counts a message as being worked on until the broker has taken its acknowledgement. If the broker is silent at that
moment, Celery logs `Couldn't ack` and goes on, and nothing counts the message as done any more: as many such moments as
the worker has processes, and it waits for ever, alive and idle, with nothing left to read that would show it the broken
line. Here the message stops counting at once. The broker still holds it and hands it out again after the visibility
timeout; a task is idempotent, its truth a row.
"""

from kombu.transport import redis


class QoS(redis.QoS):
    """What is being worked on; an acknowledgement that fails raises as before, and frees its place all the same."""

    def ack(self, delivery_tag: str) -> None:
        try:
            super().ack(delivery_tag)
        except BaseException:
            super(redis.QoS, self).ack(delivery_tag)  # Kombu's count alone, without a word to the broker
            raise

    def reject(self, delivery_tag: str, requeue: bool = False) -> None:
        try:
            super().reject(delivery_tag, requeue=requeue)
        except BaseException:
            super(redis.QoS, self).ack(delivery_tag)  # Kombu's count alone, without a word to the broker
            raise


class Channel(redis.Channel):
    """Redis's channel with our count."""

    QoS = QoS


class Transport(redis.Transport):
    """What CELERY_BROKER_TRANSPORT names."""

    Channel = Channel
