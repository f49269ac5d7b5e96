"""Reads about users: their memberships and their tokens."""

from accounts.models import ApiToken, Membership, User


def memberships_of(user: User) -> list[Membership]:
    """With their organisations, oldest first; one query."""
    return list(Membership.objects.select_related("organisation").filter(user=user).order_by("pk"))


def tokens_of(user: User) -> list[ApiToken]:
    """The tokens that still work or may, newest first; one query."""
    return list(ApiToken.objects.filter(user=user, revoked_at__isnull=True).order_by("-pk"))
