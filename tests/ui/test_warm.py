"""The first visitor of a fresh server finds what is needed imported: many at once would find some of it half imported."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest
import websockets
from server import ROOT, free_port, start, wait_until_open
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

BURST = 12

FIRST_VISIT = """\
import sys
from linreg.ui.warm import warm_first
from streamlit.testing.v1 import AppTest

warm_first()
before = set(sys.modules)
page = AppTest.from_file("linreg/ui/main.py", default_timeout=120).run()
assert not page.exception
print(*sorted(set(sys.modules) - before))
"""

WITHOUT_COMPILER = """\
import sys
from linreg.ui.eager import do_not_compile
if sys.argv[1] == "without":
    do_not_compile()
import linreg, torch
for optimizer in linreg.OPTIMIZERS:
    run = linreg.record(linreg.RunConfig(optimizer=optimizer, lr=0.05, epochs=40))
    print(optimizer, run.final, run.final_cost)
print("torch._dynamo.eval_frame" in sys.modules, file=sys.stderr)
print(torch.compile(lambda x: 2 * x, backend="eager")(torch.ones(1)).item())
"""


def test_the_first_visit_imports_nothing() -> None:
    """After the first part of warming, the main page needs no module but one with which Streamlit looks for components."""
    visit = subprocess.run([sys.executable, "-c", FIRST_VISIT], cwd=ROOT, capture_output=True, text=True, check=True)
    assert visit.stdout.split() in ([], ["streamlit.components.v2.manifest_scanner"])


def test_without_the_compiler_optimizers_take_the_same_steps() -> None:
    """Every optimizer ends at the same numbers, PyTorch's compiler is not imported, and whoever wants to compile still can."""
    with_it, without = (
        subprocess.run([sys.executable, "-c", WITHOUT_COMPILER, how], cwd=ROOT, capture_output=True, text=True, check=True)
        for how in ("with", "without")
    )
    assert without.stdout == with_it.stdout
    assert (with_it.stderr.split()[-1], without.stderr.split()[-1]) == ("True", "False")


async def visit(address: str, page: str) -> str:
    """Open a page and return what went wrong until its script had finished; "" if nothing did."""
    async with websockets.connect(
        f"ws{address.removeprefix('http')}/_stcore/stream",
        subprotocols=["streamlit"],
        origin=address,
        max_size=None,
        open_timeout=60,
    ) as socket:
        message = BackMsg()
        message.rerun_script.page_name = page
        message.rerun_script.context_info.url = f"{address}/{page}"
        await socket.send(message.SerializeToString())
        said, components = "", 0
        while True:
            answer = ForwardMsg()
            answer.ParseFromString(await asyncio.wait_for(socket.recv(), 60))
            kind = answer.WhichOneof("type")
            element = answer.delta.new_element
            said += element.exception.message if element.WhichOneof("type") == "exception" else ""
            components += element.WhichOneof("type") == "bidi_component"
            if kind == "script_finished":
                return said if components else said + "no picture"


@pytest.mark.parametrize("page", ["", "pitfalls"])
def test_a_burst_at_a_fresh_server(tmp_path: Path, page: str) -> None:
    """Visitors who come all at once while the server warms up wait, and get a right page."""

    async def burst(address: str) -> list[str]:
        return await asyncio.gather(*(visit(address, page) for _visitor in range(BURST)))

    port = free_port()
    server = start(tmp_path / "log.txt", port=port)
    try:
        wait_until_open(port, server)
        assert asyncio.run(burst(f"http://127.0.0.1:{port}")) == [""] * BURST
    finally:
        server.terminate()
        server.wait()
    assert "Traceback" not in (tmp_path / "log.txt").read_text(encoding="utf-8")
