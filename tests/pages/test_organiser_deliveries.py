"""The organiser's letters: found, read, sent again; who may, and how the pages look."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from kernel.models import HistoryEntry, Message
from tests.factories.fair import make_fair
from tests.factories.people import make_company, make_member
from tests.pages.axe import CONTRAST
from tests.pages.conftest import DESK, PHONE

pytestmark = pytest.mark.django_db
ERROR = "550 5.1.1 <nobody@mail.example>: Recipient address rejected: User unknown in virtual mailbox table"


def make_letter(fair, *, state="sent", kind="registration.pass", **fields):
    number = Message.objects.count() + 1
    fields.setdefault("recipient", f"khach{number}@mail.example")
    fields.setdefault("title", f"Thẻ vào cửa {fair.short_name}")
    return Message.objects.create(
        tenant=fair.organisation.public_id,
        scope=fair.public_id,
        subject_type="booking.registration",
        subject_id=number,
        kind=kind,
        state=state,
        text=fields.pop("text", "Kính gửi quý khách,\n\nThẻ được đính kèm thư này.\n"),
        **fields,
    )


@pytest.fixture
def fair():
    return make_fair()


@pytest.fixture
def desk(client, fair):
    """`desk("?state=lost")`: the list as the fair's manager reads it."""
    client.force_login(make_member(fair.organisation, Role.MANAGER))

    def read(query=""):
        answer = client.get(f"/{fair.slug}/desk/deliveries/{query}")
        assert answer.status_code == 200
        return answer.content.decode()

    return read


def titles(fair, html):
    return {letter.title for letter in Message.objects.filter(scope=fair.public_id) if letter.title in html}


def test_tabs_count_and_filter_by_state(desk, fair):
    for state in ("sent", "sent", "ready", "sending", "failed", "unknown", "suppressed"):
        make_letter(fair, state=state, title=f"Thư {state} {Message.objects.count()}")
    make_letter(make_fair(), title="Thư của hội chợ khác")
    everything = desk()
    assert len(titles(fair, everything)) == 7
    assert "hội chợ khác" not in everything
    assert titles(fair, desk("?state=lost")) == {"Thư failed 4", "Thư unknown 5"}
    assert titles(fair, desk("?state=waiting")) == {"Thư ready 2", "Thư sending 3"}
    assert titles(fair, desk("?state=suppressed")) == {"Thư suppressed 6"}
    assert len(titles(fair, desk("?state=sent"))) == 2


def test_a_letter_is_found_without_marks_by_name_address_title_and_subject(desk, fair):
    make_letter(fair, recipient_name="Đỗ Thị Hương", title="Thẻ của Hương")
    make_letter(fair, recipient="ke.toan@dong-anh.example", kind="booking.confirmed", title="Gian B12 đã là của quý vị")
    make_letter(fair, kind="meeting_request.made", title="Denko muốn gặp quý vị")
    for query, found in (
        ("?q=do+huong", {"Thẻ của Hương"}),
        ("?q=DONG-ANH", {"Gian B12 đã là của quý vị"}),
        ("?q=gian+b12", {"Gian B12 đã là của quý vị"}),
        ("?about=meeting", {"Denko muốn gặp quý vị"}),
        ("?about=booking&q=b12", {"Gian B12 đã là của quý vị"}),
        ("?about=pass&q=b12", set()),
    ):
        assert titles(fair, desk(query)) == found, query


def test_the_list_costs_the_same_for_one_letter_and_for_thirty(desk, fair):
    counts = []
    for number in (1, 29):
        for _ in range(number):
            make_letter(fair)
        with CaptureQueriesContext(connection) as queries:
            desk()
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_letter_tells_its_words_and_what_went_wrong(desk, client, fair):
    letter = make_letter(
        fair, state="failed", attempts=5, last_error=ERROR, attachments=[{"maker": "pass", "registration_id": 1}]
    )
    html = client.get(f"/{fair.slug}/desk/deliveries/{letter.public_id}/").content.decode()
    for words in ("Thẻ được đính kèm", "User unknown in virtual mailbox table", "Thẻ PDF, tệp lịch", letter.recipient):
        assert words in html
    assert "style=" not in html


