"""The only way from an outside id to what hangs on the day's desks."""

import datetime as dt

from accounts.access import AnyUser
from fairday.models import ImportUpload
from fairs.access import MANAGERS, fair_to_run
from fairs.models import Fair
from kernel.errors import NotFound


def fair_to_import(user: AnyUser, slug: str) -> Fair:
    """For owner and manager. Raises NotFound for anybody outside, Forbidden for their colleagues."""
    return fair_to_run(user, slug, MANAGERS)


def upload_of(fair: Fair, public_id: str, *, now: dt.datetime) -> ImportUpload:
    """An upload of a fair one may import to, without its bytes. One that was not loaded in time does not exist."""
    found = ImportUpload.objects.defer("content").select_related("fair__organisation", "uploaded_by")
    upload = found.filter(fair=fair, public_id=public_id).first()
    if upload is None or (upload.loaded_at is None and upload.expires_at <= now):
        raise NotFound
    return upload
