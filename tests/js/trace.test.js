// The data of the moving traces at a frame.

import assert from "node:assert/strict";
import { test } from "node:test";

import { stepsOf } from "../../linreg/player/static/steps.js";
import { isStill, traceAt } from "../../linreg/player/static/trace.js";
import { RUN, packed } from "./packed.js";

const RUNS = [stepsOf(RUN), stepsOf({ ...RUN, W: packed([7, 8, 9, 10, 11], "float32") })];
const WINDOW = { W: [-5, 5], b: [0, 20], cost: [1, 100] };
const BOWL = { W: 0, b: 0, cost: 1, WW: 2, Wb: 0, bb: 2 };
const path = { kind: "path", run: 0, x: "W", y: "b", z: null, part: "latest", until: 5, tail: 25, lift: 0 };
const scene = { runs: RUNS, ghost: null, window: WINDOW, bowl: BOWL, lowestCost: 0, ranges: { x: [-5, 5], y: [-10, 10], z: [0, 9] } };
const at = (moving, frame, lowest = 0) => traceAt(moving, { ...scene, lowestCost: lowest }, frame);
const trembling = { ...scene, runs: [stepsOf({ ...RUN, updates: 1, trembles: true })] };

test("a line goes through W x + b at each x", () => {
  assert.deepEqual(at({ kind: "line", run: 0, x: [-1, 3] }, 1), { x: [-1, 3], y: [-1, 5] });
});

test("residuals go from each point to the line, with a gap after each", () => {
  assert.deepEqual(at({ kind: "residuals", run: 0, x: [1, 2], y: [5, 6] }, 1), {
    x: [1, 1, null, 2, 2, null],
    y: [5, 2, null, 6, 3.5, null],
  });
});

test("a path holds the states up to the one shown, or all of them at any frame", () => {
  for (const part of ["latest", "past"]) assert.deepEqual(at({ ...path, part }, 1), { x: [0, 1.5], y: [1, 0.5] });
  for (const frame of [0, 3]) {
    assert.deepEqual(at({ ...path, part: "whole" }, frame), { x: [0, 1.5, -2, 3, 4], y: [1, 0.5, 0.25, 8, 16] });
  }
});

test("a path ends before `until`", () => {
  assert.deepEqual(at({ ...path, part: "whole", until: 2 }, 0), { x: [0, 1.5], y: [1, 0.5] });
});

test("the latest part of a path that crosses itself is its last states; of any other it is all of them", () => {
  assert.deepEqual(traceAt({ ...path, tail: 2 }, trembling, 3), { x: [3, 4], y: [8, 16] });
  assert.deepEqual(at({ ...path, tail: 2 }, 3).x, [0, 1.5, -2, 3, 4]);
});

test("the past of a path that crosses itself is its hull, in 3D laid on the bowl", () => {
  const flat = traceAt({ ...path, part: "past" }, trembling, 3);
  assert.deepEqual([flat.x[0], flat.y[0]], [flat.x.at(-1), flat.y.at(-1)]);
  assert.deepEqual(new Set(flat.x), new Set([-2, 1.5, 3, 4]));
  const { x, y, z } = traceAt({ ...path, z: "cost", part: "past", lift: 0.5 }, trembling, 3);
  assert.ok(x.length > flat.x.length);
  z.forEach((height, i) => assert.ok(Math.abs(height - (1 + x[i] ** 2 + y[i] ** 2 + 0.5)) < 1e-9));
});

test("all of a path in batches is drawn as it was, not as its hull", () => {
  const batches = { ...scene, runs: [stepsOf({ ...RUN, updates: 2, trembles: true })] };
  assert.deepEqual(traceAt({ ...path, part: "whole" }, batches, 0).x, [0, 1.5, -2, 3, 4]);
  assert.notDeepEqual(traceAt({ ...path, part: "whole" }, trembling, 0).x, [0, 1.5, -2, 3, 4]);
  assert.notDeepEqual(traceAt({ ...path, part: "past" }, batches, 3).x, [0, 1.5, -2, 3, 4]);
});

