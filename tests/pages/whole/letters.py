"""The letters that the mail server took, by whom they are for, and their parts."""

from email.message import EmailMessage
from email.utils import parseaddr

import pypdfium2
from PIL import Image

from tests.faults.house import MailServer, wait_until


def letters_to(server: MailServer, address: str) -> list[EmailMessage]:
    return [letter for letter in server.letters() if parseaddr(letter["To"])[1] == address]


def letter_to(server: MailServer, address: str, words: str, *, seconds: float = 30) -> EmailMessage:
    """The one letter to this address with these words in its subject, once it has come."""

    def found() -> list[EmailMessage]:
        return [letter for letter in letters_to(server, address) if words in letter["Subject"]]

    wait_until(found, seconds=seconds, what=f"{words!r} to {address}, there are {subjects(server)}")
    (letter,) = found()
    return letter


def subjects(server: MailServer) -> list[tuple[str, str]]:
    return [(parseaddr(letter["To"])[1], letter["Subject"]) for letter in server.letters()]


def part_of(letter: EmailMessage, media_type: str) -> EmailMessage:
    (part,) = [part for part in letter.walk() if part.get_content_type() == media_type]
    return part


def first_page(pdf: bytes) -> Image.Image:
    """As a printer or a screen shows it."""
    with pypdfium2.PdfDocument(pdf) as document:
        page = document[0]
        picture = page.render(scale=3).to_pil()
        page.close()
    return picture
