// The hull and the band, compared with what they are by definition.

import assert from "node:assert/strict";
import { test } from "node:test";

import { band, hull, outline } from "../../linreg/player/static/envelope.js";

// Numbers that look random but are the same in every run.
function* noise(seed) {
  for (let state = seed; ; ) {
    state = (state * 1103515245 + 12345) % 2147483648;
    yield state / 2147483648;
  }
}

const cloud = (seed, count) => {
  const random = noise(seed);
  const column = () => Array.from({ length: count }, () => Math.round(20 * random.next().value) / 4);
  return [column(), column()];
};

const side = (xs, ys, i, j, k) => (xs[j] - xs[i]) * (ys[k] - ys[i]) - (ys[j] - ys[i]) * (xs[k] - xs[i]);

test("every point lies on the left of every edge of the hull", () => {
  for (let seed = 1; seed < 60; seed += 1) {
    const [xs, ys] = cloud(seed, 3 + (seed % 30));
    const corners = hull(xs, ys);
    corners.forEach((i, place) => {
      const j = corners[(place + 1) % corners.length];
      xs.forEach((_, k) => assert.ok(side(xs, ys, i, j, k) >= 0, `seed ${seed}`));
    });
  }
});

test("a point that no line separates from the others is not a corner", () => {
  const corners = hull([0, 4, 4, 0, 2, 2], [0, 0, 4, 4, 2, 0]);
  assert.deepEqual(new Set(corners), new Set([0, 1, 2, 3]));
});

test("points on a line, one point and none have a hull, too", () => {
  assert.deepEqual(new Set(hull([0, 1, 2], [0, 1, 2])), new Set([0, 2]));
  assert.deepEqual(hull([3], [4]), [0]);
  assert.deepEqual(hull([], []), []);
  assert.deepEqual(outline([], []), { x: [], y: [] });
});

test("the outline is closed, and its pieces divide the edges evenly", () => {
  const { x, y } = outline([0, 4, 0], [0, 0, 8], 4);
  assert.equal(x.length, 13);
  assert.deepEqual([x[0], y[0]], [x.at(-1), y.at(-1)]);
  assert.deepEqual([x.slice(0, 5), y.slice(0, 5)], [[0, 1, 2, 3, 4], [0, 0, 0, 0, 0]]);
});

test("the band goes along the largest values of each stretch and back along the smallest, from the first x to the last", () => {
  assert.deepEqual(band([0, 1, 2, 3, 4], [5, 1, 2, 9, 3], 2), {
    x: [0, 3, 4, 4, 3, 0],
    y: [5, 9, 3, 3, 2, 1],
  });
  assert.deepEqual(band([], [], 2), { x: [], y: [] });
});
