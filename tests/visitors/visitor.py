"""One visitor of the page over Streamlit's websocket protocol, without a browser: opens a link, waits for the picture, moves lr."""

from __future__ import annotations

import asyncio
import json
import re
from dataclasses import replace
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit
from urllib.request import Request, urlopen

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from visitors.widgets import Widgets
from websockets.asyncio.client import ClientConnection, connect

from linreg import RunConfig
from linreg.link import parse

TIMEOUT: Final = 120.0
"""Seconds without a message that are an error."""

_RUN: Final = re.compile(rb'"run":\s*"([0-9a-f]{12})"')


class WrongError(Exception):
    """The page shows something else than what was asked for."""


class Visitor:
    """One tab of a browser with its cookies.

    Attributes:
        config: what the visitor has asked for.
        received: bytes over the websocket.
    """

    def __init__(self, address: str, query: str = "") -> None:
        """Make a visitor.

        Args:
            address: of the page, with its base path and without a trailing slash.
            query: the link's parameters, such as "epochs=500&style=linear".
        """
        self.address, self.query = address, query
        self.config: RunConfig = parse(parse_qs(query))[0].config
        self.received = 0
        self._cookies: dict[str, str] = {}
        self._widgets = Widgets()
        self._page = ""
        self._socket: ClientConnection | None = None

    async def open(self) -> None:
        """Open the page and return when the picture has come.

        Raises:
            WrongError: if it is not that of the link, or the page shows an error.
            OSError: if the server does not answer.
            TimeoutError: if it stays silent.
        """
        await self.come()
        await self.picture()

    async def come(self) -> None:
        """Open the page and do not wait for the picture. Errors as for `open`, but WrongError."""
        await asyncio.to_thread(self._get)
        parts = urlsplit(self.address)
        self._socket = await connect(
            self.address.replace("http", "ws", 1) + "/_stcore/stream",
            subprotocols=["streamlit", self._cookies.get("_streamlit_xsrf", "PLACEHOLDER_AUTH_TOKEN")],  # type: ignore[list-item]
            additional_headers={"Cookie": self._cookie},
            origin=f"{parts.scheme}://{parts.netloc}",  # type: ignore[arg-type]
            max_size=None,
            compression=None,
            ping_interval=None,
            open_timeout=TIMEOUT,
        )
        await self.ask()

    @property
    def _cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self._cookies.items())

    def _get(self) -> None:
        """Get the page's frame, and the cookies that come with it."""
        request = Request(f"{self.address}/?{self.query}", headers={"Cookie": self._cookie} if self._cookies else {})
        with urlopen(request, timeout=TIMEOUT) as answer:
            for cookie in answer.headers.get_all("Set-Cookie") or ():
                name, _, value = cookie.split(";")[0].partition("=")
                self._cookies[name] = value

    async def change(self, lr: float) -> None:
        """Move lr to one of the slider's values and return when its picture has come. Errors as for `open`."""
        await self.move(lr)
        await self.picture()

    async def move(self, lr: float) -> None:
        """Move lr to one of the slider's values, which must have come, and do not wait for the picture."""
        self.config = replace(self.config, lr=lr)
        await self.ask(self._widgets.moved("lr", lr))

    async def ask(self, trigger: tuple[str, Any] | None = None) -> None:
        """Ask the server to run the script, with the state of all widgets as a browser sends it.

        Args:
            trigger: the identity of a widget with what happened to it now.
        """
        message = BackMsg()
        script = message.rerun_script
        script.query_string, script.page_script_hash = self.query, self._page
        context = script.context_info
        context.locale, context.timezone, context.url = "en-US", "UTC", f"{self.address}/"
        self._widgets.write(script.widget_states.widgets)
        if trigger is not None:
            identity, value = trigger
            script.widget_states.widgets.add(id=identity).json_trigger_value = json.dumps(value)
        await self._connection.send(message.SerializeToString())

    @property
    def _connection(self) -> ClientConnection:
        if self._socket is None:
            raise RuntimeError("the page is not open")
        return self._socket

    async def picture(self) -> None:
        """Return when the script has run to its end and the picture is that of `config`. Errors as for `open`."""
        shown = ""
        while True:
            data = await asyncio.wait_for(self._connection.recv(decode=False), TIMEOUT)
            self.received += len(data)
            answer = ForwardMsg.FromString(data)
            kind = answer.WhichOneof("type")
            if kind == "new_session":
                self._page = answer.new_session.page_script_hash
            elif kind == "page_info_changed":
                self.query = answer.page_info_changed.query_string
            elif kind == "delta" and answer.delta.WhichOneof("type") == "new_element":
                element = answer.delta.new_element
                if element.WhichOneof("type") == "exception":
                    raise WrongError(f"{element.exception.type}: {element.exception.message}")
                found = _RUN.search(data)
                shown = found[1].decode() if found else shown
                self._widgets.see(element)
            elif kind == "script_finished" and answer.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                break
        if shown != self.config.digest():
            raise WrongError(f"run {shown or 'none'} instead of {self.config.digest()} for lr {self.config.lr}")

    @property
    def is_ready(self) -> bool:
        """Whether the slider has come."""
        return self._widgets.has_slider("lr")

    async def leave(self) -> None:
        """Close the page."""
        if self._socket is not None:
            await self._socket.close()
