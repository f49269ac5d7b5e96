"""The confirmation sheet: a badge to fold out of it, the agenda on its back, the way to the fair inside."""

import pypdfium2 as pdfium
import pytest

from badges import render

from .conftest import CODE, LONGEST_FIRM, TOKEN
from .test_render import MM, decoded, letters_outside, plain, text_of


def item(number, **changes):
    return render.AgendaItem(
        **(
            {
                "time": f"{8 + number // 3:02}:{number % 3 * 20:02}",
                "title": f"Cuộc gặp {number}",
                "note": "Trục bậc Ø32",
                "plate": render.Plate(label="Bàn", letter="T", number=str(number)),
            }
            | changes
        )
    )


@pytest.fixture
def make_sheet(make_face):
    def make(face=None, **changes):
        plain_sheet = {
            "face": face or make_face(),
            "agenda_title": "Lịch của bạn",
            "agenda": (render.AgendaDay(title="Thứ Năm, 24/9", items=(item(1), item(2, title=LONGEST_FIRM))),),
            "agenda_empty": "Chưa có cuộc hẹn nào.",
            "more": "Còn nữa ở trang sau",
            "arrive_title": "Đường đến hội chợ",
            "arrive": (render.Advice(label="Địa điểm", text="91 Trần Hưng Đạo, phường Cửa Nam, Hà Nội"),),
            "fold_first": "Gập 1: nửa dưới ra sau",
            "fold_second": "Gập 2: nửa phải ra sau",
            "footer": "Sở Công Thương Hà Nội",
        }
        return render.PassSheet(**(plain_sheet | changes))

    return make


def box_of(pdf, text):
    """Where `text` stands: left, bottom, right, top in millimetres."""
    texts = pdfium.PdfDocument(pdf)[0].get_textpage()
    found = texts.search(text).get_next()
    assert found is not None
    boxes = [texts.get_charbox(at) for at in range(found[0], sum(found)) if texts.get_text_range(at, 1).strip()]
    return (
        min(b[0] for b in boxes) / MM,
        min(b[1] for b in boxes) / MM,
        max(b[2] for b in boxes) / MM,
        max(b[3] for b in boxes) / MM,
    )


def test_a_sheet_is_one_a4_page_with_badge_agenda_and_way(make_sheet):
    pdf = render.pass_pdf(make_sheet())
    document = pdfium.PdfDocument(pdf)
    assert len(document) == 1
    assert [round(side / MM) for side in document[0].get_size()] == [210, 297]
    said = plain(text_of(pdf))
    for text in (
        "Tanaka Kenji",
        "Cuộc gặp 1",
        LONGEST_FIRM,
        "91 Trần Hưng Đạo",
        "Sở Công Thương Hà Nội",
        "Gập 1: nửa dưới ra sau",
    ):
        assert plain(text) in said
    assert "Còn nữa" not in text_of(pdf)
    assert decoded(pdf) == [CODE]
    assert document.get_metadata_dict()["Title"] == "Thẻ vào cửa: Tanaka Kenji"


def test_each_part_stays_in_its_quarter_clear_of_folds_and_printer_edges(make_sheet, make_face):
    pdf = render.pass_pdf(make_sheet(make_face(name="Nguyễn Thị Hồng Nhung", company=LONGEST_FIRM)))
    assert letters_outside(pdf, margin_mm=5) == []
    name, agenda, way = box_of(pdf, "Hồng Nhung"), box_of(pdf, "Lịch của bạn"), box_of(pdf, "Địa điểm")
    assert name[2] < 100
    assert name[1] > 150
    assert agenda[0] > 110
    assert agenda[1] > 150
    assert way[3] < 143


def test_a_full_agenda_goes_on_to_a_page_of_its_own_and_loses_nothing(make_sheet):
    days = tuple(
        render.AgendaDay(title=f"Ngày {day}", items=tuple(item(day * 30 + n) for n in range(30))) for day in range(2)
    )
    pdf = render.pass_pdf(make_sheet(agenda=days))
    assert len(pdfium.PdfDocument(pdf)) > 1
    assert "Còn nữa ở trang sau" in text_of(pdf)
    following = "".join(plain(text_of(pdf, page)) for page in range(1, len(pdfium.PdfDocument(pdf))))
    assert [n for n in range(60) if f"Cuộcgặp{n}" not in following] == []
    assert letters_outside(pdf, margin_mm=5) == []


def test_ten_meetings_fit_the_back_without_a_second_page(make_sheet):
    days = (render.AgendaDay(title="Thứ Năm, 24/9", items=tuple(item(n) for n in range(10))),)
    assert len(pdfium.PdfDocument(render.pass_pdf(make_sheet(agenda=days)))) == 1


def test_an_empty_agenda_says_so(make_sheet):
    assert plain("Chưa có cuộc hẹn nào.") in plain(text_of(render.pass_pdf(make_sheet(agenda=()))))


def test_long_words_and_much_advice_still_stay_on_the_sheet(make_sheet):
    long = render.AgendaItem(
        time="09:20–10:40",
        title="x" * 200,
        note="W" * 200,
        plate=render.Plate(label="", letter="HALL", number="1024-B-1024"),
    )
    pdf = render.pass_pdf(
        make_sheet(
            agenda=(render.AgendaDay(title="y" * 60, items=(long, long)),),
            arrive=tuple(
                render.Advice(label=f"Mục {n} " + "z" * 30, text="Đi thẳng rồi rẽ phải. " * 13) for n in range(25)
            ),
            fold_first="Gập " * 60,
            fold_second="Gập " * 60,
            agenda_title="Lịch " * 40,
            arrive_title="Đường " * 40,
            footer="Chân trang " * 25,
        )
    )
    assert letters_outside(pdf, margin_mm=2) == []
    assert decoded(pdf) == [CODE]
    assert plain("Mục 24") in plain(text_of(pdf))


def test_a_japanese_sheet_with_the_token(make_sheet, make_face):
    face = make_face("ja", name="髙橋 一郎", shown=render.Shown.TOKEN)
    pdf = render.pass_pdf(
        make_sheet(
            face,
            agenda_title="あなたの予定",
            arrive_title="会場への行き方",
            arrive=(render.Advice(label="会場", text="ハノイ市クアナム区チャンフンダオ通り91番地"),),
        )
    )
    assert decoded(pdf) == [TOKEN]
    assert "あなたの予定" in plain(text_of(pdf))
    assert "髙橋" in plain(text_of(pdf))


def test_equal_sheets_give_equal_bytes(make_sheet):
    assert render.pass_pdf(make_sheet()) == render.pass_pdf(make_sheet())


def test_markup_in_advice_is_printed_as_it_was_typed(make_sheet):
    pdf = render.pass_pdf(make_sheet(arrive=(render.Advice(label='#panic("a")', text="*đậm* $x$ #(1+1)"),)))
    assert '#panic("a")' in text_of(pdf)
    assert "*đậm* $x$ #(1+1)" in text_of(pdf)
