// What the autograd graph shows at each moment, and its lines.

import assert from "node:assert/strict";
import { test } from "node:test";

import { BOX, PITCH, branchOf, heightOf, passedBy, trunkOf } from "../../linreg/player/static/graph-lines.js";
import { labelOf, momentsOf, stateAt } from "../../linreg/player/static/graph-play.js";

// b = f(w), c = w * b
const boxes = [
  { row: 0, x: 50, value: "2" },
  { row: 1, x: 20, value: "4" },
  { row: 2, x: 50, value: "8" },
];
const lines = [
  { source: 0, target: 1, x: 20, label: ["2 × 4", "= 8"] },
  { source: 0, target: 2, x: 70, label: ["1 × 4", "= 4"] },
  { source: 1, target: 2, x: 30, label: ["1 × 2", "= 2"] },
];
const moments = momentsOf({ boxes, backward: [2, 1, 0] });

test("values come first, in order, and then gradients, from the result back", () => {
  assert.deepEqual(
    moments.map(({ phase, box }) => [phase, box]),
    [
      ["forward", 0],
      ["forward", 1],
      ["forward", 2],
      ["backward", 2],
      ["backward", 1],
      ["backward", 0],
    ],
  );
});

test("without backward() only values come", () => {
  assert.deepEqual(momentsOf({ boxes, backward: [] }).length, 3);
});

test("a box has its value from its moment on, and its gradient from its moment of backward() on", () => {
  const { computed, graded, now, step, steps } = stateAt(moments, 1);
  assert.deepEqual([[...computed], [...graded], now, step, steps], [[0, 1], [], 1, 2, 3]);
  const later = stateAt(moments, 4);
  assert.deepEqual([[...later.computed], [...later.graded], later.now, later.step, later.steps], [[0, 1, 2], [2, 1], 1, 2, 3]);
});

test("a line carries the value down to the box of the moment, and later the gradient back", () => {
  const written = (frame) => lines.map((line) => labelOf(line, boxes, stateAt(moments, frame)).join(" "));
  assert.deepEqual(written(0), ["", "", ""]);
  assert.deepEqual(written(1), ["2", "", ""]);
  assert.deepEqual(written(2), ["", "2", "4"]);
  assert.deepEqual(written(3), ["", "1 × 4 = 4", "1 × 2 = 2"]);
  assert.deepEqual(written(4), ["2 × 4 = 8", "1 × 4 = 4", "1 × 2 = 2"]);
  assert.deepEqual(written(5), written(4));
});

test("a line to the next row begins at its source and enters its target from above", () => {
  const path = branchOf(lines[0], boxes);
  assert.ok(path.startsWith(`M50 ${BOX}C`), path);
  assert.ok(path.endsWith(`V${PITCH}`), path);
  assert.equal(passedBy(lines[0], boxes), 0);
});

test("a line past a row follows the trunk, and branches off where it ends", () => {
  const trunk = [80];
  const [piece, ...others] = trunkOf(boxes[0], trunk);
  assert.deepEqual(others, []);
  assert.ok(piece.startsWith(`M50 ${BOX}C`) && piece.endsWith(`80 ${PITCH}V${PITCH + BOX}`), piece);
  assert.ok(branchOf(lines[1], boxes, trunk).startsWith(`M80 ${PITCH + BOX}C`));
  assert.equal(passedBy(lines[1], boxes), 1);
});

test("the drawing ends with the lowest box", () => {
  assert.equal(heightOf(boxes), 2 * PITCH + BOX);
});
