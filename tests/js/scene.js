// A 3D scene with Plotly's mapping: from data to the box, to the view, by projection to a pixel.

const dot = (a, b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const cross = (a, b) => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
const unit = (a) => a.map((value) => value / Math.hypot(...a));

// `ranges` are the axes' ranges; `aspect`, `eye` and `center` are in units of the box; `canvas` is its rectangle on the page.
export class Scene {
  constructor(ranges, aspect, eye, canvas = { left: 30, top: 50, width: 640, height: 480 }, center = [0, 0, 0]) {
    Object.assign(this, { ranges, aspect, eye, canvas });
    const back = unit(eye.map((value, i) => value - center[i]));
    const right = unit(cross([0, 0, 1], back));
    this.rows = [right, cross(back, right), back]; // of the rotation from the box to the view
    this.zoom = [1.6 * (canvas.height / canvas.width), 1.6];
  }

  inBox(point) {
    return point.map((value, i) => {
      const [low, high] = this.ranges[i];
      return ((value - (low + high) / 2) / (high - low)) * this.aspect[i];
    });
  }

  // The eye in data coordinates.
  get from() {
    return this.eye.map((value, i) => {
      const [low, high] = this.ranges[i];
      return (low + high) / 2 + (value / this.aspect[i]) * (high - low);
    });
  }

  pixel(point) {
    const seen = this.inBox(point).map((value, i) => value - this.eye[i]);
    const [x, y, z] = this.rows.map((row) => dot(row, seen));
    const { left, top, width, height } = this.canvas;
    return [left + ((1 + (this.zoom[0] * x) / -z) / 2) * width, top + ((1 - (this.zoom[1] * y) / -z) / 2) * height];
  }

  // The parts of a Plotly plot that pick.js reads, with column-major matrices as in WebGL.
  get plot() {
    const [x, y, z] = this.rows;
    const shift = this.rows.map((row) => -dot(row, this.eye));
    const view = [x[0], y[0], z[0], 0, x[1], y[1], z[1], 0, x[2], y[2], z[2], 0, ...shift, 1];
    const projection = [this.zoom[0], 0, 0, 0, 0, this.zoom[1], 0, 0, 0, 0, -1.002, -1, 0, 0, -0.02, 0];
    const canvas = { getBoundingClientRect: () => this.canvas };
    const [xaxis, yaxis, zaxis] = this.ranges.map((range) => ({ range }));
    const aspectratio = { x: this.aspect[0], y: this.aspect[1], z: this.aspect[2] };
    const _scene = { glplot: { cameraParams: { view, projection, _ortho: false }, canvas } };
    return { _fullLayout: { scene: { _scene, aspectratio, xaxis, yaxis, zaxis } } };
  }
}
