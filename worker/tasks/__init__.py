"""The tasks, one module a subject. Importing this registers them."""

from worker.tasks import house, messages, outbox, schedule

__all__ = ["house", "messages", "outbox", "schedule"]
