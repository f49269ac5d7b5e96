"""Door: the Celery app, the outbox relay and the tasks."""
