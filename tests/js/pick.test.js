// Picking on the surface panel: points of the bowl are projected to pixels and picked from them.

import assert from "node:assert/strict";
import { test } from "node:test";

import { pick, pickNearest, rounded } from "../../linreg/player/static/pick.js";
import { Scene } from "./scene.js";

const BOWL = { W: 2, b: -1, cost: 0.5, WW: 9, Wb: 4, bb: 2 };
const RANGES = [[-1, 5], [-6, 4], [0, 60]];
const ASPECT = [1.1, 0.9, 0.7];
const HIGH = [0.3, -0.5, 2.4];
const LOW = [[1.6, -1.4, 0.5], [-1.8, 0.2, 0.4], [0.3, 2.1, 0.1], [1.2, 1.2, 0.9]];

function height(W, b) {
  const [dW, db] = [W - BOWL.W, b - BOWL.b];
  return BOWL.cost + (BOWL.WW * dW * dW) / 2 + BOWL.Wb * dW * db + (BOWL.bb * db * db) / 2;
}

const drawn = (point) => point.every((value, i) => value >= RANGES[i][0] && value <= RANGES[i][1]);

// Drawn points of the bowl.
const POINTS = [];
for (let W = -0.9; W < 5; W += 0.43) {
  for (let b = -5.9; b < 4; b += 0.71) {
    if (drawn([W, b, height(W, b)])) POINTS.push([W, b, height(W, b)]);
  }
}

// The first drawn point of the bowl on the ray from the eye to a point of it. Along the ray, the height above the bowl is a
// parabola that is 0 at the point; two of its values give the other root.
function firstMet(from, point) {
  const place = (s) => from.map((value, i) => value + s * (point[i] - value));
  const above = (s) => place(s)[2] - height(...place(s).slice(0, 2));
  const other = above(0) / (2 * above(0) - 4 * above(0.5));
  return other > 0 && other < 1 && drawn(place(other)) ? place(other) : point;
}

function near(actual, expected, tolerance, text) {
  assert.ok(Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected)), `${text}: ${actual}, not ${expected}`);
}

test("from above, every point of the bowl is picked at its pixel", () => {
  const scene = new Scene(RANGES, ASPECT, HIGH);
  assert.ok(POINTS.length > 50);
  for (const point of POINTS) {
    const picked = pick(scene.plot, ...scene.pixel(point), BOWL);
    near(picked.W, point[0], 1e-9, "W");
    near(picked.b, point[1], 1e-9, "b");
  }
});

test("from the side, the nearest drawn point is picked", () => {
  let hidden = 0;
  for (const eye of LOW) {
    const scene = new Scene(RANGES, ASPECT, eye);
    for (const point of POINTS) {
      const first = firstMet(scene.from, point);
      if (first !== point) hidden += 1;
      const picked = pick(scene.plot, ...scene.pixel(point), BOWL);
      near(picked.W, first[0], 1e-6, "W");
      near(picked.b, first[1], 1e-6, "b");
    }
  }
  assert.ok(hidden > 20);
  assert.ok(hidden < 0.8 * LOW.length * POINTS.length);
});

test("picking works with a rotated camera, a reversed axis and a moved centre", () => {
  const ranges = [[5, -1], RANGES[1], RANGES[2]];
  const scene = new Scene(ranges, ASPECT, HIGH, { left: -40, top: 7, width: 300, height: 500 }, [0.1, -0.2, 0.15]);
  for (const point of POINTS) {
    const picked = pick(scene.plot, ...scene.pixel(point), BOWL);
    near(picked.W, point[0], 1e-9, "W");
    near(picked.b, point[1], 1e-9, "b");
    assert.ok(picked.perPixelW > 0 && picked.perPixelB > 0);
  }
});

test("the size of a pixel is the change of W and b to the next pixel", () => {
  const scene = new Scene(RANGES, ASPECT, HIGH);
  const part = 1e-4; // of a pixel
  for (const point of POINTS) {
    const [x, y] = scene.pixel(point);
    const at = (right, down) => pick(scene.plot, x + right * part, y + down * part, BOWL);
    const ways = [[at(1, 0), at(-1, 0)], [at(0, 1), at(0, -1)]];
    if (ways.flat().includes(null)) continue; // on the rim
    const picked = at(0, 0);
    for (const [name, worth] of [["W", picked.perPixelW], ["b", picked.perPixelB]]) {
      near(worth, Math.hypot(...ways.map(([one, other]) => (one[name] - other[name]) / (2 * part))), 1e-4, name);
    }
  }
});

test("if the ray grazes the bowl, the size of a pixel is at most the range of the axis", () => {
  const nearlyLevel = { W: 2, b: -1, cost: 30, WW: 1e-12, Wb: 0, bb: 1e-12 };
  const scene = new Scene(RANGES, ASPECT, [0, -2, 1e-9]);
  const picked = pick(scene.plot, ...scene.pixel([2, -1, 30]), nearlyLevel);
  assert.ok(picked.perPixelW <= 6);
  assert.equal(picked.perPixelB, 10);
});

