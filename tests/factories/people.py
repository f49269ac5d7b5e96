"""Users, organisations and the fixed roles."""

from itertools import count

from accounts.models import Membership, Organisation, User
from accounts.roles import OrganisationKind, Role
from accounts.services.tokens import make_token
from directory.models import Company, Person

_number = count(1)
ALL_SCOPES = ("read", "book", "meet", "scan", "manage")


def make_user(email: str | None = None, password: str | None = None, **fields) -> User:
    n = next(_number)
    return User.objects.create_user(
        email or f"user{n}@mail.example", password, full_name=fields.pop("full_name", f"Người {n}"), **fields
    )


def make_organiser(name: str = "Sở Công Thương Hà Nội") -> Organisation:
    return Organisation.objects.create(kind=OrganisationKind.ORGANISER, name=name)


def make_company(name: str | None = None, **fields) -> Company:
    n = next(_number)
    name = name or f"Cơ khí số {n}"
    organisation = Organisation.objects.create(kind=OrganisationKind.COMPANY, name=name)
    fields.setdefault("province", "Hà Nội")
    fields.setdefault("slug", f"co-khi-{n}")
    return Company.objects.create(
        organisation=organisation, legal_name=f"Công ty TNHH {name}", short_name=name, **fields
    )


def make_member(organisation: Organisation, role: Role | str, **fields) -> User:
    user = make_user(**fields)
    Membership.objects.create(user=user, organisation=organisation, role=role)
    return user


def make_person(user: User | None = None, company: Company | None = None, **fields) -> Person:
    n = next(_number)
    fields.setdefault("full_name", user.full_name if user else f"Nguyễn Văn {n}")
    fields.setdefault("email", user.email if user else f"person{n}@mail.example")
    return Person.objects.create(user=user, company=company, **fields)


def bearer(user: User, *scopes: str) -> dict[str, str]:
    """Headers of a fresh token, for the test client's `headers=`.."""
    _, secret = make_token(user, name="test", scopes=scopes or ALL_SCOPES)
    return {"Authorization": f"Bearer {secret}"}
