"""The tariffs and support schemes of a fair, as the values `billing.rules` takes."""

from collections.abc import Collection
from dataclasses import dataclass, field

from django.utils.translation import get_language

from billing.errors import NoPrice
from billing.models import PriceRule, SupportScheme
from billing.rules import Firm, Price, Scheme, Space, Tariff, price_booth
from fairs.models import Booth, Fair


@dataclass
class PriceList:
    """All prices of one fair: read once, asked often."""

    fair: Fair
    tariffs: dict[str, Tariff]
    _known: dict[Space, Price | None] = field(default_factory=dict)

    def list_price(self, kind: str, area_cm2: int, open_sides: int) -> Price | None:
        """The price before support, or None where the organiser has set no price."""
        space = Space(kind=kind, area_cm2=area_cm2, open_sides=open_sides)
        if space not in self._known:
            tariff = self.tariffs.get(kind)
            self._known[space] = (
                None
                if tariff is None
                else price_booth(space, tariff, currency=self.fair.currency, vat_percent=self.fair.vat_percent)
            )
        return self._known[space]

    def price(self, booth: Booth, schemes: Collection[Scheme] = (), firm: Firm | None = None) -> Price:
        """The price for a firm, with its support. Raises NoPrice."""
        tariff = self.tariffs.get(booth.kind)
        if tariff is None:
            raise NoPrice
        return price_booth(
            Space(kind=booth.kind, area_cm2=booth.area_cm2, open_sides=booth.open_sides),
            tariff,
            currency=self.fair.currency,
            vat_percent=self.fair.vat_percent,
            schemes=schemes,
            firm=firm,
        )


def price_list(fair: Fair) -> PriceList:
    """One query."""
    rules = PriceRule.objects.filter(fair_id=fair.pk)
    return PriceList(
        fair,
        {
            rule.kind: Tariff(
                per_sqm=rule.per_sqm,
                minimum_sqm=rule.minimum_sqm,
                corner_percent=rule.corner_percent,
                peninsula_percent=rule.peninsula_percent,
                island_percent=rule.island_percent,
            )
            for rule in rules
        },
    )


def schemes_of(fair: Fair) -> list[Scheme]:
    """One query. Names in the reader's language where the organiser wrote one."""
    language = (get_language() or "vi")[:2]
    return [
        Scheme(
            code=scheme.code,
            name=getattr(scheme, f"name_{language}", "") or scheme.name_vi,
            percent=scheme.percent,
            cap=scheme.cap,
            provinces=tuple(scheme.provinces),
        )
        for scheme in SupportScheme.objects.filter(fair_id=fair.pk).order_by("code")
    ]
