"""The cable between a browser and its server, at a port of its own: without it every connection is refused or torn."""

import socket
import threading
from contextlib import suppress

MOST_BYTES = 65_536


class Cable:
    """`plug()` lets connections to `port` through to the server, `pull()` ends them all and takes no new one."""

    def __init__(self, server_port: int) -> None:
        self._server = ("127.0.0.1", server_port)
        self.port = 0
        self._listener: socket.socket | None = None
        self._ends: set[socket.socket] = set()
        self._lock = threading.Lock()

    def plug(self) -> None:
        """At the same port every time."""
        self._listener = socket.create_server(("127.0.0.1", self.port))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._take, args=(self._listener,), daemon=True).start()

    def pull(self) -> None:
        with self._lock:
            listener, self._listener = self._listener, None
            ends, self._ends = self._ends, set()
        for end in (listener, *ends):
            if end is not None:
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)  # wakes who waits at it
                end.close()

    def _take(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                here, _ = listener.accept()
                there = socket.create_connection(self._server)
                with self._lock:
                    is_plugged = self._listener is listener
                    if is_plugged:
                        self._ends |= {here, there}
                if not is_plugged:
                    here.close()
                    there.close()
                    return
                for source, target in ((here, there), (there, here)):
                    threading.Thread(target=self._carry, args=(source, target), daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(MOST_BYTES):
                target.sendall(data)
        with suppress(OSError):
            target.shutdown(socket.SHUT_WR)
        with self._lock:
            if source not in self._ends:
                return
            self._ends.discard(source)
        source.close()
