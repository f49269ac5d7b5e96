"""Letters about log-ins: the code, whose digits stand in no row and are put in when the letter leaves; the invitation."""

from collections.abc import Callable, Iterator

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import LoginCode, Membership, User
from kernel.clock import now
from kernel.messages import Draft
from worker import links
from worker.letters import Action, Fact, Letter, greeting, house_head, set_letter

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


def invited(*, membership_id: int, invited_by_id: int) -> Iterator[Draft]:
    """To a new colleague; none when they were removed again meanwhile."""
    member = Membership.objects.select_related("user", "organisation").filter(pk=membership_id).first()
    if member is None:
        return
    user, company = member.user, member.organisation.name
    inviter = User.objects.filter(pk=invited_by_id).first()
    with override(user.language):
        letter = Letter(
            title=_("You can now work for %(company)s") % {"company": Truncator(company).chars(120)},
            heading=_("You can now work for your company"),
            greeting=greeting(user.full_name),
            paragraphs=[
                _("%(person)s has added you to %(company)s. You see its booths, meetings and profile.")
                % {"person": inviter or company, "company": company}
            ],
            facts=[Fact(_("Company"), company), Fact(_("Role"), str(member.get_role_display()))],
            action=Action(_("Log in"), links.page("web:log_in", user.language)),
            steps=[
                _("Open the log-in page and type this address, %(email)s.") % {"email": user.email},
                _("Six digits come by mail; no password is needed."),
            ],
            reason=_("You receive this mail because a colleague named your address. If that was wrong, ignore it."),
        )
        text, html = set_letter(letter, house_head(), user.language)
    yield Draft(
        subject_type="accounts.membership",
        subject_id=member.pk,
        kind="account.invited",
        recipient=user.email,
        recipient_name=user.full_name,
        language=user.language,
        title=letter.title,
        text=text,
        html=html,
    )


LETTERS: dict[str, Callable[..., Iterator[Draft]]] = {
    "account.code_requested": code_requested,
    "account.invited": invited,
}
