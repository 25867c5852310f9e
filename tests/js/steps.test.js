// Unpacking the steps of a run.

import assert from "node:assert/strict";
import { test } from "node:test";

import { stepsOf, frameAt, timesOf } from "../../linreg/player/static/steps.js";
import { RUN, packed } from "./packed.js";

const steps = stepsOf(RUN);
const column = (...values) => Array.from(steps.upTo(...values));

test("columns are unpacked from little-endian base64", () => {
  assert.deepEqual([...steps.step], [0, 1, 2, 3, 300]);
  assert.deepEqual([...steps.W], [0, 1.5, -2, 3, 4]);
  assert.deepEqual([...steps.b], [1, 0.5, 0.25, 8, 16]);
  assert.deepEqual([...steps.cost], [10, 5, 0, 2, Infinity]);
});

test("nan and inf are unpacked, and steps up to 65535", () => {
  const { W, step } = stepsOf({ ...RUN, W: packed([NaN, -Infinity], "float32"), step: packed([65535], "uint16") });
  assert.deepEqual([...W], [NaN, -Infinity]);
  assert.deepEqual([...step], [65535]);
});

test("the time of a step is its index divided by the updates per epoch", () => {
  assert.deepEqual([...steps.time], [0, 0.5, 1, 1.5, 150]);
});

test("a frame shows one state, and two frames may show the same; after the last update the step is the last", () => {
  assert.deepEqual(steps.at(0), { step: 0, W: 0, b: 1, cost: 10 });
  assert.deepEqual(steps.at(1), { step: 1, W: 1.5, b: 0.5, cost: 5 });
  assert.deepEqual(steps.at(2), steps.at(1));
  assert.deepEqual(steps.at(3), { step: 299, W: 4, b: 16, cost: Infinity });
});

test("a column ends with the step shown at the frame", () => {
  assert.deepEqual(column(0, "W", 5), [0]);
  assert.deepEqual(column(2, "W", 5), [0, 1.5]);
  assert.deepEqual(column(3, "time", 5), [0, 0.5, 1, 1.5, 150]);
});

test("a column ends before `until`", () => {
  assert.deepEqual(column(3, "W", 3), [0, 1.5, -2]);
  assert.deepEqual(column(1, "W", 3), [0, 1.5]);
  assert.deepEqual(column(3, "W", 0), []);
});

test("the tail of a column is its last values up to the step shown, without those from `until` on", () => {
  assert.deepEqual(column(3, "W", 5, 2), [3, 4]);
  assert.deepEqual(column(3, "W", 4, 2), [3]);
  assert.deepEqual(column(3, "W", 3, 2), []);
  assert.deepEqual(column(1, "W", 5, 3), [0, 1.5]);
});

test("a step that is not drawn is shown exactly: the columns go up to it, and no further", () => {
  const between = stepsOf(RUN);
  between.exact = { step: 41, W: 7, b: 6, cost: 5 };
  const { step, W, time } = between.at(0);
  assert.deepEqual([step, W, time], [41, 7, 20.5]);
  assert.deepEqual([...between.upTo(0, "W", 5)], [0, 1.5, -2, 3, 7]);
  assert.deepEqual([...between.upTo(0, "time", 5, 2)], [1.5, 20.5]);
  assert.deepEqual([...between.upTo(0, "cost", 5, 1)], [5]);
  assert.deepEqual([...between.upTo(0, "W", 3)], [0, 1.5, -2]);
  assert.deepEqual([...between.upTo(0, "W", 3, 1)], []);
});

test("a drawn step is shown exactly without being repeated, and the frames come back", () => {
  const drawn = stepsOf(RUN);
  drawn.exact = { step: 2, W: -2, b: 0.25, cost: 0 };
  assert.deepEqual([...drawn.upTo(0, "W", 5)], [0, 1.5, -2]);
  drawn.exact = { step: 300, W: 4, b: 16, cost: Infinity };
  assert.deepEqual([...drawn.upTo(0, "W", 5, 2)], [3, 4]);
  drawn.exact = null;
  assert.deepEqual([...drawn.upTo(0, "W", 5)], [0]);
  assert.deepEqual(drawn.at(1), { step: 1, W: 1.5, b: 0.5, cost: 5 });
});

test("times are unpacked", () => {
  assert.deepEqual([...timesOf({ times: packed([0, 0.5, 300.25], "float32") })], [0, 0.5, 300.25]);
});

test("the same times give the same frame", () => {
  const times = Float32Array.from({ length: 100 }, (_, i) => i / 3);
  times.forEach((time, frame) => assert.equal(frameAt(times, time), frame));
});

test("between the times of frames, the earlier frame is found", () => {
  const times = Float32Array.of(0, 1, 2, 10);
  assert.equal(frameAt(times, 1.5), 1);
  assert.equal(frameAt(times, 9.5), 2);
});

test("before the first time the first frame is found, after the last time the last", () => {
  assert.equal(frameAt(Float32Array.of(1, 2), 0.5), 0);
  assert.equal(frameAt(Float32Array.of(1, 2), 99), 1);
});

test("the last finite state at a frame", () => {
  const far = stepsOf({ ...RUN, W: packed([0, 1.5, -2, NaN, Infinity], "float32") });
  assert.deepEqual(far.lastFinite(3), { W: -2, b: 0.25 });
  assert.deepEqual(far.lastFinite(1), { W: 1.5, b: 0.5 });
});

test("a path can be drawn to the first state far outside of the window", () => {
  const window = { W: [-2, 5], b: [0, 20], cost: [1, 10] };
  const near = (changed, columns = { x: "W", y: "b" }) => stepsOf({ ...RUN, ...changed }).drawable(columns, window);
  assert.equal(near({}), 5);
  assert.equal(near({ W: packed([0, 700, 710, 0, 0], "float32") }), 3);
  assert.equal(near({ W: packed([0, 50, 0, 6, 7], "float32") }), 5);
  assert.equal(near({ W: packed([0, 50, 0, 6, 7e9], "float32") }), 4);
  assert.equal(near({ W: packed([9, 9, 9, 9, 9e9], "float32") }), 1);
  assert.equal(near({ b: packed([0, NaN, 0, 0, 0], "float32") }), 2);
  assert.equal(near({ cost: packed([5, 0, 1e3, 1e4, 5], "float32") }, { x: "time", y: "cost" }), 4);
});
