"""What a company says of itself."""

from accounts.models import User
from directory.errors import TaxCodeWrong, WrongYear
from directory.models import Company
from directory.rules import is_tax_code, normal_tax_code
from directory.services.search_texts import keep_company_texts
from kernel.clock import now as clock_now
from kernel.history import record
from kernel.locks import Rank, lock_rows
from kernel.unit_of_work import unit_of_work

EDITABLE = frozenset(
    {
        "tax_code",
        "legal_name",
        "short_name",
        "name_en",
        "name_ja",
        "address_line",
        "ward",
        "province",
        "country",
        "website",
        "email",
        "phone",
        "founded_year",
        "employees",
        "export_markets",
        "about_vi",
        "about_en",
        "about_ja",
        "is_listed",
    }
)
_FIRST_YEAR = 1800


@unit_of_work
def change_company(company: Company, *, user: User, changes: dict[str, object]) -> Company:
    """Sets the given fields and the search text. Raises TaxCodeWrong, TaxCodeTaken, WrongYear; KeyError for other fields."""
    if unknown := set(changes) - EDITABLE:
        raise KeyError(*sorted(unknown))
    (company,) = lock_rows(Rank.COMPANY, Company.objects.filter(pk=company.pk))
    for name, value in changes.items():
        setattr(company, name, value)
    if {"tax_code", "country"} & set(changes):
        company.tax_code = normal_tax_code(company.tax_code)
        if company.tax_code and not is_tax_code(company.tax_code, country=company.country):
            raise TaxCodeWrong(pointer="/tax_code")
    if company.founded_year is not None and not _FIRST_YEAR <= company.founded_year <= clock_now().year:
        raise WrongYear(pointer="/founded_year")
    company.save(update_fields=[*changes, "updated_at", *(["tax_code"] if "country" in changes else [])])
    keep_company_texts([company.pk])
    record(company, "company.changed", actor_id=user.pk, fields=sorted(changes))
    return company
