// What is seen of a flat panel.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { FlatZoom } from "../../linreg/player/static/flat-zoom.js";

const AXES = { xaxis: { _length: 200, _offset: 40 }, yaxis: { _length: 100, _offset: 10 } };
const plot = { _fullLayout: AXES, getBoundingClientRect: () => ({ left: 1000, top: 500 }) };
const layoutOf = (y = { range: [0, 1] }) => ({ xaxis: { range: [0, 10] }, yaxis: y });
let zoom, applied;

beforeEach(() => {
  applied = [];
  zoom = new FlatZoom(plot, (changes) => applied.push(changes));
  zoom.place(layoutOf(), "data");
});

test("the whole is seen first; a zoom is kept for the same data and dropped for other", () => {
  assert.deepEqual(zoom.ranges, { x: [0, 10], y: [0, 1] });
  zoom.zoom(0.5);
  assert.deepEqual(zoom.ranges, { x: [2.5, 7.5], y: [0.25, 0.75] });
  const layout = layoutOf();
  zoom.place(layout, "data");
  assert.deepEqual([layout.xaxis.range, layout.yaxis.range], [[2.5, 7.5], [0.25, 0.75]]);
  zoom.place(layoutOf(), "other");
  assert.deepEqual(zoom.ranges, { x: [0, 10], y: [0, 1] });
});

test("what is under the pointer stays there", () => {
  zoom.zoom(0.5, 1000 + 40 + 50, 500 + 10 + 100);
  assert.deepEqual(zoom.ranges, { x: [1.25, 6.25], y: [0, 0.5] });
  assert.deepEqual(applied, [{ "xaxis.range": [1.25, 6.25], "yaxis.range": [0, 0.5] }]);
});

test("only a zoomed panel is moved, with the pointer", () => {
  zoom.move(20, 10);
  assert.deepEqual(applied, []);
  zoom.zoom(0.5);
  zoom.move(20, 10);
  assert.deepEqual(zoom.ranges, { x: [2, 7], y: [0.3, 0.8] });
});

test("it is not zoomed without end, and reset shows the whole", () => {
  for (let press = 0; press < 100; press += 1) zoom.zoom(0.5);
  assert.ok(zoom.ranges.x[1] - zoom.ranges.x[0] > 0.01);
  zoom.reset();
  assert.deepEqual(applied.at(-1), { "xaxis.range": [0, 10], "yaxis.range": [0, 1] });
});

test("a logarithmic axis has its ticks where it is seen", () => {
  const layout = layoutOf({ type: "log", range: [-8, 0] });
  zoom.place(layout, "data");
  assert.deepEqual(layout.yaxis.tickvals, [1e-8, 1e-6, 1e-4, 0.01, 1]);
  zoom.zoom(0.25);
  assert.deepEqual(applied.at(-1)["yaxis.tickvals"], [1e-5, 2e-5, 5e-5, 1e-4, 2e-4, 5e-4, 1e-3]);
});
