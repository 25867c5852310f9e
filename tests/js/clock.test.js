// The clock, with animation frames triggered by the test.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { Clock } from "../../linreg/player/static/clock.js";

let now, waiting, shown, changes, clock;

beforeEach(() => {
  now = 5000;
  waiting = new Map();
  shown = [];
  changes = [];
  let requests = 0;
  globalThis.requestAnimationFrame = (callback) => {
    waiting.set((requests += 1), callback);
    return requests;
  };
  globalThis.cancelAnimationFrame = (request) => waiting.delete(request);
  clock = new Clock(
    (frame) => shown.push(frame),
    () => changes.push(clock.playing),
  );
});

// Trigger one animation frame, `milliseconds` after the last.
function draw(milliseconds) {
  now += milliseconds;
  const callbacks = [...waiting.values()];
  waiting.clear();
  for (const callback of callbacks) callback(now);
}

function playFor(milliseconds, each = 10) {
  draw(0); // the first one only starts the clock
  for (let passed = 0; passed < milliseconds; passed += each) draw(each);
}

test("a long run takes six seconds, whatever its length", () => {
  for (const last of [60, 600, 6000]) {
    clock.reset(last, 0);
    clock.play();
    playFor(3000);
    assert.equal(clock.frame, last / 2);
    playFor(2900);
    assert.ok(clock.playing);
    playFor(200);
    assert.ok(!clock.playing);
    assert.equal(clock.frame, last);
  }
});

test("slow drawing skips frames and gets as far as fast drawing", () => {
  clock.reset(600, 0);
  clock.play();
  playFor(1000, 200);
  assert.deepEqual(shown, [20, 40, 60, 80, 100]);
});

test("fast drawing shows each frame once", () => {
  clock.reset(600, 0);
  clock.play();
  playFor(50, 2);
  assert.deepEqual(shown, [1, 2, 3, 4, 5]);
});

test("a sum of short times with a rounding error still reaches its frame", () => {
  clock.reset(60, 0);
  clock.play();
  playFor(100); // ten times 0.1 of a frame
  assert.equal(clock.frame, 1);
});

test("a run of a few steps takes a quarter of a second a step, and one step a second", () => {
  for (const [last, milliseconds] of [[10, 2500], [4, 1000], [2, 1000], [1, 1000]]) {
    clock.reset(last, 0);
    clock.play();
    playFor(milliseconds - 20);
    assert.equal(clock.frame, last - 1);
    playFor(40);
    assert.equal(clock.frame, last);
  }
});

test("speed takes effect at once, also while playing", () => {
  clock.reset(600, 0);
  clock.speed = 2;
  clock.play();
  playFor(1000);
  assert.equal(clock.frame, 200);
  clock.speed = 0.25;
  playFor(1000);
  assert.equal(clock.frame, 225);
});

test("after a long gap it continues where it was", () => {
  clock.reset(600, 0);
  clock.play();
  playFor(100);
  draw(60_000);
  assert.equal(clock.frame, 10 + 25);
});

test("at the end it stops, reports it, and requests no more animation frames", () => {
  clock.reset(600, 590);
  clock.play();
  playFor(200);
  assert.equal(shown.at(-1), 600);
  assert.deepEqual(changes, [true, false]);
  assert.equal(waiting.size, 0);
});

test("played at the end, it starts again", () => {
  clock.reset(600, 600);
  clock.play();
  assert.deepEqual(shown, [0]);
  playFor(100);
  assert.equal(clock.frame, 10);
});

test("in a loop, the first frame follows the last", () => {
  clock.reset(600, 595);
  clock.loop = true;
  clock.play();
  playFor(100, 20);
  assert.deepEqual(shown, [597, 599, 600, 0, 2]);
  assert.ok(clock.playing);
  assert.deepEqual(changes, [true]);
});

test("paused, it requests no more animation frames; played again, it continues from there", () => {
  clock.reset(600, 0);
  clock.play();
  playFor(1000);
  clock.pause();
  assert.equal(waiting.size, 0);
  draw(1000);
  assert.equal(clock.frame, 100);
  clock.play();
  draw(1000);
  assert.equal(clock.frame, 100);
  draw(10);
  assert.equal(clock.frame, 101);
  assert.deepEqual(changes, [true, false, true]);
});

test("an animation frame after the pause changes nothing", () => {
  clock.reset(600, 0);
  clock.play();
  playFor(100);
  clock.pause();
  clock.tick(now + 100);
  assert.equal(clock.frame, 10);
  assert.equal(waiting.size, 0);
});

test("a second play or pause has no effect", () => {
  clock.reset(600, 0);
  clock.pause();
  clock.play();
  clock.play();
  assert.equal(waiting.size, 1);
  clock.pause();
  clock.pause();
  assert.deepEqual(changes, [true, false]);
});

test("a run of no steps does not play", () => {
  clock.reset(0, 0);
  clock.play();
  assert.ok(!clock.playing);
  assert.deepEqual(changes, []);
});

test("seeking beyond an end shows that end", () => {
  clock.reset(600, 0);
  for (const frame of [-1, 7, 601]) clock.seek(frame);
  assert.deepEqual(shown, [0, 7, 600]);
  assert.equal(clock.frame, 600);
});

test("reset to a shorter run clamps the frame and shows nothing", () => {
  clock.reset(10, 25);
  assert.equal(clock.frame, 10);
  assert.deepEqual(shown, []);
});
