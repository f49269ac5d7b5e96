from dataclasses import dataclass

from django.utils.translation import gettext as _

from directory.imports.firms import Firms, as_tax_code
from fairs.models import Exhibitor, ExhibitorKind, Fair, HostedBuyer
from kernel.sheets import Table, cell, cells
from kernel.upsert import Upserted, upsert

BOOKINGS = ("held", "submitted", "approved", "awaiting_deposit", "confirmed", "paid")


@dataclass(frozen=True, slots=True)
class ExhibitorRow:
    at: int
    company: str = cell(as_tax_code)
    fascia_name: str = cell(cells.text(60))
    kind: str = cell(cells.one_of(ExhibitorKind.values), default=ExhibitorKind.MAIN)
    host: str = cell(as_tax_code, default="")
    booth: str = cell(cells.text(12), default="")
    booking: str = cell(cells.one_of(BOOKINGS), default="")


@dataclass(frozen=True, slots=True)
class BuyerRow:
    at: int
    company: str = cell(as_tax_code)
    hosted: bool = cell(cells.flag, default=True)


def bring_exhibitors(table: Table[ExhibitorRow], fair: Fair, firms: Firms) -> Upserted[Exhibitor]:
    """Main exhibitors first, then those they host. Booths and bookings of the rows are another importer's."""
    table.keep(lambda row: _is_whole(table, row))
    table.refuse_doubles("company")
    fields = ("kind", "host_id", "fascia_name")
    of_firm = {row.at: firms.of(table, row, "company", row.company) for row in table.rows}
    mains = [
        Exhibitor(fair=fair, company=company, kind=row.kind, fascia_name=row.fascia_name)
        for row in table.rows
        if row.kind == ExhibitorKind.MAIN and (company := of_firm[row.at]) is not None
    ]
    done = upsert(Exhibitor.objects.filter(fair=fair), mains, key=("company_id",), fields=fields)
    hosts = {e.company_id: e for e in Exhibitor.objects.filter(fair=fair, kind=ExhibitorKind.MAIN)}
    guests = []
    for row in table.rows:
        company = of_firm[row.at]
        if row.kind != ExhibitorKind.CO or company is None:
            continue
        host_firm = firms.of(table, row, "host", row.host)
        host = hosts.get(host_firm.pk) if host_firm else None
        if host_firm is not None and host is None and not table.doubtful:
            table.bad(
                row, "host", "unknown_reference", _("%(host)s is no main exhibitor of this fair.") % {"host": row.host}
            )
        if host is not None:
            guests.append(Exhibitor(fair=fair, company=company, kind=row.kind, host=host, fascia_name=row.fascia_name))
    more = upsert(Exhibitor.objects.filter(fair=fair), guests, key=("company_id",), fields=fields)
    done.rows |= more.rows
    done.created |= more.created
    done.updated |= more.updated
    done.unchanged |= more.unchanged
    return done


def bring_buyers(table: Table[BuyerRow], fair: Fair, firms: Firms) -> Upserted[HostedBuyer]:
    table.refuse_doubles("company")
    wanted = []
    for row in table.rows:
        company = firms.of(table, row, "company", row.company)
        if company is not None:
            wanted.append(HostedBuyer(fair=fair, company=company, hosted=row.hosted))
    return upsert(HostedBuyer.objects.filter(fair=fair), wanted, key=("company_id",), fields=("hosted",))


def _is_whole(table: Table[ExhibitorRow], row: ExhibitorRow) -> bool:
    if (row.kind == ExhibitorKind.CO) != bool(row.host):
        table.bad(row, "host", "host", _("A co-exhibitor names its host, and only a co-exhibitor does."))
        return False
    if bool(row.booth) != bool(row.booking):
        reason = _("A booth and the state of its booking stand together or not at all.")
        table.bad(row, "booking" if row.booth else "booth", "booking", reason)
        return False
    return True
