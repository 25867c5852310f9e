// The steps of a run, as typed arrays. The Python side packs them as little-endian base64 (linreg/panels/picture.py).

const unpack = (base64, Type) => new Type(Uint8Array.from(atob(base64), (c) => c.charCodeAt(0)).buffer);

export class Steps {
  constructor({ steps, frames }) {
    this.epoch = unpack(steps.epoch, Uint16Array);
    this.W = unpack(steps.W, Float32Array);
    this.b = unpack(steps.b, Float32Array);
    this.cost = unpack(steps.cost, Float32Array);
    this.frames = unpack(frames, Uint16Array);
  }

  get lastFrame() {
    return this.frames.length - 1;
  }

  // The one step that a frame shows.
  at(frame) {
    const i = this.frames[frame];
    return { epoch: this.epoch[i], W: this.W[i], b: this.b[i], cost: this.cost[i] };
  }

  // The values of one column up to the step that a frame shows, all or the last few, without those from `until` on.
  upTo(frame, column, until, tail = Infinity) {
    const end = this.frames[frame] + 1;
    return this[column].subarray(Math.max(0, end - tail), Math.max(0, Math.min(end, until)));
  }
}
