"""Who a session belongs to. Every page of somebody logged in asks, hence a statement built once (docs/adr/0013)."""

from django.contrib.auth.backends import ModelBackend

from accounts.models import User
from kernel.lookups import Lookup

_by_id = Lookup(User, "id")


class SessionBackend(ModelBackend):
    """Logs in as Django's own; a name or a password is checked where it is."""

    def get_user(self, user_id: int) -> User | None:
        user = _by_id.get(user_id)
        return user if user is not None and self.user_can_authenticate(user) else None
