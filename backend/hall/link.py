"""The way to the fair's server: plain requests with a time limit for the whole of each, so that a half-dead line is a dead one."""

import gzip
import http.client
import json
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings

CONNECT_SECONDS = 5.0
MOST_BYTES = 64_000_000
_CHUNK = 65_536
API = "/api/v1/"


class LinkBroken(Exception):
    """No whole answer came. Whether the request arrived is unknown; all of them may be sent again."""


class Refused(Exception):
    """An answer came, and it says no. `code` is the problem's."""

    def __init__(self, status: int, code: str, title: str) -> None:
        super().__init__(f"{title} ({status} {code})" if title else f"{status} {code}")
        self.status = status
        self.code = code


@dataclass(frozen=True, slots=True)
class Link:
    """`site` is the address of the fair's server, `key` empty before joining."""

    site: str
    key: str = ""

    def get(self, name: str, query: Mapping[str, Any]) -> bytes:
        words = urlencode({word: value for word, value in query.items() if value is not None})
        return self._answer("GET", f"hall/{name}/?{words}", None)

    def post(self, name: str, body: Any) -> Any:
        return json.loads(self._answer("POST", f"hall/{name}/", json.dumps(body).encode()))

    def pass_on(
        self, method: str, address: str, body: bytes, authorization: str, language: str
    ) -> tuple[int, str, bytes]:
        """A request of somebody else, as it is: status, content type, content. Raises LinkBroken."""
        headers = {"Authorization": authorization} | ({"Accept-Language": language} if language else {})
        return self._ask(method, address, body or None, headers)

    def _answer(self, method: str, address: str, body: bytes | None) -> bytes:
        """Raises LinkBroken, Refused."""
        status, _, content = self._ask(method, address, body, {"Authorization": f"Hall {self.key}"} if self.key else {})
        if status not in {200, 201}:
            raise _refusal(status, content)
        return content

    def _ask(self, method: str, address: str, body: bytes | None, headers: Mapping[str, str]) -> tuple[int, str, bytes]:
        """Raises LinkBroken, also for an answer that may be another one in a moment."""
        deadline = time.monotonic() + settings.HALL_ANSWER_SECONDS
        parts = urlsplit(self.site)
        connection = _connection(parts.scheme, parts.hostname or "", parts.port)
        usual = {"Accept-Encoding": "gzip", "Content-Type": "application/json", "Connection": "close"}
        try:
            connection.connect()
            if connection.sock is not None:
                connection.sock.settimeout(max(0.1, deadline - time.monotonic()))
            connection.request(
                method, f"{parts.path.rstrip('/')}{API}{address}", body=body, headers={**usual, **headers}
            )
            answer = connection.getresponse()
            content = _read(answer, connection.sock, deadline)
            if answer.headers.get("Content-Encoding") == "gzip":
                content = gzip.decompress(content)
        except (OSError, http.client.HTTPException, EOFError) as exc:
            raise LinkBroken(type(exc).__name__) from exc
        finally:
            connection.close()
        if answer.status >= 500 or answer.status == 429:
            raise LinkBroken(f"answered {answer.status}")
        return answer.status, answer.headers.get("Content-Type", ""), content


def _connection(scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
    patience = min(CONNECT_SECONDS, settings.HALL_ANSWER_SECONDS)
    if scheme == "https":
        return http.client.HTTPSConnection(
            host, port, timeout=min(CONNECT_SECONDS, settings.HALL_ANSWER_SECONDS), context=ssl.create_default_context()
        )
    return http.client.HTTPConnection(host, port, timeout=patience)


def _read(answer: http.client.HTTPResponse, line: socket.socket | None, deadline: float) -> bytes:
    """All of it before the deadline. A line that drips would else hold the loop for ever."""
    content = bytearray()
    while True:
        left = deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        if line is not None:
            line.settimeout(left)
        piece = answer.read1(_CHUNK)
        if not piece:
            break
        content += piece
        if len(content) > MOST_BYTES:
            raise http.client.HTTPException("too long")
    if answer.length:  # the line ended before what was announced
        raise http.client.IncompleteRead(bytes(content), answer.length)
    return bytes(content)


def _refusal(status: int, content: bytes) -> Refused:
    try:
        problem = json.loads(content)
        return Refused(status, str(problem.get("code", "")), str(problem.get("title", "")))
    except (ValueError, AttributeError):
        return Refused(status, "", "")
