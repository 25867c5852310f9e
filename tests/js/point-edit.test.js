// What can be done to points, and what is refused.

import assert from "node:assert/strict";
import { test } from "node:test";

import { added, differ, keyed, moved, nearest, same, stepOf, without } from "../../linreg/player/static/point-edit.js";

const POINTS = { x: [1, 2, 3], y: [2, 4, 6] };
const RANGES = { x: [0, 4], y: [-10, 10] };
const press = (key, { points = POINTS, index = 1, shiftKey = false, most = 500 } = {}) =>
  keyed({ key, shiftKey }, points, index, RANGES, most);

test("the nearest place within reach is found, of places over each other the one on top", () => {
  const places = [[0, 0], [10, 0], [10, 0], [30, 0]];
  assert.equal(nearest(places, [4, 3], 5), 0);
  assert.equal(nearest(places, [8, 0], 5), 2);
  assert.equal(nearest(places, [20, 0], 9.9), -1);
  assert.equal(nearest(places, [26, 3], 5), 3);
  assert.equal(nearest([], [0, 0], 5), -1);
});

test("x differ if they do in float32", () => {
  assert.ok(differ([1, 1, 2]));
  assert.ok(!differ([1, 1]));
  assert.ok(!differ([1, 1 + 1e-9]));
  assert.ok(!differ([]));
});

test("a moved point is another, the points before stay as they were", () => {
  assert.deepEqual(moved(POINTS, 1, [5, -1]), { x: [1, 5, 3], y: [2, -1, 6] });
  assert.deepEqual(POINTS, { x: [1, 2, 3], y: [2, 4, 6] });
});

test("a point keeps its x where all x would be equal", () => {
  assert.deepEqual(moved({ x: [1, 2], y: [0, 0] }, 1, [1, 7]), { x: [1, 2], y: [0, 7] });
});

test("values stay within float32, and there is no negative zero", () => {
  const { x, y } = moved(POINTS, 0, [1e39, -0]);
  assert.ok(Number.isFinite(Math.fround(x[0])));
  assert.ok(Object.is(y[0], 0));
});

test("a point is added at the end, up to the most that there may be", () => {
  assert.deepEqual(added(POINTS, [4, 8], 4), { x: [1, 2, 3, 4], y: [2, 4, 6, 8] });
  assert.equal(added(POINTS, [4, 8], 3), null);
});

test("a point is removed unless the others have the same x", () => {
  assert.deepEqual(without(POINTS, 0), { x: [2, 3], y: [4, 6] });
  assert.equal(without({ x: [1, 2], y: [0, 0] }, 0), null);
  assert.equal(without({ x: [1, 2, 1], y: [0, 0, 5] }, 1), null);
  assert.deepEqual(without({ x: [1, 2, 1], y: [0, 0, 5] }, 2), { x: [1, 2], y: [0, 0] });
});

test("points are the same if every value is", () => {
  assert.ok(same(POINTS, { x: [1, 2, 3], y: [2, 4, 6] }));
  assert.ok(!same(POINTS, { x: [1, 2, 3], y: [2, 4, 5] }));
  assert.ok(!same(POINTS, { x: [1, 2, 3, 4], y: [2, 4, 6, 8] }));
});

test("a step is 1, 2 or 5 times a power of ten, about a hundredth of the range", () => {
  for (const size of [1e-6, 0.37, 1, 2.36, 9.9, 4321, 7e30]) {
    const step = stepOf([3, 3 + size]);
    assert.ok(["1", "2", "5"].includes(step.toExponential().split("e")[0].replace(".", "")), `${size}: ${step}`);
    assert.ok(size / step >= 45 && size / step <= 140, `${size}: ${step}`);
  }
});

test("arrow keys move by a step, with Shift by ten, without the noise of binary fractions", () => {
  assert.deepEqual(press("ArrowUp").points.y, [2, 4.2, 6]);
  assert.deepEqual(press("ArrowDown", { shiftKey: true }).points.y, [2, 2, 6]);
  const points = { x: [1, 2.1, 3], y: [2, 4, 6] };
  assert.deepEqual(press("ArrowRight", { points }).points.x, [1, 2.15, 3]);
  assert.deepEqual(press("ArrowLeft", { points }).points.x, [1, 2.05, 3]);
  assert.equal(press("ArrowLeft").index, 1);
});

test("at the edge of what is seen a point stays, and one beyond it can only return", () => {
  const points = { x: [1, 4, 3], y: [2, 12, 6] };
  assert.deepEqual(press("ArrowRight", { points }).points.x, [1, 4, 3]);
  assert.deepEqual(press("ArrowUp", { points }).points.y, [2, 12, 6]);
  assert.deepEqual(press("ArrowDown", { points }).points.y, [2, 11.8, 6]);
});

test("keys choose the next point and the one before, and stop at the ends", () => {
  for (const [keys, index] of [[["PageDown", "]"], 2], [["PageUp", "["], 0], [["Home"], 0], [["End"], 2]]) {
    for (const key of keys) assert.deepEqual(press(key), { points: POINTS, index });
  }
  assert.equal(press("PageDown", { index: 2 }).index, 2);
  assert.equal(press("PageUp", { index: 0 }).index, 0);
});

test("Delete removes, and the one after is chosen; it is refused if no line would be left", () => {
  assert.deepEqual(press("Delete", { index: 0 }), { points: { x: [2, 3], y: [4, 6] }, index: 0 });
  assert.deepEqual(press("Backspace", { index: 2 }), { points: { x: [1, 2], y: [2, 4] }, index: 1 });
  assert.equal(press("Delete", { points: { x: [1, 2], y: [0, 0] } }), null);
});

test("Insert adds a point beside it, on the side where there is room, and chooses it", () => {
  assert.deepEqual(press("Insert"), { points: { x: [1, 2, 3, 2.25], y: [2, 4, 6, 4] }, index: 3 });
  assert.deepEqual(press("+", { points: { x: [1, 3.9], y: [2, 4] } }).points.x, [1, 3.9, 3.65]);
  assert.equal(press("Insert", { most: 3 }), null);
});

test("other keys mean nothing", () => {
  for (const key of ["a", " ", "Tab", "Enter", "f"]) assert.equal(press(key), undefined);
});
