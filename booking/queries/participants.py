"""Who takes part in a fair: exhibiting and buying companies, and their registered people."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from booking.models import Registration
from booking.states import RegistrationState
from directory.models import Company, Person
from fairs.models import Exhibitor, Fair, HostedBuyer


def exhibiting_companies(fair: Fair) -> QuerySet[Company]:
    return Company.objects.filter(Exists(Exhibitor.objects.filter(fair=fair, company=OuterRef("pk"))))


def buying_companies(fair: Fair) -> QuerySet[Company]:
    return Company.objects.filter(Exists(HostedBuyer.objects.filter(fair=fair, company=OuterRef("pk"))))


def participating_companies(fair: Fair) -> QuerySet[Company]:
    """Both sides; a firm that shows and buys stands in it once."""
    return Company.objects.filter(
        Q(Exists(Exhibitor.objects.filter(fair=fair, company=OuterRef("pk"))))
        | Q(Exists(HostedBuyer.objects.filter(fair=fair, company=OuterRef("pk"))))
    )


def complete_registrations(fair: Fair) -> QuerySet[Registration]:
    return Registration.objects.filter(fair=fair, state=RegistrationState.COMPLETE)


def people_to_meet(fair: Fair, company: Company) -> QuerySet[Person]:
    """The company's people with a complete registration: whom a wish may name."""
    return Person.objects.filter(
        Exists(complete_registrations(fair).filter(person=OuterRef("pk"))), company=company
    ).order_by("pk")
