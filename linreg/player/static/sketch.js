// Draws traces on a canvas over a plot, in the look that Plotly gives them. Plotly needs a hundred milliseconds and more for a
// change of its bowl; this needs one, so that the picture can follow a thumb.

import { make } from "./make.js";
import { clipped, projection } from "./projection.js";

// What Plotly's units of width and size are in pixels, in a scene.
const SCENE = { width: 0.4, size: 2.8 };
const DASH = { dash: [9, 9], dot: [3, 3] };

export class Sketch {
  constructor(plot) {
    this.plot = plot;
    this.canvas = make("canvas", "linreg-sketch", plot.parentElement, { "aria-hidden": "true", hidden: "" });
    this.context = this.canvas.getContext("2d");
  }

  // Draw traces in Plotly's terms: their look, with the values x, y and z. `font` is that of the page. A veil, from 0 to 1, dims the
  // plot under them; `instead` hides the plot's own traces.
  draw(traces, { font, scale, background }, { veil = 0, instead = false } = {}) {
    const { plot, canvas, context } = this;
    const { clientWidth: width, clientHeight: height, offsetLeft, offsetTop } = plot;
    const dots = devicePixelRatio || 1;
    const key = [width, height, offsetLeft, offsetTop, dots].join();
    if (key !== this.key) {
      this.key = key;
      Object.assign(canvas, { width: width * dots, height: height * dots });
      Object.assign(canvas.style, { left: `${offsetLeft}px`, top: `${offsetTop}px`, width: `${width}px`, height: `${height}px` });
    }
    canvas.hidden = false;
    plot.classList.toggle("linreg-bare", instead);
    context.setTransform(dots, 0, 0, dots, 0, 0);
    context.clearRect(0, 0, width, height);
    Object.assign(context, { globalAlpha: veil, fillStyle: background });
    if (veil) context.fillRect(0, 0, width, height);
    const space = projection(plot);
    context.lineJoin = "round";
    for (const trace of traces) {
      context.save();
      context.globalAlpha = trace.opacity ?? 1;
      const mode = trace.mode ?? "lines";
      if (mode.includes("lines")) this.lines(trace, space);
      if (mode.includes("markers")) this.markers(trace, space, background);
      if (mode.includes("text")) this.texts(trace, space, `${12 * scale}px ${font}`);
      context.restore();
    }
  }

  clear() {
    this.canvas.hidden = true;
    this.plot.classList.remove("linreg-bare");
  }

  lines({ x, y, z, line = {}, fill, fillcolor }, space) {
    const { context } = this;
    this.inside(space);
    context.strokeStyle = line.color;
    context.lineWidth = (line.width ?? 2) * (z ? SCENE.width : 1);
    context.setLineDash(DASH[line.dash] ?? []);
    context.beginPath();
    for (let i = 0; i < x.length; i += 1) {
      if (x[i] === null || y[i] === null) continue;
      const isFirst = i === 0 || x[i - 1] === null || y[i - 1] === null;
      if (z) {
        if (!isFirst) this.segment([x[i - 1], y[i - 1], z[i - 1]], [x[i], y[i], z[i]], space);
      } else if (isFirst) context.moveTo(...space.at(x[i], y[i]));
      else context.lineTo(...space.at(x[i], y[i]));
    }
    if (fill === "toself") {
      context.fillStyle = fillcolor;
      context.fill();
    }
    context.stroke();
  }

  // What leaves the axes of a scene is not seen.
  segment(from, to, { at, axes }) {
    const seen = clipped(from, to, axes)?.map((point) => at(...point));
    if (!seen?.every(Boolean)) return;
    this.context.moveTo(...seen[0]);
    this.context.lineTo(...seen[1]);
  }

  markers({ x, y, z, marker }, space, background) {
    const { context } = this;
    const radius = (marker.size * (z ? SCENE.size : 1)) / 2;
    for (let i = 0; i < x.length; i += 1) {
      const place = x[i] === null ? null : space.at(x[i], y[i], z?.[i]);
      if (!place || !isWithin(place, space.clip)) continue;
      context.save();
      context.translate(...place);
      context.rotate(((marker.angle ?? 0) * Math.PI) / 180);
      context.beginPath();
      SHAPES[marker.symbol ?? "circle"](context, radius);
      const isOpen = marker.symbol?.endsWith("-open");
      context.fillStyle = context.strokeStyle = marker.color;
      context.lineWidth = (isOpen && !z && marker.line?.width) || 1.5;
      if (isOpen) context.stroke();
      else context.fill();
      if (marker.line?.width && !z && !isOpen) {
        context.strokeStyle = background;
        context.lineWidth = marker.line.width;
        context.stroke();
      }
      context.restore();
    }
  }

  texts({ x, y, z, text, textposition, textfont, marker }, space, font) {
    const { context } = this;
    const [vertical, side] = (textposition ?? "middle center").split(" ");
    Object.assign(context, { font, fillStyle: textfont?.color });
    context.textAlign = { left: "right", right: "left" }[side] ?? "center";
    context.textBaseline = { top: "bottom", bottom: "top" }[vertical] ?? "middle";
    // Beside a marker, as far away as Plotly writes it.
    const away = marker ? marker.size / 1.6 + 1 : 0;
    const [right, down] = [{ left: -away, right: away }[side] ?? 0, { top: -away, bottom: away }[vertical] ?? 0];
    x.forEach((_, i) => {
      const place = x[i] === null ? null : space.at(x[i], y[i], z?.[i]);
      if (place) context.fillText([text].flat()[i] ?? "", place[0] + right, place[1] + down);
    });
  }

  inside({ clip }) {
    this.context.beginPath();
    this.context.rect(clip.left, clip.top, clip.width, clip.height);
    this.context.clip();
  }
}

const isWithin = ([x, y], { left, top, width, height }) =>
  x >= left - 1 && x <= left + width + 1 && y >= top - 1 && y <= top + height + 1;

const SHAPES = {
  circle: (context, r) => context.arc(0, 0, r, 0, 2 * Math.PI),
  // As Plotly draws it: as high as wide, around its centre of gravity.
  "triangle-up": (context, r) => polygon(context, [0, -r], [1.155 * r, r / 2], [-1.155 * r, r / 2]),
  "cross-thin-open": (context, r) => {
    for (const [x, y] of [
      [0, 1.4 * r],
      [1.4 * r, 0],
    ]) {
      context.moveTo(-x, -y);
      context.lineTo(x, y);
    }
  },
  "diamond-open": (context, r) => polygon(context, [0, -r], [r, 0], [0, r], [-r, 0]),
};

function polygon(context, ...corners) {
  for (const [x, y] of corners) context.lineTo(x, y);
  context.closePath();
}
