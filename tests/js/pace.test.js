// How much of a run is asked for.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { Pace } from "../../linreg/player/static/pace.js";

let pace;

beforeEach(() => {
  pace = new Pace();
});

// Ask `times` times a server that makes `speed` updates a millisecond; return the epochs of the last time.
function asking(speed, { times = 20, all = 2000, each = 1 } = {}) {
  let epochs;
  for (let i = 0; i < times; i += 1) {
    epochs = pace.epochs(all, each);
    pace.took(epochs * each, (epochs * each) / speed);
  }
  return epochs;
}

test("it begins with a part", () => {
  assert.equal(pace.epochs(2000, 1), 500);
  assert.equal(pace.epochs(300, 1), 300);
  assert.equal(pace.epochs(2000, 10), 50);
});

test("a fast server trains all, a slow one as many as come in time", () => {
  assert.equal(asking(16), 2000);
  for (const speed of [0.05, 0.3, 1, 2.7, 9]) {
    const epochs = asking(speed);
    assert.ok(epochs / speed <= 160, `${epochs} at ${speed}`);
    assert.ok(epochs / speed > 160 / 3.2, `${epochs} at ${speed}`);
    assert.ok(["1", "2", "5"].includes(String(epochs)[0]));
  }
});

test("one late answer is enough to ask for less", () => {
  asking(14);
  pace.took(2000, 3200);
  assert.equal(pace.epochs(2000, 1), 100);
});

test("the number does not flicker where the speed does", () => {
  asking(1.27);
  const seen = new Set();
  for (let i = 0; i < 30; i += 1) seen.add(asking(i % 2 ? 1.3 : 1.2, { times: 1 }));
  assert.equal(seen.size, 1);
});

test("however slow the server is, an epoch is asked for", () => {
  assert.equal(asking(0.0001), 20);
  assert.equal(asking(0.0001, { each: 500 }), 1);
});

test("an answer that took no time is no division by zero", () => {
  pace.took(500, 0);
  assert.equal(pace.epochs(20000, 1), 20000);
});
