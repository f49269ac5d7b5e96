"""The tree of refusals. A door renders any of them as RFC 9457 `application/problem+json` or as a sentence on a page.

DomainError
├── NotFound     404  what you may not see does not exist
├── Forbidden    403  you may see it, you may not do this
├── Conflict     409  somebody or something was first
├── Rejected     422  the request is well formed and wrong
├── TooMany      429  slower, please
└── Busy         503  try again in a moment (carries retry_after seconds)

Apps subclass these in their `errors.py`, one class per refusal, named by what is wrong. `code` is a public contract
(docs/api/problems.md); `title` is a lazily translated sentence; `extra` holds what the person can do next.
"""

from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


class DomainError(Exception):
    status: ClassVar[int] = 400
    code: ClassVar[str] = "domain_error"
    title: ClassVar[Text] = _("The request was refused.")

    def __init__(self, detail: Text = "", *, pointer: str | None = None, **extra: Any) -> None:
        """`detail` says what happened this time; `pointer` names the field (JSON pointer) it is about."""
        super().__init__(str(detail) or self.code)
        self.detail = detail
        self.pointer = pointer
        self.extra = extra


class NotFound(DomainError):
    status = 404
    code = "not_found"
    title = _("There is nothing here.")


class Forbidden(DomainError):
    status = 403
    code = "forbidden"
    title = _("You may not do this.")


class Conflict(DomainError):
    status = 409
    code = "conflict"
    title = _("Somebody was first.")


class Rejected(DomainError):
    status = 422
    code = "rejected"
    title = _("This cannot be accepted.")


class TooMany(DomainError):
    status = 429
    code = "too_many"
    title = _("Too many requests. Please slow down.")


class Busy(DomainError):
    status = 503
    code = "busy"
    title = _("The system is busy. Nothing was lost; please try again.")

    def __init__(self, detail: Text = "", *, retry_after: int = 1, **extra: Any) -> None:
        super().__init__(detail, **extra)
        self.retry_after = retry_after


class IllegalMove(Conflict):
    """A state machine was asked for a move its table does not have."""

    code = "illegal_move"
    title = _("This is no longer possible in its present state.")