test("a flat surface can be picked from above and from below", () => {
  const level = { W: 2, b: -1, cost: 20, WW: 0, Wb: 0, bb: 0 };
  for (const eye of [HIGH, [0.3, -0.5, -2.4]]) {
    const scene = new Scene(RANGES, ASPECT, eye);
    const picked = pick(scene.plot, ...scene.pixel([3, 2, 20]), level);
    near(picked.W, 3, 1e-9, "W");
    near(picked.b, 2, 1e-9, "b");
  }
});

test("beside the bowl there is nothing to pick", () => {
  const scene = new Scene(RANGES, ASPECT, HIGH);
  const { left, top } = scene.canvas; // its corner
  assert.equal(pick(scene.plot, left + 1, top + 1, BOWL), null);
});

test("behind the eye there is nothing to pick", () => {
  const scene = new Scene(RANGES, ASPECT, [0, 0.1, 2], undefined, [0, 0.2, 4]);
  assert.equal(pick(scene.plot, 350, 290, BOWL), null);
});

test("outside the canvas there is nothing to pick, even if the bowl extends there", () => {
  const scene = new Scene(RANGES, ASPECT, HIGH, undefined, [3, 0, 0]); // looks past it
  const { left, top, width, height } = scene.canvas;
  const inside = ([x, y]) => x >= left && x <= left + width && y >= top && y <= top + height;
  const outside = POINTS.map((point) => scene.pixel(point)).filter((pixel) => !inside(pixel));
  assert.ok(outside.length > 20);
  for (const pixel of outside) assert.equal(pick(scene.plot, ...pixel, BOWL), null);
});

test("with an orthographic camera, or before the plot is drawn, there is nothing to pick", () => {
  const scene = new Scene(RANGES, ASPECT, HIGH);
  const { plot } = scene;
  const pixel = scene.pixel(POINTS[0]);
  plot._fullLayout.scene._scene.glplot.cameraParams._ortho = true;
  assert.equal(pick(plot, ...pixel, BOWL), null);
  assert.equal(pick({ _fullLayout: { scene: { _scene: {} } } }, ...pixel, BOWL), null);
  assert.equal(pick({ _fullLayout: {} }, ...pixel, BOWL), null);
  assert.equal(pick({}, ...pixel, BOWL), null);
});

// A contour plot: W from -1 to 5 over 300 pixels, b from -6 to 4 over 200, upwards.
const CONTOUR = {
  getBoundingClientRect: () => ({ left: 100, top: 1000 }),
  _fullLayout: {
    xaxis: { _offset: 46, _length: 300, p2c: (pixel) => -1 + (6 * pixel) / 300 },
    yaxis: { _offset: 6, _length: 200, p2c: (pixel) => 4 - (10 * pixel) / 200 },
  },
};

test("on the contour plot, W and b are read from the axes", () => {
  const picked = pick(CONTOUR, 100 + 46 + 150, 1000 + 6 + 20, null);
  for (const [name, value] of Object.entries({ W: 2, b: 3, perPixelW: 0.02, perPixelB: 0.05 })) {
    near(picked[name], value, 1e-9, name);
  }
});

test("the edges of the contour plot belong to it, its margins do not", () => {
  const at = (x, y) => pick(CONTOUR, 146 + x, 1006 + y, null);
  assert.ok(at(0, 0) && at(300, 200));
  for (const outside of [[-1, 100], [301, 100], [150, -1], [150, 201], [NaN, 100]]) assert.equal(at(...outside), null);
});

test("a picked number is rounded to the digits that a pixel resolves", () => {
  assert.equal(rounded(1.23456, 0.01), 1.23);
  assert.equal(rounded(1.23456, 0.02), 1.23);
  assert.equal(rounded(-1.23456, 0.003), -1.235);
  assert.equal(rounded(123.4, 1), 123);
  assert.equal(rounded(127, 30), 130);
  assert.equal(rounded(0.5, 1e-200), 0.5);
});

test("beside a flat plot the nearest point of it is picked", () => {
  const axis = (_offset, _length, from, to) => ({ _offset, _length, p2c: (pixel) => from + (pixel / _length) * (to - from) });
  const fullLayout = { xaxis: axis(40, 200, -1, 3), yaxis: axis(10, 100, 5, -5) };
  const plot = { _fullLayout: fullLayout, getBoundingClientRect: () => ({ left: 300, top: 20 }) };
  const at = (x, y) => [pick(plot, 340 + x, 30 + y), pickNearest(plot, 340 + x, 30 + y)];
  const [inside, same] = at(50, 25);
  assert.deepEqual(inside, same);
  assert.deepEqual([inside.W, inside.b], [0, 2.5]);
  const [outside, nearest] = at(250, -7);
  assert.equal(outside, null);
  assert.deepEqual([nearest.W, nearest.b], [3, 5]);
  assert.equal(pickNearest({}, 0, 0), null);
});
