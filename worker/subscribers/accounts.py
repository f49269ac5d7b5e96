"""The letter with the log-in code. Its digits stand in no row: they are put in when the letter leaves."""

from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import LoginCode
from kernel.clock import now
from kernel.messages import Draft
from worker import links
from worker.letters import Action, Letter, greeting, house_head, set_letter

MARK = "······"


def code_requested(*, login_code_id: int) -> Iterator[Draft]:
    code = LoginCode.objects.select_related("user").filter(pk=login_code_id, expires_at__gt=now()).first()
    if code is None:
        return
    user = code.user
    with override(user.language):
        letter = Letter(
            title=_("Your log-in code"),
            heading=_("Your log-in code"),
            greeting=greeting(user.full_name),
            paragraphs=[_("Type this code where you asked for it. It is good for ten minutes and for one log-in.")],
            code=MARK,
            action=Action(_("Open the log-in page"), links.page("web:log_in_code", user.language)),
            reason=_("If you did not ask for a code, ignore this mail: without it nobody can log in."),
        )
        text, html = set_letter(letter, house_head(), user.language)
    yield Draft(
        subject_type="accounts.login_code",
        subject_id=code.pk,
        kind="account.login_code",
        recipient=user.email,
        recipient_name=user.full_name,
        language=user.language,
        title=letter.title,
        text=text,
        html=html,
        attachments=[{"maker": "login_code", "login_code_id": code.pk, "mark": MARK}],
    )


LETTERS: dict[str, Callable[..., Iterator[Draft]]] = {"account.code_requested": code_requested}
