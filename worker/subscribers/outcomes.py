"""Letters after a meeting: how did it go, and what became of it months later. Each opens by its link, without a log-in."""

import datetime as dt
from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from booking.models import Meeting, MeetingParticipant, Registration
from booking.queries.meetings import with_meeting_parts
from booking.states import MeetingState, RegistrationState
from fairday.links import follow_up_key, outcome_key
from fairday.models import FollowUpStep, MeetingOutcome
from fairs import wording
from kernel.clock import now
from kernel.messages import Attachment, Draft
from worker import links
from worker.letters import Action, Fact, Letter, Plate, greeting, head_of, set_letter

TOLD_WITHIN = dt.timedelta(days=14)
HELD = (MeetingState.CONFIRMED, MeetingState.RUNNING, MeetingState.DONE)


def meeting_over(*, meeting_id: int, sequence: int) -> Iterator[Draft]:
    """To one person of each side that has not told its outcome; nothing after a cancellation or a no-show."""
    rows = Meeting.objects.filter(pk=meeting_id, sequence=sequence, state__in=HELD)
    meeting = with_meeting_parts(rows.select_related("fair__organisation")).first()
    if meeting is None:
        return
    told = set(MeetingOutcome.objects.filter(meeting=meeting).values_list("company_id", flat=True))
    for seat in _one_a_side(meeting):
        if seat.company_id in told or not _may_write(meeting, seat):
            continue
        with override(seat.person.language):
            check = {"maker": "outcome_untold", "meeting_id": meeting.pk, "company_id": seat.company_id}
            yield _draft(
                meeting,
                "outcome.asked",
                seat.company_id,
                seat,
                _outcome_letter(meeting, seat),
                [check],
            )


def follow_up_asked(*, step_id: int) -> Iterator[Draft]:
    """What has become of it; suppressed when the side has answered or wants no more questions before it leaves."""
    step = FollowUpStep.objects.select_related("follow_up__outcome").filter(pk=step_id).first()
    if step is None or step.answered_at is not None or step.follow_up.closed_at is not None:
        return
    outcome = step.follow_up.outcome
    meeting = with_meeting_parts(
        Meeting.objects.filter(pk=outcome.meeting_id).select_related("fair__organisation")
    ).get()
    seats = [seat for seat in meeting.participants.all() if seat.person_id == step.follow_up.person_id]
    if not seats or not _may_write(meeting, seats[0]):
        return
    with override(seats[0].person.language):
        letter = _follow_up_letter(meeting, seats[0], step)
        check = {"maker": "follow_up_open", "step_id": step.pk}
        yield _draft(meeting, "follow_up.asked", step.pk, seats[0], letter, [check])


LETTERS: dict[str, Callable[..., Iterator[Draft]]] = {
    "meeting.over": meeting_over,
    "follow_up.asked": follow_up_asked,
}


def _outcome_letter(meeting: Meeting, seat: MeetingParticipant) -> Letter:
    language, partner = seat.person.language, _partner(meeting, seat)
    key = outcome_key(meeting, seat.company_id, expires_at=now() + TOLD_WITHIN)
    return Letter(
        title=_("How was your meeting with %(company)s?") % {"company": partner},
        heading=_("What came of your meeting?"),
        greeting=greeting(seat.person.full_name),
        paragraphs=[
            _("Three taps are enough: what came of it, how much it is about, how good it was."),
            _("The other company does not see your answer. The organiser sees what came of it, not your rating."),
        ],
        plate=Plate(_("Table"), "T", str(meeting.table.number)),
        facts=_facts(meeting, partner, language),
        action=Action(_("Tell what came of it"), links.page("web:outcome_by_key", language, meeting.fair.slug, key)),
        reason=_reason(),
    )


def _follow_up_letter(meeting: Meeting, seat: MeetingParticipant, step: FollowUpStep) -> Letter:
    language, partner = seat.person.language, _partner(meeting, seat)
    months = step.months
    return Letter(
        title=_("What has become of your meeting with %(company)s?") % {"company": partner},
        heading=ngettext("%(months)s month after the fair", "%(months)s months after the fair", months)
        % {"months": months},
        greeting=greeting(seat.person.full_name),
        paragraphs=[
            _("One tap is enough. With a final answer you are not asked again about this meeting."),
            _("On the same page you can say that you want no more questions."),
        ],
        facts=_facts(meeting, partner, language),
        action=Action(
            _("Tell what has become of it"),
            links.page("web:follow_up", language, meeting.fair.slug, follow_up_key(step)),
        ),
        reason=_reason(),
    )


def _facts(meeting: Meeting, partner: str, language: str) -> list[Fact]:
    slot, fair = meeting.slot, meeting.fair
    return [
        Fact(_("With"), partner),
        Fact(_("Day"), wording.local_day(slot.starts_at, fair.timezone, language)),
        Fact(_("Time"), wording.hours(slot.starts_at, slot.ends_at, fair.timezone)),
        *([Fact(_("About"), wording.said(meeting.need, "title", language))] if meeting.need else []),
    ]


def _one_a_side(meeting: Meeting) -> list[MeetingParticipant]:
    """The first person of each company that has an address."""
    seats: dict[int, MeetingParticipant] = {}
    for seat in meeting.participants.all():
        if seat.person.email:
            seats.setdefault(seat.company_id, seat)
    return list(seats.values())


def _may_write(meeting: Meeting, seat: MeetingParticipant) -> bool:
    """Not to somebody who has withdrawn from the fair."""
    return Registration.objects.filter(
        fair=meeting.fair_id, person=seat.person_id, state=RegistrationState.COMPLETE
    ).exists()


def _partner(meeting: Meeting, seat: MeetingParticipant) -> str:
    names = [other.company.short_name for other in meeting.participants.all() if other.company_id != seat.company_id]
    return ", ".join(dict.fromkeys(names))


def _reason() -> str:
    return _("You receive this mail because you take part in the business meetings of this fair.")


def _draft(  # noqa: PLR0917 -- what makes the row, in its order
    meeting: Meeting, kind: str, revision: int, seat: MeetingParticipant, letter: Letter, checks: list[Attachment]
) -> Draft:
    person, fair = seat.person, meeting.fair
    text, html = set_letter(letter, head_of(fair, person.language), person.language)
    return Draft(
        subject_type="booking.meeting",
        subject_id=meeting.pk,
        kind=kind,
        revision=revision,
        recipient=person.email,
        recipient_name=person.full_name,
        language=person.language,
        title=letter.title,
        text=text,
        html=html,
        attachments=checks,
        tenant=fair.organisation.public_id,
        scope=fair.public_id,
    )
