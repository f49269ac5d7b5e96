"""The whole house for one test: web (with the files of production), worker, beat and a mail server, each a real process."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.faults.house import MailServer, Staff
from tests.pages.whole.hashed import collect_into
from tests.web_process import free_port, web_process


@dataclass(frozen=True)
class House:
    url: str
    mail: MailServer


@contextmanager
def whole_house(environment: dict[str, str], folder: Path) -> Iterator[House]:
    """Everything it starts has ended at the end. The worker's and the web's words are in `folder`."""
    (folder / "mail").mkdir()
    collect_into(folder / "static")
    mail = MailServer(folder / "mail")
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    environment = environment | {
        "INSECURE_LOCAL": "false",
        "SECRET_KEY": "of-the-whole-way-" * 4,
        "BADGE_SIGNING_SEED": os.environ.get("BADGE_SIGNING_SEED") or "00" * 32,  # what the tests themselves sign with
        "STATIC_ROOT": str(folder / "static"),
        "SITE_URL": url,
        "EMAIL_HOST": "127.0.0.1",
        "OUTBOX_DOORBELL": "worker.doorbell.ring",
    }
    mail.start()
    environment["EMAIL_PORT"] = str(mail.port)
    staff = Staff(environment, folder / "staff.log")
    try:
        staff.start()
        with web_process(environment, port=port):
            yield House(url, mail)
    finally:
        staff.stop()
        mail.stop()
