// Mouse and fingers on points: what they begin, and what they leave to the page.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { PointHand } from "../../linreg/player/static/point-hand.js";

// A clock that stands still.
const timers = [];
globalThis.setTimeout = (callback, after) => timers.push({ callback, after });
globalThis.clearTimeout = (number) => number && (timers[number - 1].after = NaN);

function pass(milliseconds) {
  for (const timer of timers) {
    timer.after -= milliseconds;
    if (!(timer.after <= 0)) continue;
    timer.after = NaN;
    timer.callback();
  }
}

class Target {
  listeners = [];
  classes = new Set();
  classList = { toggle: (name, is) => (is ? this.classes.add(name) : this.classes.delete(name)) };

  addEventListener(type, listener, { capture, passive }) {
    this.listeners.push({ type, listener, capture, passive });
  }

  removeEventListener(type, listener) {
    this.listeners = this.listeners.filter((each) => each.type !== type || each.listener !== listener);
  }

  setPointerCapture() {}

  // Dispatch an event; return what was prevented.
  hear(type, event = {}) {
    const done = { prevented: false, stopped: false };
    const preventDefault = () => (done.prevented = true);
    const stopPropagation = () => (done.stopped = true);
    for (const each of [...this.listeners]) {
      if (each.type === type) each.listener({ cancelable: true, ...event, preventDefault, stopPropagation });
    }
    return done;
  }
}

const POINT = [100, 50]; // the only point
const PRESS = { isPrimary: true, button: 0, buttons: 1, pointerId: 1, pointerType: "mouse", clientX: 100, clientY: 50, timeStamp: 0 };
const FINGER = { ...PRESS, pointerType: "touch" };
let element, told, hand, canAdd;

beforeEach(() => {
  timers.length = 0;
  element = new Target();
  globalThis.window = new Target();
  [told, canAdd] = [[], true];
  hand = new PointHand(element, {
    at: (x, y, reach) => (Math.hypot(x - POINT[0], y - POINT[1]) <= reach ? 0 : -1),
    grab: (...how) => told.push(["grab", ...how]),
    move: (...how) => told.push(["move", ...how]),
    drop: () => told.push(["drop"]),
    cancel: () => told.push(["cancel"]),
    add: (...how) => told.push(["add", ...how]) && canAdd,
  });
});

const down = (event = PRESS) => element.hear("pointerdown", event);
const on = (type, event) => globalThis.window.hear(type, { ...PRESS, ...event });
const names = () => told.map(([name]) => name);

test("a drag begins on a point, moves it and ends it", () => {
  assert.ok(down({ ...PRESS, clientX: 104 }).stopped);
  on("pointermove", { clientX: 120 });
  on("pointerup", { clientX: 130 });
  assert.deepEqual(told, [["grab", 0, 104, 50], ["move", 120, 50], ["move", 130, 50], ["drop"]]);
});

test("a press without movement puts everything back", () => {
  down();
  on("pointermove", { clientX: 102 });
  on("pointerup", { clientX: 102 });
  assert.deepEqual(names(), ["grab", "cancel"]);
});

test("beside the points, with another button or a second finger nothing begins", () => {
  down({ ...PRESS, clientX: 112 });
  down({ ...PRESS, button: 2 });
  down({ ...FINGER, isPrimary: false });
  on("pointermove", { clientX: 90 });
  on("pointerup");
  assert.deepEqual(told, []);
});

test("a finger takes a point from farther away than the mouse", () => {
  down({ ...PRESS, clientX: 113 });
  assert.deepEqual(told, []);
  down({ ...FINGER, clientX: 113 });
  assert.deepEqual(names(), ["grab"]);
});

test("a finger on a point does not scroll the page, one beside it does", () => {
  down(FINGER);
  assert.ok(element.hear("touchstart").prevented);
  assert.ok(element.hear("touchmove").prevented);
  on("pointerup");
  down({ ...FINGER, clientX: 150 });
  assert.ok(!element.hear("touchstart").prevented);
  assert.ok(!element.hear("touchmove").prevented);
});

test("moves of another pointer are not those of the point", () => {
  down();
  on("pointermove", { pointerId: 2, clientX: 300 });
  on("pointerup", { pointerId: 2, clientX: 300 });
  assert.deepEqual(names(), ["grab"]);
});

