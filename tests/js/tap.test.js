// What is a click or a tap on the surface, and what is a drag.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { onTap } from "../../linreg/player/static/pick.js";

// Something that listens to events.
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

  // Returns whether others may hear of the event, too.
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

test("press and release is a tap, where it is released", () => {
  down();
  up({ clientX: 103 });
  assert.deepEqual(taps, [[103, 50]]);
});

test("a hand may slip a little", () => {
  down();
  move({ clientX: 104, clientY: 54 });
  up();
  assert.equal(taps.length, 1);
});

test("a drag is none, even one that comes back", () => {
  down();
  move({ clientX: 106 });
  move();
  up();
  assert.deepEqual(taps, []);
});

test("a drag of which only the end is heard is none", () => {
  down();
  up({ clientY: 90 });
  assert.deepEqual(taps, []);
});

test("each press is one tap at most", () => {
  up();
  down();
  up();
  up();
  assert.equal(taps.length, 1);
});

test("another button and a second finger are none", () => {
  down({ button: 2 });
  up({ button: 2 });
  down({ isPrimary: false });
  up({ isPrimary: false });
  assert.deepEqual(taps, []);
});

test("what other fingers do meanwhile means nothing", () => {
  down();
  move({ pointerId: 2, clientX: 300 });
  up({ pointerId: 2, clientX: 300 });
  assert.deepEqual(taps, []);
  up();
  assert.equal(taps.length, 1);
});

test("a second finger that is put down ends the tap of the first", () => {
  down();
  down({ isPrimary: false, pointerId: 2 });
  up();
  assert.deepEqual(taps, []);
});

test("a finger that stays long asks for the browser's menu; a mouse may stay", () => {
  for (const [pointerType, stayed, count] of [["touch", 501, 0], ["touch", 500, 1], ["mouse", 9000, 1]]) {
    taps.length = 0;
    down({ pointerType });
    up({ pointerType, timeStamp: PRESS.timeStamp + stayed });
    assert.equal(taps.length, count);
  }
});

test("a press that the browser takes over is none", () => {
  down();
  cancel();
  up();
  assert.deepEqual(taps, []);
});

test("Plotly hears of moves before and after a press and of a drag, not of a slip", () => {
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

test("events are heard before Plotly's own listeners", () => {
  for (const { capture } of [...element.listeners, ...window.listeners]) assert.equal(capture, true);
});

test("once it leaves, nothing listens any more", () => {
  leave();
  assert.equal(element.listeners.size + window.listeners.size, 0);
});
