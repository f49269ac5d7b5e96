"""A price as the API writes it: whole minor units, each line with its reason, its facts and a sentence."""

from typing import Any

from rest_framework import serializers

from billing.rules import REASONS, Price, plain
from billing.wording import line_sentence, line_title, vat_sentence


class PriceLineOut(serializers.Serializer):
    reason = serializers.ChoiceField(choices=REASONS)
    title = serializers.CharField()
    sentence = serializers.CharField(help_text="Why, in the language of Accept-Language (vi, en, ja).")
    facts = serializers.DictField(help_text="The numbers the sentence is made of.")
    amount = serializers.IntegerField(help_text="Minor units; negative for support.")


class PriceOut(serializers.Serializer):
    currency = serializers.CharField()
    lines = PriceLineOut(many=True)
    net = serializers.IntegerField(help_text="The sum of the lines.")
    vat_percent = serializers.CharField()
    vat = serializers.IntegerField()
    vat_sentence = serializers.CharField()
    total = serializers.IntegerField(help_text="net + vat.")


def price_shape(price: Price) -> dict[str, Any]:
    return {
        "currency": price.currency,
        "lines": [
            {
                "reason": line.reason,
                "title": line_title(line),
                "sentence": line_sentence(line, price.currency),
                "facts": line.facts,
                "amount": line.amount,
            }
            for line in price.lines
        ],
        "net": price.net,
        "vat_percent": plain(price.vat_percent),
        "vat": price.vat,
        "vat_sentence": vat_sentence(price.net, price.currency),
        "total": price.total,
    }
