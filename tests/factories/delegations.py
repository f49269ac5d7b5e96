"""Delegations and people for their lists, made by the services."""

from itertools import count

from booking.models import Delegation, DelegationPlace
from booking.rules.delegations import Guest
from booking.services.delegation_people import join_delegation
from booking.services.delegations import Wanted, open_delegation
from fairs.models import Fair
from kernel.clock import now

_number = count(1)


def wanted(**fields) -> Wanted:
    said = {
        "name": "Đoàn Thaco", "company_name": "Thaco Chu Lai", "contact_name": "Lê Thu Hà",
        "contact_email": "doan@mail.example", "places": 12, "has_consented": True,
    }  # fmt: skip
    return Wanted(**(said | fields))


def make_delegation(fair: Fair, *, has_group_badge: bool = False, host=None, **fields) -> Delegation:
    return open_delegation(fair, wanted(**fields), has_group_badge=has_group_badge, host=host, actor_id=None)


def guest(full_name: str = "", **fields) -> Guest:
    """With a phone number of its own unless said."""
    n = next(_number)
    said = {"full_name": full_name or f"Công nhân {n}", "phone": f"+8491{n:07}", "consented_at": now()}
    return Guest(**(said | fields))


def make_place(delegation: Delegation, full_name: str = "", **fields) -> DelegationPlace:
    return join_delegation(delegation, guest(full_name, **fields))
