"""The roles a person can have in an organisation, and what kind of organisation each belongs to."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrganisationKind(models.TextChoices):
    ORGANISER = "organiser", _("Organiser")
    COMPANY = "company", _("Company")


class Role(models.TextChoices):
    OWNER = "owner", _("Owner")
    MANAGER = "manager", _("Manager")
    SALES = "sales", _("Sales")
    DOOR = "door", _("Door staff")
    ADMIN = "admin", _("Company administrator")
    STAFF = "staff", _("Company staff")


ORGANISER_ROLES = frozenset({Role.OWNER, Role.MANAGER, Role.SALES, Role.DOOR})
COMPANY_ROLES = frozenset({Role.ADMIN, Role.STAFF})
