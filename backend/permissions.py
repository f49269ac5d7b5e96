"""Default deny: a route says who may come in, or it does not start (tests/permissions holds the whole table)."""

from typing import TYPE_CHECKING

from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from accounts.models import ApiToken
from checkin.access.hall_servers import HallPost
from checkin.access.posts import DevicePost

if TYPE_CHECKING:  # the view imports its permissions from the settings
    from rest_framework.views import APIView


class Denied(BasePermission):
    """The default of a route that says nothing: nobody."""

    def has_permission(self, request: Request, view: "APIView") -> bool:  # noqa: ARG002
        return False


class Anyone(BasePermission):
    """Public by decision: the access door of the domain still decides what exists for whom."""

    def has_permission(self, request: Request, view: "APIView") -> bool:  # noqa: ARG002
        return True


class LoggedIn(BasePermission):
    """Any user with a session or a token; what they may see or do is decided in the domain's `access.py`."""

    def has_permission(self, request: Request, view: "APIView") -> bool:  # noqa: ARG002
        return bool(request.user and request.user.is_authenticated)


class Scoped(LoggedIn):
    """A logged-in user; a token needs the view's `required_scope` (reading methods: `read`), a session needs none."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        if not super().has_permission(request, view):
            return False
        if not isinstance(request.auth, ApiToken):
            return True
        scopes = set(request.auth.scopes)
        needed = getattr(view, "required_scope", "manage")
        return needed in scopes or (request.method in SAFE_METHODS and "read" in scopes)


class Enrolled(BasePermission):
    """A device of the door, and nobody else."""

    def has_permission(self, request: Request, view: "APIView") -> bool:  # noqa: ARG002
        return isinstance(request.auth, DevicePost)


class HallServers(BasePermission):
    """An enrolled server at the venue, and nobody else."""

    def has_permission(self, request: Request, view: "APIView") -> bool:  # noqa: ARG002
        return isinstance(request.auth, HallPost)


def has_scope(request: Request, scope: str) -> bool:
    """Whether the credential may do that: a session may all, a token what its scopes say."""
    return not isinstance(request.auth, ApiToken) or scope in request.auth.scopes
