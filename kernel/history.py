"""The audit line on each object."""

from django.db.models import Model

from kernel.models import HistoryEntry


def record(
    subject: Model, action: str, *, actor_id: int | None, before: str = "", after: str = "", **note: object
) -> None:
    """Append one entry, in the caller's transaction. `note` holds ids and numbers, never personal data."""
    HistoryEntry.objects.create(
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        actor_id=actor_id,
        action=action,
        before=before,
        after=after,
        note=note,
    )


def history_of(subject: Model) -> list[HistoryEntry]:
    """Oldest first; one query."""
    return list(
        HistoryEntry.objects.filter(subject_type=subject._meta.label_lower, subject_id=subject.pk).order_by("id")
    )
