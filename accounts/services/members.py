"""Who works for a company: invited by address, made administrator or staff, removed. One administrator always stays."""

from accounts.errors import LastAdmin, NotARole
from accounts.models import Membership, Organisation, User
from accounts.roles import COMPANY_ROLES, Role
from accounts.services._addresses import user_at
from kernel.history import record
from kernel.locks import Rank, lock_rows
from kernel.outbox import emit
from kernel.unit_of_work import unit_of_work


@unit_of_work
def invite_member(
    organisation: Organisation, *, email: str, full_name: str, role: Role, language: str, actor: User
) -> Membership:
    """Adds the user of that address, made without a password when new, and emits `account.invited`.

    A user who is here already keeps name and language. Raises AlreadyMember, NotARole.
    """
    _check_role(role)
    lock_rows(Rank.TENANT, Organisation.objects.filter(pk=organisation.pk))
    user = user_at(email, full_name=full_name, language=language)
    member = Membership.objects.create(user=user, organisation=organisation, role=role)
    record(organisation, "member.invited", actor_id=actor.pk, after=role, user_id=user.pk)
    emit("account.invited", membership_id=member.pk, invited_by_id=actor.pk)
    return member


@unit_of_work
def change_role(member: Membership, *, role: Role, actor: User) -> Membership:
    """Idempotent. Raises LastAdmin, NotARole."""
    _check_role(role)
    found = _locked(member)
    if found is None or found.role == role:
        return member
    if found.role == Role.ADMIN:
        _keep_an_admin(found)
    before, found.role = found.role, role
    found.save(update_fields=["role"])
    record(found.organisation, "member.changed", actor_id=actor.pk, before=before, after=role, user_id=found.user_id)
    return found


@unit_of_work
def remove_member(member: Membership, *, actor: User) -> None:
    """Takes the user out of the company; the user stays. Idempotent. Raises LastAdmin."""
    found = _locked(member)
    if found is None:
        return
    if found.role == Role.ADMIN:
        _keep_an_admin(found)
    found.delete()
    record(found.organisation, "member.removed", actor_id=actor.pk, before=found.role, user_id=found.user_id)


def _check_role(role: Role) -> None:
    if role not in COMPANY_ROLES:
        raise NotARole


def _locked(member: Membership) -> Membership | None:
    """As it is now; the organisation's row is locked, so that two administrators cannot remove each other."""
    lock_rows(Rank.TENANT, Organisation.objects.filter(pk=member.organisation_id))
    return Membership.objects.select_related("organisation").filter(pk=member.pk).first()


def _keep_an_admin(member: Membership) -> None:
    others = Membership.objects.filter(organisation=member.organisation_id, role=Role.ADMIN).exclude(pk=member.pk)
    if not others.filter(user__is_active=True).exists():
        raise LastAdmin
