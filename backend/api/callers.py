"""Who calls, typed: views behind `Scoped` have a user."""

from rest_framework.request import Request

from accounts.models import User


def user_of(request: Request) -> User:
    assert isinstance(request.user, User)
    return request.user
