// One panel on the page: a Plotly plot, created once and updated in place.

import { BowlZoom } from "./bowl-zoom.js";
import { FlatZoom } from "./flat-zoom.js";
import { onGesture } from "./gesture.js";
import { onTap, pick, rounded } from "./pick.js";
import { Sketch } from "./sketch.js";
import { Tools } from "./tools.js";
import { isStill, traceAt } from "./trace.js";

const CONFIG = { displayModeBar: false, responsive: false, scrollZoom: false, doubleClick: false };
const AT_ONCE = { mode: "immediate", frame: { duration: 0, redraw: false }, transition: { duration: 0 } };
const SURFACES = ["surface", "contour"];
const STEP = 1.35; // zoom of a button
const LOWEST = 1e-45; // a logarithmic axis has no place for a cost of 0

export class PanelView {
  // `start(W, b)` is called for a click on the surface, and start() to reset the start.
  constructor(Plotly, parent, name, start) {
    this.Plotly = Plotly;
    this.element = document.createElement("figure");
    this.element.className = "linreg-panel";
    this.element.dataset.panel = name;
    this.caption = this.element.appendChild(document.createElement("figcaption"));
    this.heading = this.caption.appendChild(document.createElement("h2"));
    this.plot = this.element.appendChild(document.createElement("div"));
    this.plot.className = "linreg-plot";
    this.plot.setAttribute("role", "img");
    parent.append(this.element);
    this.sketch = new Sketch(this.plot);
    this.drawnFrame = -1;
    this.cost = 0; // duration of the last drawing in milliseconds
    this.drawnAt = 0;
    this.start = start;
    this.drags = false; // whether a drag with the mouse moves the start; with Shift, it moves what is seen
    this.leave = [onTap(this.plot, (x, y) => this.tapped(x, y))];
    this.is3d = name === "surface";
    this.zoom = new (this.is3d ? BowlZoom : FlatZoom)(this.plot, (changes) => this.apply(changes));
    if (SURFACES.includes(name) || name === "cost") this.addTools(SURFACES.includes(name));
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(this.plot);
  }

  addTools(hasStart) {
    const { zoom } = this;
    this.tools = new Tools(this.caption, {
      ...(hasStart ? { resetStart: () => this.start() } : {}),
      zoomOut: () => zoom.zoom(STEP),
      zoomIn: () => zoom.zoom(1 / STEP),
      resetView: () => this.resetView(),
    });
    this.leave.push(
      onGesture(this.plot, {
        zoom: (...how) => zoom.zoom(...how),
        turn: (right, down) => (this.is3d ? zoom.turn(right, down) : zoom.move(right, down)),
        drag: (right, down, withShift) => (this.drags && !withShift) || zoom.move(right, down),
      }),
    );
  }

  // Set the panel and draw it at `frame`. `scene` is what traceAt() needs, with the theme, the labels and the digest of the data.
  async set(panel, scene, frame) {
    this.panel = panel;
    this.scene = { ...scene, lowestCost: scene.window.cost[0] };
    this.heading.textContent = panel.title;
    this.heading.title = panel.note;
    this.plot.setAttribute("aria-label", [panel.description, panel.note].filter(Boolean).join(" "));
    if (this.tools) this.tools.labels = scene.labels;
    if (this.tools) this.tools.chosen = scene.chosen;
    const { theme } = scene;
    const layout = theme.layout(panel.figure.layout);
    if (panel.name === "cost") layout.yaxis.range = scene.window.cost.map(Math.log10);
    if (this.is3d || (layout.xaxis?.range && layout.yaxis?.range)) this.zoom.place(layout, this.keyOf(layout));
    const data = panel.figure.data.map((trace) => theme.trace(trace));
    for (const moving of panel.moving) assign(data[moving.trace], this.at(moving, frame));
    this.busy = true;
    try {
      await (this.drawing = this.Plotly.react(this.plot, data, layout, CONFIG));
    } finally {
      this.busy = false;
    }
    this.drawnFrame = frame;
    this.plot.querySelectorAll("svg").forEach((svg) => svg.setAttribute("aria-hidden", "true"));
  }

  // The zoom is kept while this stays the same. The cost axis grows by itself.
  keyOf(layout) {
    return this.panel.name === "cost" ? this.scene.data : JSON.stringify([layout.xaxis?.range, layout.yaxis?.range]);
  }

  // A moving part at a frame, in the axes that are seen.
  at(moving, frame, scene = this.scene) {
    const { ranges } = this.zoom;
    return traceAt(moving, { ...scene, ranges, size: this.plot._fullLayout?.xaxis ? this.zoom.size : undefined }, frame);
  }

