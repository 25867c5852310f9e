// The numbers of the step shown.

import { make, write } from "./make.js";

const COLUMNS = ["epoch", "W", "b", "cost", "distance", "r2"];

// A number with a steady count of digits while playing; nan, inf and -inf as PyTorch writes them.
export function format(value, digits = 4) {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  const size = Math.abs(value);
  if (size >= 1e5 || (size > 0 && size < 1e-4)) return value.toExponential(3);
  return value.toFixed(size >= 1000 ? 1 : digits);
}

// The coefficient of determination: 1 only where it is 1, and a dash where all y are equal.
export function formatR2(cost, variance) {
  if (!(variance > 0)) return "–";
  const r2 = 1 - cost / variance;
  if (!(cost > 0) || !Number.isFinite(r2)) return format(r2);
  let digits = 4;
  while (digits < 12 && Number(r2.toFixed(digits)) === 1) digits += 1;
  return Number(r2.toFixed(digits)) === 1 ? `> ${(1 - 1e-12).toFixed(12)}` : format(r2, digits);
}

export class ReadOut {
  constructor(parent) {
    this.list = make("dl", "linreg-readout", parent);
    this.values = {};
    for (const name of COLUMNS) {
      const pair = make("div", "", this.list);
      this.values[name] = { term: make("dt", "", pair), value: make("dd", "", pair, { "data-value": name }) };
    }
    this.status = make("p", "linreg-status", parent, { role: "status" });
  }

  set labels(labels) {
    this.words = labels;
    for (const name of COLUMNS) {
      this.values[name].term.textContent = labels[name];
      this.values[name].term.title = labels[`${name}_help`] ?? "";
    }
  }

  // Show a step of a run of `epochs`. `bowl` holds the least-squares point, `variance` is that of y; `left` says whether (W, b)
  // is outside of the picture.
  show(step, epochs, { bowl, variance }, left) {
    const texts = {
      epoch: `${step.epoch} / ${epochs}`,
      W: format(step.W),
      b: format(step.b),
      cost: format(step.cost, 6),
      distance: format(Math.hypot(step.W - bowl.W, step.b - bowl.b)),
      r2: formatR2(step.cost, variance),
    };
    for (const [name, text] of Object.entries(texts)) write(this.values[name].value, text);
    write(this.status, left ? this.words.left : "");
  }
}