@pytest.mark.parametrize("state", ["failed", "unknown", "sent", "suppressed"])
def test_an_ended_letter_is_made_ready_again_and_the_hand_is_noted(desk, client, fair, state):
    letter = make_letter(fair, state=state, attempts=5, last_error=ERROR)
    answer = client.post(f"/{fair.slug}/desk/deliveries/{letter.public_id}/send-again/", follow=True)
    letter.refresh_from_db()
    assert (letter.state, letter.attempts, letter.last_error) == ("ready", 0, "")
    assert HistoryEntry.objects.get(subject_id=letter.pk, action="resent").before == state
    assert answer.redirect_chain == [(f"/{fair.slug}/desk/deliveries/{letter.public_id}/", 302)]
    html = answer.content.decode()
    assert f"Thư đến {letter.recipient} đang được gửi lại" in html
    assert "Được gửi lại bằng tay" in html


@pytest.mark.parametrize("state", ["ready", "sending"])
def test_a_letter_under_way_is_left_alone(desk, client, fair, state):
    letter = make_letter(fair, state=state, attempts=2)
    answer = client.post(f"/{fair.slug}/desk/deliveries/{letter.public_id}/send-again/", {"back": "list"}, follow=True)
    assert answer.redirect_chain == [(f"/{fair.slug}/desk/deliveries/", 302)]
    letter.refresh_from_db()
    assert (letter.state, letter.attempts) == (state, 2)
    assert not HistoryEntry.objects.filter(subject_id=letter.pk, action="resent").exists()


def test_only_owner_and_manager_read_letters(client, fair):
    letter = make_letter(fair, state="failed")
    base = f"/{fair.slug}/desk/deliveries/"
    for role in (Role.SALES, Role.DOOR):
        client.force_login(make_member(fair.organisation, role))
        assert client.get(base).status_code == 403
        assert "desk/deliveries" not in client.get(f"/{fair.slug}/desk/").content.decode()
        assert client.post(f"{base}{letter.public_id}/send-again/").status_code == 403
    for stranger in (
        make_member(make_fair().organisation, Role.OWNER),
        make_member(make_company().organisation, Role.ADMIN),
    ):
        client.force_login(stranger)
        for path in ("", f"{letter.public_id}/"):
            assert client.get(base + path).status_code == 404
        assert client.post(f"{base}{letter.public_id}/send-again/").status_code == 404
    letter.refresh_from_db()
    assert letter.state == "failed"


@pytest.mark.django_db(transaction=True)
@pytest.mark.browser
def test_letters_are_accessible_and_fit(open_page, faults, fair):
    owner = make_member(fair.organisation, Role.OWNER)
    company = "Công ty Cổ phần Cơ khí Chính xác và Thương mại Kỹ thuật Đông Anh – Chi nhánh Bắc Ninh"
    for state in ("sent", "ready", "unknown", "suppressed", "failed"):
        last = make_letter(
            fair,
            state=state,
            attempts=5,
            last_error=ERROR if state == "failed" else "",
            recipient_name="Nguyễn Hoàng Phương Thảo Linh",
            title=f"{company} muốn gặp quý vị",
        )
    page = open_page(f"/{fair.slug}/desk/deliveries/", user=owner)
    home = page.url.split(f"/{fair.slug}/")[0]
    for language, but in (("", None), ("/en", CONTRAST), ("/ja", CONTRAST)):
        for path in ("", f"{last.public_id}/", "?state=lost&q=khong+co"):
            page.goto(f"{home}{language}/{fair.slug}/desk/deliveries/{path}")
            assert faults(page, DESK, PHONE, but=but) == [], (language, path)
