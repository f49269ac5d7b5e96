"""The order in which the tables of a folder are brought in. Steps of one unit of work; they open nothing."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from accounts.imports.log_ins import COMPANY, ORGANISER, LogInRow, bring_log_ins, check_log_ins
from accounts.models import Organisation, User
from billing.imports.prices import PriceRow, SupportRow, bring_prices, bring_support
from booking.imports.bookings import bring_bookings
from booking.imports.guests import (
    DelegationPersonRow,
    DelegationRow,
    InvitationRow,
    PassRulesRow,
    bring_delegations,
    bring_invitations,
    bring_pass_rules,
)
from booking.imports.registrations import VisitorRow, register_colleagues, register_log_ins, register_visitors
from booking.imports.wishes import WishRow, bring_wishes
from booking.models import InvitationCode
from checkin.imports.door import GateRow, ListRow, bring_gates, bring_lists
from directory.imports.abilities import (
    CapabilityRow,
    MachineRow,
    ProductRow,
    bring_capabilities,
    bring_machines,
    bring_products,
)
from directory.imports.certificates import CertificateRow, bring_certificates
from directory.imports.companies import CompanyRow, bring_companies
from directory.imports.firms import Firms
from directory.imports.needs import NeedRow, bring_needs
from directory.imports.people import PersonRow, bring_people
from directory.imports.terms import TermRow, Vocabulary, bring_terms
from directory.models import Person
from directory.services.search_texts import keep_company_texts, keep_need_texts, keep_person_texts
from fairs.imports.fair import DayRow, bring_days
from fairs.imports.floor import BoothRow, FeatureRow, HallRow, PavilionRow, bring_booths, bring_halls, bring_pavilions
from fairs.imports.interpreters import InterpreterRow, bring_interpreters
from fairs.imports.participation import BuyerRow, ExhibitorRow, bring_buyers, bring_exhibitors
from fairs.imports.programme import SlotRow, TableRow, WorkshopRow, bring_slots, bring_tables, bring_workshops
from fairs.models import Booth, Fair, Hall, Workshop
from kernel.sheets import Book, Known, Problems, Table, read_table
from kernel.sheets.tables import R
from kernel.upsert import Upserted

ROWS: dict[str, Callable[..., Any]] = {
    "days": DayRow,
    "halls": HallRow,
    "hall_features": FeatureRow,
    "pavilions": PavilionRow,
    "booths": BoothRow,
    "price_rules": PriceRow,
    "support_schemes": SupportRow,
    "terms": TermRow,
    "companies": CompanyRow,
    "people": PersonRow,
    "capabilities": CapabilityRow,
    "machines": MachineRow,
    "certificates": CertificateRow,
    "products": ProductRow,
    "exhibitors": ExhibitorRow,
    "buyers": BuyerRow,
    "needs": NeedRow,
    "workshops": WorkshopRow,
    "meeting_slots": SlotRow,
    "meeting_tables": TableRow,
    "interpreters": InterpreterRow,
    "gates": GateRow,
    "checkin_lists": ListRow,
    "pass_rules": PassRulesRow,
    "invitations": InvitationRow,
    "visitors": VisitorRow,
    "delegations": DelegationRow,
    "delegation_people": DelegationPersonRow,
    "wishes": WishRow,
    "users": LogInRow,
}
SUBJECTS = ("fair", *ROWS)

Tell = Callable[[str, Upserted[Any]], None]


@dataclass(slots=True)
class Bringing:
    """One run: the book, the fair it belongs to, and what the report is told. `is_operator` may change shared rows."""

    book: Book
    problems: Problems
    fair: Fair
    organisation: Organisation
    move_days: dt.timedelta
    now: dt.datetime
    is_operator: bool
    password: str | None  # None: no log-ins; "": each row's own
    tell: Tell
    log_ins: list[LogInRow] = field(default_factory=list)
    has_all_prices: bool = True

    def read(self, subject: str, row_type: Callable[..., R]) -> Table[R]:
        return read_table(self.book, subject, row_type, self.problems, move_days=self.move_days)


def read_only(book: Book, problems: Problems) -> None:
    """What can be said of the tables when there is no fair to bring them to: headers and single cells."""
    for subject, row_type in ROWS.items():
        read_table(book, subject, row_type, problems)


def bring_all(run: Bringing) -> None:
    """Lower floors first. A bad row is reported and stands aside, so that one run finds all there is to find."""
    halls, booths = _bring_floor(run)
    directory = _bring_directory(run)
    _bring_programme(run, halls)
    _bring_participants(run, directory, booths)
    _bring_visits(run, directory)


def _bring_floor(run: Bringing) -> tuple[Known[str, Hall], Known[str, Booth]]:
    fair = run.fair
    run.tell("days", bring_days(run.read("days", DayRow), fair))
    halls, done = bring_halls(run.read("halls", HallRow), run.read("hall_features", FeatureRow), fair)
    run.tell("halls", done)
    pavilions, brought = bring_pavilions(run.read("pavilions", PavilionRow), fair)
    run.tell("pavilions", brought)
    booths, laid = bring_booths(run.read("booths", BoothRow), fair, halls, pavilions)
    run.tell("booths", laid)
    prices = run.read("price_rules", PriceRow)
    run.tell("price_rules", bring_prices(prices, fair))
    run.has_all_prices = not prices.is_blind and not prices.bad_columns
    run.tell("support_schemes", bring_support(run.read("support_schemes", SupportRow), fair))
    return halls, booths


@dataclass(slots=True)
class _FirmTables:
    """Every table that speaks of firms, read before any is brought in: firms of the directory may occur in any."""

    companies: Table[CompanyRow]
    people: Table[PersonRow]
    capabilities: Table[CapabilityRow]
    machines: Table[MachineRow]
    certificates: Table[CertificateRow]
    products: Table[ProductRow]
    needs: Table[NeedRow]
    wishes: Table[WishRow]
    exhibitors: Table[ExhibitorRow]
    buyers: Table[BuyerRow]
    invitations: Table[InvitationRow]

    def tax_codes(self) -> set[str]:
        codes = {row.company for row in self.people.rows} | {row.company for row in self.buyers.rows}
        codes |= {row.company for row in self.exhibitors.rows} | {row.host for row in self.exhibitors.rows if row.host}
        codes |= {row.company for row in self.invitations.rows}
        codes |= {row.buyer for row in self.needs.rows} | {row.tax_code for row in self.products.rows}
        codes |= {code for row in self.wishes.rows for code in (row.from_company, row.to_company)}
        codes |= {row.tax_code for row in self.capabilities.rows} | {row.tax_code for row in self.machines.rows}
        return codes | {row.tax_code for row in self.certificates.rows}


@dataclass(slots=True)
class _Directory:
    words: Vocabulary
    firms: Firms
    people: Upserted[Person]
    tables: _FirmTables


def _bring_directory(run: Bringing) -> _Directory:
    words, terms = bring_terms(run.read("terms", TermRow), may_update=run.is_operator)
    run.tell("terms", terms)
    tables = _FirmTables(
        companies=run.read("companies", CompanyRow),
        people=run.read("people", PersonRow),
        capabilities=run.read("capabilities", CapabilityRow),
        machines=run.read("machines", MachineRow),
        certificates=run.read("certificates", CertificateRow),
        products=run.read("products", ProductRow),
        needs=run.read("needs", NeedRow),
        wishes=run.read("wishes", WishRow),
        exhibitors=run.read("exhibitors", ExhibitorRow),
        buyers=run.read("buyers", BuyerRow),
        invitations=run.read("invitations", InvitationRow),
    )
    firms, companies = bring_companies(tables.companies, words, may_update=run.is_operator)
    run.tell("companies", companies)
    firms.add_mentioned(tables.tax_codes())
    people = bring_people(tables.people, firms)
    run.tell("people", people)
    run.tell("capabilities", bring_capabilities(tables.capabilities, firms, words))
    run.tell("machines", bring_machines(tables.machines, firms))
    run.tell("certificates", bring_certificates(tables.certificates, firms, words))
    run.tell("products", bring_products(tables.products, firms))
    needs = bring_needs(tables.needs, firms, words)
    run.tell("needs", needs)
    keep_company_texts(firms.changed)
    keep_need_texts([needs.rows[key].pk for key in needs.created | needs.updated])
    keep_person_texts([people.rows[key].pk for key in people.updated])
    return _Directory(words, firms, people, tables)


def _bring_participants(run: Bringing, directory: _Directory, booths: Known[str, Booth]) -> None:
    fair, firms, tables = run.fair, directory.firms, directory.tables
    run.tell("exhibitors", bring_exhibitors(tables.exhibitors, fair, firms))
    all_prices = run.has_all_prices
    bookings = bring_bookings(tables.exhibitors, fair, booths, firms, has_all_prices=all_prices, now=run.now)
    run.tell("bookings", bookings)
    run.tell("buyers", bring_buyers(tables.buyers, fair, firms))


def _bring_programme(run: Bringing, halls: Known[str, Hall]) -> None:
    fair = run.fair
    workshop_rows = run.read("workshops", WorkshopRow)
    run.tell("workshops", bring_workshops(workshop_rows, fair))
    workshops = Known({one.code: one for one in Workshop.objects.filter(fair=fair)})
    workshops.doubt(workshop_rows, "code")
    run.tell("meeting_slots", bring_slots(run.read("meeting_slots", SlotRow), fair))
    run.tell("meeting_tables", bring_tables(run.read("meeting_tables", TableRow), fair, halls))
    run.tell("interpreters", bring_interpreters(run.read("interpreters", InterpreterRow), fair))
    run.tell("gates", bring_gates(run.read("gates", GateRow), fair, halls))
    run.tell("checkin_lists", bring_lists(run.read("checkin_lists", ListRow), fair, halls, workshops))


def _bring_visits(run: Bringing, directory: _Directory) -> None:
    fair, firms = run.fair, directory.firms
    company_ids = {code: company.pk for code, company in firms.known.found.items()}
    colleagues = register_colleagues(directory.tables.people, directory.people, company_ids, fair, now=run.now)
    run.tell("badges of people", colleagues)
    run.tell("pass_rules", bring_pass_rules(run.read("pass_rules", PassRulesRow), fair))
    run.tell("invitations", bring_invitations(directory.tables.invitations, directory.tables.exhibitors, fair, firms))
    codes = Known({one.code: one for one in InvitationCode.objects.filter(fair=fair)})
    codes.doubt(directory.tables.invitations, "code")
    visitors = run.read("visitors", VisitorRow)
    run.tell("visitors", register_visitors(visitors, directory.words, codes, fair, now=run.now))
    delegations, people = run.read("delegations", DelegationRow), run.read("delegation_people", DelegationPersonRow)
    brought, listed = bring_delegations(delegations, people, visitors, fair, now=run.now)
    run.tell("delegations", brought)
    run.tell("delegation_people", listed)
    run.tell("wishes", bring_wishes(directory.tables.wishes, fair, firms))
    if run.password is not None:
        _bring_log_ins(run, firms, run.password)


def _bring_log_ins(run: Bringing, firms: Firms, password: str) -> None:
    table = run.read("users", LogInRow)
    check_log_ins(table, password)
    organisations = {(ORGANISER, ""): run.organisation}
    for row in table.rows:
        company = firms.of(table, row, "organisation", row.organisation) if row.kind == COMPANY else None
        if company is not None:
            organisations[COMPANY, row.organisation] = company.organisation
    users: Upserted[User] = bring_log_ins(table, organisations, password=password)
    run.tell("users", users)
    run.log_ins = table.rows
    register_log_ins(table.rows, users, firms, run.fair, now=run.now)
