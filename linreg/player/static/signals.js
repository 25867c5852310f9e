// What the components tell each other, as events of the document: each may be missing.

export const STANDS = "linreg-stands"; // the player shows another step, or has started or stopped: see its data attributes
export const LOOK = "linreg-look"; // detail {run, step}: show exactly this step, or only pause if it is null
export const STEP = "linreg-step"; // detail {count}: go this many real steps; cancelled by the one who does

// A slider moves: detail {key, index, value, phase}. Its phase is "start", then "move" for each option passed, at most once a frame,
// then "end" with `changed`: whether another option was chosen than that of the start.
export const SLIDE = "linreg-slide";

// A sweep has come: detail {key, levelAt, first}, with `Sweep.levelOf` at a value of the slider, and the cost at the start. Without
// `levelAt` there is no sweep any more.
export const SWEPT = "linreg-swept";

// Tell; return whether somebody has taken it over.
export function tell(name, detail) {
  return !document.dispatchEvent(new CustomEvent(name, { detail, cancelable: true }));
}
