"""The letters of a fair as its organiser looks them up: by state, by subject, by name, address or title without marks."""

from django.db.models import Count, QuerySet, TextField, Value
from django.db.models.functions import Concat

from fairs.models import Fair
from kernel.folding import Folded
from kernel.models import Message
from kernel.text import fold


def deliveries_found(
    fair: Fair, *, text: str = "", states: tuple[str, ...] = (), kinds: tuple[str, ...] = ()
) -> QuerySet[Message]:
    """Newest first, without the words themselves; every word of `text` must be found; `kinds` are beginnings."""
    rows = Message.objects.filter(scope=fair.public_id).defer("text", "html", "attachments")
    if states:
        rows = rows.filter(state__in=states)
    if kinds:
        rows = rows.filter(kind__regex=rf"^({'|'.join(kinds)})")
    words = fold(text).split()
    if words:
        rows = rows.annotate(
            words=Folded(
                Concat("recipient_name", Value(" "), "recipient", Value(" "), "title", output_field=TextField())
            ),
        )
        for word in words:
            rows = rows.filter(words__contains=word)
    return rows.order_by("-pk")


def count_deliveries(fair: Fair) -> dict[str, int]:
    """How many letters are in each state; one query."""
    rows = Message.objects.filter(scope=fair.public_id).values_list("state").annotate(number=Count("pk"))
    return dict(rows.order_by())
