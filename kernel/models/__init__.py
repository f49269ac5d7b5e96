from kernel.models.due import DueItem
from kernel.models.history import HistoryEntry
from kernel.models.idempotency import IdempotencyKey
from kernel.models.lease import Lease
from kernel.models.messages import Message, MessageState
from kernel.models.outbox import OutboxEvent

__all__ = ["DueItem", "HistoryEntry", "IdempotencyKey", "Lease", "Message", "MessageState", "OutboxEvent"]
