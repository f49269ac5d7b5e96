"""The user behind an address. A step: whoever calls it is inside a unit of work."""

from django.contrib.auth.hashers import make_password

from accounts.models import User


def user_at(email: str, *, full_name: str = "", language: str = "vi") -> User:
    """The user of that address, locked; made without a password when there is none, so that only a mailed code logs in.

    Two at once make one: the later one finds the other's row.
    """
    email = email.strip().lower()
    User.objects.bulk_create(
        [User(email=email, full_name=full_name, language=language, password=make_password(None))],
        ignore_conflicts=True,
    )
    return User.objects.select_for_update(no_key=True).get(email=email)
