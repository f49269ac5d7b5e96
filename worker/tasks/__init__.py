"""The tasks, one module a subject. Importing this registers them."""

from worker.tasks import badges, house, meeting_day, messages, outbox, rehearsals, schedule

__all__ = ["badges", "house", "meeting_day", "messages", "outbox", "rehearsals", "schedule"]
