"""Who wishes to meet whom: buyers the exhibitors that master the process of their needs, exhibitors the buyers of theirs."""

import random
from datetime import date, timedelta

from fairmaker.buyers import Buyer
from fairmaker.dice import dice

Row = dict[str, str]
_HOURS = (("", ""), ("", ""), ("08:40", "12:00"), ("13:00", "17:40"), ("08:40", "15:00"))
BY_BUYER, BY_EXHIBITORS, MUST, NEVER = 8, 170, 12, 6
POPULAR, RUSH = 6, {"starts_at": "08:40", "ends_at": "10:00"}  # many want the same six, first thing in the morning


def wish_rows(seed: int, first: date, wanted: list[Buyer], needs: list[Row], capabilities: list[Row], exhibitors: list[Row],
              people: list[Row]) -> list[Row]:  # fmt: skip
    """About 480 wishes, a dozen of them musts, and six pairs that are kept apart; one row a pair and need."""
    rng = dice(seed, "wishes")
    showing = list(dict.fromkeys(row["company"] for row in exhibitors))
    masters: dict[str, list[str]] = {}
    for row in capabilities:
        if row["tax_code"] in set(showing):
            masters.setdefault(row["process"], []).append(row["tax_code"])
    contacts: dict[str, list[Row]] = {}
    for person in people:
        if person["badge"]:
            contacts.setdefault(person["company"], []).append(person)
    rows: list[Row] = []
    taken: set[tuple[str, str]] = set()
    for buyer in wanted:
        own = [need for need in needs if need["buyer"] == buyer.tax_code]
        for number in range(BY_BUYER):
            need = own[number % len(own)]
            found = [code for code in masters.get(need["process"], showing) if (buyer.tax_code, code) not in taken]
            if found:
                maker = rng.choice(found)
                taken.add((buyer.tax_code, maker))
                rows.append(_row(rng, first, contacts[buyer.tax_code], buyer.tax_code, maker, need["code"]))
    for _ in range(BY_EXHIBITORS):
        maker, is_rush = rng.choice(showing), rng.random() < 0.6
        buyer = rng.choice(wanted[:POPULAR] if is_rush else wanted)
        if (buyer.tax_code, maker) not in taken and maker in contacts:
            taken.add((buyer.tax_code, maker))
            row = _row(rng, first, contacts[maker], maker, buyer.tax_code, "")
            rows.append(row | RUSH | {"days": first.isoformat()} if is_rush else row)
    for row in rng.sample(rows, MUST):
        row |= {"rule": "must", "priority": "1", "days": "", "starts_at": "", "ends_at": ""}
    apart = [(buyer.tax_code, maker) for buyer in wanted for maker in showing if (buyer.tax_code, maker) not in taken]
    for buyer_code, maker in rng.sample(apart, NEVER):
        rows.append(dict.fromkeys(rows[0], "") | {"from_company": buyer_code, "to_company": maker, "rule": "never"})
    return rows


def _row(rng: random.Random, first: date, askers: list[Row], asker: str, asked: str, need: str) -> Row:
    person = rng.choice(askers)
    start, end = rng.choice(_HOURS)
    day = rng.choice(("", "", first.isoformat(), (first + timedelta(days=1)).isoformat()))
    return {"from_company": asker, "from_email": person["email"], "to_company": asked, "need": need, "rule": "wish",
            "priority": str(rng.choices((1, 2, 3), weights=(3, 5, 2))[0]), "language": person["language"], "days": day,
            "starts_at": start, "ends_at": end}  # fmt: skip
