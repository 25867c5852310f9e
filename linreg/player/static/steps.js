// The states of the runs as typed arrays, from little-endian base64 (packed by linreg/panels/picture.py).

const unpack = (base64, Type) => new Type(Uint8Array.from(atob(base64), (c) => c.charCodeAt(0)).buffer);

// The time of each frame in epochs.
export const timesOf = (picture) => unpack(picture.times, Float32Array);

// The last frame no later than `time`; the first frame if all are later.
export function frameAt(times, time) {
  const later = times.findIndex((each) => each > time);
  return Math.max(0, (later < 0 ? times.length : later) - 1);
}

const WIDEST = 100; // widths of the window: a path is drawn to the first state farther outside
const HIGHEST = 2; // the same for the logarithmic cost

export class Steps {
  constructor({ step, W, b, cost, updates, frames, trembles }) {
    this.step = unpack(step, Uint16Array);
    this.time = Float32Array.from(this.step, (index) => index / updates); // in epochs
    this.W = unpack(W, Float32Array);
    this.b = unpack(b, Float32Array);
    this.cost = unpack(cost, Float32Array);
    this.frames = unpack(frames, Uint16Array);
    this.trembles = trembles; // whether the path crosses itself over and over
  }

  get length() {
    return this.step.length;
  }

  get lastFrame() {
    return this.frames.length - 1;
  }

  // The state shown at a frame. `step` is the update that follows it; after the last update, it is that one.
  at(frame) {
    const i = this.frames[frame];
    return { step: Math.min(this.step[i], this.step.at(-1) - 1), W: this.W[i], b: this.b[i], cost: this.cost[i] };
  }

  // W and b at a frame, or of the last state before it that is finite.
  lastFinite(frame) {
    let i = this.frames[frame];
    while (i > 0 && !Number.isFinite(this.W[i] + this.b[i])) i -= 1;
    return { W: this.W[i], b: this.b[i] };
  }

  // The values of a column up to the state shown at a frame: all or the last `tail`, without those at index `until` and above.
  upTo(frame, column, until, tail = Infinity) {
    const end = this.frames[frame] + 1;
    return this[column].subarray(Math.max(0, end - tail), Math.max(0, Math.min(end, until)));
  }

  // The number of leading states whose columns x and y, of a path, can be drawn in a window.
  drawable({ x, y }, window) {
    const near = { W: [this.W, window.W, WIDEST], b: [this.b, window.b, WIDEST] };
    near.cost = [this.cost.map((cost) => Math.log10(Math.max(cost, window.cost[0]))), window.cost.map(Math.log10), HIGHEST];
    const ends = [x, y].flatMap((column) => (near[column] ? [until(...near[column])] : []));
    return Math.min(...ends);
  }
}

// The number of leading values up to the first more than `widths` widths outside of a range.
function until(values, [low, high], widths) {
  const room = widths * (high - low);
  const far = values.findIndex((value) => !(value >= low - room && value <= high + room));
  return far < 0 ? values.length : far + 1;
}
