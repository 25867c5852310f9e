// One finger is the page's; two fingers, the wheel with Ctrl and the mouse are the panel's.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { onGesture } from "../../linreg/player/static/gesture.js";

class Target {
  listeners = {};

  addEventListener(type, listener) {
    this.listeners[type] = listener;
  }

  removeEventListener(type, listener) {
    if (this.listeners[type] === listener) delete this.listeners[type];
  }

  // Send an event; return whether it was prevented and stopped.
  send(type, event = {}) {
    const done = { prevented: false, stopped: false };
    const stop = { preventDefault: () => (done.prevented = true), stopPropagation: () => (done.stopped = true) };
    this.listeners[type]({ type, ...event, ...stop });
    return done;
  }
}

let element, calls, leave;
const finger = (clientX, clientY) => ({ clientX, clientY });

beforeEach(() => {
  element = new Target();
  globalThis.window = new Target();
  calls = [];
  const note = (name) => (...values) => calls.push([name, ...values]);
  leave = onGesture(element, { zoom: note("zoom"), turn: note("turn"), drag: note("drag") });
});

test("one finger does nothing here, is not prevented from scrolling, and never reaches Plotly", () => {
  for (const type of ["touchstart", "touchmove", "touchend"]) {
    const touches = type === "touchend" ? [] : [finger(10, 10)];
    assert.deepEqual(element.send(type, { touches }), { prevented: false, stopped: true });
  }
  assert.deepEqual(calls, []);
});

test("two fingers zoom by their distance and turn by their middle", () => {
  assert.ok(element.send("touchstart", { touches: [finger(0, 0), finger(100, 0)] }).prevented);
  assert.ok(element.send("touchmove", { touches: [finger(0, 10), finger(200, 10)] }).prevented);
  assert.deepEqual(calls, [
    ["zoom", 0.5, 100, 10],
    ["turn", 50, 10],
  ]);
});

test("a finger that leaves ends the gesture", () => {
  element.send("touchstart", { touches: [finger(0, 0), finger(100, 0)] });
  element.send("touchend", { touches: [finger(0, 0)] });
  element.send("touchmove", { touches: [finger(0, 50)] });
  element.send("touchstart", { touches: [finger(0, 0), finger(50, 0)] });
  assert.deepEqual(calls, []);
});

test("the wheel scrolls the page, and zooms with Ctrl", () => {
  assert.ok(!element.send("wheel", { ctrlKey: false, deltaY: 100 }).prevented);
  assert.deepEqual(calls, []);
  assert.ok(element.send("wheel", { ctrlKey: true, deltaY: 100, clientX: 3, clientY: 4 }).prevented);
  const [[name, factor, x, y]] = calls;
  assert.deepEqual([name, x, y], ["zoom", 3, 4]);
  assert.ok(factor > 1 && factor < 2);
});

test("a drag of the mouse is told piece by piece until the button is up, with whether Shift was held at its press", () => {
  const mouse = { pointerType: "mouse", button: 0, buttons: 1, shiftKey: false };
  element.send("pointerdown", { ...mouse, shiftKey: true, ...finger(10, 10) });
  window.send("pointermove", { ...mouse, ...finger(15, 12) });
  window.send("pointermove", { ...mouse, ...finger(20, 12) });
  window.send("pointermove", { ...mouse, buttons: 0, ...finger(90, 90) });
  window.send("pointermove", { ...mouse, ...finger(99, 99) });
  assert.deepEqual(calls, [
    ["drag", 5, 2, true],
    ["drag", 5, 0, true],
  ]);
});

test("a finger or another button drags nothing", () => {
  element.send("pointerdown", { pointerType: "touch", button: 0, ...finger(0, 0) });
  window.send("pointermove", { buttons: 1, ...finger(9, 9) });
  element.send("pointerdown", { pointerType: "mouse", button: 2, ...finger(0, 0) });
  window.send("pointermove", { buttons: 2, ...finger(9, 9) });
  assert.deepEqual(calls, []);
});

test("leaving removes every listener", () => {
  leave();
  assert.deepEqual([element.listeners, window.listeners], [{}, {}]);
});
