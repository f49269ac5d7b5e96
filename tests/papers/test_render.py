"""Papers of the meetings: whole, readable, in three languages, the same bytes for the same values."""

import re

import pypdfium2 as pdfium
import pytest

from papers import render
from papers.faces import Agenda, Appointment, Day, Paper, Place, Sitting, TableCard, TableCards

LONGEST = "Công ty Cổ phần Cơ khí Chính xác và Thương mại Kỹ thuật Đông Anh - Chi nhánh Bắc Ninh"
MM = 72 / 25.4


def appointment(n=0, **changes):
    fields = {
        "starts": f"{9 + n // 3:02}:{n % 3 * 20:02}",
        "ends": f"{9 + (n + 1) // 3:02}:{(n + 1) % 3 * 20:02}",
        "who": LONGEST,
        "people": "髙橋 健二, 購買部長",
        "about": "Xem mẫu, bàn giá lô đầu",
        "need": "Càng phanh nhôm đúc Ø32",
        "place": Place(letter="T", number=str(n + 1), note="Nhà A1"),
    }
    return Appointment(**(fields | changes))


def agenda(**changes):
    fields = {
        "language": "vi",
        "title": "Lịch hẹn của bạn",
        "person": "Nguyễn Thị Ánh Ngọc",
        "company": "Cơ khí Đông Anh",
        "fair": "CNHT 2026",
        "venue": "Cung Triển lãm",
        "colour": "#913e10",
        "days": (Day(title="Thứ Năm, 24/9/2026", appointments=(appointment(),)),),
        "empty": "Chưa có gì.",
        "until": "đến",
        "need": "Cần mua",
        "about": "Nội dung",
        "made": "In lúc 08:00.",
    }
    return Agenda(**(fields | changes))


def cards(numbers, paper=Paper.A5, **changes):
    def sitting(n):
        hour = f"{8 + n // 3:02}:{n % 3 * 20:02}"
        return Sitting(starts=hour, ends=hour, first=LONGEST, second="株式会社髙橋製作所", about="Càng phanh")

    made = [
        TableCard(
            word="Bàn", number=str(at + 1), hall="Nhà A1", day="Thứ Năm", sittings=tuple(map(sitting, range(many)))
        )
        for at, many in enumerate(numbers)
    ]
    fields = {
        "language": "vi",
        "title": "Thẻ bàn",
        "fair": "CNHT 2026",
        "empty": "Không có cuộc gặp.",
        "made": "In lúc 08:00.",
    }
    return TableCards(**(fields | {"cards": tuple(made), "paper": paper} | changes))


def pages_of(pdf):
    document = pdfium.PdfDocument(pdf)
    return [
        (tuple(round(side / MM) for side in page.get_size()), said(page.get_textpage().get_text_range()))
        for page in document
    ]


def said(text):
    return re.sub(r"\s|\u200b|\ufffe", "", text)


@pytest.mark.parametrize("language", ["vi", "en", "ja"])
def test_an_agenda_is_one_a5_page_with_everything_on_it(language):
    ((size, text),) = pages_of(render.agenda_pdf(agenda(language=language)))
    assert size == (148, 210)
    wanted = (
        "Nguyễn Thị Ánh Ngọc",
        LONGEST,
        "髙橋 健二",
        "Nội dung: Xem mẫu, bàn giá lô đầu",
        "Cần mua: Càng phanh",
        "09:00",
        "đến 09:20",
        "Nhà A1",
        "T",
        "1/1",
    )
    for part in wanted:
        assert said(part) in text


def test_a_full_day_goes_on_over_pages_and_loses_nobody():
    day = Day(title="Thứ Năm", appointments=tuple(appointment(n, who=f"Hãng số {n}") for n in range(24)))
    pages = pages_of(render.agenda_pdf(agenda(days=(day, Day(title="Thứ Sáu", appointments=(appointment(),))))))
    assert 3 <= len(pages) <= 6
    whole = "".join(text for _, text in pages)
    assert all(said(f"Hãng số {n}") in whole for n in range(24))
    assert said(f"1 / {len(pages)}") in pages[0][1]


def test_nothing_to_attend_is_said_and_the_same_values_are_the_same_bytes():
    ((_, text),) = pages_of(render.agenda_pdf(agenda(days=())))
    assert said("Chưa có gì.") in text
    assert render.agenda_pdf(agenda()) == render.agenda_pdf(agenda())
    room = appointment(place=Place(letter="", number="H1"))
    assert "H1" in pages_of(render.agenda_pdf(agenda(days=(Day(title="d", appointments=(room,)),))))[0][1]


def test_a_card_a_table_on_a5_or_two_on_a4_whatever_the_day_holds():
    numbers = [0, 1, 8, 27]
    by_a5 = pages_of(render.table_cards_pdf(cards(numbers)))
    assert [size for size, _ in by_a5] == 4 * [(210, 148)]
    for many, (_, text) in zip(numbers, by_a5, strict=True):
        assert text.count(said("株式会社髙橋製作所")) == many
        assert (said("Không có cuộc gặp.") in text) == (many == 0)
    by_a4 = pages_of(render.table_cards_pdf(cards([*numbers, 2], Paper.A4)))
    assert [size for size, _ in by_a4] == 3 * [(210, 297)]
    assert "".join(text for _, text in by_a4).count(said("株式会社髙橋製作所")) == 38


def test_what_does_not_fit_paper_is_refused_and_markup_is_text():
    with pytest.raises(ValueError, match="1 to 600"):
        cards([])
    with pytest.raises(ValueError, match="longer than 400"):
        appointment(who="x" * 401)
    hostile = '#import "/etc/passwd" $x$ *b* [\\] "'
    ((_, text),) = pages_of(render.agenda_pdf(agenda(person=hostile)))
    assert said(hostile) in text
