// From data to pixels, and the clipping of what leaves a scene.

import assert from "node:assert/strict";
import { test } from "node:test";

import { clipped, projection } from "../../linreg/player/static/projection.js";

const axes = [-1, 0, 10].map((low) => ({ low, high: low + 10 }));

test("a segment inside the axes stays whole", () => {
  assert.deepEqual(clipped([0, 1, 11], [2, 3, 12], axes), [
    [0, 1, 11],
    [2, 3, 12],
  ]);
});

test("a segment that leaves ends at the side, one outside is not drawn", () => {
  assert.deepEqual(clipped([0, 5, 15], [18, 5, 15], axes), [
    [0, 5, 15],
    [9, 5, 15],
  ]);
  assert.equal(clipped([0, 11, 15], [5, 12, 15], axes), null);
  assert.equal(clipped([-5, 5, 15], [5, 25, 15], axes), null); // past the corner
});

test("a point in a plane is where Plotly's axes put it, but never too far for a canvas", () => {
  const axis = (offset, scale) => ({ _offset: offset, _length: 100, d2p: (value) => scale * value });
  const { at, clip } = projection({ _fullLayout: { xaxis: axis(40, 10), yaxis: axis(6, -2) } });
  assert.deepEqual(at(3, 4), [70, -2]);
  assert.deepEqual(at(1e300, -1e300), [1e5, 1e5]);
  assert.deepEqual(clip, { left: 40, top: 6, width: 100, height: 100 });
});

test("a point of a scene goes through the camera's matrices", () => {
  // The eye stands 4 in front of the middle and looks along -z; the picture is as wide as the box at that distance.
  const unit = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, -4, 1];
  const perspective = [4, 0, 0, 0, 0, 4, 0, 0, 0, 0, -1, -1, 0, 0, -1, 0];
  const rect = (left, top, width, height) => ({ getBoundingClientRect: () => ({ left, top, width, height }) });
  const glplot = { cameraParams: { view: unit, projection: perspective }, canvas: rect(110, 220, 200, 100) };
  const range = (low) => ({ range: [low, low + 2] });
  const scene = { _scene: { glplot }, aspectratio: { x: 2, y: 2, z: 2 }, xaxis: range(0), yaxis: range(5), zaxis: range(-1) };
  const { at } = projection({ _fullLayout: { scene }, ...rect(100, 200, 400, 400) });
  assert.deepEqual(at(1, 6, 0), [110, 70]); // the middle
  assert.deepEqual(at(2, 6, 0), [210, 70]); // the right edge
  assert.deepEqual(at(1, 7, 0), [110, 20]); // the upper edge
  assert.equal(at(1, 6, 9), null); // behind the eye
});
