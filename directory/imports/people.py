from dataclasses import dataclass

from django.db.models.functions import Lower

from directory.imports.firms import Firms, as_tax_code
from directory.models import Person
from directory.services.search_texts import person_text
from kernel.sheets import Table, cell, cells
from kernel.upsert import Upserted, upsert

LANGUAGES = ("vi", "en", "ja")
BADGES = ("exhibitor", "buyer")
FIELDS = ("full_name", "phone", "job_title", "language")


@dataclass(frozen=True, slots=True)
class PersonRow:
    at: int
    company: str = cell(as_tax_code)
    full_name: str = cell(cells.text(200))
    email: str = cell(cells.email)
    other_name: str = cell(cells.text(200), default="")
    phone: str = cell(cells.phone, default="")
    job_title: str = cell(cells.text(120), default="")
    language: str = cell(cells.one_of(LANGUAGES), default="vi")
    badge: str = cell(cells.one_of(BADGES), default="")


def bring_people(table: Table[PersonRow], firms: Firms) -> Upserted[Person]:
    """People of firms, by firm and address. Who has a log-in keeps what he wrote himself."""
    table.refuse_doubles("company", "email")
    has_other_names = any(row.other_name for row in table.rows)  # a table without them leaves those that are there
    fields = (*FIELDS, "other_name") if has_other_names else FIELDS
    wanted = []
    for row in table.rows:
        company = firms.of(table, row, "company", row.company)
        if company is not None:
            values = {name: getattr(row, name) for name in fields}
            person = Person(company=company, email=row.email, **values)
            person.search_text = person_text(person)
            wanted.append(person)
    here = Person.objects.annotate(address=Lower("email")).filter(company__in={p.company_id for p in wanted})
    independent = {(person.company_id, person.email.lower()): person for person in here.filter(user__isnull=False)}
    ours = [person for person in wanted if (person.company_id, person.email) not in independent]
    done = upsert(here.filter(user__isnull=True), ours, key=("company_id", "email"), fields=fields)
    done.rows |= independent
    done.unchanged |= {(p.company_id, p.email) for p in wanted} & independent.keys()
    return done
