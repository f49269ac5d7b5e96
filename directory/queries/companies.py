"""A firm's list line and page with all they show; which certificates count on a day."""

import datetime as dt

from django.db.models import Prefetch, QuerySet

from directory.models import Capability, Certificate, Company
from directory.queries.makers import valid_on


def valid_certificates(on: dt.date) -> QuerySet[Certificate]:
    """Issued by that day, not ended before it, not rejected."""
    return Certificate.objects.filter(valid_on(on))


def with_list_parts(companies: QuerySet[Company], *, on: dt.date) -> QuerySet[Company]:
    """What a list shows; three queries for any number of firms."""
    return companies.prefetch_related(
        Prefetch("capabilities", queryset=Capability.objects.select_related("process").order_by("process__code")),
        Prefetch(
            "certificates",
            queryset=valid_certificates(on).select_related("standard").order_by("standard__code", "pk"),
            to_attr="valid_certificates",
        ),
    )


def with_page_parts(companies: QuerySet[Company]) -> QuerySet[Company]:
    """Everything a firm's own page shows; seven queries."""
    return companies.prefetch_related(
        Prefetch("industries"),
        Prefetch(
            "capabilities",
            queryset=Capability.objects.select_related("process")
            .prefetch_related("materials")
            .order_by("process__code"),
        ),
        Prefetch("certificates", queryset=Certificate.objects.select_related("standard").order_by("standard__code")),
        Prefetch("machines"),
        Prefetch("products"),
    )
