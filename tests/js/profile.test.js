// The profile under the slider.

import assert from "node:assert/strict";
import { test } from "node:test";

import { drawProfile, heights } from "../../linreg/player/static/profile.js";

test("the lowest cost is 0, the first cost 1, evenly by decades between", () => {
  assert.deepEqual(heights([10, 0.1, 1e-3], 10), [1, 0.5, 0]);
});

test("what is higher than the first cost or not finite is 1", () => {
  assert.deepEqual(heights([11, Infinity, NaN, 1e-3], 10), [1, 1, 1, 0]);
});

test("a cost of 0 is as low as rounding allows, and a nearly flat profile is not blown up", () => {
  assert.deepEqual(heights([0, 1e-20, 1], 1), [0, 0, 1]);
  assert.ok(heights([1, 0.9], 1)[1] > 0.9);
});

test("each pixel is as tall as its learning rate's cost; what rises is hatched", () => {
  const drawn = [];
  const context = { scale() {}, fillRect: (...box) => drawn.push([...box, context.fillStyle]) };
  const canvas = { clientWidth: 16, clientHeight: 11, getContext: () => context };
  const levels = [{ cost: 1 }, { cost: 0.01 }, { cost: 1, rises: false }, { cost: Infinity, rises: true }];
  drawProfile(canvas, levels, 1);
  const xs = drawn.map(([x]) => x);
  const tallAt = (wanted) => drawn.find(([x]) => x === wanted)[3];
  assert.deepEqual([tallAt(0), tallAt(5), tallAt(10), tallAt(13)], [11, 1, 11, 11]);
  assert.ok(drawn.every(([, y, , tall]) => y + tall === 11));
  assert.deepEqual(xs, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]); // 14 and 15 are left blank
  assert.notEqual(drawn[0][4], drawn[5][4]);
});