test("Escape and a cancelled pointer put the point back, and what follows does nothing", () => {
  for (const end of [() => on("keydown", { key: "Escape" }), () => on("pointercancel")]) {
    told.length = 0;
    down();
    on("pointermove", { clientX: 150 });
    end();
    on("pointermove", { clientX: 160 });
    on("pointerup", { clientX: 160 });
    assert.deepEqual(names(), ["grab", "move", "cancel"]);
  }
});

test("while a point is held no key reaches the page", () => {
  assert.ok(!on("keydown", { key: " " }).stopped);
  down();
  assert.ok(on("keydown", { key: " " }).stopped);
  assert.ok(!on("keydown", { key: " " }).prevented);
  assert.ok(on("keydown", { key: "Escape" }).prevented);
});

test("a long press of a finger adds a point, which the finger then holds", () => {
  down({ ...FINGER, clientX: 200 });
  pass(499);
  assert.deepEqual(told, []);
  pass(1);
  assert.deepEqual(told, [["add", 200, 50]]);
  assert.ok(element.hear("touchmove").prevented);
  assert.ok(element.hear("contextmenu").prevented);
  on("pointermove", { ...FINGER, clientX: 210, timeStamp: 600 });
  on("pointerup", { ...FINGER, clientX: 210, timeStamp: 700 });
  assert.deepEqual(names(), ["add", "move", "move", "drop"]);
});

test("a swipe, a short tap and a mouse that waits add nothing", () => {
  down({ ...FINGER, clientX: 200 });
  on("pointermove", { ...FINGER, clientX: 200, clientY: 60 });
  pass(1000);
  on("pointerup", { ...FINGER, clientX: 200 });
  down({ ...FINGER, clientX: 200 });
  on("pointerup", { ...FINGER, clientX: 200 });
  pass(1000);
  down({ ...PRESS, clientX: 200 });
  pass(1000);
  assert.deepEqual(told, []);
});

test("a scroll that begins after the long press puts the new point back", () => {
  down({ ...FINGER, clientX: 200 });
  pass(500);
  on("pointercancel");
  assert.deepEqual(names(), ["add", "cancel"]);
});

function click(x, timeStamp, how = {}) {
  down({ ...PRESS, clientX: x, timeStamp, ...how });
  on("pointerup", { clientX: x, timeStamp, ...how });
}

test("a double click adds a point where there is none, with the mouse only", () => {
  click(200, 0, { pointerType: "touch" });
  click(200, 100, { pointerType: "touch" });
  assert.deepEqual(told, []);
  click(200, 1000);
  click(202, 1300);
  assert.deepEqual(told, [["add", 202, 50], ["drop"]]);
  told.length = 0;
  for (const time of [2000, 2100]) click(100, time);
  assert.deepEqual(names(), ["grab", "cancel", "grab", "cancel"]);
});

test("two clicks far apart, in place or in time, and a third click add nothing", () => {
  for (const [x, time] of [[200, 0], [210, 100], [210, 700]]) click(x, time);
  assert.deepEqual(told, []);
  click(210, 800);
  click(210, 900);
  assert.deepEqual(names(), ["add", "drop"]);
});

test("a drag beside the points is no click", () => {
  for (const time of [0, 100]) {
    down({ ...PRESS, clientX: 200, timeStamp: time });
    on("pointermove", { clientX: 220, timeStamp: time });
    on("pointerup", { clientX: 200, timeStamp: time });
  }
  assert.deepEqual(told, []);
});

test("a swipe whose move is heard late puts the new point back, and scrolls", () => {
  down({ ...FINGER, clientX: 200 });
  pass(500);
  on("pointermove", { ...FINGER, clientX: 200, clientY: 70, timeStamp: 40 });
  assert.ok(!element.hear("touchmove").prevented);
  assert.deepEqual(names(), ["add", "cancel"]);
});

test("where no point can be added none is held", () => {
  canAdd = false;
  down({ ...FINGER, clientX: 200 });
  pass(500);
  assert.ok(!element.hear("touchmove").prevented);
  told.length = 0;
  for (const time of [0, 100]) click(200, time);
  assert.deepEqual(names(), ["add"]);
});

test("over a point the cursor says that it can be taken", () => {
  element.hear("pointermove", { ...PRESS, buttons: 0 });
  assert.ok(element.classes.has("linreg-near"));
  element.hear("pointermove", { ...PRESS, buttons: 0, clientX: 150 });
  assert.ok(!element.classes.has("linreg-near"));
});

test("removed, it hears nothing", () => {
  hand.remove();
  assert.equal(element.listeners.length + globalThis.window.listeners.length, 0);
});
