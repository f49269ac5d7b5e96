"""The visitor's word to one firm: it may have his contact data no more, or again. What the firm noted stays the firm's."""

from django.db.models.functions import Now

from checkin.models import Lead
from kernel.errors import NotFound
from kernel.history import record
from kernel.locks import Rank, lock_one
from kernel.unit_of_work import unit_of_work


@unit_of_work
def withdraw_from_lead(lead: Lead, *, actor_id: int | None) -> Lead:
    """From now on every list, card and file of the firm is without his data, and says so. A scan does not undo it."""
    locked = _locked(lead)
    if locked.withdrawn_at is None:
        _say(locked, "lead.withdrawn", actor_id=actor_id)
        Lead.objects.filter(pk=locked.pk).update(withdrawn_at=Now(), shared_at=None, changed_at=Now())
    return _locked(lead)


@unit_of_work
def share_with_lead(lead: Lead, *, actor_id: int | None) -> Lead:
    """This firm may have his data, whatever the others may."""
    locked = _locked(lead)
    if locked.shared_at is None:
        _say(locked, "lead.shared", actor_id=actor_id)
        Lead.objects.filter(pk=locked.pk).update(withdrawn_at=None, shared_at=Now(), changed_at=Now())
    return _locked(lead)


def _say(lead: Lead, action: str, *, actor_id: int | None) -> None:
    record(lead, action, actor_id=actor_id, registration_id=lead.registration_id, exhibitor_id=lead.exhibitor_id)


def _locked(lead: Lead) -> Lead:
    found = lock_one(Rank.CLAIM, Lead.objects.filter(pk=lead.pk))
    if found is None:
        raise NotFound
    return found
