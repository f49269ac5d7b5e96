"""Log-ins of a demonstration. Existing ones keep their password and everything else; a missing membership is added."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext as _

from accounts.models import Membership, Organisation, User
from accounts.roles import COMPANY_ROLES, ORGANISER_ROLES, Role
from kernel.sheets import Table, cell, cells
from kernel.upsert import Upserted, upsert

ORGANISER, COMPANY, VISITOR = "organiser", "company", "visitor"


@dataclass(frozen=True, slots=True)
class LogInRow:
    at: int
    email: str = cell(cells.email)
    full_name: str = cell(cells.text(200))
    kind: str = cell(cells.one_of([ORGANISER, COMPANY, VISITOR]))
    phone: str = cell(cells.phone, default="")
    organisation: str = cell(cells.text(14), default="")
    role: str = cell(cells.one_of(Role.values), default="")
    language: str = cell(cells.one_of(["vi", "en", "ja"]), default="vi")
    password: str = cell(cells.text(128), default="")


def check_log_ins(table: Table[LogInRow], password: str) -> None:
    """Drops and reports rows whose role does not fit their kind, or that have no password to begin with."""
    table.refuse_doubles("email")
    allowed = {ORGANISER: ORGANISER_ROLES, COMPANY: COMPANY_ROLES, VISITOR: frozenset({""})}

    def is_good(row: LogInRow) -> bool:
        if row.role not in allowed[row.kind]:
            reason = _("The role “%(role)s” does not go with the kind “%(kind)s”.")
            table.bad(row, "role", "role", reason % {"role": row.role, "kind": row.kind})
            return False
        if (row.kind == COMPANY) != bool(row.organisation):
            reason = _("The tax code of the company stands here when the kind is “company”, and only then.")
            table.bad(row, "organisation", "organisation", reason)
            return False
        if not (password or row.password):
            table.bad(row, "password", "empty", _("This cell must not be empty."))
            return False
        return True

    table.keep(is_good)


def bring_log_ins(
    table: Table[LogInRow], organisations: Mapping[tuple[str, str], Organisation], *, password: str
) -> Upserted[User]:
    """`organisations` by (kind, organisation cell); `password` is for all when given. Rows without one stand aside."""
    hashes: dict[str, str] = {}
    rows = [row for row in table.rows if row.kind == VISITOR or (row.kind, row.organisation) in organisations]
    present = set(User.objects.filter(email__in=[row.email for row in rows]).values_list("email", flat=True))
    wanted = []
    for row in rows:
        secret = password or row.password
        if row.email not in present and secret not in hashes:
            hashes[secret] = make_password(secret)  # one slow hash for a password the whole demonstration shares
        wanted.append(
            User(
                email=row.email,
                full_name=row.full_name,
                phone=row.phone,
                language=row.language,
                password=hashes.get(secret, ""),
            )
        )
    existing = User.objects.filter(email__in=present)
    done = upsert(existing, wanted, key=("email",), fields=(), may_update=False)
    members = [
        Membership(user=done.rows[row.email,], organisation=organisations[row.kind, row.organisation], role=row.role)
        for row in rows
        if row.kind != VISITOR
    ]
    memberships = Membership.objects.filter(user__in=[member.user_id for member in members])
    added = upsert(memberships, members, key=("user_id", "organisation_id"), fields=(), may_update=False)
    by_pk = {user.pk: key for key, user in done.rows.items()}
    done.touch({by_pk[user_id] for user_id, _organisation in added.created})
    return done
