// From data to pixels of a plot. Both functions return { at, clip }: at(x, y, z) is a point [x, y] of the plot's element, or null
// behind the eye; clip is the rectangle in which is drawn.

export function projection(plot) {
  const { scene, xaxis, yaxis } = plot._fullLayout;
  return scene?._scene?.glplot ? inScene(plot, scene) : inPlane(xaxis, yaxis);
}

const FAR = 1e5; // pixels: a canvas cannot draw to 1e30

function inPlane(xaxis, yaxis) {
  const [left, top] = [xaxis._offset, yaxis._offset];
  const near = (pixels) => Math.max(-FAR, Math.min(FAR, pixels));
  return {
    at: (x, y) => [near(left + xaxis.d2p(x)), near(top + yaxis.d2p(y))],
    clip: { left, top, width: xaxis._length, height: yaxis._length },
  };
}

// Plotly maps the ranges of the axes to a box around 0 with the edges `aspectratio`, and then clip = projection * view * box.
function inScene(plot, { _scene, aspectratio, xaxis, yaxis, zaxis }) {
  const { cameraParams, canvas } = _scene.glplot;
  const { view, projection } = cameraParams;
  const frame = plot.getBoundingClientRect();
  const { left, top, width, height } = canvas.getBoundingClientRect();
  const [x0, y0] = [left - frame.left, top - frame.top];
  const axes = [xaxis, yaxis, zaxis].map(({ range: [low, high] }, i) => {
    return { low, high, middle: (low + high) / 2, scale: aspectratio["xyz"[i]] / (high - low) };
  });
  const place = ({ middle, scale }, value) => (value - middle) * scale;
  const at = (x, y, z) => {
    const box = [place(axes[0], x), place(axes[1], y), place(axes[2], z), 1];
    const [clipX, clipY, , w] = times(projection, times(view, box));
    return w > 0 ? [x0 + ((clipX / w + 1) / 2) * width, y0 + ((1 - clipY / w) / 2) * height] : null;
  };
  return { at, clip: { left: x0, top: y0, width, height }, axes };
}

// A matrix, column by column, times a vector.
const times = (matrix, vector) => [0, 1, 2, 3].map((row) => vector.reduce((sum, value, i) => sum + matrix[4 * i + row] * value, 0));

// The part of the segment from `from` to `to` that lies within the ranges of the axes, as two points; null if there is none
// (Y. Liang and B. Barsky, "A New Concept and Method for Line Clipping", 1984).
export function clipped(from, to, axes) {
  let [first, last] = [0, 1];
  for (const [i, { low, high }] of axes.entries()) {
    const way = to[i] - from[i];
    for (const [room, towards] of [
      [from[i] - low, -way],
      [high - from[i], way],
    ]) {
      if (towards === 0 && room < 0) return null;
      if (towards > 0) last = Math.min(last, room / towards);
      if (towards < 0) first = Math.max(first, room / towards);
    }
  }
  const along = (share) => from.map((value, i) => value + share * (to[i] - value));
  return first <= last ? [along(first), along(last)] : null;
}
