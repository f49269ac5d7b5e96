"""A mail server on loopback that keeps each message as an .eml file: where the demo's mail arrives."""

import asyncio
import contextlib
import re
import secrets
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Self

GREATEST_MESSAGE = 25 * 1024 * 1024  # bytes, announced as SIZE
GREATEST_LINE = 1024 * 1024
IDLE_SECONDS = 60


class Mailbox:
    """Receives on 127.0.0.1 while the block runs; the system chooses a free `port`. Nothing is passed on."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="mailbox", daemon=True)
        self._count = 0

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True)
        self._thread.start()
        listening = asyncio.start_server(self._serve, "127.0.0.1", 0, limit=GREATEST_LINE)
        self._server = asyncio.run_coroutine_threadsafe(listening, self._loop).result()
        self.port = int(self._server.sockets[0].getsockname()[1])
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _close(self) -> None:
        self._server.close()
        tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        session = _Session(self, reader, writer)
        writer.write(b"220 localhost phien demo mailbox\r\n")
        try:
            while not session.is_over:
                line = await asyncio.wait_for(reader.readline(), IDLE_SECONDS)
                if not line:
                    break
                writer.write(await session.answer(line))
                await writer.drain()
        except (OSError, ValueError, TimeoutError):
            pass  # the client went away, was too slow or sent a line without end: its message is not kept
        finally:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    def keep(self, sender: str, recipients: list[str], message: bytes) -> Path:
        """Write the message whole; the name sorts by arrival and shows the first recipient."""
        self._count += 1
        first = re.sub(r"[^A-Za-z0-9@._-]", "_", recipients[0])[:60]
        stamp = time.strftime("%Y%m%d-%H%M%S")
        path = self.folder / f"{stamp}-{self._count:05}-{first}-{secrets.token_hex(2)}.eml"
        envelope = f"X-Envelope-From: {sender}\r\nX-Envelope-To: {', '.join(recipients)}\r\n".encode()
        fresh = path.with_suffix(".part")
        fresh.write_bytes(envelope + message)
        fresh.rename(path)
        return path


class _Session:
    """One connection's conversation by RFC 5321."""

    def __init__(self, mailbox: Mailbox, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._mailbox = mailbox
        self._reader = reader
        self._writer = writer
        self._sender: str | None = None
        self._recipients: list[str] = []
        self.is_over = False

    async def answer(self, line: bytes) -> bytes:
        words = line.decode("utf-8", errors="replace").rstrip("\r\n")
        verb = words[:4].upper()
        if verb == "EHLO":
            self._reset()
            return f"250-localhost\r\n250-SIZE {GREATEST_MESSAGE}\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n".encode()
        if verb == "HELO":
            self._reset()
            return b"250 localhost\r\n"
        if verb == "MAIL":
            return self._from(words)
        if verb == "RCPT":
            return self._to(words)
        if verb == "DATA":
            return await self._data()
        if verb == "RSET":
            self._reset()
            return b"250 OK\r\n"
        if verb == "NOOP":
            return b"250 OK\r\n"
        if verb == "QUIT":
            self.is_over = True
            return b"221 bye\r\n"
        return b"502 not known here\r\n"

    def _reset(self) -> None:
        self._sender, self._recipients = None, []

    def _from(self, words: str) -> bytes:
        found = re.match(r"MAIL FROM:\s*<([^<>]*)>", words, re.IGNORECASE)
        if not found:
            return b"501 MAIL FROM:<address>\r\n"
        self._reset()
        self._sender = found[1]
        return b"250 OK\r\n"

    def _to(self, words: str) -> bytes:
        found = re.match(r"RCPT TO:\s*<([^<>]+)>", words, re.IGNORECASE)
        if not found:
            return b"501 RCPT TO:<address>\r\n"
        if self._sender is None:
            return b"503 MAIL first\r\n"
        self._recipients.append(found[1])
        return b"250 OK\r\n"

    async def _data(self) -> bytes:
        if self._sender is None or not self._recipients:
            return b"503 RCPT first\r\n"
        self._writer.write(b"354 end with a line that holds one dot\r\n")
        await self._writer.drain()
        lines: list[bytes] = []
        size = 0
        while (line := await asyncio.wait_for(self._reader.readline(), IDLE_SECONDS)) != b".\r\n":
            if not line.endswith(b"\n"):
                raise ConnectionResetError("the client left in the middle of a message")
            size += len(line)
            if size <= GREATEST_MESSAGE:
                lines.append(line[1:] if line.startswith(b".") else line)
        sender, recipients = self._sender, self._recipients
        self._reset()
        if size > GREATEST_MESSAGE:
            return b"552 too large\r\n"
        path = self._mailbox.keep(sender, recipients, b"".join(lines))
        return f"250 kept as {path.name}\r\n".encode()
