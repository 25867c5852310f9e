// What a graph shows at each moment: first forward, value after value, then backward, gradient after gradient.

// The moments of a drawing: one for each value that is computed, then one for each box that backward() visits.
export function momentsOf({ boxes, backward }) {
  return [...boxes.map((_box, box) => ({ phase: "forward", box })), ...backward.map((box) => ({ phase: "backward", box }))];
}

// The state at a moment. `computed` and `graded` hold the boxes that have their value and their gradient.
export function stateAt(moments, frame) {
  const past = moments.slice(0, frame + 1);
  const boxesOf = (phase) => new Set(past.filter((moment) => moment.phase === phase).map(({ box }) => box));
  const { phase, box } = moments[frame];
  const all = moments.filter((moment) => moment.phase === phase).map((moment) => moment.box);
  return { phase, now: box, computed: boxesOf("forward"), graded: boxesOf("backward"), step: all.indexOf(box) + 1, steps: all.length };
}

// What is written on a line at a moment: the value flowing down to the box that is being computed, then the gradient back.
export function labelOf(line, boxes, state) {
  if (state.graded.has(line.target)) return line.label;
  return state.phase === "forward" && state.now === line.target ? [boxes[line.source].value] : [];
}
