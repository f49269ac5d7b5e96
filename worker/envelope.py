"""The letter as it goes over the wire: text, HTML, calendar part, attachments, and a Message-ID that never changes."""

from email.generator import BytesGenerator
from email.policy import compat32
from email.utils import formataddr, parseaddr
from io import BytesIO

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from kernel.models import Message
from worker.attachments import Calendar, File, Secret, make

CRLF = compat32.clone(linesep="\r\n")


def sender_address() -> str:
    """The bare address of DEFAULT_FROM_EMAIL: what bounces come back to."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def letter_of(message: Message) -> bytes:
    """The MIME letter of a row with CRLF lines; attachments are made now. Raises whatever a maker raises.

    A secret stands in the row only as its mark; it is put into the words here and kept nowhere.
    """
    made = [part for attachment in message.attachments for part in make(attachment)]
    text, html = message.text, message.html
    for secret in made:
        if isinstance(secret, Secret):
            text, html = text.replace(secret.mark, secret.value), html.replace(secret.mark, secret.value)
    mail = EmailMultiAlternatives(
        subject=message.title,
        body=text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[formataddr((message.recipient_name, message.recipient))],
        headers={
            "Message-ID": f"<{message.public_id}@{settings.MESSAGE_ID_DOMAIN}>",
            "Content-Language": message.language,
            "Auto-Submitted": "auto-generated",
        },
    )
    if html:
        mail.attach_alternative(html, "text/html")
    for part in made:
        if isinstance(part, Calendar):
            mail.attach_alternative(part.body, f"text/calendar; method={part.method}")
        elif isinstance(part, File):
            mail.attach(part.name, part.body, part.media_type)
    wire = BytesIO()
    BytesGenerator(wire, mangle_from_=False, policy=CRLF).flatten(mail.message())
    return wire.getvalue()
