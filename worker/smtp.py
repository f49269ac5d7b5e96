"""One letter over SMTP, step by step, so that every way to fail says whether the letter can have arrived."""

import contextlib
import re
import smtplib
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings

from kernel.delivery_rules import Outcome

IDLE_SECONDS = 5.0
LETTERS_PER_LINE = 50
_CLOSING = 421
_LINE_DOT = re.compile(rb"(?m)^\.")


@dataclass(frozen=True, slots=True)
class Result:
    outcome: Outcome
    error: str = ""


class _Line:
    """A conversation with the server that stays open for the next letters of this process."""

    def __init__(self) -> None:
        """Connect, greet, encrypt, log in. Raises OSError or SMTPException: then there is no server for us."""
        kind = smtplib.SMTP_SSL if settings.EMAIL_USE_SSL else smtplib.SMTP
        self.smtp = kind(settings.EMAIL_HOST, settings.EMAIL_PORT, timeout=settings.EMAIL_TIMEOUT)
        try:
            self.smtp.ehlo_or_helo_if_needed()
            if settings.EMAIL_USE_TLS:
                self.smtp.starttls(context=ssl.create_default_context())
            if settings.EMAIL_HOST_USER:
                self.smtp.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
        except BaseException:
            self.smtp.close()
            raise
        self.used_at = time.monotonic()
        self.letters = 0

    @property
    def is_fresh(self) -> bool:
        return self.letters < LETTERS_PER_LINE and time.monotonic() - self.used_at < IDLE_SECONDS


_open_line: _Line | None = None


def hang_up() -> None:
    """Close this process's line, politely when the server still listens."""
    global _open_line
    line, _open_line = _open_line, None
    if line is not None:
        with contextlib.suppress(OSError, smtplib.SMTPException):
            if line.smtp.sock is not None:
                line.smtp.sock.settimeout(1)
            line.smtp.quit()
        line.smtp.close()


def transmit(
    sender: str, recipient: str, letter: bytes, *, before_data: Callable[[], bool], taken: Callable[[], None]
) -> Result | None:
    """Send `letter` (CRLF lines) to one recipient.

    In order: envelope, `before_data()` (False stops and answers None: somebody else has the letter), the letter, the
    server's answer, `taken()` at once after a good one. Whatever breaks is told apart by what the server can have got.
    """
    known = Outcome.UNREACHABLE
    try:
        line = _line_with_sender(sender)
        known = Outcome.DEFERRED
        _ask(line, lambda: line.smtp.rcpt(recipient), good={250, 251})
        _ask(line, lambda: line.smtp.docmd("DATA"), good={354})
        if not before_data():
            hang_up()
            return None
        line.smtp.send(_quoted(letter))
        known = Outcome.UNANSWERED
        _ask(line, line.smtp.getreply, good={250})
        taken()
    except _Refused as exc:
        if not exc.keeps_line:
            hang_up()
        return Result(exc.outcome, str(exc))
    except (OSError, smtplib.SMTPException, SoftTimeLimitExceeded) as exc:
        hang_up()
        return Result(known, _told(exc))
    except BaseException:
        hang_up()
        raise
    line.letters += 1
    line.used_at = time.monotonic()
    return Result(Outcome.SENT)


class _Refused(Exception):
    """The server answered, and not with what the step needs."""

    def __init__(self, code: int, text: bytes) -> None:
        super().__init__(f"{code} {text.decode('utf-8', 'replace')}"[:300])
        self.keeps_line = False
        if code == _CLOSING:
            self.outcome = Outcome.UNREACHABLE
        else:
            self.outcome = Outcome.REJECTED if code >= 500 else Outcome.DEFERRED


def _line_with_sender(sender: str) -> _Line:
    """A line on which the server took our sender; an idle line that turns out dead is replaced once."""
    global _open_line  # noqa: PLW0603 -- one line per process
    if _open_line is not None and not _open_line.is_fresh:
        hang_up()
    if _open_line is not None:
        try:
            _ask(_open_line, lambda: _mail(_open_line, sender), good={250})
        except (OSError, smtplib.SMTPException, _Refused):
            hang_up()
        else:
            return _open_line
    _open_line = _Line()
    _ask(_open_line, lambda: _mail(_open_line, sender), good={250})
    return _open_line


def _mail(line: _Line | None, sender: str) -> tuple[int, bytes]:
    assert line is not None
    return line.smtp.mail(sender, ["BODY=8BITMIME"] if line.smtp.has_extn("8bitmime") else [])


def _ask(line: _Line, step: Callable[[], tuple[int, bytes]], *, good: set[int]) -> None:
    code, text = step()
    if code in good:
        return
    if code == -1:
        raise smtplib.SMTPServerDisconnected("The server closed the line.")
    refused = _Refused(code, text)
    if code != _CLOSING:
        reset, _ = line.smtp.rset()
        refused.keeps_line = reset == 250
    raise refused


def _quoted(letter: bytes) -> bytes:
    """Dots at the beginning of lines doubled, the lone dot at the end (RFC 5321, 4.5.2)."""
    body = _LINE_DOT.sub(b"..", letter)
    return body + (b".\r\n" if body.endswith(b"\r\n") else b"\r\n.\r\n")


def _told(exc: Exception) -> str:
    if isinstance(exc, smtplib.SMTPResponseException):
        text = exc.smtp_error.decode("utf-8", "replace") if isinstance(exc.smtp_error, bytes) else exc.smtp_error
        return f"{exc.smtp_code} {text}"[:300]
    return f"{type(exc).__name__}: {exc}"[:300]
