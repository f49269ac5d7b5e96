"""Law: money adds up. Attacks on quotes and their lines by plain SQL, past every service."""

import pytest
from django.db import IntegrityError, connection, transaction

from billing.models import Quote, QuoteLine
from billing.queries.prices import price_list
from billing.queries.quotes import price_of
from billing.services.quotes import freeze_quote
from tests.factories.fair import make_booths, make_fair, make_hall
from tests.factories.people import make_company

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def quote():
    booth = make_booths(make_hall(make_fair()), 1, open_sides=2)[0]
    with transaction.atomic():
        return freeze_quote(price_list(booth.fair).price(booth), booth=booth, company=make_company())


def attack(sql, *params):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, params)


def test_frozen_quote_reads_back_as_the_price_it_was(quote):
    assert price_of(quote) == price_list(quote.fair).price(quote.booth)
    assert (quote.net, quote.vat, quote.total) == (35_640_000, 2_851_200, 38_491_200)


@pytest.mark.parametrize(
    ("sql", "law"),
    [
        ("UPDATE billing_quoteline SET amount = amount + 1 WHERE quote_id = %s AND position = 1", "quote_lines_add_up"),
        ("DELETE FROM billing_quoteline WHERE quote_id = %s AND position = 2", "quote_lines_add_up"),
        (
            "INSERT INTO billing_quoteline (quote_id, position, reason, facts, amount) VALUES (%s, 3, 'rent', '{}', 5)",
            "quote_lines_add_up",
        ),
        ("UPDATE billing_quote SET net = net + 1, total = total + 1 WHERE id = %s", "quote_lines_add_up"),
        ("UPDATE billing_quote SET total = total - 1 WHERE id = %s", "quote_total_adds_up"),
        ("UPDATE billing_quote SET vat = -1, total = net - 1 WHERE id = %s", "quote_not_negative"),
    ],
)
def test_money_that_does_not_add_up_is_refused(quote, sql, law):
    before = list(QuoteLine.objects.values_list("position", "amount"))
    with pytest.raises(IntegrityError) as refused:
        attack(sql, quote.pk)
    assert refused.value.__cause__.diag.constraint_name == law
    assert list(QuoteLine.objects.values_list("position", "amount")) == before
    assert list(Quote.objects.values_list("net", "vat", "total")) == [(35_640_000, 2_851_200, 38_491_200)]


def test_line_cannot_be_moved_to_another_quote(quote):
    with transaction.atomic():
        other = freeze_quote(price_list(quote.fair).price(quote.booth), booth=quote.booth, company=make_company())
    with pytest.raises(IntegrityError, match="lines sum to"):
        attack(
            "UPDATE billing_quoteline SET quote_id = %s, position = 9 WHERE quote_id = %s AND position = 1",
            other.pk,
            quote.pk,
        )
    assert quote.lines.count() == other.lines.count() == 2


def test_quote_goes_with_its_lines(quote):
    quote.delete()
    assert (Quote.objects.count(), QuoteLine.objects.count()) == (0, 0)
