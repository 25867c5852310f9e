"""A network between browser and server that can be cut without either of them being told, as when a laptop sleeps."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator


class _Connection:
    """Two sockets, and whether what comes on one still goes to the other."""

    def __init__(self, near: socket.socket, target: int) -> None:
        self.ends = near, socket.create_connection(("127.0.0.1", target))
        self.is_dead = self.is_websocket = False
        self.threads = [threading.Thread(target=self._pass_on, args=ends) for ends in (self.ends, self.ends[::-1])]
        for thread in self.threads:
            thread.start()

    def _pass_on(self, one: socket.socket, other: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := one.recv(2**16):
                self.is_websocket |= b"upgrade: websocket" in data.lower()
                if not self.is_dead:
                    other.sendall(data)
            if not self.is_dead:
                other.shutdown(socket.SHUT_WR)

    def hang_up(self) -> None:
        """Tell both ends that it is over."""
        for end in self.ends:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Give everything back."""
        self.hang_up()
        for thread in self.threads:
            thread.join()
        for end in self.ends:
            end.close()


class Relay:
    """Passes on what comes on its port to another port.

    Attributes:
        port: its port of 127.0.0.1.
    """

    def __init__(self, target: int) -> None:
        self._target = target
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._connections: list[_Connection] = []
        self._thread = threading.Thread(target=self._accept)
        self._thread.start()

    def cut(self) -> None:
        """Lose without a word what comes on the websockets that there are now. New ones work.

        The other connections are closed: a browser does that itself when it hears of another network.
        """
        for connection in self._connections:
            if connection.is_websocket:
                connection.is_dead = True
            else:
                connection.hang_up()

    def close(self) -> None:
        """End all connections, and take no more."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()
        for connection in self._connections:
            connection.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _address = self._listener.accept()
                self._connections.append(_Connection(near, self._target))


@contextlib.contextmanager
def relay(target: int) -> Iterator[Relay]:
    """Run a relay to a port of 127.0.0.1."""
    running = Relay(target)
    try:
        yield running
    finally:
        running.close()
