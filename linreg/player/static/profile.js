// The profile of a sweep under the slider: the final cost of every learning rate, by height and by colour.

const LOW = [31, 127, 196]; // the colour of the run
const HIGH = [128, 132, 145];
const DEPTH = 15; // decades under the first cost: below them rounding rules

// The height of each cost from 0 to 1 on a logarithmic scale, where 1 is the first cost or more.
export function heights(costs, first) {
  const exponent = (cost) => Math.log10(Math.max(cost / first, 10 ** -DEPTH));
  const lowest = Math.min(...costs.filter((cost) => cost <= first).map(exponent), -1);
  return costs.map((cost) => (cost <= first ? 1 - exponent(cost) / lowest : 1));
}

// Draw it over the width of the track, whose ends are the middles of the first and the last option.
// `levels` are those of `Sweep.levelOf`, `first` is the cost at the start.
export function drawProfile(canvas, levels, first) {
  const shares = heights(
    levels.map(({ cost }) => cost),
    first,
  );
  const { clientWidth: width, clientHeight: height } = canvas;
  const dots = globalThis.devicePixelRatio || 1;
  Object.assign(canvas, { width: width * dots, height: height * dots });
  const context = canvas.getContext("2d");
  context.scale(dots, dots);
  for (let x = 0; x < width; x += 1) {
    const index = Math.round((x / Math.max(1, width - 1)) * (levels.length - 1));
    // What rises is hatched, so that it is told apart without colour.
    if (levels[index].rises && x % 4 > 1) continue;
    const mixed = LOW.map((low, i) => Math.round(low + shares[index] * (HIGH[i] - low)));
    context.fillStyle = `rgb(${mixed.join()})`;
    const tall = 1 + shares[index] * (height - 1);
    context.fillRect(x, height - tall, 1, tall);
  }
}
