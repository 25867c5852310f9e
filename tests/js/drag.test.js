// When a drag begins, and how it ends.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { onDrag } from "../../linreg/player/static/drag.js";

class Target {
  listeners = new Map();

  addEventListener(type, listener, { capture, passive }) {
    assert.ok(capture && passive === false);
    this.listeners.set(type, listener);
  }

  removeEventListener(type, listener, { capture }) {
    if (capture && this.listeners.get(type) === listener) this.listeners.delete(type);
  }

  // Send an event; return whether it was prevented and stopped.
  send(type, event = {}) {
    const done = { prevented: false, stopped: false };
    const stop = { preventDefault: () => (done.prevented = true), stopPropagation: () => (done.stopped = true) };
    this.listeners.get(type)({ type, cancelable: true, ...event, ...stop });
    return done;
  }
}

const PRESS = { isPrimary: true, button: 0, buttons: 1, pointerId: 1, pointerType: "mouse", clientX: 100, clientY: 50 };
const FREE = { prevented: false, stopped: false };
let element, calls, leave, free;

beforeEach(() => {
  element = new Target();
  globalThis.window = new Target();
  [calls, free] = [[], true];
  const note = (name) => (...values) => calls.push([name, ...values].join(" "));
  leave = onDrag(element, { takes: () => free, move: note("move"), end: note("end"), cancel: note("cancel") });
});

const down = (event) => element.send("pointerdown", { ...PRESS, ...event });
const move = (event) => window.send("pointermove", { ...PRESS, ...event });
const up = (event) => window.send("pointerup", { ...PRESS, buttons: 0, ...event });
const finger = { pointerType: "touch" };

test("a press that hardly moves is no drag", () => {
  down();
  move({ clientX: 104, clientY: 54 });
  up({ clientX: 105 });
  assert.deepEqual(calls, []);
});

test("a drag begins with the sixth pixel in any direction, and goes wherever the pointer goes", () => {
  down();
  move({ clientY: 55 });
  move({ clientY: 56 });
  move({ clientX: 101, clientY: 50 });
  up({ clientX: 102 });
  assert.deepEqual(calls, ["move 100 56", "move 101 50", "move 102 50", "end"]);
});

test("a release far away without a movement is a drag, too", () => {
  down();
  up({ clientX: 150 });
  assert.deepEqual(calls, ["move 150 50", "end"]);
});

test("a finger that goes sideways first drags, and then in any direction", () => {
  down(finger);
  move({ ...finger, clientX: 108, clientY: 53 });
  move({ ...finger, clientX: 108, clientY: 153 });
  assert.deepEqual(calls, ["move 108 53", "move 108 153"]);
});

test("a finger that goes up or down first drags nothing, wherever it goes then", () => {
  for (const clientY of [56, 44]) {
    down(finger);
    move({ ...finger, clientX: 104, clientY });
    assert.deepEqual(window.send("contextmenu"), FREE);
    move({ ...finger, clientX: 190 });
    up({ ...finger, clientX: 190 });
  }
  assert.deepEqual(calls, []);
});

test("other buttons, keys held and places that are not taken drag nothing", () => {
  const free_ = [{ button: 2 }, { shiftKey: true }, { ctrlKey: true }, { altKey: true }, { metaKey: true }, { isPrimary: false }];
  for (const event of free_) {
    down(event);
    move({ clientX: 150 });
  }
  free = false;
  down();
  move({ clientX: 150 });
  assert.deepEqual(calls, []);
});

test("Escape takes it back once, and is nobody else's", () => {
  down();
  assert.deepEqual(window.send("keydown", { key: "Escape" }), FREE);
  move({ clientX: 150 });
  assert.deepEqual(window.send("keydown", { key: "Enter" }), FREE);
  assert.deepEqual(window.send("keydown", { key: "Escape" }), { prevented: true, stopped: true });
  assert.deepEqual(window.send("keydown", { key: "Escape" }), FREE);
  move({ clientX: 160 });
  up({ clientX: 160 });
  assert.deepEqual(calls, ["move 150 50", "cancel"]);
});

test("the browser and a second finger take it back; a movement of another finger is none", () => {
  down(finger);
  move({ ...finger, clientX: 150 });
  move({ ...finger, pointerId: 2, clientX: 400 });
  window.send("pointercancel", { pointerId: 2 });
  window.send("pointercancel", { pointerId: 1 });
  down(finger);
  move({ ...finger, clientX: 150 });
  down({ ...finger, isPrimary: false, pointerId: 2 });
  up({ ...finger, clientX: 150 });
  assert.deepEqual(calls, ["move 150 50", "cancel", "move 150 50", "cancel"]);
});

test("a release that was not heard takes it back", () => {
  down();
  move({ clientX: 150 });
  move({ buttons: 0, clientX: 170 });
  move({ clientX: 180 });
  assert.deepEqual(calls, ["move 150 50", "cancel"]);
});

test("during a drag Plotly sees no movement, the page does not scroll and opens no menu", () => {
  const all = () => [element.send("mousemove"), element.send("touchmove"), window.send("contextmenu")];
  down();
  assert.deepEqual(all(), [FREE, FREE, FREE]);
  move({ clientX: 150 });
  assert.deepEqual(all(), [{ ...FREE, stopped: true }, { ...FREE, prevented: true }, { ...FREE, prevented: true }]);
  up();
  assert.deepEqual(all(), [FREE, FREE, FREE]);
});

test("leaving takes a drag back and removes every listener", () => {
  down();
  move({ clientX: 150 });
  leave();
  assert.deepEqual(calls, ["move 150 50", "cancel"]);
  assert.equal(element.listeners.size + window.listeners.size, 0);
});
