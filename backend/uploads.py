"""How much of an upload is taken in: ten megabytes and a little for the form around them; the rest runs past unread."""

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, StopUpload

MOST_BYTES = 10 * 1024 * 1024


class BoundedUpload(FileUploadHandler):
    """First of FILE_UPLOAD_HANDLERS. All files of a request count together; with too much the request has no file, and
    whoever wanted one says so. The request is read to its end, so that the answer can be seen."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.taken = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:  # noqa: ARG002 -- Django's signature
        self.taken += len(raw_data)
        if self.taken > MOST_BYTES:
            raise StopUpload(connection_reset=False)
        return raw_data

    def file_complete(self, file_size: int) -> None:  # noqa: ARG002 -- the handlers behind make the file
        return None
