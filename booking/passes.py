"""What a registration's badge and pass sheet say, in the person's language: values for `badges.render`."""

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from badges.faces import Advice, AgendaDay, AgendaItem, BadgeFace, BadgeWords, Lanyard, PassSheet, Plate, Shown
from booking.calendars import Entry, feed, uid_of
from booking.keys import token_of
from booking.models import Badge, Registration, RegistrationRole, WorkshopSeat
from booking.rules.badge_designs import FairDesign
from directory.models import Company
from fairs import wording
from fairs.models import Fair
from kernel.countries import country_names

LANYARDS = {
    RegistrationRole.VISITOR: Lanyard.VISITOR,
    RegistrationRole.BUYER: Lanyard.BUYER,
    RegistrationRole.EXHIBITOR: Lanyard.EXHIBITOR,
    RegistrationRole.ORGANISER: Lanyard.ORGANISER,
    RegistrationRole.DOOR: Lanyard.DOOR,
    RegistrationRole.CREW: Lanyard.CREW,
}


def badge_face(
    badge: Badge, *, language: str = "", shown: Shown = Shown.BOTH, look: FairDesign | None = None
) -> BadgeFace:
    """The face of one badge. Needs `registration__person__company` and `fair` loaded; makes no query then."""
    registration = badge.registration
    person = registration.person
    language = language or person.language
    look = look or FairDesign()
    strap = look.roles[registration.role]
    with override(language):
        return BadgeFace(
            words=badge_words(language),
            fair=look.title or badge.fair.short_name,
            role=strap.words.get(language) or str(RegistrationRole(registration.role).label),
            colour=strap.colour,
            name=person.full_name,
            second_name=person.other_name,
            position=" · ".join(filter(None, [person.job_title, registration.vehicle_plate])),
            company=person.company.short_name if person.company else person.company_name,
            place=_place(person.company, language),
            days=wording.days(registration.days, language),
            code=badge.code,
            token="" if shown is Shown.CODE else token_of(badge),
            shown=shown,
        )


def face_to_print(badge: Badge, look: FairDesign, *, language: str = "") -> BadgeFace:
    """The face as the fair's design prints it."""
    return badge_face(badge, language=language, shown=look.design.shown, look=look)


def _place(company: Company | None, language: str) -> str:
    """The province of a firm at home, the country of one from abroad."""
    if company is None or company.country == "VN":
        return company.province if company else ""
    return country_names(language).get(company.country, company.country)


def pass_sheet(badge: Badge, *, language: str = "", look: FairDesign | None = None) -> PassSheet:
    """The A4 sheet of the confirmation mail: the badge, the person's workshops, the way there. Two queries."""
    language = language or badge.registration.person.language
    with override(language):
        return PassSheet(
            face=badge_face(badge, language=language, look=look),
            agenda_title=_("Your agenda"),
            agenda=_agenda(badge, language),
            agenda_empty=_("Nothing yet. Meetings and workshops you agree on are listed on your pass page."),
            more=_("More on the next page"),
            arrive_title=_("Getting there"),
            arrive=_arrive(badge.fair, language),
            fold_first=_("Fold 1: lower half backwards"),
            fold_second=_("Fold 2: right half backwards"),
            footer=wording.said(badge.fair, "name", language),
        )


def badge_words(language: str) -> BadgeWords:
    return BadgeWords(
        language=language,
        document=_("Entry pass"),
        code=_("Badge code"),
        days=_("Days of entry"),
        code_alt=_("QR code of the badge code"),
        token_alt=_("QR code for the door"),
    )


def _agenda(badge: Badge, language: str) -> tuple[AgendaDay, ...]:
    seats = WorkshopSeat.objects.filter(registration=badge.registration, released_at__isnull=True)
    zone = badge.fair.timezone
    by_day: dict[str, list[AgendaItem]] = {}
    for seat in seats.select_related("workshop").order_by("workshop__starts_at"):
        workshop = seat.workshop
        item = AgendaItem(
            time=wording.hours(workshop.starts_at, workshop.ends_at, zone),
            title=wording.said(workshop, "title", language),
            plate=Plate(label=_("Room"), letter="", number=workshop.room[:20]),
        )
        by_day.setdefault(wording.local_day(workshop.starts_at, zone, language), []).append(item)
    return tuple(AgendaDay(title=title, items=tuple(items)) for title, items in by_day.items())


def _arrive(fair: Fair, language: str) -> tuple[Advice, ...]:
    hours = "; ".join(
        f"{wording.day(day.date, language)} {wording.hours(day.opens_at, day.closes_at, fair.timezone)}"
        for day in fair.days.all()
    )
    place = ", ".join(filter(None, [wording.said(fair, "venue", language), fair.address]))
    told = (
        (_("Place"), place),
        (_("Opening hours"), hours),
        (_("Questions"), fair.contact_phone or fair.contact_email),
    )
    return tuple(Advice(label=label, text=text) for label, text in told if text)


def fair_days_calendar(registration: Registration) -> bytes:
    """The days the person comes, from opening to closing, as a calendar file in the person's language. One query at most."""
    fair, language = registration.fair, registration.person.language
    days = [day for day in fair.days.all() if day.date in registration.days]
    entries = [
        Entry(
            uid=uid_of(f"{registration.public_id}-{day.date:%Y%m%d}", settings.MESSAGE_ID_DOMAIN),
            sequence=0,
            starts_at=day.opens_at,
            ends_at=day.closes_at,
            summary=wording.said(fair, "name", language),
            location=", ".join(filter(None, [wording.said(fair, "venue", language), fair.address])),
        )
        for day in days
    ]
    stamp = registration.completed_at or registration.created_at
    return feed(entries, name=fair.short_name, zone=fair.timezone, stamped_at=stamp)
