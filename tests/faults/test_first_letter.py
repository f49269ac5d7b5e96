"""The thin way through delivery: a registration by API becomes a letter at a real server, by a real worker."""

import pypdfium2
import pytest
import zxingcpp
from icalendar import Calendar

from badges.tokens import verify
from booking.keys import key_ring
from booking.models import Badge
from kernel.clock import now
from kernel.models import Message
from tests.factories.fair import make_fair
from tests.faults.house import wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

VISITOR = {
    "full_name": "Nguyễn Thị Hồng Ánh",
    "email": "anh@mail.example",
    "company_name": "Cơ khí Chính xác Đông Anh",
    "consent": True,
}


def parts_of(letter):
    return {part.get_content_type(): part for part in letter.walk() if not part.is_multipart()}


def first_page(pdf):
    """As a picture, and its words."""
    with pypdfium2.PdfDocument(pdf) as document:
        page = document[0]
        picture, text = page.render(scale=4).to_pil(), page.get_textpage()
        words = text.get_text_range()
        text.close()
        page.close()
    return picture, words


@pytest.mark.parametrize(
    ("language", "subject", "word"),
    [
        ("vi", "Thẻ vào cửa", "Bạn đã đăng ký xong"),
        ("en", "Your pass for", "You are registered"),
        ("ja", "入場証", "ご登録が完了しました"),
    ],
)
def test_registration_by_api_is_delivered_with_pdf_qr_and_calendar(client, staff, mail_server, language, subject, word):
    fair = make_fair(name_en="Hanoi Fair", name_ja="ハノイ展示会")
    staff.start()
    answer = client.post(
        f"/api/v1/fairs/{fair.slug}/registrations/", VISITOR | {"language": language}, content_type="application/json"
    )
    assert answer.status_code == 201, answer.content
    assert "manage_key" not in answer.json()
    wait_until(mail_server.letters, seconds=30, what="the letter")
    (letter,) = mail_server.letters()
    message = Message.objects.get()
    assert letter["Message-ID"] == f"<{message.public_id}@127.0.0.1>"
    assert letter["Content-Language"] == language
    assert subject in letter["Subject"]
    parts = parts_of(letter)
    assert word in parts["text/plain"].get_content()
    assert word in parts["text/html"].get_content()
    assert "<style" in parts["text/html"].get_content()
    badge = Badge.objects.select_related("fair").get()
    picture, words = first_page(parts["application/pdf"].get_content())
    texts = {found.text for found in zxingcpp.read_barcodes(picture)}
    assert badge.code in texts
    (token,) = texts - {badge.code}
    payload = verify(token, key_ring(), fair=fair.token_number, now=now())
    assert payload.badge == bytes(badge.token_bits)
    assert "Nguyễn Thị Hồng Ánh" in " ".join(words.split())
    calendar = Calendar.from_ical(parts["text/calendar"].get_content())
    events = calendar.walk("VEVENT")
    assert [event["DTSTART"].dt for event in events] == [day.opens_at for day in fair.days.all()]
    wait_until(lambda: Message.objects.get().state == "sent", seconds=5, what="the mark")
