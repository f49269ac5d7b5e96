"""Registrations with their badges: people of firms who take part, and visitors who registered before."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.db.models import F
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from accounts.imports.log_ins import COMPANY, VISITOR, LogInRow
from accounts.models import User
from accounts.roles import Role
from badges.codes import new_code
from badges.tokens import new_badge_id
from booking.models import Badge, InvitationCode, Registration, RegistrationRole
from booking.rules.invitations import ALPHABET, LENGTH, read_code
from booking.services.badges import work_after
from booking.states import RegistrationState
from directory.imports.firms import Firms
from directory.imports.people import LANGUAGES, PersonRow
from directory.imports.terms import Vocabulary
from directory.models import Person, TermKind
from directory.services.search_texts import person_text
from fairs.imports.fair import moment
from fairs.models import Fair, HostedBuyer
from kernel.sheets import Known, Table, cell, cells
from kernel.upsert import BATCH, Upserted

MIDNIGHT = 24 * 60
SOURCE = "import"


def as_code(value: str) -> str:
    """An invitation's code, however it is grouped."""
    code = read_code(value)
    if len(code) != LENGTH or set(code) - set(ALPHABET):
        reason = _("“%(value)s” is not a code of %(length)s letters and digits out of %(known)s.")
        raise cells.BadCell("code", reason % {"value": value[:40], "length": LENGTH, "known": ALPHABET})
    return code


@dataclass(frozen=True, slots=True)
class VisitorRow:
    at: int
    full_name: str = cell(cells.text(200))
    email: str = cell(cells.email)
    phone: str = cell(cells.phone, default="")
    other_name: str = cell(cells.text(200), default="")
    company: str = cell(cells.text(250), default="")
    job_title: str = cell(cells.text(120), default="")
    language: str = cell(cells.one_of(LANGUAGES), default="vi")
    interests: tuple[str, ...] = cell(cells.many(cells.slug(60)), default=())
    days: tuple[dt.date, ...] = cell(cells.many(cells.day), default=())
    registered_on: dt.date | None = cell(cells.day, default=None)
    invitation: str = cell(as_code, default="")


def register_colleagues(
    table: Table[PersonRow], people: Upserted[Person], company_ids: dict[str, int], fair: Fair, *, now: dt.datetime
) -> Upserted[Registration]:
    """The people whose row names a badge, for all days."""
    wanted = []
    for row in table.rows:
        person = people.rows.get((company_ids.get(row.company), row.email)) if row.badge else None
        if person is not None:
            wanted.append(_registration(fair, person, row.badge, now))
    return _register(wanted, fair)


def register_visitors(
    table: Table[VisitorRow], words: Vocabulary, codes: Known[str, InvitationCode], fair: Fair, *, now: dt.datetime
) -> Upserted[Registration]:
    """Visitors by address, credited to who invited them. Who is registered already is left alone."""
    table.refuse_doubles("email")
    table.keep(lambda row: _comes_to(table, row, fair))
    for row in table.rows:
        words.some(table, row, "interests", TermKind.PROCESS, row.interests)
    known = Person.objects.annotate(address=Lower("email")).filter(address__in=[row.email for row in table.rows])
    here: dict[str, Person] = {person.email.lower(): person for person in known.order_by("-pk")}
    fresh = {row.email: _person(row) for row in table.rows if row.email not in here}
    Person.objects.bulk_create(fresh.values(), batch_size=BATCH)
    wanted, invited = [], {}
    for row in table.rows:
        if row.invitation:
            reason = _("No invitation of the fair has the code “%(value)s”.")
            invited[row.email] = codes.resolve(table, row, "invitation", row.invitation, reason)
        registered = min(now, moment(fair, row.registered_on, 9 * 60)) if row.registered_on else now
        person = here.get(row.email) or fresh[row.email]
        registration = _registration(fair, person, RegistrationRole.VISITOR, registered)
        registration.days = list(row.days)
        registration.interests = list(row.interests)
        wanted.append(registration)
    done = _register(wanted, fair)
    by_address = {row.email: (here.get(row.email) or fresh[row.email]).pk for row in table.rows}
    _credit(done, {by_address[email]: code for email, code in invited.items() if code is not None})
    return done


