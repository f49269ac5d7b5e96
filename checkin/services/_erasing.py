"""What erasing a person does on this floor, as steps of one unit of work (docs/adr/0039). Scans and admissions stay."""

from collections.abc import Collection

from django.db.models.functions import Now

from booking.services._erasing import Traces
from checkin.models import EntryKind, Lead, LeadEntry, WalkIn
from checkin.queries.refused_walk_ins import refused_walk_ins


def forget_leads(registration_ids: Collection[int]) -> None:
    """Each lead counts on, withdrawn for good; what colleagues noted about the person goes, that they scanned him stays.

    The update waits for whoever writes to a lead just now; what was written is then seen and taken out.
    """
    Lead.objects.filter(registration__in=registration_ids).update(withdrawn_at=Now(), shared_at=None, changed_at=Now())
    LeadEntry.objects.filter(lead__registration__in=registration_ids).exclude(kind=EntryKind.SCAN).delete()


def forget_walk_ins(traces: Traces) -> None:
    """Walk-ins that were refused keep what the desk typed: those of this name and number."""
    found = refused_walk_ins(traces.people, traces.fair_ids)
    WalkIn.objects.filter(pk__in=[one.pk for one in found]).update(full_name="", phone="", company_name="")
