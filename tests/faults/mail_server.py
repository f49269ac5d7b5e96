"""A real SMTP server in a process of its own, which can be told to misbehave by the address it is written to.

`python -m tests.faults.mail_server FOLDER` writes its port to FOLDER/port, each accepted letter to FOLDER/<n>.eml and one
line `Message-ID recipient` to FOLDER/taken. Words before the first dot of an address: `later2` is deferred twice,
`never` refused, `broken` cut off at RCPT once, `silent` taken without an answer, `hang` never answered at DATA,
`slow` taken and answered a second later.
"""

import asyncio
import contextlib
import re
import sys
from collections import Counter
from email import message_from_bytes
from pathlib import Path

from aiosmtpd.smtp import SMTP


class Post:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.taken = (folder / "taken").open("a", buffering=1)
        self.number = len(list(folder.glob("*.eml")))
        self.tries: Counter[str] = Counter()

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 -- aiosmtpd's hook
        word = address.split("@")[0].split(".")[0]
        self.tries[address] += 1
        if (found := re.fullmatch(r"later(\d+)", word)) and self.tries[address] <= int(found[1]):
            return "451 4.7.1 Greylisted, come back later"
        if word == "never":
            return "550 5.1.1 No such mailbox"
        if word == "broken" and self.tries[address] == 1:
            server.transport.abort()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 -- aiosmtpd's hook
        word = envelope.rcpt_tos[0].split("@")[0].split(".")[0]
        if word == "hang":
            await asyncio.sleep(3600)
        self.number += 1
        message_id = message_from_bytes(envelope.content[:4000])["Message-ID"]
        self.taken.write(f"{message_id} {envelope.rcpt_tos[0]}\n")
        if not (self.folder / "lines-only").exists():
            (self.folder / f"{self.number}.eml").write_bytes(envelope.content)
        if word == "slow":
            await asyncio.sleep(1)
        if word == "silent":
            server.transport.abort()
        return "250 Taken"


async def serve(folder: Path, port: int) -> None:
    post = Post(folder)
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(post, hostname="mail.test", enable_SMTPUTF8=True), "127.0.0.1", port, reuse_port=True
    )
    (folder / "port.new").write_text(str(server.sockets[0].getsockname()[1]))
    (folder / "port.new").rename(folder / "port")
    await asyncio.Event().wait()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0))
