// The stage: waiting changes.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { Stage } from "../../linreg/player/static/stage.js";
import { Element } from "./dom.js";

globalThis.document = { createElement: (tag) => new Element(tag) };

// A stage whose drawing ends when the test calls done() or failed().
class Slow extends Stage {
  taken = [];
  refreshed = 0;

  take(data) {
    this.taken.push(data);
    return new Promise((resolve, reject) => Object.assign(this, { done: resolve, failed: reject }));
  }

  refresh() {
    this.refreshed += 1;
  }
}

let page, stage;

beforeEach(() => {
  page = new Element("div");
  stage = new Slow(page, { player: "" });
});

const turn = () => new Promise(setImmediate);

test("it is put on the page, not ready yet", () => {
  assert.deepEqual(page.children, [stage.root]);
  assert.deepEqual(stage.root.dataset, { ready: "false", player: "" });
});

test("of the changes during a drawing, only the last is drawn", async () => {
  const first = stage.update("a");
  stage.update("b");
  stage.update("c");
  assert.deepEqual(stage.taken, ["a"]);
  stage.done();
  await turn();
  assert.deepEqual(stage.taken, ["a", "c"]);
  assert.equal(stage.refreshed, 0);
  stage.done();
  await first;
  assert.equal(stage.refreshed, 1);
});

test("a failed drawing does not block later changes", async () => {
  const first = stage.update("a");
  stage.failed(new Error("no"));
  await assert.rejects(first, /no/);
  const second = stage.update("b");
  stage.done();
  await second;
  assert.deepEqual(stage.taken, ["a", "b"]);
});

test("removed, it leaves the page and drops waiting changes", async () => {
  const first = stage.update("a");
  stage.update("b");
  stage.remove();
  assert.deepEqual(page.children, []);
  stage.done();
  await first;
  assert.deepEqual(stage.taken, ["a"]);
});
