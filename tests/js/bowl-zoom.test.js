// The view of the bowl: at home until the person moves it.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { BowlZoom } from "../../linreg/player/static/bowl-zoom.js";

const EYE = { x: 1.6, y: -1.95, z: 1.1 };
let plot, zoom, frames;

// A plot whose camera is the one last applied.
beforeEach(() => {
  frames = [];
  globalThis.requestAnimationFrame = (call) => frames.push(call);
  const _scene = { getCamera: () => plot.camera };
  plot = { clientWidth: 500, clientHeight: 300, _fullLayout: { scene: { _scene } } };
  zoom = new BowlZoom(plot, (changes) => {
    plot.waiting = { ...plot.waiting, ...changes };
    requestAnimationFrame(() => {
      plot.camera = plot.waiting["scene.camera"];
    });
  });
  place();
});

function place() {
  const range = [0, 1];
  const axis = { range };
  const layout = { scene: { camera: { eye: EYE }, aspectratio: { x: 1, y: 1, z: 1 }, xaxis: axis, yaxis: axis, zaxis: axis } };
  zoom.place(layout);
  plot.camera = layout.scene.camera;
}

const paint = () => frames.splice(0).forEach((call) => call());
const distance = ({ eye, center }) => Math.hypot(eye.x - center.x, eye.y - center.y, eye.z - center.z);

test("a camera that was moved stays with the next run; one that was not is set anew", () => {
  const home = plot.camera;
  plot.clientWidth = 900;
  place();
  assert.notDeepEqual(plot.camera, home);
  zoom.zoom(0.5);
  paint();
  const moved = plot.camera;
  place();
  assert.equal(plot.camera, moved);
});

test("a camera that Plotly has written into the layout is one that was moved", () => {
  plot.camera.eye.x += 1; // Plotly.relayout changes the layout it was given
  const moved = plot.camera;
  place();
  assert.equal(plot.camera, moved);
});

test("zooming and turning before the next frame add up", () => {
  const before = distance(plot.camera);
  zoom.zoom(0.5);
  zoom.turn(0, 0);
  zoom.zoom(0.5);
  paint();
  assert.ok(Math.abs(distance(plot.camera) - Math.max(0.35, before / 4)) < 1e-9);
});

test("reset brings the camera home, where it follows the size of the panel again", () => {
  const home = structuredClone(plot.camera);
  zoom.turn(50, 20);
  paint();
  plot.waiting = {};
  plot.clientHeight = 600;
  zoom.resized();
  assert.deepEqual(plot.waiting, {});
  plot.clientHeight = 300;
  zoom.reset();
  paint();
  assert.deepEqual(plot.camera, home);
  plot.clientHeight = 600;
  zoom.resized();
  paint();
  assert.notDeepEqual(plot.camera, home);
});
