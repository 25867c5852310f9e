// What the panels show while points move.

import assert from "node:assert/strict";
import { test } from "node:test";

import { riseAt } from "../../linreg/player/static/least-squares.js";
import { drawTheory, theoryOf } from "../../linreg/player/static/theory-view.js";

const POINTS = { x: [1, 2, 4], y: [3, 1, 7] };
const near = (actual, expected) => assert.ok(Math.abs(actual - expected) < 1e-6, `${actual}, not ${expected}`);

// A panel that remembers what is drawn over it.
function panel(name, data, moving = []) {
  const view = { drawn: null, busy: false, plot: { _fullLayout: {} }, panel: { name, figure: { data }, moving } };
  view.zoom = { ranges: { z: [0, 50] } };
  view.at = (part, frame, scene) => ({ x: [0, 1], y: scene.ghost });
  view.sketch = { draw: (traces, look, how) => (view.drawn = { traces, how }) };
  return view;
}

const theme = { text: "black", trace: (trace) => trace };
const scene = { theme, ghost: [5, 6], window: { W: [-3, 3], b: [-2, 2] } };
const part = (name, more = {}) => ({ meta: { part: name }, x: [0], y: [0], ...more });
const draw = (view, theory = theoryOf(POINTS, null)) => drawTheory(view, theory, scene) ?? view.drawn;

test("the fit shows the points, their line and the run before as the ghost, and nothing of the run", () => {
  const data = [{ name: "residuals" }, part("line", { x: [0, 10] }), { name: "ghost" }, { name: "run" }, part("points")];
  const { traces, how } = draw(panel("fit", data, [{ trace: 0, run: 0 }, { trace: 2, run: -1 }, { trace: 3, run: 0 }]));
  assert.deepEqual(traces.map((trace) => trace.name ?? trace.meta.part), ["ghost", "line", "points"]);
  assert.deepEqual(traces[0].y, [5, 6]);
  // By hand: the means are 7/3 and 11/3; the sums of products 8 1/3 and 4 2/3.
  const W = (1 * 3 + 2 * 1 + 4 * 7 - (7 * 11) / 3) / (1 + 4 + 16 - 49 / 3);
  const b = 11 / 3 - (W * 7) / 3;
  traces[1].y.forEach((y, i) => near(y, W * [0, 10][i] + b));
  assert.deepEqual([traces[2].x, traces[2].y], [POINTS.x, POINTS.y]);
  assert.deepEqual(how, { instead: true, veil: 0 });
});

test("the contour shows the level curves in the window, outermost first, and the optimum", () => {
  const theory = theoryOf(POINTS, null);
  const { traces, how } = draw(panel("contour", [...Array(4).fill(part("level")), part("optimum"), { name: "run" }]), theory);
  assert.equal(traces.length, 5);
  const rises = traces.slice(0, 4).map(({ x, y }) => riseAt(theory.bowl, x[3], y[3]));
  const corners = [-3, 3].flatMap((W) => [-2, 2].map((b) => riseAt(theory.bowl, W, b)));
  rises.forEach((rise, i) => near(rise / Math.max(...corners), ((4 - i) / 4) ** 2));
  assert.deepEqual([traces[4].x, traces[4].y], [[theory.bowl.W], [theory.bowl.b]]);
  assert.ok(how.instead);
});

test("over the bowl in 3D the new one is drawn as curves at their cost, the old one behind a veil", () => {
  const theory = theoryOf(POINTS, null);
  const optimum = part("optimum", { name: "least squares", marker: { color: "orange" } });
  const { traces, how } = draw(panel("surface", [optimum]), theory);
  for (const { x, y, z } of traces.slice(0, -1)) near(z[5], theory.bowl.cost + riseAt(theory.bowl, x[5], y[5]));
  near(traces[0].z[0], 50);
  assert.deepEqual([traces.at(-1).z, traces.at(-1).text], [[theory.bowl.cost], ["least squares"]]);
  assert.ok(how.veil > 0.5 && !how.instead);
});

test("a bowl above the axis has its optimum at the upper edge, and no curves", () => {
  const optimum = part("optimum", { name: "least squares", marker: { color: "orange" } });
  const { traces } = draw(panel("surface", [optimum]), theoryOf({ x: [1, 1, 2], y: [-90, 90, 0] }, null));
  assert.deepEqual(traces.map(({ z }) => z), [[50]]);
});

test("the cost belongs to the points before: it is only dimmed", () => {
  const { traces, how } = draw(panel("cost", [part("line")]));
  assert.deepEqual(traces, []);
  assert.ok(how.veil > 0.5);
});

test("nothing is drawn over a panel that is being drawn", () => {
  const view = panel("cost", []);
  view.busy = true;
  assert.equal(draw(view), null);
});

test("standardised points stay in the panel's units, and the bowl is that of the new standardisation", () => {
  const theory = theoryOf(POINTS, { mean_x: 2, std_x: 4, mean_y: 1, std_y: 2 });
  assert.deepEqual(theory.shown, { x: [-0.25, 0, 0.5], y: [1, 0, 3] });
  near(theory.bowl.WW, 2);
  near(theory.bowl.Wb, 0);
  assert.equal(theory.bowl.b, 0);
  const [x, y] = [POINTS.x, POINTS.y].map((values) => values.map((value) => value - values.reduce((sum, each) => sum + each) / 3));
  const dot = (one, other) => one.reduce((sum, value, i) => sum + value * other[i], 0);
  near(theory.bowl.W, dot(x, y) / Math.sqrt(dot(x, x) * dot(y, y)));
});
