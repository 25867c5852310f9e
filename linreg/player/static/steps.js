// The steps of the runs as typed arrays, from little-endian base64 (packed by linreg/panels/picture.py).

const unpack = (base64, Type) => new Type(Uint8Array.from(atob(base64), (c) => c.charCodeAt(0)).buffer);

// The time of each frame in epochs.
export const timesOf = (picture) => unpack(picture.times, Float32Array);

// The last frame no later than `time`; the first frame if all are later.
export function frameAt(times, time) {
  const later = times.findIndex((each) => each > time);
  return Math.max(0, (later < 0 ? times.length : later) - 1);
}

export class Steps {
  constructor({ step, W, b, cost, updates, frames }) {
    this.step = unpack(step, Uint16Array);
    this.updates = updates;
    this.time = Float32Array.from(this.step, (index) => index / updates); // in epochs
    this.W = unpack(W, Float32Array);
    this.b = unpack(b, Float32Array);
    this.cost = unpack(cost, Float32Array);
    this.frames = unpack(frames, Uint16Array);
  }

  // Show exactly this step { step, W, b, cost }, drawn or not, in place of that of a frame; null ends it.
  set exact(step) {
    this.only = step && { ...step, time: step.step / this.updates };
  }

  // The step shown at a frame.
  at(frame) {
    if (this.only) return this.only;
    const i = this.frames[frame];
    return { step: this.step[i], W: this.W[i], b: this.b[i], cost: this.cost[i] };
  }

  // The values of a column up to the step shown at a frame: all or the last `tail`, without those at index `until` and above.
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
}
