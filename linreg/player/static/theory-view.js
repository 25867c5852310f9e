// Theory while points are moved: what each panel shows then, drawn over it. What is of the run on the points before is put aside.

import { bowlOf, highestIn, levelCurve, levels, scaled, scalingOf } from "./least-squares.js";

const LEVELS = 10; // as in linreg/panels/surface.py
const ASIDE = 0.75; // veil over what belongs to the points before
const GHOST = -1;

// The figures of a panel's traces say in their `meta.part` what of theory they are.
const partsOf = (panel, part) => panel.figure.data.filter((trace) => trace.meta?.part === part);

// What theory says about points: `shown` in the units of the fit panel, and the loss surface that training will have.
export function theoryOf(points, scaling) {
  const shown = scaled(points, scaling);
  const line = bowlOf(shown.x, shown.y);
  if (!scaling) return { shown, line, bowl: line };
  const trained = scaled(points, scalingOf(points.x, points.y));
  // Without rounding error b is 0: so are both means.
  return { shown, line, bowl: { ...bowlOf(trained.x, trained.y), b: 0 } };
}

// Draw it over a view. `scene` shows the run on the points before as the ghost.
export function drawTheory(view, theory, scene) {
  if (!view.panel || view.busy || !view.plot._fullLayout) return;
  const draw = { fit: fitTraces, contour: contourTraces, surface: surfaceTraces, cost: () => [] }[view.panel.name];
  const instead = ["fit", "contour"].includes(view.panel.name);
  const traces = draw(view, theory, scene).map((trace) => scene.theme.trace(trace));
  view.sketch.draw(traces, scene.theme, { instead, veil: instead ? 0 : ASIDE });
}

function fitTraces(view, { shown, line: { W, b } }, scene) {
  const { panel } = view;
  const ghosts = panel.moving.filter(({ run }) => run === GHOST);
  return [
    ...ghosts.map((moving) => ({ ...panel.figure.data[moving.trace], ...view.at(moving, 0, scene) })),
    ...partsOf(panel, "line").map((trace) => ({ ...trace, y: trace.x.map((x) => W * x + b) })),
    ...partsOf(panel, "points").map((trace) => ({ ...trace, ...shown })),
  ];
}

function contourTraces({ panel }, { bowl }, { window }) {
  const curves = partsOf(panel, "level");
  const rises = levels(highestIn(bowl, window), curves.length);
  return [
    ...curves.map((trace, i) => ({ ...trace, ...levelCurve(bowl, rises[i]) })),
    ...partsOf(panel, "optimum").map((trace) => ({ ...trace, x: [bowl.W], y: [bowl.b] })),
  ];
}

// The new bowl as its level curves, up to the upper end of the axis.
function surfaceTraces({ panel, zoom }, { bowl }, { theme }) {
  const top = zoom.ranges.z[1];
  const line = { color: theme.text, width: 2.5 };
  const curves = levels(Math.max(0, top - bowl.cost), LEVELS).map((rise) => {
    const curve = levelCurve(bowl, rise);
    return { ...curve, z: curve.x.map(() => bowl.cost + rise), mode: "lines", line, opacity: 0.45 };
  });
  const optimum = partsOf(panel, "optimum").map((trace) => ({
    ...trace,
    ...{ x: [bowl.W], y: [bowl.b], z: [Math.min(bowl.cost, top)] },
    ...{ mode: "markers+text", text: [trace.name], textposition: "top center", textfont: { color: trace.marker.color } },
  }));
  return [...(bowl.cost < top ? curves : []), ...optimum];
}
