// The arrow at the edge of a plot.

import assert from "node:assert/strict";
import { test } from "node:test";

import { arrowTo, arrowToLine } from "../../linreg/player/static/arrow.js";

const RANGES = { x: [0, 10], y: [-2, 2] };

test("what is inside has no arrow", () => {
  for (const [x, y] of [[5, 0], [0, -2], [10, 2]]) assert.equal(arrowTo(x, y, RANGES), null);
});

test("the arrow stands at the nearest edge and points outwards", () => {
  for (const [x, y, angle] of [[5, 99, 0], [99, 0, 90], [5, -99, 180], [-99, 0, -90]]) {
    const arrow = arrowTo(x, y, RANGES);
    assert.equal(Math.abs(arrow.angle), Math.abs(angle));
    assert.ok(arrow.x > 0 && arrow.x < 10 && arrow.y > -2 && arrow.y < 2);
    const nearest = Math.min(arrow.x / 10, 1 - arrow.x / 10, (arrow.y + 2) / 4, (2 - arrow.y) / 4);
    assert.ok(nearest < 0.05);
  }
});

test("it lies on the way from the middle, and its angle is that on the screen", () => {
  const arrow = arrowTo(25, 8, RANGES, { width: 300, height: 100 });
  assert.ok(Math.abs((arrow.x - 5) / arrow.y - 20 / 8) < 1e-9);
  assert.ok(Math.abs(arrow.angle - (Math.atan2((20 / 10) * 300, (8 / 4) * 100) * 180) / Math.PI) < 1e-9);
});

test("a line has an arrow only if it is outside everywhere", () => {
  assert.equal(arrowToLine(1, 0, [-9, 9], RANGES), null);
  assert.equal(arrowToLine(0, 1, [0, 9], RANGES), null);
  assert.ok(arrowToLine(0.1, 3, [0, 9], RANGES).y > 1.8);
  assert.ok(arrowToLine(0.1, -30, [0, 9], RANGES).y < -1.8);
  assert.equal(arrowToLine(0.1, 3, [0, 9], RANGES).x, 4.5);
});
