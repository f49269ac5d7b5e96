"""What every template may count on, whatever view renders it: `fair`, `nav`, `role`, `account_name`.

A view's own values win; `request.fair` and `request.role` (set by a middleware or a mixin) come next.
"""

from typing import Any

from django.http import HttpRequest


def page(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    is_known = user is not None and user.is_authenticated
    return {
        "fair": getattr(request, "fair", None),
        "nav": "",
        "role": getattr(request, "role", "") if is_known else "",
        "account_name": _name_of(user) if is_known else "",
    }


def _name_of(user: object) -> str:
    """The name a person reads as their own: full name, else the part of the address before the @."""
    for attribute in ("full_name", "name", "display_name"):
        value = getattr(user, attribute, "")
        if isinstance(value, str) and value:
            return value
    return str(getattr(user, "email", "") or user).split("@")[0]
