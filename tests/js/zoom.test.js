// Ranges of axes: zoomed, moved, remembered, and their ticks.

import assert from "node:assert/strict";
import { test } from "node:test";

import { CostRange, allowed, logTicks, moved, zoomed } from "../../linreg/player/static/zoom.js";

test("zooming keeps the value under the pointer, and back again gives the same range", () => {
  assert.deepEqual(zoomed([0, 10], 0.5), [2.5, 7.5]);
  assert.deepEqual(zoomed([0, 10], 0.5, 0), [0, 5]);
  assert.deepEqual(zoomed(zoomed([0, 8], 0.5, 0.25), 2, 0.25), [0, 8]);
});

test("a range moves by a share of its length, with the finger", () => {
  assert.deepEqual(moved([0, 10], 0.1), [-1, 9]);
});

test("a range is neither far longer nor far shorter than the whole one", () => {
  assert.ok(allowed([0, 1], [0, 1]));
  assert.ok(allowed([0, 0.1], [0, 1]));
  assert.ok(!allowed([0, 0.001], [0, 1]));
  assert.ok(!allowed([0, 20], [0, 1]));
});

test("the cost axis grows, never shrinks on the same data, and starts anew with other data or when told to forget", () => {
  const range = new CostRange();
  assert.deepEqual(range.take("a", [1, 10]), [1, 10]);
  assert.deepEqual(range.take("a", [2, 50]), [1, 50]);
  assert.deepEqual(range.take("a", [0.5, 9]), [0.5, 50]);
  range.forget();
  assert.deepEqual(range.range, [0.5, 9]);
  assert.deepEqual(range.take("a", [1, 10]), [0.5, 10]);
  assert.deepEqual(range.take("b", [3, 4]), [3, 4]);
});

test("ticks are powers of ten, at most seven, inside the range", () => {
  for (const range of [[-15, 3], [-2.5, 1], [0.1, 38]]) {
    const { tickvals } = logTicks(range);
    assert.ok(tickvals.length >= 2 && tickvals.length <= 7, range);
    for (const value of tickvals) {
      assert.ok(Math.log10(value) >= range[0] && Math.log10(value) <= range[1]);
      assert.ok(Math.abs(Math.log10(value) - Math.round(Math.log10(value))) < 1e-9);
    }
  }
});

test("ticks of a short range are written in full, never as a bare 2 or 5", () => {
  assert.deepEqual(logTicks([-1.1, 0.4]).ticktext, ["0.1", "0.2", "0.5", "1", "2"]);
  assert.deepEqual(logTicks([4.5, 5.6]).ticktext, ["5·10<sup>4</sup>", "10<sup>5</sup>", "2·10<sup>5</sup>"].map((text) =>
    text.replace("5·10<sup>4</sup>", "50000"),
  ));
  assert.deepEqual(logTicks([-8, 0]).ticktext, ["10<sup>−8</sup>", "10<sup>−6</sup>", "10<sup>−4</sup>", "0.01", "1"]);
});
