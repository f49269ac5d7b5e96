"""Letters about registrations, badges and seats."""

from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import override

from booking.models import Badge, Registration, RegistrationRole, WorkshopSeat
from booking.passes import LANYARDS
from booking.states import BadgeState, RegistrationState
from checkin.queries.door import crew_lists_of
from fairs import wording
from kernel.messages import Attachment, Draft
from worker import links
from worker.letters import Action, Fact, Letter, Plate, greeting, head_of, set_letter

SUBJECT = "booking.registration"
PASS_KIND = "registration.pass"  # noqa: S105 -- the word of an entry pass


def registration_completed(*, registration_id: int, badge_version: int = 1) -> Iterator[Draft]:
    """The pass: PDF with QR, calendar file, the way there."""
    registration = _registration(registration_id)
    if registration is not None and registration.state == RegistrationState.COMPLETE:
        with override(registration.person.language):
            heading = _("You are registered")
            title = _("Your pass for %(fair)s") % {"fair": registration.fair.short_name}
            yield _draft(
                registration,
                PASS_KIND,
                badge_version,
                _pass_letter(registration, title, heading),
                _with_pass(registration),
            )


def pass_wanted(*, registration_id: int, window: int) -> Iterator[Draft]:
    """Somebody registered the same address again: its owner gets the pass once more, at most once a window."""
    registration = _registration(registration_id)
    if registration is not None and registration.state == RegistrationState.COMPLETE:
        with override(registration.person.language):
            heading = _("You were already registered")
            title = _("Your pass for %(fair)s") % {"fair": registration.fair.short_name}
            letter = _pass_letter(registration, title, heading)
            yield _draft(registration, "registration.pass_again", window, letter, _with_pass(registration))


def name_corrected(*, registration_id: int, correction: int) -> Iterator[Draft]:
    """The pass once more, with the name as it is now; each correction is one letter."""
    registration = _registration(registration_id)
    if registration is not None and registration.state == RegistrationState.COMPLETE:
        with override(registration.person.language):
            letter = _pass_letter(
                registration,
                _("Your pass for %(fair)s") % {"fair": registration.fair.short_name},
                _("What stands on your pass was corrected"),
                _("The pass you had before opens the door too; please use the one attached to this mail."),
            )
            yield _draft(registration, "registration.name_corrected", correction, letter, _with_pass(registration))


def badge_reissued(*, registration_id: int, badge_version: int) -> Iterator[Draft]:
    """The new pass, and that the old one no longer opens the door."""
    registration = _registration(registration_id)
    badge = Badge.objects.filter(registration_id=registration_id, version=badge_version, state=BadgeState.LIVE).first()
    if registration is not None and badge is not None:
        with override(registration.person.language):
            title = _("Your new pass for %(fair)s") % {"fair": registration.fair.short_name}
            letter = _pass_letter(
                registration,
                title,
                _("Your pass was replaced"),
                _("The earlier pass no longer opens the door. Please use only the one attached to this mail."),
            )
            yield _draft(registration, PASS_KIND, badge_version, letter, _with_pass(registration))


def fair_reminder(*, registration_id: int) -> Iterator[Draft]:
    """The day before the first day the person comes: the pass once more, on top of the mailbox."""
    registration = _registration(registration_id)
    if registration is not None and registration.state == RegistrationState.COMPLETE and registration.days:
        with override(registration.person.language):
            title = _("Tomorrow: %(fair)s") % {"fair": registration.fair.short_name}
            letter = _pass_letter(registration, title, _("The fair opens tomorrow"))
            revision = min(registration.days).toordinal()
            yield _draft(registration, "registration.reminder", revision, letter, _with_pass(registration))


def registration_withdrawn(*, registration_id: int) -> Iterator[Draft]:
    registration = _registration(registration_id)
    if registration is not None and registration.state == RegistrationState.WITHDRAWN:
        language = registration.person.language
        with override(language):
            letter = Letter(
                title=_("Your registration for %(fair)s was withdrawn") % {"fair": registration.fair.short_name},
                heading=_("Your registration was withdrawn"),
                greeting=greeting(registration.person.full_name),
                paragraphs=[
                    _("Your pass no longer opens the door, and your seats in workshops were given back."),
                    _("If you change your mind, you can register again at any time before the fair ends."),
                ],
                action=Action(_("Open the fair's page"), links.page("web:fair", language, registration.fair.slug)),
                reason=_reason(),
            )
            number_of_badges = registration.badges.count()
            yield _draft(registration, "registration.withdrawn", number_of_badges, letter, [])


