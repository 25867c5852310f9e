// The lines of a graph as SVG paths. Lengths are in pixels.

export const BOX = 66; // height of a box
export const PITCH = 128; // from one row to the next
const STRAIGHT = 34; // a line enters a box straight from above, where its label is

const top = (row) => row * PITCH;
const bottom = (row) => top(row) + BOX;

function curve(x1, y1, x2, y2) {
  const middle = (y1 + y2) / 2;
  return `M${x1} ${y1}C${x1} ${middle} ${x2} ${middle} ${x2} ${y2}`;
}

// The pieces of the common trunk of a box, one for each row that it passes.
export function trunkOf(box, trunk) {
  let x = box.x;
  return trunk.map((next, index) => {
    const row = box.row + 1 + index;
    const piece = `${curve(x, bottom(row - 1), next, top(row))}V${bottom(row)}`;
    x = next;
    return piece;
  });
}

// The last piece of a line: from its source, or from where the source's trunk ends, to its target.
export function branchOf(line, boxes, trunk = []) {
  const [source, target] = [boxes[line.source], boxes[line.target]];
  const passed = target.row - source.row - 1;
  const x = passed ? trunk[passed - 1] : source.x;
  return `${curve(x, bottom(target.row - 1), line.x, top(target.row) - STRAIGHT)}V${top(target.row)}`;
}

// The number of pieces of its source's trunk that a line uses.
export const passedBy = (line, boxes) => boxes[line.target].row - boxes[line.source].row - 1;

export const heightOf = (boxes) => bottom(Math.max(...boxes.map(({ row }) => row)));

export { top };
