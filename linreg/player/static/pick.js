// From a click or a tap on a panel to a point: (W, b) on the surface panel, and x and y as if they were these on another plane.

export const SLIP = 6; // CSS pixels: a larger movement is a drag
const LONGEST_TAP = 500; // milliseconds: a longer touch opens the browser's context menu

// The (W, b) at a point of the screen, and the size of one pixel there in W and in b; null if there is none.
// The bowl is cost + (WW dW^2 + 2 Wb dW db + bb db^2) / 2, with (dW, db) the offset from its minimum (W, b).
export function pick(plot, clientX, clientY, bowl) {
  const { scene, xaxis, yaxis } = plot._fullLayout ?? {};
  if (scene?._scene?.glplot) return pickBowl(scene, clientX, clientY, bowl);
  return xaxis && yaxis ? pickPlane(plot, xaxis, yaxis, clientX, clientY) : null;
}

function pickPlane(plot, xaxis, yaxis, clientX, clientY) {
  const { x, y } = inPlane(plot, xaxis, yaxis, clientX, clientY);
  if (!(x >= 0 && x <= xaxis._length && y >= 0 && y <= yaxis._length)) return null;
  return valuesAt(xaxis, yaxis, x, y);
}

// The same for the nearest point of a flat plot.
export function pickNearest(plot, clientX, clientY) {
  const { xaxis, yaxis } = plot._fullLayout ?? {};
  if (!xaxis || !yaxis) return null;
  const { x, y } = inPlane(plot, xaxis, yaxis, clientX, clientY);
  const within = (value, length) => Math.max(0, Math.min(length, value));
  return valuesAt(xaxis, yaxis, within(x, xaxis._length), within(y, yaxis._length));
}

function inPlane(plot, xaxis, yaxis, clientX, clientY) {
  const { left, top } = plot.getBoundingClientRect();
  return { x: clientX - left - xaxis._offset, y: clientY - top - yaxis._offset };
}

function valuesAt(xaxis, yaxis, x, y) {
  return {
    W: xaxis.p2c(x),
    b: yaxis.p2c(y),
    perPixelW: Math.abs(xaxis.p2c(x + 1) - xaxis.p2c(x)),
    perPixelB: Math.abs(yaxis.p2c(y + 1) - yaxis.p2c(y)),
  };
}

// The nearest drawn intersection of the ray from + s way, in data coordinates, with the bowl.
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
  // The size of a pixel: where the rays through the next pixels meet the tangent plane. `slope` is 0 for directions in that plane.
  const slope = (v) => dot([W - bowl.W, b - bowl.b], v) - v[2];
  const steps = [ray.right, ray.down].map((turn) => {
    const further = slope(turn) / slope(way);
    return turn.map((value, i) => s * (value - further * way[i]));
  });
  // If the ray only grazes the bowl, a pixel can be arbitrarily large; limit it to the range of the axis.
  const worth = (i) => {
    const all = Math.abs(axes[i].range[1] - axes[i].range[0]);
    return Math.min(Math.hypot(steps[0][i], steps[1][i]), all) || all;
  };
  return { W, b, perPixelW: worth(0), perPixelB: worth(1) };
}

// The ray from the eye through a pixel, and its change per pixel to the right and down; null outside the canvas.
// Plotly maps the ranges of the axes to a box around 0 with the edges `aspectratio`, and then clip = projection * view * box.
// The view is a rotation and a translation, so the transpose inverts its rotation. The camera of the layout is not used: it
// misses rotations by touch, and those whose mouse button was released outside the plot.
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

// The solutions s of a s^2 + b s + c = 0, without cancellation if a is small compared to b.
function roots(a, b, c) {
  const q = -(b + (b < 0 ? -1 : 1) * Math.sqrt(b * b - 4 * a * c)) / 2;
  return [q / a, c / q];
}

// With a tolerance for rounding: the minimum of the bowl lies exactly on the lower end of the cost axis.
function within(value, [low, high]) {
  return Math.abs(value - (low + high) / 2) <= (0.5 + 1e-6) * Math.abs(high - low);
}

// `value` rounded to the digits that a pixel resolves.
export function rounded(value, perPixel) {
  const decimals = -Math.floor(Math.log10(perPixel));
  const unit = 10 ** -decimals;
  return decimals > 0 ? Number(value.toFixed(Math.min(decimals, 20))) : Math.round(value / unit) * unit;
}

// Call back with (clientX, clientY) for a click or a tap, not for a drag. Return a function that removes the listeners.
// The event "click" is not used, because it also follows a drag. Moves and releases are heard on the window, because Plotly
// covers the whole page while a button is down.
export function onTap(element, callback) {
  let press = null;
  const down = (event) => {
    press = event.isPrimary && event.button === 0 ? event : null;
  };
  const move = (event) => {
    if (!press || event.pointerId !== press.pointerId) return;
    if (Math.hypot(event.clientX - press.clientX, event.clientY - press.clientY) >= SLIP) press = null;
  };
  // Plotly rotates the bowl by three degrees per pixel, from the first pixel: a click would shake it.
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
