// The ranges of the axes of a flat panel: which part of them is seen, and how the cost axis remembers.

const NEAREST = 1 / 200; // of the range, and
const FARTHEST = 8; // times it

// `range` with its length times `factor`; the value at `share` of it, from 0 to 1, stays where it is.
export function zoomed([low, high], factor, share = 0.5) {
  const fixed = low + share * (high - low);
  return [fixed - factor * (fixed - low), fixed + factor * (high - fixed)];
}

// `range` moved by a share of its length.
export const moved = ([low, high], share) => [low - share * (high - low), high - share * (high - low)];

// Whether a range is neither too near nor too far, compared to the whole one.
export function allowed([low, high], [wholeLow, wholeHigh]) {
  const ratio = (high - low) / (wholeHigh - wholeLow);
  return ratio >= NEAREST && ratio <= FARTHEST;
}

// The range of the cost axis: it grows with the runs, and is taken anew for other data or on `forget`.
export class CostRange {
  take(data, [low, high]) {
    if (data !== this.data) this.range = null;
    this.data = data;
    this.own = [low, high];
    this.range = this.range ? [Math.min(low, this.range[0]), Math.max(high, this.range[1])] : this.own;
    return this.range;
  }

  forget() {
    this.range = this.own;
  }
}

// The ticks of a logarithmic axis over a range of exponents: powers of ten, or 1, 2 and 5 times them if it is short.
export function logTicks([low, high], most = 6) {
  const decades = high - low;
  const every = Math.max(1, Math.ceil(decades / most));
  const values = [];
  const factors = decades < 2.2 ? [1, 2, 5] : [1];
  for (let power = every * Math.ceil(low / every) - every; power <= high; power += every) {
    for (const factor of factors) {
      const exponent = power + Math.log10(factor);
      if (exponent >= low && exponent <= high) values.push([factor, power]);
    }
  }
  return {
    tickmode: "array",
    tickvals: values.map(([factor, power]) => Number(`${factor}e${power}`)),
    ticktext: values.map(([factor, power]) => written(factor, power)),
  };
}

function written(factor, power) {
  if (power >= -3 && power <= 4) return String(Number(`${factor}e${power}`));
  const exponent = `10<sup>${String(power).replace("-", "−")}</sup>`;
  return factor === 1 ? exponent : `${factor}·${exponent}`;
}
