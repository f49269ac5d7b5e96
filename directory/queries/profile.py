"""One firm as its page shows it."""

import datetime as dt

from django.db.models import Prefetch, QuerySet

from directory.models import Capability, Certificate, CertificateState, Company, Machine, Product
from kernel.errors import NotFound


def listed_company(slug: str) -> Company:
    """A listed firm with what it makes, its machines, products and certificates; seven queries. Raises NotFound."""
    company = (
        Company.objects.filter(slug=slug, is_listed=True)
        .prefetch_related(
            "industries",
            Prefetch("capabilities", _capabilities()),
            Prefetch("machines", Machine.objects.order_by("-count", "name")),
            Prefetch("products", Product.objects.order_by("name_vi")),
            Prefetch("certificates", _certificates()),
        )
        .first()
    )
    if company is None:
        raise NotFound
    return company


def _capabilities() -> QuerySet[Capability]:
    return Capability.objects.select_related("process").prefetch_related("materials").order_by("tolerance_um", "pk")


def _certificates() -> QuerySet[Certificate]:
    rows = Certificate.objects.exclude(state=CertificateState.REJECTED).select_related("standard")
    return rows.order_by("standard__code", "-expires_on")


def last_check(company: Company) -> dt.date | None:
    """The newest day on which a verified certificate was issued: how fresh the proof is. No query after listed_company."""
    verified = [c.issued_on for c in company.certificates.all() if c.state == CertificateState.VERIFIED]
    return max(verified, default=None)


def stated_capabilities(company: Company) -> QuerySet[Capability]:
    """What the company says it can make, in the order of its page; two queries."""
    return _capabilities().filter(company=company)


def stated_machines(company: Company) -> QuerySet[Machine]:
    return Machine.objects.filter(company=company).order_by("-count", "name")


def stated_certificates(company: Company) -> QuerySet[Certificate]:
    """All of them, rejected ones too: the company reads why they do not count."""
    rows = Certificate.objects.filter(company=company).select_related("standard")
    return rows.order_by("standard__code", "-expires_on", "pk")
