// A slider without a page: the option under a press, the phases of a movement, and what is sent when.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { Sender, Slide, indexAt, shareOf } from "../../linreg/player/static/slide.js";

const TRACK = { left: 100, width: 300 };

let frames, timers;

globalThis.requestAnimationFrame = (callback) => frames.push(callback);
globalThis.cancelAnimationFrame = (id) => delete frames[id - 1];
globalThis.setTimeout = (callback, after) => timers.push({ callback, after });
globalThis.clearTimeout = (id) => id && (timers[id - 1].callback = () => {});

beforeEach(() => {
  frames = [];
  timers = [];
});

const paint = () => {
  for (const callback of frames) callback?.();
  frames = [];
};

// Let the timer that was set last run out.
const passTime = () => {
  const { callback, after } = timers.at(-1);
  callback();
  return after;
};

test("the track goes from the middle of the first option to that of the last", () => {
  assert.equal(indexAt(100, TRACK, 4), 0);
  assert.equal(indexAt(200, TRACK, 4), 1);
  assert.equal(indexAt(400, TRACK, 4), 3);
  assert.equal(indexAt(149, TRACK, 4), 0);
  assert.equal(indexAt(151, TRACK, 4), 1);
});

test("beyond its ends are the first and the last option", () => {
  assert.equal(indexAt(-1e6, TRACK, 4), 0);
  assert.equal(indexAt(1e6, TRACK, 4), 3);
});

test("an option lies where a press finds it, for any number of options", () => {
  for (const count of [1, 2, 3, 301, 5000]) {
    for (const index of [0, Math.floor(count / 2), count - 1]) {
      assert.equal(indexAt(TRACK.left + TRACK.width * shareOf(index, count), TRACK, count), index);
    }
  }
});

test("a track that is not laid out has only its first option", () => {
  assert.equal(indexAt(10, { left: 0, width: 0 }, 4), 0);
});

function slide() {
  const said = [];
  const made = new Slide(
    (index) => said.push(["show", index]),
    (...phase) => said.push(phase),
  );
  return [made, said];
}

test("a movement is told as start, at most one move a frame, and end", () => {
  const [made, said] = slide();
  made.begin(3);
  made.to(4);
  made.to(5);
  paint();
  made.to(6);
  paint();
  made.end();
  assert.deepEqual(said, [["start", 3], ["show", 5], ["move", 5], ["show", 6], ["move", 6], ["end", 6, true]]);
});

test("an option is told once, however often the pointer passes it", () => {
  const [made, said] = slide();
  made.begin(3);
  for (const index of [3, 4, 4, 4]) {
    made.to(index);
    paint();
  }
  assert.deepEqual(said, [["start", 3], ["show", 4], ["move", 4]]);
});

test("the last option is told before the end, though its frame has not come", () => {
  const [made, said] = slide();
  made.begin(3);
  made.to(9);
  made.end();
  paint();
  assert.deepEqual(said, [["start", 3], ["show", 9], ["move", 9], ["end", 9, true]]);
});

test("a press without a movement, and one taken back, have changed nothing", () => {
  const [made, said] = slide();
  made.begin(3);
  made.end();
  made.begin(3);
  made.to(8);
  paint();
  made.end(made.from);
  assert.deepEqual(said.filter(([phase]) => phase === "end"), [["end", 3, false], ["end", 3, false]]);
  assert.deepEqual(said.at(-2), ["move", 3]);
});

test("without a start there is neither move nor end, and a second start is none", () => {
  const [made, said] = slide();
  made.to(4);
  made.end();
  assert.deepEqual(said, []);
  made.begin(1);
  made.begin(2);
  assert.deepEqual(said, [["start", 1]]);
});

function sender() {
  const sent = [];
  let lost = 0;
  const made = new Sender(
    (...message) => sent.push(message),
    () => (lost += 1),
  );
  made.answer(0);
  return [made, sent, () => lost];
}

test("while it moves, the next value is sent when the last was answered, and only the latest", () => {
  const [made, sent] = sender();
  for (const value of [1, 2, 3]) made.offer(value);
  assert.deepEqual(sent, [[1, true]]);
  made.answer(0); // drawn for another control
  assert.equal(sent.length, 1);
  made.answer(1);
  assert.deepEqual(sent, [[1, true], [3, true]]);
});

test("without an answer the next value is sent after a second", () => {
  const [made, sent] = sender();
  made.offer(1);
  made.offer(2);
  assert.equal(passTime(), 1000);
  assert.deepEqual(sent, [[1, true], [2, true]]);
});

test("the last value is sent at once, also where the value before was not answered", () => {
  const [made, sent] = sender();
  made.offer(1);
  made.offer(2);
  made.finish(3);
  assert.deepEqual(sent, [[1, true], [3, false]]);
  made.answer(1);
  made.answer(3);
  assert.equal(sent.length, 2);
  assert.equal(made.sent, null);
});

test("the server hears of the end, also where it already has the value", () => {
  const [made, sent] = sender();
  made.offer(1);
  made.answer(1);
  made.finish(1);
  assert.deepEqual(sent, [[1, true], [1, false]]);
});

test("a value that the server has, and one that is on its way, are not sent again", () => {
  const [made, sent] = sender();
  made.finish(0);
  assert.deepEqual(sent, []);
  made.finish(5);
  made.finish(5);
  assert.deepEqual(sent, [[5, false]]);
  made.finish(0);
  assert.deepEqual(sent, [[5, false], [0, false]]);
});

test("after five seconds no answer is expected any more", () => {
  const [made, , lost] = sender();
  made.finish(5);
  const waited = passTime() + passTime();
  assert.equal(waited, 5000);
  assert.deepEqual([lost(), made.sent], [1, null]);
});
