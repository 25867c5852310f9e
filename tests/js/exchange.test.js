// Messages and their answers: which picture is an old one.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { Exchange } from "../../linreg/player/static/exchange.js";

let timer, sent, lost, exchange;
globalThis.setTimeout = (callback) => (timer = callback);
globalThis.clearTimeout = () => (timer = null);

beforeEach(() => {
  timer = null;
  [sent, lost] = [[], 0];
  exchange = new Exchange(
    (message) => sent.push(message),
    () => (lost += 1),
  );
});

test("each message has the next number, after the last that the page knows", () => {
  exchange.take(6);
  exchange.put({ x: 1 });
  exchange.put({ x: 2 });
  assert.deepEqual(sent, [{ x: 1, turn: 7 }, { x: 2, turn: 8 }]);
});

test("until the answer to the last message, everything else is old", () => {
  assert.ok(!exchange.isOld(0));
  exchange.put({});
  exchange.put({});
  assert.ok(exchange.isOld(0));
  assert.ok(exchange.isOld(1));
  assert.ok(!exchange.isOld(2));
  exchange.take(2);
  assert.ok(!exchange.isOld(0));
  assert.equal(timer, null);
});

test("a page that has begun anew does not take numbers back", () => {
  exchange.take(6);
  exchange.take(0);
  exchange.put({});
  assert.equal(sent[0].turn, 7);
});

test("without an answer it waits no longer, and tells so", () => {
  exchange.put({});
  timer();
  assert.equal(lost, 1);
  assert.ok(!exchange.isOld(0));
});
