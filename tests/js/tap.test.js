// Telling clicks and taps from drags.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { onTap } from "../../linreg/player/static/pick.js";

// An event target.
class Target {
  listeners = new Set();

  addEventListener(type, listener, capture) {
    this.listeners.add({ type, listener, capture });
  }

  removeEventListener(type, listener, capture) {
    for (const each of this.listeners) {
      if (each.type === type && each.listener === listener && each.capture === capture) this.listeners.delete(each);
    }
  }

  // Dispatch an event; return whether it propagates.
  hear(type, event) {
    let heard = true;
    const stopPropagation = () => (heard = false);
    for (const each of this.listeners) if (each.type === type) each.listener({ ...event, stopPropagation });
    return heard;
  }
}

const PRESS = { isPrimary: true, button: 0, pointerId: 1, pointerType: "mouse", clientX: 100, clientY: 50, timeStamp: 1000 };
let element, taps, leave;

beforeEach(() => {
  element = new Target();
  globalThis.window = new Target();
  taps = [];
  leave = onTap(element, (x, y) => taps.push([x, y]));
});

const down = (event) => element.hear("pointerdown", { ...PRESS, ...event });
const onPage = (type) => (event) => window.hear(type, { ...PRESS, ...event });
const [move, up, cancel] = ["pointermove", "pointerup", "pointercancel"].map(onPage);

test("press and release are a tap, at the place of the release", () => {
  down();
  up({ clientX: 103 });
  assert.deepEqual(taps, [[103, 50]]);
});

test("a small movement is still a tap", () => {
  down();
  move({ clientX: 104, clientY: 54 });
  up();
  assert.equal(taps.length, 1);
});

test("a drag is not a tap, even if it returns", () => {
  down();
  move({ clientX: 106 });
  move();
  up();
  assert.deepEqual(taps, []);
});

test("a drag is not a tap, even without move events", () => {
  down();
  up({ clientY: 90 });
  assert.deepEqual(taps, []);
});

test("each press gives at most one tap", () => {
  up();
  down();
  up();
  up();
  assert.equal(taps.length, 1);
});

test("other buttons and a second finger give no tap", () => {
  down({ button: 2 });
  up({ button: 2 });
  down({ isPrimary: false });
  up({ isPrimary: false });
  assert.deepEqual(taps, []);
});

test("moves and releases of other fingers are ignored", () => {
  down();
  move({ pointerId: 2, clientX: 300 });
  up({ pointerId: 2, clientX: 300 });
  assert.deepEqual(taps, []);
  up();
  assert.equal(taps.length, 1);
});

test("a second finger cancels the tap of the first", () => {
  down();
  down({ isPrimary: false, pointerId: 2 });
  up();
  assert.deepEqual(taps, []);
});

test("a long touch is not a tap, a long mouse press is", () => {
  for (const [pointerType, stayed, count] of [["touch", 501, 0], ["touch", 500, 1], ["mouse", 9000, 1]]) {
    taps.length = 0;
    down({ pointerType });
    up({ pointerType, timeStamp: PRESS.timeStamp + stayed });
    assert.equal(taps.length, count);
  }
});

test("a cancelled press is not a tap", () => {
  down();
  cancel();
  up();
  assert.deepEqual(taps, []);
});

test("Plotly gets moves, except small ones during a press", () => {
  assert.ok(element.hear("mousemove", PRESS));
  down();
  assert.ok(!element.hear("mousemove", PRESS));
  move({ clientX: 110 });
  assert.ok(element.hear("mousemove", PRESS));
  up();
  down();
  up();
  assert.ok(element.hear("mousemove", PRESS));
});

test("all listeners run in the capture phase, before Plotly's", () => {
  for (const { capture } of [...element.listeners, ...window.listeners]) assert.equal(capture, true);
});

test("the returned function removes all listeners", () => {
  leave();
  assert.equal(element.listeners.size + window.listeners.size, 0);
});
