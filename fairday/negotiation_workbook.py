"""The report of negotiations as a workbook: the sums, and the meetings they were counted from."""

from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from fairday.models import Became, OutcomeKind, ValueBand
from fairday.negotiation_sums import Group, Row, Sums, Told
from fairday.queries.negotiations import Negotiations
from fairday.wording import standing_word
from fairs.models import Fair
from kernel.sheets.workbook import Sheet, Value


def negotiation_workbook(found: Negotiations, fair: Fair, *, language: str) -> bytes:
    """Sheets: all, by day, hall, process, province, outcome, value, since the fair, meetings. No rating stands in it."""
    with override(language):
        columns = _columns()
        groups = (
            (_("All"), [Group(fair.short_name, found.sums)]),
            (_("By day"), found.by_day),
            (_("By hall"), found.by_hall),
            (_("By process"), found.by_process),
            (_("By province"), found.by_province),
        )
        sheets = [
            Sheet(title, ["", *columns], [[group.label, *_figures(group.sums)] for group in listed])
            for title, listed in groups
        ]
        sheets += [
            Sheet(
                _("By outcome"),
                ["", pgettext("counted", "Meetings"), _("Told by both"), _("Supplier only"), _("Buyer only")],
                [
                    [str(OutcomeKind(one.kind).label), one.meetings, one.both, one.supplier_only, one.buyer_only]
                    for one in found.kinds
                ],
            ),
            Sheet(
                _("By value"),
                [
                    "",
                    pgettext("counted", "Meetings"),
                    _("Both say so"),
                    _("They differ"),
                    _("One side only"),
                    _("At least, ₫ a year"),
                ],
                [
                    [
                        str(ValueBand(one.band).label),
                        one.meetings,
                        one.agreed,
                        one.differing,
                        one.one_side,
                        one.at_least,
                    ]
                    for one in found.bands
                ],
            ),
            Sheet(
                _("Since the fair"),
                ["", _("Companies"), _("At least, ₫ a year")],
                [[str(Became(one.became).label), one.sides, one.at_least] for one in found.since],
            ),
            Sheet(
                pgettext("a list", "Meetings"),
                [
                    *(
                        _("Day"),
                        _("Time"),
                        _("Hall"),
                        _("Table"),
                        _("Process"),
                        _("Province"),
                        _("Supplier"),
                        _("Buyer"),
                    ),
                    *(_("State"), _("Supplier says"), _("Value, supplier"), _("Buyer says"), _("Value, buyer")),
                    *(_("They differ"), _("At least, ₫ a year")),
                ],
                [_line(row, fair) for row in found.rows],
            ),
        ]
    from kernel.sheets.workbook_writer import write_workbook  # noqa: PLC0415 -- loaded when one is asked for

    return write_workbook(sheets)


def _columns() -> list[str]:
    return [
        *(
            _("Planned"),
            pgettext("meetings", "Held"),
            pgettext("meetings", "No-show"),
            pgettext("meetings", "Cancelled"),
        ),
        *(
            pgettext("meetings", "Ahead"),
            pgettext("meetings", "Not known"),
            _("Outcome told"),
            _("Told by both"),
            _("With a result"),
            _("They differ"),
        ),
        _("At least, ₫ a year"),
    ]


def _figures(sums: Sums) -> list[Value]:
    return [
        *(sums.planned, sums.held, sums.no_show, sums.cancelled, sums.ahead, sums.unknown),
        *(sums.told, sums.told_by_both, sums.with_result, sums.differing, sums.at_least),
    ]


def _line(row: Row, fair: Fair) -> list[Value]:
    zone = ZoneInfo(fair.timezone)
    starts, ends = row.starts_at.astimezone(zone), row.ends_at.astimezone(zone)
    return [
        *(row.day, f"{starts:%H:%M}–{ends:%H:%M}", row.hall, row.table, row.process, row.province),
        *(row.supplier, row.buyer, standing_word(row.standing)),
        *(*_card(row.by_supplier), *_card(row.by_buyer), _("yes") if row.differs else "", row.at_least),
    ]


def _card(told: Told | None) -> tuple[str, str]:
    if told is None:
        return "", ""
    return "; ".join(str(OutcomeKind(kind).label) for kind in told.kinds), str(ValueBand(told.band).label)
