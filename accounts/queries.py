"""Reads about users: their memberships and their tokens."""

from accounts.models import ApiToken, Membership, User


def memberships_of(user: User) -> list[Membership]:
    """With their organisations, oldest first; one query."""
    return list(Membership.objects.select_related("organisation").filter(user=user).order_by("pk"))


def tokens_of(user: User) -> list[ApiToken]:
    """The tokens that still work or may, newest first; one query."""
    return list(ApiToken.objects.filter(user=user, revoked_at__isnull=True).order_by("-pk"))


def member_names(organisation_id: int) -> dict[int, str]:
    """Primary key to name of everybody who works for the organisation; one query."""
    return {user.pk: user.full_name for user in User.objects.filter(memberships__organisation_id=organisation_id)}
