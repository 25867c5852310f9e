// What can be done to points { x, y }, two equally long arrays: pure functions that return other points, or null if it is refused.

const LARGEST = 3.4028234e38; // of float32
const FAST = 10; // steps of a key with Shift
const BESIDE = 5; // steps between a point and the one added beside it

// Whether a line can be fitted: x has two different values in float32.
export const differ = (xs) => xs.some((x) => Math.fround(x) !== Math.fround(xs[0]));

const kept = (value) => Math.max(-LARGEST, Math.min(LARGEST, value)) + 0; // no -0

// The index of the place [x, y] nearest to a point, within `reach`; -1 if there is none. Of places over each other, the one on top.
export function nearest(places, [x, y], reach) {
  let [found, least] = [-1, reach];
  places.forEach((place, i) => {
    const apart = Math.hypot(place[0] - x, place[1] - y);
    if (apart <= least) [found, least] = [i, apart];
  });
  return found;
}

// Move a point. Where all x would be equal there is no line: there it keeps its x.
export function moved({ x, y }, index, [toX, toY]) {
  const put = (values, at) => values.map((value, i) => (i === index ? kept(at) : value));
  const next = { x: put(x, toX), y: put(y, toY) };
  return differ(next.x) ? next : { x, y: next.y };
}

// Add a point, as the last; null if there are `most` of them already.
export function added({ x, y }, [atX, atY], most) {
  return x.length < most ? { x: [...x, kept(atX)], y: [...y, kept(atY)] } : null;
}

// Remove a point; null if no line could be fitted to the others.
export function without({ x, y }, index) {
  const [nextX, nextY] = [x, y].map((values) => values.filter((_, i) => i !== index));
  const next = { x: nextX, y: nextY };
  return differ(next.x) ? next : null;
}

export const same = (one, other) =>
  ["x", "y"].every((axis) => one[axis].length === other[axis].length && one[axis].every((value, i) => value === other[axis][i]));

// A step for a key along a range: 1, 2 or 5 times a power of ten, about a hundredth of it.
export function stepOf([low, high]) {
  const exact = Math.abs(high - low) / 100;
  const power = 10 ** Math.floor(Math.log10(exact));
  const factor = [1, 2, 5, 10].find((each) => each >= (exact / power) * 0.75);
  return Number((factor * power).toPrecision(1));
}

const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const TURNS = { PageUp: -1, "[": -1, PageDown: 1, "]": 1 };

// What a key does to the points, with the one at `index` chosen: { points, index }, null if it is refused, or undefined if the key
// means nothing. `ranges` are the values { x, y } that can be seen, in the units of the points.
export function keyed({ key, shiftKey }, points, index, ranges, most) {
  const last = points.x.length - 1;
  const steps = [stepOf(ranges.x), stepOf(ranges.y)];
  const at = [points.x[index], points.y[index]];
  if (key in TURNS) return { points, index: Math.max(0, Math.min(last, index + TURNS[key])) };
  if (key === "Home" || key === "End") return { points, index: key === "Home" ? 0 : last };
  if (key in WAYS) {
    const by = WAYS[key].map((way, i) => way * steps[i] * (shiftKey ? FAST : 1));
    return { points: moved(points, index, inside(at, by, ranges)), index };
  }
  if (key === "Delete" || key === "Backspace") {
    const next = without(points, index);
    return next && { points: next, index: Math.min(index, last - 1) };
  }
  if (key === "Insert" || key === "+") {
    const right = at[0] + BESIDE * steps[0] <= Math.max(...ranges.x);
    const next = added(points, [short(at[0] + (right ? 1 : -1) * BESIDE * steps[0]), at[1]], most);
    return next && { points: next, index: last + 1 };
  }
  return undefined;
}

// A place moved by steps. It stays where it can be seen; if it lies beyond that, it can only return.
function inside(at, by, { x, y }) {
  return at.map((value, i) => {
    const [low, high] = [x, y][i];
    const next = short(value + by[i]);
    return by[i] === 0 || next < Math.min(low, value) || next > Math.max(high, value) ? value : next;
  });
}

// Without the noise of binary fractions: 0.1 + 0.2 is 0.3. Float32 holds fewer digits.
const short = (value) => Number(value.toPrecision(9));
