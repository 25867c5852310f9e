"""CPU that the server spends on one change of the page whose run it has kept, and where it goes."""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import tempfile
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlencode

import websockets
from server import ROOT, serving
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.testing.v1 import AppTest

from linreg import Dataset
from linreg.config import SETTINGS
from linreg.data.points import check_points

CHANGES = 50
ROUNDS = 3
SHOWN = 25
LRS = (0.05, 0.1)
HZ = os.sysconf("SC_CLK_TCK")


def many_points() -> Dataset:
    """Return 500 points, the largest number allowed, with long decimals."""
    x = [(n * 0.6180339887) % 1 for n in range(500)]
    return check_points(x, [2 * value + ((n * 0.7548776662) % 1) for n, value in enumerate(x)])


class Visitor:
    """A tab with the page, which speaks Streamlit's protocol over its websocket."""

    def __init__(self, address: str, query: str) -> None:
        self.address, self.query = address, query
        self.page = ""
        self.slider = ""
        self.options: list[str] = []
        self.received = 0

    async def open(self) -> None:
        """Open the page and wait until it is whole."""
        self.socket = await websockets.connect(
            self.address.replace("http", "ws", 1) + "/_stcore/stream",
            subprotocols=["streamlit"],
            origin=self.address,
            max_size=None,
        )
        await self._run([])

    async def move(self, lr: float) -> None:
        """Let the slider go at a learning rate and wait until the page is whole."""
        place = self.options.index(SETTINGS["lr"].kind.format(lr))
        value = [place, len(self.options), False]
        await self._run([{"event": "moved", "value": value}])

    async def close(self) -> None:
        """Leave."""
        await self.socket.close()

    async def _run(self, events: Sequence[object]) -> None:
        message = BackMsg()
        state = message.rerun_script
        state.query_string, state.page_script_hash = self.query, self.page
        state.context_info.locale, state.context_info.timezone, state.context_info.url = "en-US", "UTC", self.address
        if events:
            widget = state.widget_states.widgets.add(id=f"$$STREAMLIT_INTERNAL_KEY_{self.slider}__events")
            widget.json_trigger_value = json.dumps(events)
        await self.socket.send(message.SerializeToString())
        self.received = 0
        while True:
            data = await self.socket.recv()
            self.received += len(data)
            answer = ForwardMsg()
            answer.ParseFromString(data)
            match answer.WhichOneof("type"):
                case "new_session":
                    self.page = answer.new_session.page_script_hash
                case "page_info_changed":
                    self.query = answer.page_info_changed.query_string
                case "delta":
                    self._take(answer)
                case "script_finished":
                    return

    def _take(self, answer: ForwardMsg) -> None:
        element = answer.delta.new_element
        kind = element.WhichOneof("type")
        if kind == "exception":
            raise RuntimeError(element.exception.message)
        if kind == "bidi_component" and element.bidi_component.component_name.endswith("linreg_slider"):
            (data,) = json.loads(element.bidi_component.json)
            if data["key"] == "lr":
                self.slider, self.options = element.bidi_component.id, data["options"]["texts"]


def cpu_of(pid: int) -> float:
    """Return the milliseconds of CPU that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return 1000 * (int(fields[11]) + int(fields[12])) / HZ


async def spent(address: str, pid: int, query: str) -> tuple[float, float]:
    """Return the milliseconds of CPU of a change and its bytes."""
    visitor = Visitor(address, query)
    await visitor.open()
    for lr in LRS * 5:
        await visitor.move(lr)
    began = cpu_of(pid)
    for turn in range(CHANGES):
        await visitor.move(LRS[turn % 2])
    cost = (cpu_of(pid) - began) / CHANGES
    await visitor.close()
    return cost, visitor.received


PAGES = {
    "3d": {},
    "contour": {"surface": "contour"},
    "4 kept": {"keep": [f"lr={lr}" for lr in (0.01, 0.02, 0.03, 0.04)]},
    "lecture": {"view": "lecture"},
    "embedded": {"embed": "true"},
    "500 points": {"data": SETTINGS["data"].kind.format(many_points())},
}


def profile() -> None:
    """Print which functions of the script take longest, themselves and all that they call."""
    page = AppTest.from_file(ROOT / "linreg" / "ui" / "main.py", default_timeout=60).run()

    def change() -> None:
        for lr in LRS * 10:
            page.session_state["lr"] = lr
            page.run()


def main() -> None:
    """Print the measurements."""
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder) / "log.txt") as (address, server):
        print(f"CPU of the server for a change whose run it has kept, median of {ROUNDS} times {CHANGES}, in ms")
        for name, params in PAGES.items():
            found = [asyncio.run(spent(address, server.pid, urlencode(params, doseq=True))) for _round in range(ROUNDS)]
            cpu, size = (statistics.median(values) for values in zip(*found, strict=True))
            print(f"  {name:12} {cpu:6.1f}   {size / 1024:7.1f} KB")


if __name__ == "__main__":
    main()
