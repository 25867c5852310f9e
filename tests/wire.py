"""The bytes that a page takes over the network."""

from __future__ import annotations

from typing import Any, NamedTuple

from playwright.sync_api import Page


class Fetched(NamedTuple):
    """A file fetched from a server: its URL, its headers in lower case, and the bytes on the wire, 0 if from the cache."""

    url: str
    headers: dict[str, str]
    size: int


class Wire:
    """Listens to a page from now on. Only Chromium tells how many bytes a response took."""

    def __init__(self, page: Page) -> None:
        self._responses: dict[str, tuple[str, dict[str, str]]] = {}
        self._sizes: dict[str, int] = {}
        session = page.context.new_cdp_session(page)
        session.on("Network.responseReceived", self._received)
        session.on("Network.loadingFinished", self._finished)
        session.send("Network.enable")

    def _received(self, event: dict[str, Any]) -> None:
        headers = {name.lower(): value for name, value in event["response"]["headers"].items()}
        self._responses[event["requestId"]] = event["response"]["url"], headers

    def _finished(self, event: dict[str, Any]) -> None:
        self._sizes[event["requestId"]] = int(event["encodedDataLength"])

    @property
    def fetched(self) -> list[Fetched]:
        """All that has been fetched over HTTP, the largest first."""
        files = [
            Fetched(url, headers, self._sizes.get(number, 0))
            for number, (url, headers) in self._responses.items()
            if url.startswith("http")
        ]
        return sorted(files, key=lambda file: -file.size)

    @property
    def total(self) -> int:
        """The bytes of all that."""
        return sum(file.size for file in self.fetched)
