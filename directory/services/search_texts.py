"""Keeps the folded search texts of firms and needs. Inner steps: whoever writes the rows calls them in the same transaction."""

from collections import defaultdict
from collections.abc import Collection

from directory.models import Capability, Company, Need, Person, Product
from directory.rules import search_text

BATCH = 500


def keep_company_texts(company_ids: Collection[int]) -> None:
    """Names first (they decide the order of lists), then what the firm makes; five queries and one write per 500 firms."""
    words: dict[int, list[str]] = defaultdict(list)
    for company_id, *names in Product.objects.filter(company__in=company_ids).values_list(
        "company_id", "name_vi", "name_en", "name_ja"
    ):
        words[company_id] += names
    for company_id, *names in Capability.objects.filter(company__in=company_ids).values_list(
        "company_id", "process__name_vi", "process__name_en", "process__name_ja", "note"
    ):
        words[company_id] += names
    industries = Company.industries.through.objects.filter(company__in=company_ids)
    for company_id, *names in industries.values_list("company_id", "term__name_vi", "term__name_en", "term__name_ja"):
        words[company_id] += names
    companies = list(Company.objects.filter(pk__in=company_ids))
    for company in companies:
        company.search_text = search_text(
            [
                company.short_name,
                company.legal_name,
                company.name_en,
                company.name_ja,
                company.tax_code,
                company.ward,
                company.province,
                *sorted(words[company.pk]),
            ]
        )
    Company.objects.bulk_update(companies, ["search_text"], batch_size=BATCH)


def keep_need_texts(need_ids: Collection[int]) -> None:
    needs = list(Need.objects.filter(pk__in=need_ids).select_related("process"))
    for need in needs:
        process = need.process
        need.search_text = search_text(
            [need.code, need.title_vi, need.title_en, need.title_ja, process.name_vi, process.name_en, need.note]
        )
    Need.objects.bulk_update(needs, ["search_text"], batch_size=BATCH)


def person_text(person: Person) -> str:
    """What finds a person; no query when the company is loaded, or there is none."""
    company = person.company.short_name if person.company else person.company_name
    return search_text([person.full_name, person.other_name, company, person.job_title, person.email, person.phone])


def keep_person_texts(person_ids: Collection[int]) -> None:
    people = list(Person.objects.filter(pk__in=person_ids).select_related("company"))
    for person in people:
        person.search_text = person_text(person)
    Person.objects.bulk_update(people, ["search_text"], batch_size=BATCH)
