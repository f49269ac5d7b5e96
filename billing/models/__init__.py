from billing.models.pricing import PriceRule, SupportScheme
from billing.models.quote import Quote, QuoteLine

__all__ = ["PriceRule", "Quote", "QuoteLine", "SupportScheme"]