test("the past of a cost that swings is its band", () => {
  const { x, y } = traceAt({ ...path, x: "time", y: "cost", part: "past", until: 4 }, trembling, 3);
  assert.deepEqual([x, y], [[0, 3, 3, 0], [10, 2, 0, 5]]);
});

test("a head holds the state shown, and nothing from `until` on", () => {
  const head = { kind: "head", run: 0, x: "W", y: "b", z: null, until: 5, lift: 0 };
  assert.deepEqual(at(head, 3), { x: [4], y: [16] });
  assert.deepEqual(at({ ...head, until: 4 }, 3), { x: [null], y: [null] });
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

test("the ghost is shown whole at any frame, as far as the axes reach; without one there is nothing", () => {
  const ghost = { ...path, part: "whole", run: -1, until: 0 };
  const haunted = { ...scene, ghost: stepsOf({ ...RUN, W: packed([0, 1, 2, 3, 1e9], "float32") }) };
  assert.deepEqual(traceAt(ghost, haunted, 0).x, [0, 1, 2, 3, 1e9]);
  assert.deepEqual(traceAt({ ...ghost, x: "time", y: "cost" }, haunted, 0).x, [0, 0.5, 1, 1.5, 150]);
  const beyond = { ...scene, ghost: stepsOf({ ...RUN, W: packed([0, 1e9, 2, 3, 4], "float32") }) };
  assert.deepEqual(traceAt(ghost, beyond, 0).x, [0, 1e9]);
  assert.deepEqual(traceAt({ kind: "line", run: -1, x: [0, 1] }, haunted, 0), { x: [0, 1], y: [16, 1e9 + 16] });
  assert.deepEqual(at(ghost, 0), { x: [null], y: [null] });
  assert.deepEqual(at({ ...ghost, z: "cost" }, 0), { x: [null], y: [null], z: [null] });
});

test("what is the same at every frame is still", () => {
  assert.deepEqual([{ part: "whole", run: 0 }, { run: -1 }, { part: "past", run: 0 }, { run: 1 }].map(isStill), [
    true,
    true,
    false,
    false,
  ]);
});

test("a label stands at the left end of the line, inside the plot", () => {
  const label = { kind: "label", run: 0, x: [1, 2] };
  assert.deepEqual(at(label, 0), { x: [1], y: [1] });
  assert.deepEqual(at(label, 3), { x: [1], y: [8.4] });
});

test("an arrow shows a state outside of what is seen, in 3D at the height of the bowl's edge", () => {
  const arrow = { kind: "arrow", run: 0, x: "W", y: "b", z: null, line: null };
  assert.deepEqual(at(arrow, 1), { x: [null], y: [null] });
  const found = at(arrow, 3);
  assert.ok(found.x[0] > 0 && found.x[0] < 5 && found.y[0] > 9 && found.y[0] < 10);
  assert.equal(at({ ...arrow, z: "cost" }, 3).z[0], 9);
  assert.deepEqual(at({ ...arrow, line: [0, 1] }, 1), { x: [null], y: [null] });
  assert.ok(at({ ...arrow, line: [0, 1] }, 3).y[0] > 9);
  const time = { ...arrow, x: "time", y: "cost" };
  const ofCost = (ranges, frame) => traceAt(time, { ...scene, lowestCost: 0.1, ranges }, frame);
  assert.deepEqual(ofCost({ x: [0, 200], y: [0, 2] }, 1), { x: [null], y: [null] });
  const { x, y, marker } = ofCost({ x: [0, 200], y: [0, 2] }, 3);
  assert.deepEqual([x, marker.angle], [[150], 0]);
  assert.ok(y[0] > 80 && y[0] < 100);
  assert.equal(ofCost({ x: [0, 200], y: [1, 2] }, 1).marker.angle, 180);
});
