"""Firms that are not to meet at a fair."""

from django.db.models import QuerySet

from booking.models import CompanyBlock
from directory.models import Company
from fairs.models import Fair


def blocked_pairs(fair: Fair) -> set[tuple[int, int]]:
    """(lower, higher company key) of every pair somebody blocked, whoever did; one query. The scheduler's `never`."""
    blocks = CompanyBlock.objects.filter(fair=fair, lifted_at__isnull=True)
    return set(blocks.values_list("company_low_id", "company_high_id"))


def standing_blocks(fair: Fair, one_id: int, other_id: int) -> list[CompanyBlock]:
    """What keeps two companies apart, the oldest first; one query."""
    low, high = sorted([one_id, other_id])
    blocks = CompanyBlock.objects.filter(fair=fair, company_low=low, company_high=high, lifted_at__isnull=True)
    return list(blocks.order_by("pk"))


def blocked_by(fair: Fair, company: Company) -> QuerySet[CompanyBlock]:
    """The blocks a company made and has not lifted, newest first; those of others it does not read."""
    blocks = CompanyBlock.objects.filter(fair=fair, company=company, lifted_at__isnull=True)
    return with_block_parts(blocks)


def with_block_parts(blocks: QuerySet[CompanyBlock]) -> QuerySet[CompanyBlock]:
    """Newest first; one query."""
    return blocks.select_related("company_low", "company_high", "company", "fair").order_by("-pk")
