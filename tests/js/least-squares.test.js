// Least squares in closed form, against the cost computed from its definition.

import assert from "node:assert/strict";
import { test } from "node:test";

import { bowlOf, highestIn, levelCurve, levels, riseAt, scaled, scalingOf } from "../../linreg/player/static/least-squares.js";

const SETS = {
  notes: { x: [1, 2, 3], y: [2, 4, 6] },
  twisted: { x: [-3, 0.5, 2, 7, 7], y: [4, -1, 0.25, 2, -8] },
  pair: { x: [5, -5], y: [1, 1] },
  far: { x: [1000, 1001, 1003], y: [-7, 2, 5] },
  small: { x: [0.001, 0.002, 0.004], y: [1e5, 3e5, 2e5] },
};

// The mean squared error.
const cost = ({ x, y }, W, b) => x.reduce((sum, value, i) => sum + (Math.fround(value) * W + b - Math.fround(y[i])) ** 2, 0) / x.length;

function near(actual, expected, scale, text) {
  assert.ok(Math.abs(actual - expected) <= 1e-7 * scale, `${text}: ${actual}, not ${expected}`);
}

for (const [name, points] of Object.entries(SETS)) {
  const bowl = bowlOf(points.x, points.y);

  test(`${name}: at least squares the residuals are orthogonal to 1 and to x`, () => {
    const residuals = points.x.map((x, i) => bowl.W * Math.fround(x) + bowl.b - Math.fround(points.y[i]));
    const size = Math.max(...points.y.map(Math.abs)) * points.x.length;
    near(residuals.reduce((sum, each) => sum + each, 0), 0, size, "sum");
    const widest = Math.max(...points.x.map(Math.abs));
    near(residuals.reduce((sum, each, i) => sum + each * points.x[i], 0), 0, size * widest, "sum with x");
  });

  test(`${name}: on a level curve the cost is as much above the minimum as it says`, () => {
    for (const rise of [0.5, 40]) {
      const { x, y } = levelCurve(bowl, rise, 36);
      assert.equal(x.length, 37);
      x.forEach((W, i) => near(cost(points, W, y[i]) - bowl.cost, rise, 10 * (rise + bowl.cost), "rise"));
      near(x[36], x[0], Math.abs(x[0]) + 1, "closed");
    }
  });

  test(`${name}: a level curve encloses the area of its ellipse`, () => {
    const rise = 3;
    const { x, y } = levelCurve(bowl, rise, 2000);
    // The shoelace formula, around the minimum. Half of d^T H d is the rise: the area is 2 pi rise / sqrt(det H).
    const area = x.slice(1).reduce((sum, W, i) => sum + ((x[i] - bowl.W) * (y[i + 1] - bowl.b) - (W - bowl.W) * (y[i] - bowl.b)) / 2, 0);
    const expected = (2 * Math.PI * rise) / Math.sqrt(4 * bowl.variance);
    assert.ok(Math.abs(Math.abs(area) / expected - 1) < 1e-4, `${area}, not ${expected}`);
  });

  test(`${name}: the surface is the cost`, () => {
    for (const [dW, db] of [[1, 0], [0, 1], [-2, 0.5]]) {
      const here = cost(points, bowl.W + dW, bowl.b + db);
      near(bowl.cost + riseAt(bowl, bowl.W + dW, bowl.b + db), here, 1 + here, `${dW}, ${db}`);
    }
  });
}

test("the notes' points lie on y = 2 x", () => {
  const { W, b, cost: least, WW, Wb, bb } = bowlOf([1, 2, 3], [2, 4, 6]);
  assert.deepEqual([W, b, least, WW, Wb, bb].map((value) => Number(value.toFixed(12))), [2, 0, 0, 28 / 3, 4, 2].map((value) => Number(value.toFixed(12))));
});

test("far from 0 the curve keeps its shape: both half axes are those of the same points near 0", () => {
  const reach = ({ x }, middle) => Math.max(...x.map((value) => Math.abs(value - middle)));
  const [here, far] = [0, 4096].map((by) => bowlOf([by - 1, by, by + 1], [0, 1, 5]));
  // A shift of x moves b, but leaves how far a level curve reaches in W.
  near(reach(levelCurve(far, 2, 4000), far.W), reach(levelCurve(here, 2, 4000), here.W), 1e3, "reach in W");
});

test("levels are even in the distance, from the highest inwards", () => {
  assert.deepEqual(levels(100, 5).map((level) => Math.round(10 * Math.sqrt(level))), [100, 80, 60, 40, 20]);
});

test("the highest rise in a window is at the farthest corner", () => {
  const bowl = bowlOf([-1, 1], [0, 0]); // W^2 + b^2
  near(highestIn(bowl, { W: [-1, 3], b: [-2, 1] }), 13, 1, "rise");
});

test("standardised points have mean 0 and standard deviation 1, where there is any", () => {
  const points = { x: [3, 5, 10], y: [7, 7, 7] };
  const scaling = scalingOf(points.x, points.y);
  const { x, y } = scaled(points, scaling);
  near(x.reduce((sum, value) => sum + value, 0), 0, 1, "mean");
  near(x.reduce((sum, value) => sum + value * value, 0) / 3, 1, 1, "variance");
  assert.deepEqual([y, scaling.std_y], [[0, 0, 0], 1]);
  assert.deepEqual(scaled(points, null), points);
});
