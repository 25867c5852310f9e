// The data of a moving trace at a frame. The kinds are those of linreg/panels/panel.py.

import { arrowTo, arrowToLine, arrowUp } from "./arrow.js";
import { band, outline } from "./envelope.js";

const STRETCHES = 32; // of the band of a cost
const PIECES = 8; // of each edge of a hull on the bowl, so that it follows the surface
const GHOST = -1;

// Whether a trace is the same at every frame.
export const isStill = (moving) => moving.part === "whole" || moving.run === GHOST || moving.kind === "own";

// `scene` has the runs (Steps; null for one that is not shown), the ghost (Steps, or null), the window, the bowl, and the ranges
// x and y seen in the panel, with its size.
export function traceAt(moving, scene, frame) {
  const steps = moving.run === GHOST ? scene.ghost : scene.runs[moving.run];
  if (!steps) return nothing(moving);
  return DRAW[moving.kind](moving, scene, steps, moving.run === GHOST ? steps.lastFrame : frame);
}

// One point that is not drawn: Plotly would leave a marker where it was if it were given no point.
const nothing = (moving) => (moving.z ? { x: [null], y: [null], z: [null] } : { x: [null], y: [null] });

const DRAW = {
  // It stands in the figure.
  own: () => ({}),

  line(moving, scene, steps, frame) {
    const { W, b } = steps.at(frame);
    return { x: [...moving.x], y: moving.x.map((x) => W * x + b) };
  },

  residuals(moving, scene, steps, frame) {
    const { W, b } = steps.at(frame);
    return {
      x: moving.x.flatMap((x) => [x, x, null]),
      y: moving.y.flatMap((y, i) => [y, W * moving.x[i] + b, null]),
    };
  },

  // Kept inside the plot, with room for the text.
  label(moving, { ranges }, steps, frame) {
    const { W, b } = steps.at(frame);
    const [low, high] = ranges.y;
    const room = 0.08 * (high - low);
    return { x: [moving.x[0]], y: [Math.min(Math.max(W * moving.x[0] + b, low + room), high - room)] };
  },

  arrow(moving, scene, steps, frame) {
    const found = arrowOf(moving, scene, steps, frame);
    if (!found) return nothing(moving);
    const { x, y, angle } = found;
    if (moving.z) return { x: [x], y: [y], z: [Math.min(costAt(scene.bowl, x, y), scene.ranges.z[1])] };
    return { x: [x], y: [y], marker: { angle } };
  },

  head(moving, scene, steps, frame) {
    if (!(steps.frames[frame] < untilOf(moving, scene, steps))) return nothing(moving);
    const head = columns(moving, scene, steps, frame, 1);
    // Higher than the drawn part of the bowl, it stands at the upper edge.
    if (moving.z) head.z = head.z.map((z) => Math.min(z, scene.ranges.z[1]));
    return head;
  },

  path(moving, scene, steps, frame) {
    if (moving.part === "latest") return columns(moving, scene, steps, frame, steps.trembles ? moving.tail : undefined);
    const path = columns(moving, scene, steps, moving.part === "whole" ? steps.lastFrame : frame);
    // Batches tremble on their way; all of it, drawn once and faintly, shows where the way leads.
    const onItsWay = moving.part === "whole" && steps.inBatches && moving.x !== "time";
    return steps.trembles && !onItsWay ? envelope(moving, scene, steps, path) : path;
  },
};

function arrowOf(moving, { ranges, size, lowestCost }, steps, frame) {
  const { W, b } = steps.lastFinite(frame);
  if (moving.line) return arrowToLine(W, b, moving.line, ranges);
  if (moving.y === "b") return arrowTo(W, b, ranges, size);
  const { cost } = steps.at(frame);
  // A cost that is not finite is far above the axis, whose ranges are exponents.
  const exponent = Number.isFinite(cost) ? Math.log10(Math.max(cost, lowestCost)) : Infinity;
  const found = arrowUp(steps.timeAt(frame), exponent, ranges);
  return found && { ...found, y: 10 ** found.y };
}

// The number of leading states that can be drawn. The panel knows it for its own runs; of the ghost and of a preview it depends on
// the axes they are drawn in.
const untilOf = (moving, { window, isPreview }, steps) =>
  moving.run === GHOST || (isPreview && moving.run === 0) ? steps.drawable(moving, window) : moving.until;

function columns(moving, scene, steps, frame, tail) {
  const { lowestCost } = scene;
  const until = untilOf(moving, scene, steps);
  const trace = {};
  for (const axis of ["x", "y", "z"]) {
    const column = moving[axis];
    if (!column) continue;
    trace[axis] = Array.from(steps.upTo(frame, column, until, tail));
    // A logarithmic axis cannot show 0: such a cost is drawn at its lower end.
    if (column === "cost" && axis === "y") trace.y = trace.y.map((cost) => Math.max(cost, lowestCost));
    if (axis === "z") trace.z = trace.z.map((z) => z + moving.lift);
  }
  return trace;
}

function envelope(moving, { bowl }, steps, path) {
  if (moving.x === "time") return band(path.x, path.y, Math.max(2, Math.ceil(steps.length / STRETCHES)));
  if (!moving.z) return outline(path.x, path.y);
  const { x, y } = outline(path.x, path.y, PIECES);
  return { x, y, z: x.map((W, i) => costAt(bowl, W, y[i]) + moving.lift) };
}

// The bowl is cost + (WW dW^2 + 2 Wb dW db + bb db^2) / 2, with (dW, db) the offset from its minimum (W, b).
function costAt(bowl, W, b) {
  const [dW, db] = [W - bowl.W, b - bowl.b];
  return bowl.cost + (bowl.WW * dW * dW + 2 * bowl.Wb * dW * db + bowl.bb * db * db) / 2;
}
