// The camera of the 3D panel, checked with a projection of its own.

import assert from "node:assert/strict";
import { test } from "node:test";

import { aspectOf, fitted, nearer, same, turned } from "../../linreg/player/static/camera.js";
import { Scene } from "./scene.js";

const EYE = { x: 1.6, y: -1.95, z: 1.1 };
const SIZES = [[490, 260], [420, 420], [360, 215], [700, 900]];
const list = ({ x, y, z }) => [x, y, z];

// The rectangle of the box of the axes on a plot, in pixels.
function seen(camera, aspect, width, height) {
  const half = list(aspect).map((edge) => edge / 2);
  const ranges = half.map((end) => [-end, end]);
  const canvas = { left: 0, top: 0, width, height };
  const scene = new Scene(ranges, list(aspect), list(camera.eye), canvas, list(camera.center));
  const focal = 1 / Math.tan(Math.PI / 8);
  scene.zoom = [(focal * height) / width, focal];
  const signs = [-1, 1];
  const corners = signs.flatMap((x) => signs.flatMap((y) => signs.map((z) => [x * half[0], y * half[1], z * half[2]])));
  const [xs, ys] = [0, 1].map((axis) => corners.map((corner) => scene.pixel(corner)[axis]));
  return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
}

test("the box fills the plot in one direction and fits in both", () => {
  for (const [width, height] of SIZES) {
    const aspect = aspectOf(width, height);
    const box = seen(fitted(EYE, aspect, width, height), aspect, width, height);
    assert.ok(box.left >= 83 && box.right <= width - 47 && box.top >= 3 && box.bottom <= height - 29, `${width} x ${height}`);
    assert.ok(box.right - box.left > width - 134 || box.bottom - box.top > height - 36, `${width} x ${height}`);
  }
});

test("a high plot has a higher box", () => {
  assert.ok(aspectOf(400, 600).z > aspectOf(400, 400).z);
  assert.ok(aspectOf(400, 400).z > aspectOf(800, 400).z);
});

const camera = { eye: { x: 2, y: 0, z: 1 }, center: { x: 0, y: 0, z: 1 }, up: { x: 0, y: 0, z: 1 } };

test("nearer moves the eye towards the centre, not beyond a limit", () => {
  assert.deepEqual(nearer(camera, 0.5).eye, { x: 1, y: 0, z: 1 });
  assert.ok(nearer(camera, 1e-9).eye.x > 0.1);
  assert.ok(nearer(camera, 1e9).eye.x < 100);
});

test("turning keeps the distance, and never goes over the top", () => {
  const { eye } = turned(camera, Math.PI / 2, 0);
  assert.ok(Math.abs(eye.x) < 1e-9 && Math.abs(eye.y - 2) < 1e-9 && Math.abs(eye.z - 1) < 1e-9);
  const over = turned(camera, 0, 9).eye;
  assert.ok(Math.abs(Math.hypot(over.x, over.y, over.z - 1) - 2) < 1e-9);
  assert.ok(over.x > 0);
});

test("cameras are the same up to rounding", () => {
  assert.ok(same(camera, structuredClone(camera)));
  assert.ok(!same(camera, turned(camera, 0.1, 0)));
  assert.ok(!same(undefined, camera));
});
