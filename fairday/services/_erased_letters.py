"""Copies of letters, kept answers and reports of imports that tell of whoever is erased, as steps of that unit of work."""

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Concat, Lower

from booking.models import Meeting, MeetingRequest, WorkshopSeat
from booking.rules.erasing import without, without_in
from booking.services._erasing import Traces, meetings_and_wishes
from fairday.models import FollowUpStep, ImportUpload, MeetingOutcome, RefillOffer
from fairs.models import Fair
from kernel.models import Message, MessageState
from kernel.models.messages import NOBODY
from kernel.statements import planned
from kernel.text import fold

UNDER_WAY = (MessageState.READY, MessageState.SENDING)

# A relay that has begun a letter holds its event: we wait for it and find the letter. One that begins later finds nobody.
_WAIT_FOR_RELAYS = """
SELECT id FROM kernel_outboxevent
WHERE relayed_at IS NULL AND failed_at IS NULL
  AND (payload->>'registration_id' = ANY (%(registrations)s) OR payload->>'seat_id' = ANY (%(seats)s)
       OR payload->>'place_id' = ANY (%(places)s) OR payload->>'meeting_id' = ANY (%(meetings)s)
       OR payload->>'request_id' = ANY (%(wishes)s) OR payload->>'step_id' = ANY (%(steps)s)
       OR payload->>'delegation_id' = ANY (%(delegations)s))
ORDER BY id FOR UPDATE
"""
_FORGET_ANSWERS = """
UPDATE kernel_idempotencykey SET body = convert_to('{}', 'UTF8')
WHERE body IS NOT NULL AND EXISTS (SELECT 1 FROM unnest(%(words)s::text[]) w WHERE position(convert_to(w, 'UTF8') IN body) > 0)
"""


def forget_letters(traces: Traces) -> None:
    """Their own letters are emptied, what has not left stays here; in letters to others the words about them go."""
    meetings, wishes = meetings_and_wishes(traces.person_ids)
    planned(
        _WAIT_FOR_RELAYS,
        {
            "registrations": _texts(traces.registration_ids),
            "seats": _texts(_seats(traces)),
            "places": _texts([one.pk for one in traces.places]),
            "meetings": _texts(meetings),
            "wishes": _texts(wishes),
            "steps": _texts(_steps(traces)),
            "delegations": _texts([one.pk for one in traces.contact_of]),
        },
    )
    own = [one.pk for one in _to_them(traces)]
    letters = Message.objects.filter(pk__in=own)
    letters.filter(state__in=UNDER_WAY).update(state=MessageState.SUPPRESSED, claimed_until=None)
    letters.update(
        recipient=Concat(F("public_id"), Value(f"@{NOBODY}")),
        recipient_name="",
        title="",
        text="",
        html="",
        attachments=[],
        last_error="",
    )
    delegations = {one.pk for one in traces.contact_of} | {one.delegation_id for one in traces.places}
    for letter in _about_them(meetings, wishes, delegations).exclude(pk__in=own):
        said = (letter.title, letter.text, letter.html)
        left = tuple(without(text, traces.words) for text in said)
        if left != said:
            title, text, html = left
            Message.objects.filter(pk=letter.pk).update(title=title, text=text, html=html)


def forget_outcomes(traces: Traces) -> None:
    """The note beside what came of a meeting, as far as it names them."""
    meetings, _ = meetings_and_wishes(traces.person_ids)
    for outcome in MeetingOutcome.objects.filter(meeting__in=meetings).exclude(note=""):
        left = without(outcome.note, traces.words)
        if left != outcome.note:
            MeetingOutcome.objects.filter(pk=outcome.pk).update(note=left)


def forget_answers(traces: Traces) -> None:
    """Answers kept for a day under an idempotency key: asked again, they are an empty document."""
    ids = {one.public_id for one in traces.registrations} | {one.public_id for one in traces.people}
    ids |= {one.public_id for one in traces.places}
    planned(_FORGET_ANSWERS, {"words": sorted(ids | traces.emails)})


def forget_reports(traces: Traces) -> None:
    """A report of an import quotes the values it could not take."""
    for upload in ImportUpload.objects.defer("content").filter(fair__in=traces.fair_ids):
        left = without_in(upload.report, traces.words)
        if left != upload.report:
            ImportUpload.objects.filter(pk=upload.pk).update(report=left)


def _to_them(traces: Traces) -> list[Message]:
    """Two people may share an address: a letter is theirs by what it is about, or by the name it was sent to."""
    scopes = Fair.objects.filter(pk__in=traces.fair_ids).values_list("public_id", flat=True)
    registrations = {*traces.registration_ids, *(one.group_id for one in traces.contact_of if one.group_id)}
    about = Q(subject_type="booking.registration", subject_id__in=registrations)
    addressed = Q(scope__in=list(scopes), address__in=traces.emails)
    rows = Message.objects.annotate(address=Lower("recipient")).filter(about | addressed)
    return [
        one
        for one in rows.only("pk", "subject_type", "subject_id", "recipient_name")
        if fold(one.recipient_name) in traces.names
        or (one.subject_type == "booking.registration" and one.subject_id in registrations)
    ]


def _about_them(meetings: list[int], wishes: list[int], delegations: set[int]) -> QuerySet[Message]:
    fairs = set(Meeting.objects.filter(pk__in=meetings).values_list("fair_id", flat=True))
    fairs |= set(MeetingRequest.objects.filter(pk__in=wishes).values_list("fair_id", flat=True))
    offers = RefillOffer.objects.filter(Q(request__in=wishes) | Q(lost__meeting__in=meetings))
    scopes = list(Fair.objects.filter(pk__in=fairs).values_list("public_id", flat=True))
    return Message.objects.filter(
        Q(subject_type="booking.meeting", subject_id__in=meetings)
        | Q(subject_type="booking.meetingrequest", subject_id__in=wishes)
        | Q(subject_type="booking.delegation", subject_id__in=delegations)
        | Q(subject_type="fairday.refilloffer", subject_id__in=offers.values("pk"))
        | Q(subject_type="booking.schedulerun", scope__in=scopes)
    )


def _seats(traces: Traces) -> list[int]:
    return list(WorkshopSeat.objects.filter(registration__in=traces.registration_ids).values_list("pk", flat=True))


def _steps(traces: Traces) -> list[int]:
    asked = FollowUpStep.objects.filter(follow_up__person__in=traces.person_ids)
    return list(asked.values_list("pk", flat=True))


def _texts(ids: list[int]) -> list[str]:
    return [str(one) for one in ids]
