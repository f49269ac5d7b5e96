"""The audit line on each object."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Model
from psycopg.types.json import Jsonb

from kernel.models import HistoryEntry
from kernel.statements import post

INTO_HISTORY = "INSERT INTO kernel_historyentry (subject_type, subject_id, actor_id, action, before, after, note)"
_INSERT = f"""
{INTO_HISTORY}
SELECT subject_type, subject_id, %s::bigint, action, before, after, note
FROM unnest(%s::text[], %s::bigint[], %s::text[], %s::text[], %s::text[], %s::jsonb[])
     WITH ORDINALITY AS entry (subject_type, subject_id, action, before, after, note, place)
ORDER BY place
"""  # noqa: S608 -- a constant of ours


@dataclass(frozen=True, slots=True)
class Entry:
    """One line to be: `note` holds ids and numbers, never personal data."""

    subject: Model
    action: str
    before: str = ""
    after: str = ""
    note: Mapping[str, object] = field(default_factory=dict)


def record(
    subject: Model, action: str, *, actor_id: int | None, before: str = "", after: str = "", **note: object
) -> None:
    """Append one entry, in the caller's transaction. `note` holds ids and numbers, never personal data."""
    record_all([Entry(subject, action, before, after, note)], actor_id=actor_id)


def record_all(entries: Sequence[Entry], *, actor_id: int | None) -> None:
    """As `record`, with one statement for all, in their order."""
    values = [
        (each.subject._meta.label_lower, each.subject.pk, each.action, each.before, each.after, Jsonb(dict(each.note)))
        for each in entries
    ]
    if values:
        post(_INSERT, [actor_id, *map(list, zip(*values, strict=True))])


def history_of(subject: Model) -> list[HistoryEntry]:
    """Oldest first; one query."""
    return list(
        HistoryEntry.objects.filter(subject_type=subject._meta.label_lower, subject_id=subject.pk).order_by("id")
    )
