"""Papers out of the records: a person's own agenda in his language, the cards of a day's tables; and over the API."""

import datetime as dt
import re

import pypdfium2 as pdfium
import pytest

from booking.agenda_papers import agenda_paper, table_cards
from booking.services.meetings import cancel_meeting
from kernel.clock import now
from papers.faces import Paper
from tests.factories.fair import make_fair, make_hall, make_slots, make_tables, make_workshop
from tests.factories.held import make_meeting
from tests.factories.meetings import make_maker, make_need, make_sourcer
from tests.factories.people import bearer, make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    fair = make_fair(name_ja="ハノイ展示会")
    slots, _ = make_slots(fair), make_tables(fair, 2)
    fair.tables.filter(number=1).update(hall=make_hall(fair))
    buyer = make_sourcer(fair, "Minato", language="ja", full_name="髙橋 健二", job_title="購買部長")
    maker = make_maker(fair, "Đông Anh")
    need = make_need(buyer.company, title_vi="Càng phanh", title_ja="ブレーキレバー")
    meeting = make_meeting(buyer, maker, slots[1], need=need)
    meeting.request.agenda_line = "Xem mẫu"
    meeting.request.save(update_fields=["agenda_line"])
    cancel_meeting(make_meeting(buyer, make_maker(fair), slots[2]), user=buyer.user)
    buyer.registration.seats.create(workshop=make_workshop(fair))
    buyer.person.duties.create(fair=fair, label="受付", starts_at=slots[0].starts_at, ends_at=slots[0].ends_at)
    return fair, buyer, maker, meeting


def test_a_person_reads_his_own_days_in_his_language(world):
    _, buyer, maker, _ = world
    paper = agenda_paper(buyer.registration, now=now())
    (day,) = paper.days
    duty, meeting, workshop = day.appointments
    assert (duty.starts, duty.ends, duty.who, duty.place) == ("09:00", "09:20", "受付", None)
    assert (paper.language, paper.person, paper.company, paper.title) == ("ja", "髙橋 健二", "Minato", "予定")
    assert (meeting.starts, meeting.ends, meeting.who) == ("09:20", "09:40", "Đông Anh")
    assert (meeting.people, meeting.need) == (maker.person.full_name, "ブレーキレバー")
    assert meeting.about == "Xem mẫu"
    assert (meeting.place.letter, meeting.place.number, meeting.place.note) == ("T", "1", "Nhà A1")
    assert (workshop.who, workshop.place.letter, workshop.place.number) == ("Lộ trình IATF 16949", "", "H1")
    theirs = agenda_paper(maker.registration, now=now(), language="vi").days[0].appointments[0]
    assert (theirs.who, theirs.people, theirs.need) == ("Minato", "髙橋 健二, 購買部長", "Càng phanh")


def test_each_table_has_a_card_and_only_its_own_meetings(world):
    fair, *_ = world
    made = table_cards(fair, date=fair.starts_on, paper=Paper.A5, language="vi", now=now())
    assert [(card.number, card.hall, len(card.sittings)) for card in made.cards] == [("1", "Nhà A1", 1), ("2", "", 0)]
    (sitting,) = made.cards[0].sittings
    assert (sitting.starts, sitting.first, sitting.second, sitting.about) == (
        "09:20",
        "Minato",
        "Đông Anh",
        "Càng phanh · Xem mẫu",
    )
    other = table_cards(fair, date=fair.starts_on + dt.timedelta(days=1), paper=Paper.A5, language="vi", now=now())
    assert [len(card.sittings) for card in other.cards] == [0, 0]


def test_over_the_api_for_its_owner_and_the_organiser(client, world):
    fair, buyer, maker, _ = world
    url = f"/api/v1/registrations/{buyer.registration.public_id}/agenda.pdf"
    assert client.get(url).status_code == 404
    assert client.get(f"{url}?key={maker.registration.manage_key}").status_code == 404
    answer = client.get(f"{url}?key={buyer.registration.manage_key}&language=vi")
    assert (answer.status_code, answer["Content-Type"], answer["Cache-Control"]) == (
        200,
        "application/pdf",
        "private, no-store",
    )
    text = re.sub(r"\s", "", pdfium.PdfDocument(answer.content)[0].get_textpage().get_text_range())
    assert "ĐôngAnh" in text
    assert "Càngphanh" in text
    cards = f"/api/v1/fairs/{fair.slug}/table-cards.pdf"
    headers = bearer(make_member(fair.organisation, "manager"), "manage")
    answer = client.get(f"{cards}?date={fair.starts_on}&paper=a4&language=ja", headers=headers)
    assert (answer.status_code, len(pdfium.PdfDocument(answer.content))) == (200, 1)
    for query, status in (
        ("", 400),
        ("?date=x", 400),
        (f"?date={fair.starts_on}&paper=a0", 400),
        ("?date=2020-01-01", 404),
    ):
        assert client.get(cards + query, headers=headers).status_code == status
