// Every learning rate of the slider, trained together (packed by linreg/player/packing.py).

import { Steps } from "./steps.js";

const RISING = ["diverging", "higher"];
const NAMES = ["W", "b", "cost"];
const NOT_FINITE = -32768; // stands for inf and nan

// Fetch a sweep; null if the server will not train it.
export async function fetchSweep(address, signal) {
  const response = await fetch(address, { signal });
  if (response.status === 413 || response.status === 400) return null;
  if (!response.ok) throw new Error(response.statusText);
  const sweep = new Sweep(await response.arrayBuffer());
  sweep.trained = trainedFor(response.headers.get("Server-Timing")); // for so many milliseconds, if it was for this answer
  return sweep;
}

const trainedFor = (timing) => Number(/^train;dur=([\d.]+)/.exec(timing ?? "")?.[1] ?? 0);

export class Sweep {
  constructor(buffer) {
    const length = new DataView(buffer).getUint32(0, true);
    const head = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
    Object.assign(this, head); // lr, epochs, step, directions, updates, middle, unit, most, outcome, outcomes, diverged
    this.step = Uint16Array.from(head.step);
    const [runs, states] = [head.lr.length, head.step.length];
    let place = 4 + length;
    const take = (Type, count) => {
      const values = new Type(buffer, place, count);
      place += values.byteLength;
      return values;
    };
    this.final = { W: take(Float32Array, runs), b: take(Float32Array, runs), cost: take(Float32Array, runs) };
    const paths = (count) => ({ W: take(Int16Array, count), b: take(Int16Array, count), cost: take(Int16Array, count) });
    this.path = paths(runs * states);
    this.far = { ...paths(runs * head.directions), step: take(Uint16Array, runs * head.directions) };
  }

  // The index of the learning rate that is nearest to `lr` on a logarithmic scale.
  nearest(lr) {
    const distance = (i) => Math.abs(Math.log(this.lr[i] / lr));
    return this.lr.reduce((best, _, i) => (distance(i) < distance(best) ? i : best), 0);
  }

  // What became of a run: converging, crawling, ...
  outcomeOf(index) {
    return this.outcomes[this.outcome[index]];
  }

  // The cost that a run comes to, and whether that is more than at the start. The last cost of an endless swing is that of a
  // moment: there it is the highest of the states known.
  levelOf(index) {
    const outcome = this.outcomeOf(index);
    const last = this.final.cost[index];
    const cost = outcome === "oscillating" ? Math.max(...this.run(index).cost.filter(Number.isFinite)) : last;
    return { cost, rises: RISING.includes(outcome) };
  }

  // The cost at the start, the same for all.
  get firstCost() {
    return this.column("cost", 0)[0];
  }

  // The last epoch of a run.
  epochOf(index) {
    return this.diverged[index] < 0 ? this.epochs : this.diverged[index];
  }

  // The states kept at the same times for all runs, and in their order among them the run's own farthest ones.
  run(index) {
    const { updates } = this;
    const first = index * this.directions;
    const far = this.far.step.subarray(first, first + this.directions);
    const order = inOrder([...this.step, ...far]);
    const sorted = (values) => Float32Array.from(order, (i) => values[i]);
    const columns = NAMES.map((name) => [name, sorted([...this.column(name, index), ...this.opened(this.far, name, first, far.length)])]);
    const step = Uint16Array.from(order, (i) => this.step[i] ?? far[i - this.step.length]);
    const frames = Uint16Array.from(order, (_, i) => i);
    const trembles = updates > 1 || this.outcomeOf(index) === "oscillating";
    return new Steps({ step, ...Object.fromEntries(columns), updates, frames, trembles });
  }

  // A column at the times kept: the path as exact as the picture needs it, the last state as exact as PyTorch.
  column(name, index) {
    const states = this.step.length;
    const values = this.opened(this.path, name, index * states, states);
    values[states - 1] = this.final[name][index];
    return values;
  }

  opened(columns, name, first, count) {
    const [middle, unit, most] = [this.middle[name], this.unit[name], this.most[name]];
    const open = (value) => middle + unit * Math.sinh((value / 32767) * most);
    const packed = columns[name].subarray(first, first + count);
    return Float32Array.from(packed, (value) => (value === NOT_FINITE ? NaN : name === "cost" ? 10 ** open(value) : open(value)));
  }
}

// The places of states in the order of their steps, each step once.
function inOrder(steps) {
  const places = new Map(steps.map((step, place) => [step, place]).reverse());
  return [...places.values()].sort((i, j) => steps[i] - steps[j]);
}
