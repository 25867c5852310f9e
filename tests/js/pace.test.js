// How much of a run is asked for.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { Pace } from "../../linreg/player/static/pace.js";

let pace;

beforeEach(() => {
  pace = new Pace();
});

// Ask `times` times a server that makes `speed` updates a millisecond, at the end of a way of `away` milliseconds; return the
// epochs of the last time.
function asking(speed, { times = 20, all = 2000, each = 1, away = 0 } = {}) {
  let epochs;
  for (let i = 0; i < times; i += 1) {
    epochs = pace.epochs(all, each);
    pace.took(epochs * each, (epochs * each) / speed + away, (epochs * each) / speed);
  }
  return epochs;
}

test("it begins with a part", () => {
  assert.equal(pace.epochs(2000, 1), 500);
  assert.equal(new Pace().epochs(300, 1), 300);
  assert.equal(new Pace().epochs(2000, 10), 50);
});

test("a fast server trains all, a slow one as many as come in time", () => {
  assert.equal(asking(16), 2000);
  for (const speed of [1, 2.7, 9]) {
    for (const away of [0, 30, 90]) {
      const epochs = asking(speed, { away });
      const time = away + epochs / speed;
      assert.ok(time <= 160, `${epochs} epochs take ${time}`);
      assert.ok(away + (2.5 / 0.8) * (epochs / speed) > 159, `${epochs} epochs take only ${time}`);
      assert.ok(["1", "2", "5"].includes(String(epochs)[0]));
    }
  }
});

test("on a long way there is still something to see", () => {
  assert.equal(asking(10, { away: 5000 }), 500);
});

test("one late answer is enough to ask for less", () => {
  asking(16);
  pace.took(2000, 3200, 3200);
  assert.equal(pace.epochs(2000, 1), 100);
});

test("the number does not flicker where the speed does", () => {
  for (const speed of [1.2, 1.25, 1.3, 1.5, 1.6]) {
    asking(speed);
    const seen = new Set();
    for (let i = 0; i < 30; i += 1) seen.add(asking(speed * (i % 2 ? 1.05 : 0.95), { times: 1 }));
    // It comes down at most once.
    assert.ok(seen.size <= 2, [...seen].join());
    assert.equal(asking(speed, { times: 1 }), [...seen].at(-1));
  }
});

test("however slow the server is, an epoch is asked for", () => {
  assert.equal(asking(0.0001), 50);
  assert.equal(asking(0.0001, { each: 500 }), 1);
});

test("an answer that took no time is no division by zero", () => {
  pace.took(500, 0, 0);
  assert.equal(pace.epochs(20000, 1), 20000);
});
