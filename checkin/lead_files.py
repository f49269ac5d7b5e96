"""An exhibitor's leads to take away: a workbook and a file of contact cards. What a visitor withdrew is blank in both, and said."""

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from checkin.lead_wording import answer_word, standing_word
from checkin.models import LeadQualifier
from checkin.queries.leads import LeadCard, Said
from checkin.rules.leads import Standing
from fairs.models import Exhibitor, Fair
from kernel.sheets.workbook import Sheet, Value

LONGEST_LINE = 75


def lead_workbook(
    cards: Sequence[LeadCard], qualifiers: Sequence[LeadQualifier], exhibitor: Exhibitor, *, language: str
) -> bytes:
    """Sheets: leads, one a row with a column for each question; notes and scans, one a row with its time and author."""
    fair = exhibitor.fair
    with override(language):
        sheets = [
            Sheet(
                pgettext("a list", "Leads"),
                [
                    *(_("Lead"), _("Data"), _("Name"), _("Company"), _("Position"), _("E-mail"), _("Phone")),
                    *(_("First scan"), _("Last entry"), _("Scanned by"), _("Notes"), _("Wanted parts")),
                    *(one.question for one in qualifiers),
                    _("Withdrawn on"),
                ],
                [_line(card, qualifiers, fair, language) for card in cards],
            ),
            Sheet(
                _("Notes and scans"),
                [_("Lead"), _("Name"), _("Time"), _("Who"), pgettext("lead", "What"), _("Text")],
                [line for card in cards for line in _entries(card, fair)],
            ),
        ]
    from kernel.sheets.workbook_writer import write_workbook  # noqa: PLC0415 -- loaded when one is asked for

    return write_workbook(sheets)


def _line(card: LeadCard, qualifiers: Sequence[LeadQualifier], fair: Fair, language: str) -> list[Value]:
    who = card.contact
    answers = {answer.qualifier.pk: answer_word(answer.newest.text, answer.qualifier.kind) for answer in card.answers}
    withdrawn = card.lead.withdrawn_at
    return [
        card.lead.public_id,
        str(standing_word(card.standing)),
        *([who.full_name, who.company, who.job_title, who.email, who.phone] if who else [""] * 5),
        _moment(card.lead.first_at, fair),
        _moment(card.lead.last_at, fair),
        ", ".join(dict.fromkeys(scan.by for scan in card.scans if scan.by)),
        "\n".join(_noted(note, fair) for note in card.notes),
        ", ".join(getattr(need, f"title_{language}") or need.title_vi for need in card.needs),
        *(answers.get(one.pk, "") for one in qualifiers),
        _moment(withdrawn, fair) if withdrawn else "",
    ]


def _entries(card: LeadCard, fair: Fair) -> list[list[Value]]:
    name = card.contact.full_name if card.contact else ""
    found: list[tuple[Said, str]] = [(scan, pgettext("lead", "Scan")) for scan in card.scans]
    found += [(note, pgettext("lead", "Note")) for note in card.notes]
    for answer in card.answers:
        found += [(said, answer.qualifier.question) for said in (answer.newest, *answer.earlier)]
    kinds = {answer.qualifier.question: answer.qualifier.kind for answer in card.answers}
    return [
        [card.lead.public_id, name, _moment(said.at, fair), said.by, what, answer_word(said.text, kinds.get(what, ""))]
        for said, what in sorted(found, key=lambda pair: pair[0].at)
    ]


def _moment(at: dt.datetime, fair: Fair) -> str:
    return f"{at.astimezone(ZoneInfo(fair.timezone)):%Y-%m-%d %H:%M:%S}"


def _noted(note: Said, fair: Fair) -> str:
    return f"{_moment(note.at, fair)} {note.by}: {note.text}"


def lead_cards_file(cards: Sequence[LeadCard], exhibitor: Exhibitor, *, language: str) -> str:
    """vCard 3.0 (RFC 2426), which every phone's address book reads. Who shares his data has a card; who withdrew them has
    one with the same UID and no data, so that reading the file again empties the old entry."""
    with override(language):
        found = [_vcard(card, exhibitor.fair) for card in cards if card.standing != Standing.NOT_SHARED]
    return "".join(found)


def _vcard(card: LeadCard, fair: Fair) -> str:
    lines = ["BEGIN:VCARD", "VERSION:3.0", f"UID:lead-{card.lead.public_id}"]
    if card.contact is None:
        word = _escaped(str(standing_word(card.standing)))
        said = _("The visitor withdrew the contact data. Delete what you kept elsewhere.")
        lines += [f"FN:{word}", f"N:{word};;;;", f"NOTE:{_escaped(said)}"]
    else:
        who = card.contact
        if who.language == "en":
            given, _space, family = who.full_name.rpartition(" ")
        else:
            family, _space, given = who.full_name.partition(" ")
        lines += [f"FN:{_escaped(who.full_name)}", f"N:{_escaped(family)};{_escaped(given)};;;"]
        lines += [f"ORG:{_escaped(who.company)}"] if who.company else []
        lines += [f"TITLE:{_escaped(who.job_title)}"] if who.job_title else []
        lines += [f"EMAIL;TYPE=INTERNET:{_escaped(who.email)}"] if who.email else []
        lines += [f"TEL;TYPE=CELL:{_escaped(who.phone)}"] if who.phone else []
        notes = "\n".join(_noted(note, fair) for note in card.notes)
        lines += [f"NOTE:{_escaped(notes)}"] if notes else []
    lines += [f"CATEGORIES:{_escaped(fair.short_name)}", f"REV:{card.lead.changed_at:%Y%m%dT%H%M%SZ}", "END:VCARD"]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _escaped(text: str) -> str:
    kept = "".join(letter for letter in text if letter == "\n" or letter.isprintable())
    return kept.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> str:
    """At most 75 bytes a line, never inside a letter."""
    parts, part, size = [], "", 0
    for letter in line:
        width = len(letter.encode())
        if size + width > LONGEST_LINE:
            parts.append(part)
            part, size = " ", 1
        part += letter
        size += width
    return "\r\n".join([*parts, part])
