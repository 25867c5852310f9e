// The data of the moving traces at a frame.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Steps } from "../../linreg/player/static/steps.js";
import { traceAt } from "../../linreg/player/static/trace.js";
import { RUN, packed } from "./packed.js";

const RUNS = [new Steps(RUN), new Steps({ ...RUN, W: packed([7, 8, 9, 10, 11], "float32") })];
const path = { kind: "path", run: 0, x: "W", y: "b", z: null, until: 5, tail: null, lift: 0 };
const at = (moving, frame, lowest = 0) => traceAt(moving, RUNS, frame, lowest);

test("a line goes through W x + b at each x", () => {
  assert.deepEqual(at({ kind: "line", run: 0, x: [-1, 3] }, 1), { x: [-1, 3], y: [-1, 5] });
});

test("residuals go from each point to the line, with a gap after each", () => {
  assert.deepEqual(at({ kind: "residuals", run: 0, x: [1, 2], y: [5, 6] }, 1), {
    x: [1, 1, null, 2, 2, null],
    y: [5, 2, null, 6, 3.5, null],
  });
});

test("a path holds the steps up to the one shown", () => {
  assert.deepEqual(at(path, 1), { x: [0, 1.5], y: [1, 0.5] });
});

test("a path with a tail holds its last steps, without those from `until` on", () => {
  assert.deepEqual(at({ ...path, tail: 3, until: 4 }, 3), { x: [-2, 3], y: [0.25, 8] });
});

test("a head holds the step shown, and nothing from `until` on", () => {
  const head = { kind: "head", run: 0, x: "W", y: "b", z: null, until: 5, lift: 0 };
  assert.deepEqual(at(head, 3), { x: [4], y: [16] });
  assert.deepEqual(at({ ...head, until: 4 }, 3), { x: [], y: [] });
});

test("z is lifted, x and y are not", () => {
  assert.deepEqual(at({ ...path, z: "cost", lift: 0.5 }, 1), { x: [0, 1.5], y: [1, 0.5], z: [10.5, 5.5] });
});

test("a cost of 0 is raised to the lower end of the cost axis, but not on the surface", () => {
  const all = { ...path, x: "time", y: "cost", z: "cost" };
  assert.deepEqual(at(all, 3, 0.01), {
    x: [0, 0.5, 1, 1.5, 150],
    y: [10, 5, 0.01, 2, Infinity],
    z: [10, 5, 0, 2, Infinity],
  });
});

test("only the cost is raised", () => {
  assert.deepEqual(at({ ...path, z: "cost" }, 3, 100).y, [1, 0.5, 0.25, 8, 16]);
});

test("a trace shows the run with its index", () => {
  assert.deepEqual(at({ ...path, run: 1 }, 1).x, [7, 8]);
});
