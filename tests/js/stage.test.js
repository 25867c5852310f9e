// How changes wait for each other.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { Stage } from "../../linreg/player/static/stage.js";
import { Element } from "./dom.js";

globalThis.document = { createElement: (tag) => new Element(tag) };

// A stage that draws until it is told that it is done.
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

test("it stands on the page, not ready yet", () => {
  assert.deepEqual(page.children, [stage.root]);
  assert.deepEqual(stage.root.dataset, { ready: "false", player: "" });
});

test("of the changes that come while one is drawn, the last is drawn", async () => {
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

test("a change that could not be drawn does not stop those after it", async () => {
  const first = stage.update("a");
  stage.failed(new Error("no"));
  await assert.rejects(first, /no/);
  const second = stage.update("b");
  stage.done();
  await second;
  assert.deepEqual(stage.taken, ["a", "b"]);
});

test("removed, it leaves the page and draws nothing that waits", async () => {
  const first = stage.update("a");
  stage.update("b");
  stage.remove();
  assert.deepEqual(page.children, []);
  stage.done();
  await first;
  assert.deepEqual(stage.taken, ["a"]);
});
