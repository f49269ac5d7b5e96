"""Where else somebody stands under the same name: registered twice, on a delegation's list, as its contact.

The same folded name with the same address or number is the same person. A mailbox or a name alone is not: colleagues share
mailboxes (docs/adr/0039).
"""

from collections.abc import Collection

from django.db.models import Q
from django.db.models.functions import Lower

from booking.models import Delegation, DelegationPlace, Registration
from directory.models import Person
from kernel.text import fold


def same_people(person: Person, organisation_id: int) -> list[Person]:
    """Who registered twice is there twice: same name with the same address or number, no account, this organiser's fairs only."""
    if not person.email and not person.phone:
        return []
    same = Q()
    if person.email:
        same |= Q(address=person.email.lower())
    if person.phone:
        same |= Q(phone=person.phone)
    rows = Person.objects.annotate(address=Lower("email")).filter(same, user__isnull=True).exclude(pk=person.pk)
    abroad = Registration.objects.exclude(fair__organisation=organisation_id).values("person")
    found = rows.exclude(pk__in=abroad).order_by("pk")
    return [one for one in found if fold(one.full_name) == fold(person.full_name)]


def places_of(people: Collection[Person], registration_ids: Collection[int]) -> list[DelegationPlace]:
    """Theirs by registration, and those of the same name and address or number who never got as far as one."""
    fairs = Registration.objects.filter(pk__in=registration_ids).values("fair")
    emails = [one.email.lower() for one in people if one.email]
    phones = [one.phone for one in people if one.phone]
    named = Q(registration__isnull=True, delegation__fair__in=fairs) & (Q(address__in=emails) | Q(phone__in=phones))
    rows = DelegationPlace.objects.annotate(address=Lower("email"))
    names = {fold(one.full_name) for one in people}
    found = rows.filter(Q(registration__in=registration_ids) | named).order_by("pk")
    return [one for one in found if one.registration_id is not None or fold(one.full_name) in names]


def contact_of(people: Collection[Person], registration_ids: Collection[int]) -> list[Delegation]:
    """Delegations at the same fairs whose contact has this name and this address or number."""
    fairs = Registration.objects.filter(pk__in=registration_ids).values("fair")
    emails = [one.email.lower() for one in people if one.email]
    phones = [one.phone for one in people if one.phone]
    rows = Delegation.objects.annotate(address=Lower("contact_email")).filter(fair__in=fairs)
    names = {fold(one.full_name) for one in people}
    found = rows.filter(Q(address__in=emails) | Q(contact_phone__in=phones)).order_by("pk")
    return [one for one in found if fold(one.contact_name) in names]
