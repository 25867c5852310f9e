// Least squares in closed form: the loss surface of points and its level curves, as linreg/theory/bowl.py computes them.

// The loss surface of points: cost + (WW dW^2 + 2 Wb dW db + bb db^2) / 2, with (dW, db) the offset from its minimum (W, b), the
// least-squares line; `variance` is that of x. The points are rounded to float32, as for training. x needs two different values.
export function bowlOf(xs, ys) {
  const [x, y] = [xs, ys].map((column) => Array.from(column, Math.fround));
  const [meanX, meanY] = [mean(x), mean(y)];
  // Centred, to lose no digits if x is far from 0.
  const [dx, dy] = [x.map((value) => value - meanX), y.map((value) => value - meanY)];
  const variance = mean(dx.map((value) => value * value));
  const W = mean(dx.map((value, i) => value * dy[i])) / variance;
  const b = meanY - W * meanX;
  const cost = mean(dx.map((value, i) => (W * value - dy[i]) ** 2));
  return { W, b, cost, WW: 2 * mean(x.map((value) => value * value)), Wb: 2 * meanX, bb: 2, variance };
}

// How far the cost at (W, b) lies above the minimum.
export function riseAt(bowl, W, b) {
  const [dW, db] = [W - bowl.W, b - bowl.b];
  return (bowl.WW * dW * dW + 2 * bowl.Wb * dW * db + bowl.bb * db * db) / 2;
}

// The rises of `count` level curves, outermost first, evenly spaced along each ray from the minimum up to `highest`: as
// linreg/panels/surface.py spaces them.
export function levels(highest, count) {
  return Array.from({ length: count }, (_, i) => highest * ((count - i) / count) ** 2);
}

// The highest rise in a window with the ranges W and b: at a corner.
export const highestIn = (bowl, window) => Math.max(...window.W.flatMap((W) => window.b.map((b) => riseAt(bowl, W, b))));

// The closed ellipse on which the cost is `rise` above its minimum: { x, y } with W and b of `points` + 1 points.
export function levelCurve(bowl, rise, points = 48) {
  const { WW, Wb, bb, variance } = bowl;
  const large = (WW + bb) / 2 + Math.hypot((WW - bb) / 2, Wb);
  // The determinant is 4 var(x): computed from WW, Wb and bb it would lose its digits if x is far from 0.
  const small = (4 * variance) / large;
  // Of the two rows of H - L I, both orthogonal to the eigenvector, the longer is more accurate.
  const rows = [
    [WW - large, Wb],
    [Wb, bb - large],
  ];
  const [one, other] = Math.hypot(...rows[0]) > Math.hypot(...rows[1]) ? rows[0] : rows[1];
  const length = Math.hypot(one, other);
  const steep = length ? [-other / length, one / length] : [1, 0];
  const [a, c] = [small, large].map((eigenvalue) => Math.sqrt((2 * rise) / eigenvalue));
  const at = Array.from({ length: points + 1 }, (_, i) => {
    const angle = (2 * Math.PI * i) / points;
    const [flat, up] = [a * Math.cos(angle), c * Math.sin(angle)];
    return [bowl.W - flat * steep[1] + up * steep[0], bowl.b + flat * steep[0] + up * steep[1]];
  });
  return { x: at.map(([W]) => W), y: at.map(([, b]) => b) };
}

// How points are standardised: means and population standard deviations. The standard deviation of y is 1 if all y are equal.
export function scalingOf(xs, ys) {
  const [x, y] = [xs, ys].map((column) => {
    const values = Array.from(column, Math.fround);
    const middle = mean(values);
    const std = Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
    return { mean: middle, std: values.every((value) => value === values[0]) ? 1 : std };
  });
  return { mean_x: x.mean, std_x: x.std, mean_y: y.mean, std_y: y.std };
}

// Points in the units of a scaling; as they are, if it is null.
export function scaled({ x, y }, scaling) {
  if (!scaling) return { x: [...x], y: [...y] };
  const { mean_x, std_x, mean_y, std_y } = scaling;
  return { x: x.map((value) => (value - mean_x) / std_x), y: y.map((value) => (value - mean_y) / std_y) };
}

const mean = (values) => values.reduce((total, value) => total + value, 0) / values.length;
