"""Refusals about accounts."""

from django.utils.translation import gettext_lazy as _

from kernel.errors import Forbidden


class TokenByToken(Forbidden):
    code = "token_by_token"
    title = _("A token cannot make tokens. Log in on the page to make one.")
