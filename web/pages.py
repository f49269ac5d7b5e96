"""What the pages of a fair share: the fair of the address, who looks at it, its clock.

    @fair_page
    def programme(request: FairRequest) -> HttpResponse: ...

`request.fair` is the fair, `request.viewer` says who the user is there; the fair's zone is active while the view runs.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar, cast
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from accounts.access import AnyUser, role_in
from accounts.models import User
from accounts.roles import Role
from directory.access import companies_of, person_of
from directory.models import Company, Person
from fairs.access import fair_for
from fairs.models import Fair, HostedBuyer

P = ParamSpec("P")
R = TypeVar("R", bound=HttpResponseBase)


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks at a fair. `role` is the lanyard: exh, buy, vis, org, dor, or nothing for somebody not known."""

    user: AnyUser
    role: str = ""
    staff_role: Role | None = None
    companies: tuple[Company, ...] = ()
    person: Person | None = None

    @property
    def company(self) -> Company | None:
        return self.companies[0] if self.companies else None

    @property
    def company_ids(self) -> frozenset[int]:
        return frozenset(company.pk for company in self.companies)


class FairRequest(HttpRequest):
    """A request inside `fair_page`."""

    fair: Fair
    viewer: Viewer
    role: str
    user: AnyUser


def viewer_of(user: AnyUser, fair: Fair) -> Viewer:
    """Nothing is asked for somebody not logged in; at most four queries otherwise."""
    if not isinstance(user, User):
        return Viewer(user)
    staff_role = role_in(user, fair.organisation_id)
    if staff_role is not None:
        return Viewer(user, "dor" if staff_role == Role.DOOR else "org", staff_role, person=person_of(user))
    companies = tuple(companies_of(user))
    person = person_of(user)
    if companies:
        is_buyer = HostedBuyer.objects.filter(fair=fair, company__in=companies).exists()
        return Viewer(user, "buy" if is_buyer else "exh", None, companies, person)
    return Viewer(user, "vis" if person is not None else "", None, (), person)


def fair_page(
    view: Callable[Concatenate[FairRequest, P], R],
) -> Callable[Concatenate[FairRequest, str, P], R]:
    """The view of an address that begins with `<slug:fair>/`. A fair one may not see does not exist (404)."""

    @wraps(view)
    def inside(request: FairRequest, fair: str, *args: P.args, **kwargs: P.kwargs) -> R:
        request.fair = fair_for(request.user, fair)
        request.viewer = viewer_of(request.user, request.fair)
        request.role = request.viewer.role
        with timezone.override(ZoneInfo(request.fair.timezone)):
            return view(request, *args, **kwargs)

    return cast("Callable[Concatenate[FairRequest, str, P], R]", inside)
