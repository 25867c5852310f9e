// The arrow at the edge of a plot, towards what is outside of it.

const INSET = 0.035; // distance from the edge, as a share of the plot

const inside = (value, [low, high]) => value >= low && value <= high;
const shareOf = (value, [low, high]) => (value - low) / (high - low) - 0.5;

// Where the way from the middle of the plot to (x, y) leaves it, and the arrow's angle, clockwise from up; null if (x, y) is
// inside. `size` is that of the plot in pixels.
export function arrowTo(x, y, { x: rangeX, y: rangeY }, size = { width: 1, height: 1 }) {
  if (inside(x, rangeX) && inside(y, rangeY)) return null;
  const [right, up] = [shareOf(x, rangeX), shareOf(y, rangeY)];
  const shrink = (0.5 - INSET) / Math.max(Math.abs(right), Math.abs(up));
  const at = (share, [low, high]) => low + (share * shrink + 0.5) * (high - low);
  const angle = (Math.atan2(right * size.width, up * size.height) * 180) / Math.PI;
  return { x: at(right, rangeX), y: at(up, rangeY), angle };
}

// The arrow at the upper or the lower edge, above or below (x, y); null if y is inside.
export function arrowUp(x, y, { x: rangeX, y: [low, high] }) {
  if (!inside(x, rangeX) || inside(y, [low, high])) return null;
  const inset = INSET * (high - low);
  return y > high ? { x, y: high - inset, angle: 0 } : { x, y: low + inset, angle: 180 };
}

// The arrow for a line that is above or below the plot at all of `xs`; null if some of it is inside.
export function arrowToLine(W, b, xs, ranges) {
  const ys = xs.map((x) => W * x + b);
  const [low, high] = ranges.y;
  const above = ys.every((y) => y > high);
  if (!above && !ys.every((y) => y < low)) return null;
  const middle = (xs[0] + xs[1]) / 2;
  return arrowTo(middle, above ? high + (high - low) : low - (high - low), { ...ranges, x: xs });
}
