"""A batch's files as one ZIP, sent while it is put together."""

from collections.abc import Iterator

from django.http import StreamingHttpResponse

from booking.models import BadgeBatch
from kernel.archive import zipped
from kernel.clock import local


def zip_of_stacks(batch: BadgeBatch, stacks: Iterator[tuple[int, bytes]]) -> StreamingHttpResponse:
    slug = batch.fair.slug
    files = ((f"{slug}-badges-{number:02}.pdf", content) for number, content in stacks)
    made = local(batch.finished_at or batch.created_at, batch.fair.timezone)
    response = StreamingHttpResponse(zipped(files, at=made), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{slug}-badges-{made:%Y%m%d-%H%M}.zip"'
    response["Cache-Control"] = "private, no-store"
    return response
