// What a path that crosses itself over and over has covered: a hull in the plane, a band over time.

// The convex hull of the points with coordinates xs and ys, as indices in order around it (A. M. Andrew's monotone chain, 1979).
export function hull(xs, ys) {
  const order = Array.from(xs, (_, i) => i).sort((i, j) => xs[i] - xs[j] || ys[i] - ys[j]);
  const turn = (i, j, k) => (xs[j] - xs[i]) * (ys[k] - ys[i]) - (ys[j] - ys[i]) * (xs[k] - xs[i]);
  const chain = (indices) => {
    const found = [];
    for (const i of indices) {
      while (found.length > 1 && turn(found.at(-2), found.at(-1), i) <= 0) found.pop();
      found.push(i);
    }
    return found.slice(0, -1);
  };
  return order.length < 2 ? order : [...chain(order), ...chain(order.reverse())];
}

// The hull as a closed line {x, y}, each edge cut into `pieces`.
export function outline(xs, ys, pieces = 1) {
  const corners = hull(xs, ys);
  const x = [];
  const y = [];
  corners.forEach((i, place) => {
    const j = corners[(place + 1) % corners.length];
    for (let piece = 0; piece < pieces; piece += 1) {
      x.push(xs[i] + ((xs[j] - xs[i]) * piece) / pieces);
      y.push(ys[i] + ((ys[j] - ys[i]) * piece) / pieces);
    }
  });
  if (x.length) {
    x.push(x[0]);
    y.push(y[0]);
  }
  return { x, y };
}

// The largest y of each stretch of `length` values of x, and on the way back the smallest, as a closed line {x, y}.
export function band(xs, ys, length) {
  const middles = [];
  const tops = [];
  const bottoms = [];
  for (let start = 0; start < xs.length; start += length) {
    const end = Math.min(start + length, xs.length);
    const part = ys.slice(start, end);
    middles.push(start === 0 ? xs[0] : xs[end - 1]);
    tops.push(Math.max(...part));
    bottoms.push(Math.min(...part));
  }
  return { x: [...middles, ...middles.toReversed()], y: [...tops, ...bottoms.toReversed()] };
}
