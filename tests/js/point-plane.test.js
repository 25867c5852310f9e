// From the units of the data to pixels and back, also if the axes are in standardised units.

import assert from "node:assert/strict";
import { test } from "node:test";

import { PointPlane } from "../../linreg/player/static/point-plane.js";

// x from 0 to 10 over 200 pixels, y from -5 to 5 over 100, upwards; the plot lies at (1000, 2000), its panel is larger by 20 pixels.
const view = {
  element: { getBoundingClientRect: () => ({ left: 980, right: 1280, top: 1980, bottom: 2170 }) },
  plot: {
    getBoundingClientRect: () => ({ left: 1000, top: 2000 }),
    _fullLayout: {
      xaxis: { _offset: 40, _length: 200, range: [0, 10], d2p: (x) => 20 * x, p2c: (pixel) => pixel / 20 },
      yaxis: { _offset: 6, _length: 100, range: [-5, 5], d2p: (y) => 50 - 10 * y, p2c: (pixel) => 5 - pixel / 10 },
    },
  },
};
const plain = new PointPlane(view, null);
const scaled = new PointPlane(view, { mean_x: 100, std_x: 8, mean_y: -3, std_y: 0.5 });

test("points are where the axes put them", () => {
  assert.deepEqual(plain.placesOf({ x: [0, 5], y: [-5, 0] }), [[40, 106], [140, 56]]);
  assert.deepEqual(scaled.placesOf({ x: [100, 140], y: [-5.5, -3] }), [[40, 106], [140, 56]]);
});

test("a place has the value of the point that is drawn there, to a pixel", () => {
  for (const [plane, points] of [[plain, { x: [3.15], y: [-1.2] }], [scaled, { x: [124.4], y: [-3.65] }]]) {
    assert.deepEqual(plane.valueAt(plane.placesOf(points)[0]), [points.x[0], points.y[0]]);
  }
});

test("values are short: no more digits than a pixel resolves", () => {
  assert.deepEqual(plain.valueAt([40 + 63.123, 6 + 12.345]), [3.16, 3.8]);
  assert.deepEqual(scaled.valueAt([40 + 63.123, 6 + 12.345]), [125.2, -1.12]);
});

test("a place beside the axes has the value at their edge", () => {
  assert.deepEqual(plain.valueAt([0, 0]), [0, 5]);
  assert.deepEqual(plain.valueAt([900, 900]), [10, -5]);
});

test("what is seen is in the units of the data", () => {
  assert.deepEqual(plain.ranges, { x: [0, 10], y: [-5, 5] });
  assert.deepEqual(scaled.ranges, { x: [100, 180], y: [-5.5, -0.5] });
});

test("between the axes, in the panel, and outside of it are told apart", () => {
  assert.deepEqual(plain.inPlot(1040, 2006), [40, 6]);
  for (const [place, isWithin] of [[[40, 6], true], [[240, 106], true], [[39, 50], false], [[100, 107], false]]) {
    assert.equal(plain.isWithin(place), isWithin);
  }
  for (const [place, isOutside] of [[[1100, 2050], false], [[970, 2050], false], [[1293, 2050], true], [[1100, 1960], true]]) {
    assert.equal(plain.isOutside(...place), isOutside);
  }
});
