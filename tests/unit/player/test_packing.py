"""A sweep as bytes: the browser's own reader finds the runs in them."""

from __future__ import annotations

import base64
import json
from dataclasses import replace

import numpy as np
import pytest
from node import node

from linreg import RunConfig, analyse, record, sweep
from linreg.config import LEARNING_RATES
from linreg.panels.window import window_of
from linreg.player.assets import PLAYER
from linreg.player.packing import packed

READ = """
import { Sweep } from "%s/sweep.js";
const sweep = new Sweep(Uint8Array.from(Buffer.from("%s", "base64")).buffer);
const text = (value) => (Number.isFinite(value) ? value : String(value));
console.log(JSON.stringify(sweep.lr.map((lr, i) => {
  const { step, W, b, cost, trembles } = sweep.run(i);
  const columns = [W, b, cost].map((column) => Array.from(column, text));
  return { lr, step: [...step], columns, trembles, outcome: sweep.outcomeOf(i), epoch: sweep.epochOf(i) };
})));
"""
LRS = (0.0001, 0.01, 0.17, 0.19, 0.5)


@pytest.mark.parametrize(
    "config",
    [
        RunConfig(epochs=300),
        RunConfig(zero_grad=False, epochs=300),
        RunConfig(data="hubble", batch=5, epochs=100),
        RunConfig(epochs=3),
    ],
)
def test_the_browser_reads_what_was_trained(config: RunConfig) -> None:
    """Within the window the states are as exact as a tenth of 400 pixels; the last one is that of `record`."""
    found, theory = sweep(config, LRS, outline=True), analyse(config)
    content = base64.b64encode(packed(found, theory)).decode()
    ran = node("--input-type=module", script=READ % (PLAYER.as_uri(), content))
    assert ran.returncode == 0, ran.stderr
    runs = json.loads(ran.stdout)
    assert [run["lr"] for run in runs] == list(LRS)
    for i, read in enumerate(runs):
        alone = record(replace(config, lr=LRS[i]))
        window = window_of(alone, theory)
        kept = np.round(found.epoch * alone.updates_per_epoch).astype(int)
        finite = np.isfinite(found.far_W[i])
        far = np.round(found.far_epoch[i, finite] * alone.updates_per_epoch).astype(int)
        assert read["step"] == np.union1d(kept, far).tolist()
        places = np.searchsorted(read["step"], kept)
        whole = [np.array(column, dtype=float) for column in read["columns"]]
        columns = [column[places] for column in whole]
        farthest = [column[np.searchsorted(read["step"], far)] for column in whole]
        for column, trained, (low, high) in zip(farthest, (found.far_W, found.far_b), (window.W, window.b), strict=False):
            seen = (trained[i, finite] >= low) & (trained[i, finite] <= high)
            np.testing.assert_allclose(column[seen], trained[i, finite][seen], atol=0.1 * (high - low) / 400)
        for column, trained, (low, high) in zip(columns, (found.W[i], found.b[i]), (window.W, window.b), strict=False):
            seen = (trained >= low) & (trained <= high)
            assert np.abs(column - trained)[seen].max() <= 0.1 * (high - low) / 400
            assert np.isnan(column[:-1]).tolist() == (~np.isfinite(trained[:-1])).tolist()
        small = np.isfinite(found.cost[i]) & (found.cost[i] > 1e-30)
        np.testing.assert_allclose(np.log10(columns[2][small]), np.log10(found.cost[i][small]), atol=0.005)
        last = [column[-1] for column in columns]
        np.testing.assert_array_equal(last, [found.final_W[i], found.final_b[i], found.final_cost[i]])
        assert read["epoch"] == (config.epochs if alone.diverged_at is None else alone.diverged_at)
        assert read["trembles"] == (alone.updates_per_epoch > 1 or replace_lr(config, LRS[i]) == "oscillating")


def replace_lr(config: RunConfig, lr: float) -> str | None:
    """Return the verdict's kind at another learning rate."""
    verdict = analyse(replace(config, lr=lr)).verdict
    return verdict and verdict.kind


@pytest.mark.parametrize("config", [RunConfig(), RunConfig(zero_grad=False)])
def test_it_is_small(config: RunConfig) -> None:
    """All learning rates of the slider take less than 250 KB, compressed."""
    import gzip

    assert len(gzip.compress(packed(sweep(config, LEARNING_RATES, outline=True), analyse(config)), 6)) < 250_000
