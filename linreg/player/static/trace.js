// The data of a moving trace at a frame. The kinds are those of linreg/panels/panel.py.

export function traceAt(moving, runs, frame, lowestCost) {
  const steps = runs[moving.run];
  const { W, b } = steps.at(frame);
  if (moving.kind === "line") {
    return { x: [...moving.x], y: moving.x.map((x) => W * x + b) };
  }
  if (moving.kind === "residuals") {
    return {
      x: moving.x.flatMap((x) => [x, x, null]),
      y: moving.y.flatMap((y, i) => [y, W * moving.x[i] + b, null]),
    };
  }
  const trace = {};
  for (const axis of ["x", "y", "z"]) {
    const column = moving[axis];
    if (!column) continue;
    const tail = moving.kind === "head" ? 1 : (moving.tail ?? undefined);
    trace[axis] = Array.from(steps.upTo(frame, column, moving.until, tail));
    // A logarithmic axis cannot show 0: such a cost is drawn at its lower end.
    if (column === "cost" && axis === "y") trace.y = trace.y.map((cost) => Math.max(cost, lowestCost));
    if (axis === "z") trace.z = trace.z.map((z) => z + moving.lift);
  }
  return trace;
}
