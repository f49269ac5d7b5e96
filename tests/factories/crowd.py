"""Many firms at once, each with a colleague and a token: bulk rows where the crowd, not the firm, is the subject."""

from dataclasses import dataclass
from itertools import count

from accounts.models import ApiToken, Membership, Organisation, User
from accounts.roles import OrganisationKind, Role
from accounts.services.tokens import digest_of
from directory.models import Company

_number = count(1)


@dataclass(frozen=True)
class Booker:
    company: Company
    user: User
    secret: str


def make_crowd(size: int, *, province: str = "Hà Nội") -> list[Booker]:
    """`size` bookers of `size` companies; eight statements."""
    crowd = next(_number)
    names = [f"Đám đông {crowd} số {n}" for n in range(size)]
    organisations = Organisation.objects.bulk_create(
        Organisation(kind=OrganisationKind.COMPANY, name=name) for name in names
    )
    companies = Company.objects.bulk_create(
        Company(
            organisation=organisation,
            slug=f"crowd-{crowd}-{n}",
            legal_name=organisation.name,
            short_name=organisation.name,
            province=province,
        )
        for n, organisation in enumerate(organisations)
    )
    users = User.objects.bulk_create(
        User(email=f"crowd-{crowd}-{n}@mail.example", full_name=name, password="!")  # nobody logs in with it
        for n, name in enumerate(names)
    )
    Membership.objects.bulk_create(
        Membership(user=user, organisation=organisation, role=Role.STAFF)
        for user, organisation in zip(users, organisations, strict=True)
    )
    secrets = [f"phn_crowd-{crowd}-{n}-0123456789" for n in range(size)]
    ApiToken.objects.bulk_create(
        ApiToken(user=user, name="crowd", prefix=secret[:8], digest=digest_of(secret), scopes=["book", "read"])
        for user, secret in zip(users, secrets, strict=True)
    )
    return [
        Booker(company=company, user=user, secret=secret)
        for company, user, secret in zip(companies, users, secrets, strict=True)
    ]
