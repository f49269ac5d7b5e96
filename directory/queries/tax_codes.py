"""What may be told of a tax code to somebody who is not known."""

from enum import Enum

from directory.models import Company
from directory.rules import is_tax_code, normal_tax_code


class Standing(Enum):
    WRONG = "wrong"
    TAKEN = "taken"
    FREE = "free"


def standing_of(typed: str) -> Standing:
    """Whether a Vietnamese company could register with it; nothing of the company that has it. One query at most."""
    code = normal_tax_code(typed)
    if not is_tax_code(code):
        return Standing.WRONG
    return Standing.TAKEN if Company.objects.filter(tax_code=code).exists() else Standing.FREE
