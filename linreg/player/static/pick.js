// From a click or a tap on the surface panel to the (W, b) that the person means.

const SLIP = 6; // CSS pixels that a finger or a mouse may move
const LONGEST_TAP = 500; // milliseconds: a finger that stays longer asks for the browser's own menu

// The (W, b) under a point of the screen, and what one pixel there is worth in each; null where there is none.
// The bowl is cost + (WW dW^2 + 2 Wb dW db + bb db^2) / 2, with dW and db the way from its lowest point (W, b).
export function pick(plot, clientX, clientY, bowl) {
  const { scene, xaxis, yaxis } = plot._fullLayout ?? {};
  if (scene?._scene?.glplot) return pickBowl(scene, clientX, clientY, bowl);
  return xaxis && yaxis ? pickPlane(plot, xaxis, yaxis, clientX, clientY) : null;
}

function pickPlane(plot, xaxis, yaxis, clientX, clientY) {
  const { left, top } = plot.getBoundingClientRect();
  const x = clientX - left - xaxis._offset;
  const y = clientY - top - yaxis._offset;
  if (!(x >= 0 && x <= xaxis._length && y >= 0 && y <= yaxis._length)) return null;
  return {
    W: xaxis.p2c(x),
    b: yaxis.p2c(y),
    perPixelW: Math.abs(xaxis.p2c(x + 1) - xaxis.p2c(x)),
    perPixelB: Math.abs(yaxis.p2c(y + 1) - yaxis.p2c(y)),
  };
}

// A point of the ray is from + s way, in data coordinates: of where it meets the bowl, the nearest place that is drawn.
function pickBowl(scene, clientX, clientY, bowl) {
  const ray = rayThrough(scene, clientX, clientY);
  if (!ray) return null;
  const { from, way, axes } = ray;
  const dot = ([W, b], [otherW, otherB]) =>
    bowl.WW * W * otherW + bowl.Wb * (W * otherB + b * otherW) + bowl.bb * b * otherB;
  const start = [from[0] - bowl.W, from[1] - bowl.b];
  const meetings = roots(dot(way, way) / 2, dot(start, way) - way[2], bowl.cost + dot(start, start) / 2 - from[2]);
  const pointAt = (s) => from.map((value, i) => value + s * way[i]);
  const drawn = (s) => s > 0 && pointAt(s).every((value, i) => within(value, axes[i].range));
  const s = Math.min(...meetings.filter(drawn));
  if (s === Infinity) return null;

  const [W, b] = pointAt(s);
  // The ray through the next pixel meets the tangent plane elsewhere. `slope` is 0 for the ways along that plane.
  const slope = (v) => dot([W - bowl.W, b - bowl.b], v) - v[2];
  const steps = [ray.right, ray.down].map((turn) => {
    const further = slope(turn) / slope(way);
    return turn.map((value, i) => s * (value - further * way[i]));
  });
  // Where the ray only just grazes the bowl, a pixel may mean anything, but no more than all that is drawn.
  const worth = (i) => {
    const all = Math.abs(axes[i].range[1] - axes[i].range[0]);
    return Math.min(Math.hypot(steps[0][i], steps[1][i]), all) || all;
  };
  return { W, b, perPixelW: worth(0), perPixelB: worth(1) };
}

// The way from the eye through a pixel, and how it changes one pixel to the right and one down; null outside of the canvas.
// Plotly puts the ranges of the axes into a box around 0 with edges as long as `aspectratio` says, and from there on
// clip = projection * view * box. The view only turns and moves, so that its transpose turns back. The camera of the
// layout would not do: it does not know of a turn that a finger made, or a mouse that was let go elsewhere.
function rayThrough({ _scene, aspectratio, xaxis, yaxis, zaxis }, clientX, clientY) {
  const { cameraParams, canvas } = _scene.glplot;
  const { view, projection } = cameraParams;
  const { left, top, width, height } = canvas.getBoundingClientRect();
  const x = (2 * (clientX - left)) / width - 1;
  const y = 1 - (2 * (clientY - top)) / height;
  if (cameraParams._ortho || !(Math.abs(x) <= 1 && Math.abs(y) <= 1)) return null;

  const axes = [xaxis, yaxis, zaxis];
  const scale = ["x", "y", "z"].map((name, i) => (axes[i].range[1] - axes[i].range[0]) / aspectratio[name]);
  const toData = ([x, y, z]) =>
    scale.map((size, i) => size * (view[4 * i] * x + view[4 * i + 1] * y + view[4 * i + 2] * z));
  const eye = toData([-view[12], -view[13], -view[14]]);
  return {
    axes,
    from: eye.map((value, i) => (axes[i].range[0] + axes[i].range[1]) / 2 + value),
    way: toData([x / projection[0], y / projection[5], -1]),
    right: toData([2 / width / projection[0], 0, 0]),
    down: toData([0, -2 / height / projection[5], 0]),
  };
}

// The s with a s^2 + b s + c = 0, in the form that loses no digits where a is small beside b.
function roots(a, b, c) {
  const q = -(b + (b < 0 ? -1 : 1) * Math.sqrt(b * b - 4 * a * c)) / 2;
  return [q / a, c / q];
}

// With room for rounding: the lowest point of the bowl lies on the floor itself.
function within(value, [low, high]) {
  return Math.abs(value - (low + high) / 2) <= (0.5 + 1e-6) * Math.abs(high - low);
}

// A number with no more digits than a pixel can mean.
export function rounded(value, perPixel) {
  const decimals = -Math.floor(Math.log10(perPixel));
  const unit = 10 ** -decimals;
  return decimals > 0 ? Number(value.toFixed(Math.min(decimals, 20))) : Math.round(value / unit) * unit;
}

// Calls back with (clientX, clientY) for a click or a tap, not for a drag.
// Returns a function that takes the listeners away. The event "click" would not do: it comes after a drag, too.
// The window listens for the end, because Plotly lays a cover over the whole page while a button is down.
export function onTap(element, callback) {
  let press = null;
  const down = (event) => {
    press = event.isPrimary && event.button === 0 ? event : null;
  };
  const move = (event) => {
    if (!press || event.pointerId !== press.pointerId) return;
    if (Math.hypot(event.clientX - press.clientX, event.clientY - press.clientY) >= SLIP) press = null;
  };
  // Plotly turns the bowl from the first pixel on, by three degrees each: a click would shake it.
  const hold = (event) => {
    if (press) event.stopPropagation();
  };
  const up = (event) => {
    move(event);
    if (!press || event.pointerId !== press.pointerId) return;
    const late = event.pointerType === "touch" && event.timeStamp - press.timeStamp > LONGEST_TAP;
    press = null;
    if (!late) callback(event.clientX, event.clientY);
  };
  const cancel = () => {
    press = null;
  };
  const listeners = [
    [element, "pointerdown", down],
    [element, "mousemove", hold],
    [window, "pointermove", move],
    [window, "pointerup", up],
    [window, "pointercancel", cancel],
  ];
  for (const [target, type, listener] of listeners) target.addEventListener(type, listener, true);
  return () => {
    for (const [target, type, listener] of listeners) target.removeEventListener(type, listener, true);
  };
}
