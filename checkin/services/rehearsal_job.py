"""Holding a rehearsal, in no transaction: claimed, the copy made, the gates at work beside a watch, the copy gone, the report kept."""

import logging

from django.conf import settings

from checkin.models import Rehearsal
from checkin.rehearsal.morning import SPARE, Asked, hold
from checkin.rehearsal.report import Report
from checkin.rehearsal.run import NoAnswer, Stopped
from checkin.services.rehearsal_stage import print_of, set_stage
from checkin.services.rehearsals import Failure, claim, clear_copy, end_without_report, go_on, keep_report
from kernel.clock import now

log = logging.getLogger(__name__)


def hold_rehearsal(rehearsal_id: int, *, time_is_up: type[Exception]) -> None:
    """Not waiting, or no hand for it: nothing happens. `time_is_up` is what the worker raises at its limit.

    The copy goes before the report is kept: what is told as done is done.
    """
    rehearsal = claim(rehearsal_id)
    if rehearsal is None:
        return
    try:
        try:
            report = _hold(rehearsal)
        finally:
            clear_copy(rehearsal)
        keep_report(rehearsal, report)
    except Stopped:
        end_without_report(rehearsal, Failure.INTERRUPTED)
    except NoAnswer:
        end_without_report(rehearsal, Failure.NO_ANSWER)
    except time_is_up:
        end_without_report(rehearsal, Failure.TOO_LONG)
    except Exception:  # whatever it was: the organiser is told, and the sweep clears what is left
        log.exception("rehearsal.broken", extra={"rehearsal_id": rehearsal_id})
        end_without_report(rehearsal, Failure.BROKEN)


def _hold(rehearsal: Rehearsal) -> Report:
    asked, fair = Asked.from_json(rehearsal.asked), rehearsal.fair
    before = print_of(fair)
    stage = set_stage(fair, people=asked.arrivals + SPARE, gates=asked.gates, phones=0, now=now(), rehearsal=rehearsal)
    return hold(fair, stage, asked, site=settings.SITE_URL, before=before, watch=lambda share: go_on(rehearsal, share))
