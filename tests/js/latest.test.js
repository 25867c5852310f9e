// One request at a time, and the latest next.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { Latest } from "../../linreg/player/static/latest.js";

// Calls that end when the test says so.
let asked, latest;

beforeEach(() => {
  asked = [];
  const note = (kind) => (what, signal) =>
    new Promise((answer, fail) => asked.push({ kind, what, signal, answer, fail }));
  latest = new Latest(note("ask"), note("askOn"));
});

const turn = () => new Promise(setImmediate);
const calls = () => asked.map(({ kind, what }) => `${kind} ${what}`);

async function answer(more = false) {
  asked.at(-1).answer(more);
  await turn();
}

test("what is wanted during a request waits, and only the latest of it is asked for", async () => {
  for (const what of ["a", "b", "c", "d"]) latest.want(what);
  assert.deepEqual(calls(), ["ask a"]);
  await answer();
  assert.deepEqual(calls(), ["ask a", "ask d"]);
  await answer();
  assert.equal(asked.length, 2);
  latest.want("e");
  assert.deepEqual(calls(), ["ask a", "ask d", "ask e"]);
});

test("a request that is under way is let come to its end", async () => {
  latest.want("a");
  latest.want("b");
  assert.ok(!asked[0].signal.aborted);
});

test("if nothing else is wanted, the rest is asked for", async () => {
  latest.want("a");
  await answer(true);
  assert.deepEqual(calls(), ["ask a", "askOn a"]);
  await answer();
  assert.equal(asked.length, 2);
});

test("something else that is wanted comes before the rest, or ends it", async () => {
  latest.want("a");
  latest.want("b");
  await answer(true);
  assert.deepEqual(calls(), ["ask a", "ask b"]);
  await answer(true);
  latest.want("c");
  assert.ok(asked[2].signal.aborted);
  await answer();
  assert.deepEqual(calls(), ["ask a", "ask b", "askOn b", "ask c"]);
  latest.want("d");
  assert.ok(!asked[3].signal.aborted);
});

test("stopped, it forgets what is wanted, and the answer under way is told to be unwanted", async () => {
  latest.want("a");
  latest.want("b");
  latest.stop();
  assert.ok(asked[0].signal.aborted);
  await answer(true);
  assert.deepEqual(calls(), ["ask a"]);
  latest.want("c");
  assert.deepEqual(calls(), ["ask a", "ask c"]);
  assert.ok(!asked[1].signal.aborted);
});

test("wanted right after a stop, it is asked for once the one before has ended", async () => {
  latest.want("a");
  latest.stop();
  latest.want("b");
  assert.deepEqual(calls(), ["ask a"]);
  await answer(true);
  assert.deepEqual(calls(), ["ask a", "ask b"]);
});
