"""The tab "Inside a step": which step it shows."""

from types import SimpleNamespace

import pytest

from linreg import RunConfig, record
from linreg.ui import inside

RUN = record(RunConfig(epochs=20))
DIGEST = RUN.config.digest()


@pytest.mark.parametrize(
    ("sent", "step"),
    [
        ({"run": DIGEST, "step": 7}, 7),
        ({"run": DIGEST, "step": 20}, 20),
        ({"run": DIGEST, "step": 21}, 20),
        ({"run": DIGEST, "step": 10**30}, 20),
        ({"run": DIGEST, "step": -1}, 0),
        ({"run": DIGEST, "step": 3.5}, 0),
        ({"run": DIGEST, "step": "7"}, 0),
        ({"run": "another", "step": 7}, 0),
        ({"step": 7}, 0),
        ([DIGEST, 7], 0),
        (None, 0),
    ],
)
def test_only_a_step_of_this_run_can_be_asked_for(monkeypatch: pytest.MonkeyPatch, sent: object, step: int) -> None:
    """A step of the run is shown; for another run or anything else that a browser may send, it is the first or the last."""
    monkeypatch.setattr(inside.st, "session_state", {"inside": SimpleNamespace(at=sent)})
    assert inside.asked(RUN) == step


def test_nothing_has_been_asked_at_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before the tab has sent anything, it shows the first step."""
    monkeypatch.setattr(inside.st, "session_state", {})
    assert inside.asked(RUN) == 0
