// The states of the runs as typed arrays, from little-endian base64 (packed by linreg/panels/picture.py).

const unpack = (base64, Type) => new Type(Uint8Array.from(atob(base64), (c) => c.charCodeAt(0)).buffer);

// The time of each frame in epochs.
export const timesOf = (picture) => unpack(picture.times, Float32Array);

// The last frame no later than `time`; the first frame if all are later.
export function frameAt(times, time) {
  const later = times.findIndex((each) => each > time);
  return Math.max(0, (later < 0 ? times.length : later) - 1);
}

const HIGHEST = 2; // widths of the window: a cost is drawn until it is farther outside
const WIDEST = 100; // widths of the window: a path that gets farther outside is drawn until it has left for good

// The states of a run as the picture holds them.
export const stepsOf = ({ step, W, b, cost, frames, ...rest }) =>
  new Steps({
    step: unpack(step, Uint16Array),
    W: unpack(W, Float32Array),
    b: unpack(b, Float32Array),
    cost: unpack(cost, Float32Array),
    frames: unpack(frames, Uint16Array),
    ...rest,
  });

export class Steps {
  // Columns as arrays, one value a state; `frames` are the indices of the states that are shown one after the other.
  constructor({ step, W, b, cost, updates, frames, trembles }) {
    Object.assign(this, { step, W, b, cost, updates, frames });
    this.time = Float32Array.from(step, (index) => index / updates); // in epochs
    this.inBatches = updates > 1;
    this.trembles = trembles; // whether the path crosses itself over and over
  }

  // The same states up to a frame, which is the last.
  upToFrame(frame) {
    const end = this.frames[frame] + 1;
    const { updates, trembles } = this;
    const [step, W, b, cost] = ["step", "W", "b", "cost"].map((name) => this[name].subarray(0, end));
    return new Steps({ step, W, b, cost, updates, frames: this.frames.subarray(0, frame + 1), trembles });
  }

  get length() {
    return this.step.length;
  }

  get lastFrame() {
    return this.frames.length - 1;
  }

  // Show exactly this step { step, W, b, cost }, drawn or not, in place of that of a frame; null ends it.
  set exact(step) {
    this.only = step && { ...step, time: step.step / this.updates };
  }

  // The state shown at a frame. `step` is the update that follows it; after the last update, it is that one.
  at(frame) {
    if (this.only) return this.only;
    const i = this.frames[frame];
    return { step: Math.min(this.step[i], this.step.at(-1) - 1), W: this.W[i], b: this.b[i], cost: this.cost[i] };
  }

  timeAt(frame) {
    if (this.only) return this.only.time;
    return this.time[this.frames[frame]];
  }

  // W and b at a frame, or of the last state before it that is finite.
  lastFinite(frame) {
    if (this.only && Number.isFinite(this.only.W + this.only.b)) return this.only;
    let i = this.frames[frame];
    while (i > 0 && !Number.isFinite(this.W[i] + this.b[i])) i -= 1;
    return { W: this.W[i], b: this.b[i] };
  }

  // The values of a column up to the state shown at a frame: all or the last `tail`, without those at index `until` and above.
  upTo(frame, column, until, tail = Infinity) {
    const end = this.only ? this.through(this.only.step) : this.frames[frame] + 1;
    const between = this.only && end < until && this.step[end - 1] !== this.only.step;
    if (between) return [...this[column].subarray(0, end), this.only[column]].slice(-tail);
    return this[column].subarray(Math.max(0, end - tail), Math.max(0, Math.min(end, until)));
  }

  // The number of drawn steps through this one.
  through(step) {
    const later = this.step.findIndex((each) => each > step);
    return later < 0 ? this.step.length : later;
  }

  // The number of leading states whose columns x and y, of a path, can be drawn in a window.
  drawable({ x, y }, window) {
    if (y === "cost") {
      const range = window.cost.map(Math.log10);
      return until(this.cost.findIndex((cost) => !within(Math.log10(Math.max(cost, window.cost[0])), range, HIGHEST)), this.length);
    }
    const places = Array.from(this.W, (W, i) => i);
    const inside = (i, widths) => within(this[x][i], window[x], widths) && within(this[y][i], window[y], widths);
    const far = places.findIndex((i) => !inside(i, WIDEST));
    if (far < 0) return this.length;
    return Math.min(places.findLastIndex((i) => inside(i, 0)) + 2, far + 1);
  }
}

const within = (value, [low, high], widths) => value >= low - widths * (high - low) && value <= high + widths * (high - low);

// The number of values through the index `first`, or all if there is none.
const until = (first, all) => (first < 0 ? all : first + 1);
