from accounts.models import Organisation
from accounts.roles import OrganisationKind


def organiser_named(name: str) -> Organisation:
    """The organiser of that name, made when there is none."""
    found = Organisation.objects.filter(kind=OrganisationKind.ORGANISER, name=name).order_by("pk").first()
    return found or Organisation.objects.create(kind=OrganisationKind.ORGANISER, name=name)
