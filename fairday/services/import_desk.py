"""The import desk: a file is checked first, kept for a day, and loaded when somebody says so; all or nothing."""

import datetime as dt
import tempfile
from pathlib import Path

from django.db.models import Q

from fairday.errors import AlreadyLoaded
from fairday.models import ImportUpload
from fairday.services._bring_fair import SUBJECTS
from fairday.services.load_fair import Report, Wishes, load_fair
from fairs.models import Fair
from kernel.clock import now as clock_now
from kernel.sheets import Problems
from kernel.sheets.uploads import plain_name, unpack
from kernel.unit_of_work import unit_of_work

MOST_BYTES = 10 * 1024 * 1024
KEPT_FOR = dt.timedelta(days=1)


def check_file(fair: Fair, *, name: str, content: bytes) -> Report:
    """What loading the file into the fair would do; writes nothing. Raises Busy while another import runs."""
    return _run(fair, name, content, Wishes(fair=fair, organisation=fair.organisation, is_dry_run=True))


def load_file(fair: Fair, *, name: str, content: bytes, actor_id: int) -> Report:
    """Loads the file into the fair when nothing in it is wrong. Raises Busy while another import runs."""
    return _run(fair, name, content, Wishes(fair=fair, organisation=fair.organisation, actor_id=actor_id))


def check_upload(fair: Fair, *, name: str, content: bytes, actor_id: int) -> ImportUpload:
    """Checks the file and keeps it with its report, to be loaded within a day. Earlier files of the same person that
    were never loaded are dropped. Raises Busy while another import runs."""
    report = check_file(fair, name=name, content=content)
    return _keep(fair, name=name, content=content, report=report, actor_id=actor_id)


def load_upload(upload: ImportUpload, *, actor_id: int) -> Report:
    """Loads the kept file; its bytes are dropped when it went in. Again changes nothing, so a crash in between does no
    harm. Raises AlreadyLoaded; Busy while another import runs."""
    kept = ImportUpload.objects.only("content").filter(pk=upload.pk).first()
    if kept is None or kept.content is None:
        raise AlreadyLoaded
    report = load_file(upload.fair, name=upload.name, content=bytes(kept.content), actor_id=actor_id)
    _note(upload, report, actor_id=actor_id)
    return report


@unit_of_work
def forget_uploads(*, now: dt.datetime) -> int:
    """Drops files that nobody loaded in time; how many."""
    gone, _by_model = ImportUpload.objects.filter(loaded_at__isnull=True, expires_at__lte=now).delete()
    return gone


@unit_of_work
def _keep(fair: Fair, *, name: str, content: bytes, report: Report, actor_id: int) -> ImportUpload:
    now = clock_now()
    waiting = ImportUpload.objects.filter(loaded_at__isnull=True)
    waiting.filter(Q(fair=fair, uploaded_by=actor_id) | Q(expires_at__lte=now)).delete()
    return ImportUpload.objects.create(
        fair=fair,
        uploaded_by_id=actor_id,
        name=plain_name(name),
        content=content,
        report=report.as_json(),
        expires_at=now + KEPT_FOR,
    )


@unit_of_work
def _note(upload: ImportUpload, report: Report, *, actor_id: int) -> None:
    """The fair's own history has been written by the import."""
    rows = ImportUpload.objects.filter(pk=upload.pk, loaded_at__isnull=True)
    if report.is_good:
        rows.update(report=report.as_json(), loaded_at=clock_now(), content=None, uploaded_by=actor_id)
    else:
        rows.update(report=report.as_json())


def _run(fair: Fair, name: str, content: bytes, wishes: Wishes) -> Report:
    problems = Problems()
    with tempfile.TemporaryDirectory(prefix="phien-import-") as folder:
        source = unpack(name, content, Path(folder), SUBJECTS, problems)
        if source is not None:
            report = load_fair(source, wishes, problems)
        else:
            report = Report(source="", problems=problems.in_order(), problem_count=problems.count)
    report.source, report.fair, report.is_dry_run = plain_name(name), fair.slug, wishes.is_dry_run
    return report