def seat_taken(*, seat_id: int) -> Iterator[Draft]:
    """A seat in a workshop: when, where, and the calendar entry through the pass page's feed."""
    rows = WorkshopSeat.objects.select_related("workshop", "registration__fair__organisation", "registration__person")
    seat = rows.filter(pk=seat_id, released_at__isnull=True).exclude(registration__person__email="").first()
    if seat is None:
        return
    registration, workshop = seat.registration, seat.workshop
    language, zone = registration.person.language, registration.fair.timezone
    with override(language):
        title = wording.said(workshop, "title", language)
        letter = Letter(
            title=_("Your seat: %(workshop)s") % {"workshop": title},
            heading=_("Your seat is reserved"),
            greeting=greeting(registration.person.full_name),
            paragraphs=[_("Please come five minutes before it begins; empty seats are then given to people waiting.")],
            plate=Plate(_("Room"), "", workshop.room),
            facts=[
                Fact(_("Workshop"), title),
                Fact(_("Day"), wording.local_day(workshop.starts_at, zone, language)),
                Fact(_("Time"), wording.hours(workshop.starts_at, workshop.ends_at, zone)),
                *([Fact(_("Speaker"), workshop.speaker)] if workshop.speaker else []),
            ],
            action=Action(_("Open your pass"), _pass_page(registration)),
            reason=_reason(),
            lanyard=_lanyard(registration),
        )
        yield _draft(registration, f"workshop.seat:{seat.pk}", 0, letter, [])


LETTERS: dict[str, Callable[..., Iterator[Draft]]] = {
    "registration.completed": registration_completed,
    "registration.pass_wanted": pass_wanted,
    "registration.name_corrected": name_corrected,
    "registration.withdrawn": registration_withdrawn,
    "badge.reissued": badge_reissued,
    "fair.reminder": fair_reminder,
    "workshop.seat_taken": seat_taken,
}


def _registration(registration_id: int) -> Registration | None:
    rows = Registration.objects.select_related("fair__organisation", "person__company")
    return rows.filter(pk=registration_id).exclude(person__email="").first()  # who came unannounced left no address


def _pass_letter(registration: Registration, title: str, heading: str, *more: str) -> Letter:
    person, fair, language = registration.person, registration.fair, registration.person.language
    company = person.company.short_name if person.company else person.company_name
    is_crew = registration.role == RegistrationRole.CREW
    times = (
        [(wording.local_day(one.opens_at, fair.timezone, language), one) for one in crew_lists_of(fair.pk)]
        if is_crew
        else [
            (wording.day(day.date, language), day)
            for day in fair.days.all()
            if not registration.days or day.date in registration.days
        ]
    )
    hours = [f"{day}, {wording.hours(one.opens_at, one.closes_at, fair.timezone)}" for day, one in times]
    place = ", ".join(filter(None, [wording.said(fair, "venue", language), fair.address]))
    return Letter(
        title=title,
        heading=heading,
        greeting=greeting(person.full_name),
        paragraphs=[
            *more,
            _("Your pass is attached. Show its QR code at the door, on your phone or on paper."),
        ],
        facts=[
            Fact(_("Full name"), person.full_name),
            *([Fact(_("Company"), company)] if company else []),
            Fact(_("Pass"), str(registration.get_role_display())),
            *([Fact(_("Vehicle"), registration.vehicle_plate)] if registration.vehicle_plate else []),
            *([Fact(_("Days of entry"), "\n".join(hours))] if hours else []),
            Fact(_("Place"), place),
        ],
        action=Action(_("Open your pass"), _pass_page(registration)),
        steps=[
            *(
                [_("The pass is good while the fair is set up and taken down, not on its open days.")]
                if is_crew
                else []
            ),
            _("Keep this mail, or open your pass once on your phone."),
            _("The calendar file puts the fair's days into your calendar."),
            *([] if is_crew else [_("Look for the firms you want to meet and ask for a time before the fair begins.")]),
        ],
        reason=_reason(),
        lanyard=_lanyard(registration),
    )


def _pass_page(registration: Registration) -> str:
    return links.page("web:pass_by_key", registration.person.language, registration.fair.slug, registration.manage_key)


def _reason() -> str:
    return _("You receive this mail because this address was registered for the fair.")


def _lanyard(registration: Registration) -> str:
    return str(LANYARDS[RegistrationRole(registration.role)])


def _with_pass(registration: Registration) -> list[Attachment]:
    return [{"maker": "pass", "registration_id": registration.pk}]


def _draft(
    registration: Registration, kind: str, revision: int, letter: Letter, attachments: list[Attachment]
) -> Draft:
    person, fair = registration.person, registration.fair
    text, html = set_letter(letter, head_of(fair, person.language), person.language)
    return Draft(
        subject_type=SUBJECT,
        subject_id=registration.pk,
        kind=kind,
        revision=revision,
        recipient=person.email,
        recipient_name=person.full_name,
        language=person.language,
        title=letter.title,
        text=text,
        html=html,
        attachments=attachments,
        tenant=fair.organisation.public_id,
        scope=fair.public_id,
    )
