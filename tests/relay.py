"""A network between browser and server that can be cut without either of them being told, as when a laptop sleeps."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator


class Relay:
    """Passes on what comes on its port to another port; what comes on a connection that was cut is lost without a word.

    Attributes:
        port: its port of 127.0.0.1.
        opened: the number of connections so far.
    """

    def __init__(self, target: int) -> None:
        self._target = target
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.opened = 0
        self._cut = threading.Event()
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Pass on nothing more on the connections that there are now. New ones work."""
        self._cut.set()
        self._cut = threading.Event()

    def close(self) -> None:
        """Take no more connections."""
        self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _address = self._listener.accept()
                far = socket.create_connection(("127.0.0.1", self._target))
                self.opened += 1
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=_pass_on, args=(one, other, self._cut), daemon=True).start()


def _pass_on(one: socket.socket, other: socket.socket, cut: threading.Event) -> None:
    with contextlib.suppress(OSError):
        while (data := one.recv(2**16)) or cut.is_set():
            if not cut.is_set():
                other.sendall(data)
            elif not data:
                return
        other.shutdown(socket.SHUT_WR)


@contextlib.contextmanager
def relay(target: int) -> Iterator[Relay]:
    """Run a relay to a port of 127.0.0.1."""
    running = Relay(target)
    try:
        yield running
    finally:
        running.close()
