// One panel on the page: a Plotly plot, created once and updated in place.

import { onTap, pick, rounded } from "./pick.js";
import { traceAt } from "./trace.js";

const CONFIG = { displayModeBar: false, responsive: false, scrollZoom: false, doubleClick: false };
const AT_ONCE = { mode: "immediate", frame: { duration: 0, redraw: false }, transition: { duration: 0 } };

export class PanelView {
  constructor(Plotly, parent, start) {
    this.Plotly = Plotly;
    this.element = document.createElement("figure");
    this.element.className = "linreg-panel";
    const caption = this.element.appendChild(document.createElement("figcaption"));
    this.heading = caption.appendChild(document.createElement("span"));
    this.note = caption.appendChild(document.createElement("small"));
    this.plot = this.element.appendChild(document.createElement("div"));
    this.plot.className = "linreg-plot";
    this.plot.setAttribute("role", "img");
    parent.append(this.element);
    this.drawnFrame = -1;
    this.cost = 0; // duration of the last drawing in milliseconds
    this.drawnAt = 0;
    this.start = start; // start(W, b), called for a click on the surface
    this.leaveTaps = onTap(this.plot, (x, y) => this.tapped(x, y));
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(this.plot);
  }

  get is3d() {
    return Boolean(this.panel?.figure.layout.scene);
  }

  // Set the panel and draw it at `frame`.
  async set(panel, runs, frame, window, theme) {
    this.panel = panel;
    this.runs = runs;
    this.lowestCost = window.cost[0];
    this.element.dataset.panel = panel.name;
    this.heading.textContent = panel.title;
    this.note.textContent = panel.note;
    this.plot.setAttribute("aria-label", panel.description);
    const data = panel.figure.data.map((trace) => theme.trace(trace));
    for (const moving of panel.moving) Object.assign(data[moving.trace], this.at(moving, frame));
    const layout = theme.layout(panel.figure.layout);
    // Plotly.react would reset the camera; keep the user's view. Take it from the scene: the layout misses rotations by touch,
    // and those whose mouse button was released outside the plot.
    const camera = this.plot._fullLayout?.scene?._scene?.getCamera?.();
    if (layout.scene) layout.scene.camera = camera ?? this.closer(layout.scene.camera);
    this.busy = true;
    try {
      await (this.drawing = this.Plotly.react(this.plot, data, layout, CONFIG));
    } finally {
      this.busy = false;
    }
    this.drawnFrame = frame;
    this.plot.querySelectorAll("svg").forEach((svg) => svg.setAttribute("aria-hidden", "true"));
  }

  // The figure's camera is for a square panel. Move it closer in a wide panel, where the height is the limit, and back in a
  // high one.
  closer(camera) {
    const share = Math.min(1.1, Math.max(0.72, (1.1 * this.plot.clientHeight) / this.plot.clientWidth));
    const { x, y, z } = camera.eye;
    return { ...camera, eye: { x: x * share, y: y * share, z: z * share } };
  }

  at(moving, frame) {
    return traceAt(moving, this.runs, frame, this.lowestCost);
  }

  // Show a frame. While playing, a slow 3D panel skips frames, so that it does not delay the others.
  show(frame, playing) {
    if (frame === this.drawnFrame || !this.panel || this.busy) return;
    const now = performance.now();
    if (playing && this.is3d && now - this.drawnAt < 2 * this.cost) return;
    const traces = this.panel.moving.map((moving) => moving.trace);
    const data = this.panel.moving.map((moving) => this.at(moving, frame));
    if (this.is3d) {
      const column = (axis) => data.map((trace) => trace[axis]);
      this.drawing = this.Plotly.restyle(this.plot, { x: column("x"), y: column("y"), z: column("z") }, traces);
    } else {
      // In mode "immediate" it rejects when the next frame interrupts it.
      this.drawing = this.Plotly.animate(this.plot, { data, traces }, AT_ONCE).catch(() => {});
    }
    this.drawnFrame = frame;
    this.drawnAt = performance.now();
    this.cost = this.drawnAt - now;
  }

  tapped(x, y) {
    if (!this.panel || this.busy || !["surface", "contour"].includes(this.panel.name)) return;
    const picked = pick(this.plot, x, y, this.bowl);
    if (picked) this.start(rounded(picked.W, picked.perPixelW), rounded(picked.b, picked.perPixelB));
  }

  resize() {
    if (this.panel && !this.busy && this.plot.offsetParent) this.drawing = this.Plotly.Plots.resize(this.plot);
  }

  set hidden(hidden) {
    this.element.hidden = hidden;
  }

  remove() {
    this.leaveTaps();
    this.observer.disconnect();
    this.element.remove();
    // Plotly looks at its plot once more after each drawing.
    const purge = () => this.Plotly.purge(this.plot);
    Promise.resolve(this.drawing).then(purge, purge);
  }
}
