"""Default deny: a route says who may come in, or it does not start (tests/permissions holds the whole table)."""

from typing import TYPE_CHECKING

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

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
