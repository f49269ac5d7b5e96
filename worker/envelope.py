"""The letter as it goes over the wire: text, HTML, calendar part, attachments, and a Message-ID that never changes."""

from email.utils import formataddr, parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from kernel.models import Message
from worker.attachments import Calendar, File, make


def sender_address() -> str:
    """The bare address of DEFAULT_FROM_EMAIL: what bounces come back to."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def letter_of(message: Message) -> bytes:
    """The MIME letter of a row with CRLF lines; attachments are made now. Raises whatever a maker raises."""
    mail = EmailMultiAlternatives(
        subject=message.title,
        body=message.text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[formataddr((message.recipient_name, message.recipient))],
        headers={
            "Message-ID": f"<{message.public_id}@{settings.MESSAGE_ID_DOMAIN}>",
            "Content-Language": message.language,
            "Auto-Submitted": "auto-generated",
        },
    )
    if message.html:
        mail.attach_alternative(message.html, "text/html")
    for attachment in message.attachments:
        made = make(attachment)
        if isinstance(made, Calendar):
            mail.attach_alternative(made.body, f"text/calendar; method={made.method}")
        elif isinstance(made, File):
            mail.attach(made.name, made.body, made.media_type)
    return bytes(mail.message().as_bytes(linesep="\r\n"))
