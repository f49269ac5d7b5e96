"""The demo's mailbox keeps each message exactly as it was sent."""

import email
import email.policy
import smtplib
import socket
from email.message import EmailMessage

import pytest

from embedded import mailbox
from embedded.mailbox import Mailbox


def letter():
    message = EmailMessage()
    message["From"] = "Phiên <no-reply@phien.example>"
    message["To"] = "lan@example.com"
    message["Subject"] = "Xác nhận đặt gian hàng B12"
    message.set_content("Chào chị Lan,\n\n.Dòng này bắt đầu bằng một dấu chấm.\n..Dòng này bằng hai.\n")
    message.add_attachment(bytes(range(256)) * 9000, maintype="application", subtype="pdf", filename="thẻ.pdf")
    return message


def test_a_message_arrives_as_it_was_sent(tmp_path):
    sent = letter()
    with Mailbox(tmp_path / "mail") as box, smtplib.SMTP("127.0.0.1", box.port, timeout=10) as client:
        assert client.send_message(sent, to_addrs=["lan@example.com", "van@example.com"]) == {}
        assert client.send_message(sent) == {}
    kept = sorted((tmp_path / "mail").iterdir())
    assert len(kept) == 2
    assert kept[0].name.endswith(".eml")
    assert "lan@example.com" in kept[0].name
    message = email.message_from_bytes(kept[0].read_bytes(), policy=email.policy.default)
    assert message["X-Envelope-To"] == "lan@example.com, van@example.com"
    assert message["Subject"] == sent["Subject"]
    assert message.get_body().get_content().replace("\r\n", "\n") == sent.get_body().get_content()
    assert [part.get_content() for part in message.iter_attachments()] == [bytes(range(256)) * 9000]


def test_what_is_out_of_order_or_too_large_is_refused_and_not_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(mailbox, "GREATEST_MESSAGE", 1000)
    with Mailbox(tmp_path / "mail") as box, smtplib.SMTP("127.0.0.1", box.port, timeout=10) as client:
        assert client.docmd("RCPT", "TO:<lan@example.com>")[0] == 503
        assert client.docmd("MAIL", "FROM: nonsense")[0] == 501
        assert client.docmd("DATA")[0] == 503
        assert client.docmd("VRFY", "lan")[0] == 502
        client.ehlo()
        client.mail("a@example.com")
        client.rcpt("b@example.com")
        assert client.data("x" * 2000)[0] == 552
        assert client.noop()[0] == 250
    assert list((tmp_path / "mail").iterdir()) == []


def test_half_a_message_is_not_kept_and_an_open_line_does_not_hold_the_end(tmp_path):
    with Mailbox(tmp_path / "mail") as box:
        with socket.create_connection(("127.0.0.1", box.port), timeout=10) as line:
            line.sendall(b"HELO x\r\nMAIL FROM:<a@example.com>\r\nRCPT TO:<b@example.com>\r\nDATA\r\nSubject: half\r\n")
            line.recv(1000)
        idle = socket.create_connection(("127.0.0.1", box.port), timeout=10)
        idle.recv(1000)
    idle.close()
    assert list((tmp_path / "mail").iterdir()) == []


@pytest.mark.parametrize("recipient", ["../../etc/passwd@example.com", "a" * 300 + "@example.com"])
def test_a_recipients_name_cannot_leave_the_folder(tmp_path, recipient):
    with Mailbox(tmp_path / "mail") as box, smtplib.SMTP("127.0.0.1", box.port, timeout=10) as client:
        client.sendmail("a@example.com", [recipient], "Subject: x\r\n\r\nx")
    (kept,) = (tmp_path / "mail").iterdir()
    assert kept.parent == tmp_path / "mail"
