// The camera of the 3D panel. It sees the box of the axes, with edges `aspect` around the origin.

const FOCAL = 1 / Math.tan(Math.PI / 8); // of Plotly's camera, for half the height of the plot
const ROOM = { left: 84, right: 48, top: 4, bottom: 30 }; // pixels for ticks and titles, outside of the box
const STEEPEST = 1.5; // radians
const NEAREST = 0.35;
const FARTHEST = 8;

const dot = (a, b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const cross = (a, b) => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
const unit = (a) => a.map((value) => value / Math.hypot(...a));
const xyz = ([x, y, z]) => ({ x, y, z });
const list = ({ x, y, z }) => [x, y, z];

// The edges of the box for a plot: higher in a high one.
export function aspectOf(width, height) {
  return { x: 1.1, y: 1.1, z: Math.min(1.5, Math.max(0.5, 1.1 * (height / width))) };
}

// The camera in a direction from which the box fills a plot of a size in pixels.
export function fitted(direction, aspect, width, height) {
  const back = unit(list(direction));
  const right = unit(cross([0, 0, 1], back));
  const up = cross(back, right);
  const corners = [-1, 1].flatMap((x) => [-1, 1].flatMap((y) => [-1, 1].map((z) => [x * aspect.x, y * aspect.y, z * aspect.z])));
  const points = corners.map((corner) => [right, up, back].map((axis) => dot(axis, corner) / 2));
  const focal = [(FOCAL * height) / width, FOCAL];
  const room = [
    [-1 + (2 * ROOM.left) / width, 1 - (2 * ROOM.right) / width],
    [-1 + (2 * ROOM.bottom) / height, 1 - (2 * ROOM.top) / height],
  ];
  // The shift of the camera that centres the box at a distance, and whether the box then has room.
  const centred = (distance) => {
    const shift = [0, 0];
    let fits = true;
    for (let round = 0; round < 12; round += 1) {
      fits = true;
      for (const axis of [0, 1]) {
        const seen = points.map((point) => (focal[axis] * (point[axis] - shift[axis])) / (distance - point[2]));
        const [low, high] = [Math.min(...seen), Math.max(...seen)];
        const [least, most] = room[axis];
        shift[axis] += (((low + high) / 2 - (least + most) / 2) * distance) / focal[axis];
        fits &&= high - low <= most - least;
      }
    }
    return { shift, fits };
  };
  let [near, far] = [1, 12];
  for (let halving = 0; halving < 24; halving += 1) {
    const middle = (near + far) / 2;
    if (centred(middle).fits) far = middle;
    else near = middle;
  }
  const { shift } = centred(far);
  const center = [0, 1, 2].map((i) => shift[0] * right[i] + shift[1] * up[i]);
  return { eye: xyz(center.map((value, i) => value + far * back[i])), center: xyz(center), up: { x: 0, y: 0, z: 1 } };
}

// The camera nearer to its centre or farther away.
export function nearer(camera, factor) {
  const [eye, center] = [list(camera.eye), list(camera.center)];
  const away = eye.map((value, i) => value - center[i]);
  const distance = Math.hypot(...away);
  const share = Math.min(FARTHEST, Math.max(NEAREST, distance * factor)) / distance;
  return { ...camera, eye: xyz(center.map((value, i) => value + share * away[i])) };
}

// The camera turned about its centre, by angles in radians: around the upright axis, and up.
export function turned(camera, around, rise) {
  const [eye, center] = [list(camera.eye), list(camera.center)];
  const [x, y, z] = eye.map((value, i) => value - center[i]);
  const distance = Math.hypot(x, y, z);
  const heading = Math.atan2(y, x) + around;
  const height = Math.min(STEEPEST, Math.max(-STEEPEST, Math.asin(z / distance) + rise));
  const flat = distance * Math.cos(height);
  const away = [flat * Math.cos(heading), flat * Math.sin(heading), distance * Math.sin(height)];
  return { ...camera, eye: xyz(center.map((value, i) => value + away[i])) };
}

export function same(one, other) {
  if (!one || !other) return false;
  return ["eye", "center"].every((part) => ["x", "y", "z"].every((axis) => Math.abs(one[part][axis] - other[part][axis]) < 1e-3));
}
