// The sweep as the player reads it.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Sweep } from "../../linreg/player/static/sweep.js";

const HEAD = {
  lr: [0.01, 0.1, 1],
  epochs: 9,
  step: [0, 1, 10],
  directions: 2,
  updates: 1,
  middle: { W: 2, b: 0, cost: 0 },
  unit: { W: 0.5, b: 1, cost: 40 },
  most: { W: 4, b: 4, cost: 1.5 },
  outcomes: ["converging", "oscillating", "diverging"],
  outcome: [0, 1, 2],
  diverged: [-1, -1, 3],
};
const COUNT = HEAD.lr.length * HEAD.step.length;

function written(head = HEAD) {
  const text = JSON.stringify(head);
  const json = new TextEncoder().encode(text + " ".repeat((4 - (text.length % 4)) % 4));
  const final = Float32Array.from([1.5, 2.5, Infinity, 0.1, 0.2, -Infinity, 1e-3, 7, NaN]);
  const path = new Int16Array(3 * COUNT).fill(0);
  path.set([0, 32767, 0, 0, 0, 0, 0, -32768, -32768]); // W
  const far = new Int16Array(3 * 6).fill(0);
  far.set([0, 0, 100, 16384]); // W
  const farStep = Uint16Array.from([10, 0, 1, 7, 0, 0]);
  const parts = [final, path, far, farStep];
  const buffer = new ArrayBuffer(4 + json.length + parts.reduce((sum, { byteLength }) => sum + byteLength, 0));
  new DataView(buffer).setUint32(0, json.length, true);
  new Uint8Array(buffer).set(json, 4);
  let place = 4 + json.length;
  for (const part of parts) {
    new Uint8Array(buffer).set(new Uint8Array(part.buffer), place);
    place += part.byteLength;
  }
  return buffer;
}

const sweep = new Sweep(written());

test("the nearest learning rate is that of the same order", () => {
  assert.equal(sweep.nearest(0.1), 1);
  assert.equal(sweep.nearest(0.03), 0);
  assert.equal(sweep.nearest(0.04), 1);
  assert.equal(sweep.nearest(7), 2);
});

test("a run has the states of the path, and last the exact one", () => {
  const run = sweep.run(0);
  assert.deepEqual([...run.step], [0, 1, 10]);
  assert.equal(run.W[0], 2);
  assert.ok(Math.abs(run.W[1] - (2 + 0.5 * Math.sinh(4))) < 1e-5);
  assert.deepEqual([run.W[2], run.b[2], run.cost[2]], [1.5, 0.1, 1e-3].map(Math.fround));
  assert.equal(run.cost[0], 1); // the exponent is 0
  assert.deepEqual(run.at(run.lastFrame), { step: 9, W: 1.5, b: Math.fround(0.1), cost: Math.fround(1e-3) });
});

test("a run's own farthest states stand among the others in their order, each once", () => {
  const run = sweep.run(1);
  assert.deepEqual([...run.step], [0, 1, 7, 10]);
  assert.deepEqual([...run.frames], [0, 1, 2, 3]);
  assert.deepEqual([run.W[1], run.W[3]], [2, 2.5]);
  assert.ok(Math.abs(run.W[2] - (2 + 0.5 * Math.sinh((16384 / 32767) * 4))) < 1e-5);
  assert.deepEqual([...new Sweep(written()).run(0).step], [0, 1, 10]);
});

test("what is not finite is nan, and the run that swings trembles", () => {
  const run = sweep.run(2);
  assert.ok(Number.isNaN(run.W[1]));
  assert.equal(run.W[2], Infinity);
  assert.deepEqual([0, 1, 2].map((index) => sweep.run(index).trembles), [false, true, false]);
  assert.deepEqual([0, 2].map((index) => [sweep.outcomeOf(index), sweep.epochOf(index)]), [
    ["converging", 9],
    ["diverging", 3],
  ]);
});

test("the level of a run is its last cost; of an endless swing the highest; only what leads up rises", () => {
  assert.deepEqual(sweep.levelOf(0), { cost: Math.fround(1e-3), rises: false });
  assert.deepEqual(sweep.levelOf(2), { cost: NaN, rises: true });
  const swinging = new Sweep(written({ ...HEAD, outcome: [1, 1, 2] }));
  assert.deepEqual(swinging.levelOf(0), { cost: 1, rises: false });
});