def _credit(done: Upserted[Registration], codes: dict[int, InvitationCode]) -> None:
    """By person: who is new and came by a code counts for its firm, as long as the code has uses left, and said so."""
    uses: Counter[InvitationCode] = Counter()
    credited = []
    for person_id, code in codes.items():
        if (person_id,) in done.created and code.uses + uses[code] < code.most:
            uses[code] += 1
            registration = done.rows[person_id,]
            registration.invitation, registration.inviter_told = code, True
            credited.append(registration)
    Registration.objects.bulk_update(credited, ["invitation", "inviter_told"], batch_size=BATCH)
    for code, number in uses.items():
        InvitationCode.objects.filter(pk=code.pk).update(uses=F("uses") + number)


def register_log_ins(
    rows: list[LogInRow], users: Upserted[User], firms: Firms, fair: Fair, *, now: dt.datetime
) -> None:
    """A person and a registration for each log-in of a demonstration."""
    buyers = set(HostedBuyer.objects.filter(fair=fair).values_list("company_id", flat=True))
    here = {person.user_id: person for person in Person.objects.filter(user__in=users.rows.values())}
    fresh, wanted = [], []
    for row in rows:
        user = users.rows.get((row.email,))
        if user is None:
            continue
        company = firms.known.found.get(row.organisation)
        person = here.get(user.pk)
        if person is None:
            named = {"full_name": row.full_name, "email": row.email, "phone": row.phone, "language": row.language}
            person = Person(user=user, company=company, **named)
            person.search_text = person_text(person)
            fresh.append(person)
        wanted.append((person, _role(row, is_buyer=company is not None and company.pk in buyers)))
    Person.objects.bulk_create(fresh)
    _register([_registration(fair, person, role, now) for person, role in wanted], fair)


def _role(row: LogInRow, *, is_buyer: bool) -> str:
    if row.kind == VISITOR:
        return RegistrationRole.VISITOR
    if row.kind == COMPANY:
        return RegistrationRole.BUYER if is_buyer else RegistrationRole.EXHIBITOR
    return RegistrationRole.DOOR if row.role == Role.DOOR else RegistrationRole.ORGANISER


def _person(row: VisitorRow) -> Person:
    person = Person(
        full_name=row.full_name,
        other_name=row.other_name,
        email=row.email,
        phone=row.phone,
        company_name=row.company,
        job_title=row.job_title,
        language=row.language,
    )
    person.search_text = person_text(person)
    return person


def _registration(fair: Fair, person: Person, role: str, registered: dt.datetime) -> Registration:
    return Registration(
        fair=fair,
        person=person,
        company_id=person.company_id if role != RegistrationRole.VISITOR else None,
        role=role,
        state=RegistrationState.COMPLETE,
        source=SOURCE,
        consented_at=registered,
        created_at=registered,
        completed_at=registered,
    )


def _register(wanted: list[Registration], fair: Fair) -> Upserted[Registration]:
    """One registration per person and fair, whatever became of an earlier one; each new one gets its first badge."""
    present = {r.person_id: r for r in Registration.objects.filter(fair=fair, person__in=[w.person_id for w in wanted])}
    done: Upserted[Registration] = Upserted()
    fresh: dict[int, Registration] = {}
    for registration in wanted:
        its = (registration.person_id,)
        if registration.person_id in present:
            done.rows[its] = present[registration.person_id]
            done.unchanged.add(its)
        else:
            fresh.setdefault(registration.person_id, registration)
    Registration.objects.bulk_create(fresh.values(), batch_size=BATCH)
    done.rows |= {(person_id,): registration for person_id, registration in fresh.items()}
    done.created |= {(person_id,) for person_id in fresh}
    last_moment = moment(fair, fair.ends_on, MIDNIGHT)
    Badge.objects.bulk_create(
        [
            Badge(
                fair=fair,
                registration=registration,
                token_bits=new_badge_id(),
                code=new_code(),
                not_after=last_moment + work_after(registration.role),
            )
            for registration in fresh.values()
        ],
        batch_size=BATCH,
    )
    return done


def _comes_to(table: Table[VisitorRow], row: VisitorRow, fair: Fair) -> bool:
    for date in row.days:
        if not fair.starts_on <= date <= fair.ends_on:
            table.bad(row, "days", "outside", _("%(date)s is not a day of the fair.") % {"date": date})
            return False
    return True
