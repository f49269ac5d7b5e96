"""The tasks, one module a subject. Importing this registers them."""

from worker.tasks import house, meeting_day, messages, outbox, schedule

__all__ = ["house", "meeting_day", "messages", "outbox", "schedule"]
