// Values packed as by linreg/panels/picture.py: little-endian base64, written byte by byte.

const SETTERS = { uint16: [2, "setUint16"], float32: [4, "setFloat32"] };

export function packed(values, kind) {
  const [size, set] = SETTERS[kind];
  const view = new DataView(new ArrayBuffer(size * values.length));
  values.forEach((value, i) => view[set](size * i, value, true));
  return Buffer.from(view.buffer).toString("base64");
}

// A run of 300 steps with five drawn states, the last of them after the last update, with two updates per epoch and four frames.
export const RUN = {
  step: packed([0, 1, 2, 3, 300], "uint16"),
  W: packed([0, 1.5, -2, 3, 4], "float32"),
  b: packed([1, 0.5, 0.25, 8, 16], "float32"),
  cost: packed([10, 5, 0, 2, Infinity], "float32"),
  updates: 2,
  frames: packed([0, 1, 1, 4], "uint16"),
  trembles: false,
};
