// The heights of the profile under the slider.

import assert from "node:assert/strict";
import { test } from "node:test";

import { heights } from "../../linreg/player/static/profile.js";

test("the lowest cost is 0, the first cost 1, evenly by decades between", () => {
  assert.deepEqual(heights([10, 0.1, 1e-3], 10), [1, 0.5, 0]);
});

test("what rises or is not finite has none", () => {
  assert.deepEqual(heights([11, Infinity, NaN, 1e-3], 10), [null, null, null, 0]);
});

test("a cost of 0 is as low as rounding allows, and a nearly flat profile is not blown up", () => {
  assert.deepEqual(heights([0, 1e-20, 1], 1), [0, 0, 1]);
  assert.ok(heights([1, 0.9], 1)[1] > 0.9);
});
