"""Refusals about accounts."""

from django.utils.translation import gettext_lazy as _

from kernel.errors import Conflict, Forbidden, Rejected, TooMany
from kernel.unit_of_work import refuse_constraint


class TokenByToken(Forbidden):
    code = "token_by_token"
    title = _("A token cannot make tokens. Log in on the page to make one.")


class CodeRefused(Rejected):
    """Wrong, used or too old: which of them is not told."""

    code = "log_in_code_refused"
    title = _("This code is not valid. Ask for a new one.")


class TooManyCodes(TooMany):
    code = "too_many_log_in_codes"
    title = _("Too many codes were asked for. Please wait a quarter of an hour.")


class AlreadyMember(Conflict):
    code = "already_member"
    title = _("This person belongs to the company already.")


class LastAdmin(Conflict):
    code = "last_admin"
    title = _("A company needs an administrator. Make somebody else administrator first.")


class NotARole(Rejected):
    """A role of another kind of organisation."""

    code = "not_a_role"
    title = _("There is no such role in this organisation.")


refuse_constraint("membership_once", AlreadyMember)
