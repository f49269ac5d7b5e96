"""A person's right to be forgotten: everything that tells who it was goes at once, what was counted stays (docs/adr/0039)."""

import logging

from django.db import transaction

from booking.models import Registration
from booking.services._erasing import end_and_erase, forget_people, forget_words, refuse_where_bound, take_to_erase
from booking.states import ErasureReason, RegistrationState
from checkin.services._erasing import forget_leads, forget_walk_ins
from fairday.services._erased_letters import forget_answers, forget_letters, forget_outcomes, forget_reports
from kernel.clock import now as clock_now
from kernel.history import record
from kernel.unit_of_work import unit_of_work

log = logging.getLogger(__name__)


@unit_of_work
def erase_person(registration: Registration, *, actor_id: int | None, reason: ErasureReason) -> Registration:
    """The registration, erased, with all others of the same person that have ended. No letter is written.

    The log names the registrations by their outside ids: after a backup was put back, they are erased again by it.

    In order: locks, refusals, badge and seats as by a withdrawal, leads, walk-ins, texts, letters, then the person.
    Refuses HasAccount, PassForMany, ManagedByFirm, StillMeeting, StillContact, ComingElsewhere; NotFound for one that is erased already.
    """
    now = clock_now()
    traces = take_to_erase(registration)
    refuse_where_bound(traces, now=now)
    end_and_erase(traces, actor_id=actor_id, now=now)
    forget_leads(traces.registration_ids)
    forget_walk_ins(traces)
    forget_words(traces)
    forget_outcomes(traces)
    forget_letters(traces)
    forget_answers(traces)
    forget_reports(traces)
    forget_people(traces)
    record(
        traces.asked,
        "erased",
        actor_id=actor_id,
        after=RegistrationState.ERASED,
        reason=reason.value,
        registrations=len(traces.registrations),
    )
    erased = sorted(one.public_id for one in traces.registrations)
    transaction.on_commit(lambda: log.info("person.erased", extra={"registrations": erased}), robust=True)
    return Registration.objects.select_related("fair", "person", "invitation__exhibitor").get(pk=registration.pk)