  // Show a frame. While playing, a slow 3D panel skips frames, so that it does not delay the others.
  show(frame, playing) {
    if (frame === this.drawnFrame || !this.panel || this.busy) return;
    const now = performance.now();
    if (playing && this.is3d && now - this.drawnAt < 2 * this.cost) return;
    const parts = this.panel.moving.filter((moving) => !isStill(moving));
    this.redraw(
      parts,
      parts.map((moving) => this.at(moving, frame)),
    );
    this.drawnFrame = frame;
    this.drawnAt = performance.now();
    this.cost = this.drawnAt - now;
  }

  // Give moving traces other data.
  redraw(parts, data) {
    const traces = parts.map((moving) => moving.trace);
    if (this.is3d) {
      const column = (axis) => data.map((trace) => trace[axis]);
      this.drawing = this.Plotly.restyle(this.plot, { x: column("x"), y: column("y"), z: column("z") }, traces);
    } else {
      // In mode "immediate" it rejects when the next frame interrupts it.
      this.drawing = this.Plotly.animate(this.plot, { data, traces }, AT_ONCE).catch(() => {});
    }
    return this.drawing;
  }

  // Show the run of a scene over the plot, at one of its frames, without Plotly: see sketch.js.
  preview(scene, frame) {
    if (!this.panel || this.busy || !this.plot._fullLayout) return;
    const { theme } = scene;
    // The axes hold still: a cost below them leaves the plot.
    const seen = { ...scene, lowestCost: LOWEST };
    const parts = this.panel.moving.filter(({ run, kind }) => run === 0 && kind !== "own");
    const traces = parts.map((moving) => {
      const trace = theme.trace(this.panel.figure.data[moving.trace]);
      assign(trace, this.at(moving, frame, seen));
      return trace;
    });
    this.sketch.draw(traces, theme);
  }

  // Leave of the run only what the scene says: it is shown by `preview`, or as the ghost.
  setAside(scene) {
    if (!this.panel || this.busy) return;
    const { moving } = this.panel;
    const aside = { ...scene, lowestCost: this.scene.lowestCost };
    const data = moving.map((part) => this.at(part, this.drawnFrame, aside));
    this.drawnFrame = -1;
    return this.redraw(moving, data);
  }

  // Change the layout with the next frame of the screen: fingers and wheels send more events than can be drawn.
  apply(changes) {
    const waiting = Boolean(this.changes);
    this.changes = { ...this.changes, ...changes };
    if (waiting) return;
    requestAnimationFrame(() => {
      const all = this.changes;
      this.changes = null;
      if (this.removed || this.busy || !this.panel) return;
      this.Plotly.relayout(this.plot, all);
      if (this.is3d) return;
      const frame = this.drawnFrame;
      this.drawnFrame = -1;
      this.show(frame, false); // arrows and labels stand at the edge of what is seen
    });
  }

  resetView() {
    if (!this.panel) return;
    if (this.panel.name === "cost") {
      this.scene.costRange.forget();
      this.zoom.whole.y = this.scene.costRange.range.map(Math.log10);
    }
    this.zoom.reset();
  }

  tapped(x, y) {
    const start = this.startAt(x, y);
    if (start) this.start(...start);
  }

  // The start [W, b] at a point of the screen, to the digits that a pixel resolves; null if there is none.
  startAt(x, y, picked = pick) {
    if (!this.panel || this.busy || !SURFACES.includes(this.panel.name)) return null;
    const place = picked(this.plot, x, y, this.scene.bowl);
    return place && [rounded(place.W, place.perPixelW), rounded(place.b, place.perPixelB)];
  }

  // Take the size of the element at once, for printing; Plotly's own resize() waits. A scene is drawn later still: its last
  // drawing is scaled, and its camera left alone.
  fit(scaled) {
    if (!this.panel || this.busy || !this.plot.offsetParent) return;
    if (!this.is3d) this.drawing = this.Plotly.relayout(this.plot, { autosize: true });
    else {
      const { style, offsetWidth, offsetHeight } = this.plot.querySelector(".plot-container .svg-container");
      style.zoom = scaled ? Math.min(this.plot.clientWidth / offsetWidth, this.plot.clientHeight / offsetHeight) : "";
    }
  }

  resize() {
    if (!this.panel || this.busy || !this.plot.offsetParent) return;
    this.drawing = this.Plotly.Plots.resize(this.plot);
    this.zoom.resized?.();
  }

  set hidden(hidden) {
    this.element.hidden = hidden;
  }

  remove() {
    this.removed = true;
    for (const leave of this.leave) leave();
    this.observer.disconnect();
    this.element.remove();
    // Plotly looks at its plot once more after each drawing.
    const purge = () => this.Plotly.purge(this.plot);
    Promise.resolve(this.drawing).then(purge, purge);
  }
}

// Put the values of a frame into a trace, those of the marker one by one.
function assign(trace, { marker, ...values }) {
  Object.assign(trace, values);
  if (marker) trace.marker = { ...trace.marker, ...marker };
}
