// One panel on the page: a Plotly plot that is made once and then only changed.

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
    this.cost = 0; // milliseconds that the last drawing took
    this.drawnAt = 0;
    this.start = start; // start(W, b), for a click on the surface
    this.leaveTaps = onTap(this.plot, (x, y) => this.tapped(x, y));
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(this.plot);
  }

  get is3d() {
    return Boolean(this.panel?.figure.layout.scene);
  }

  // Take the panel of a run and draw it as `frame` shows it, in one go.
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
    // Plotly.react would put the camera back to where the figure says: the person's own view stays. Plotly's layout does not
    // know of a turn that a finger made, or a mouse that was let go elsewhere; its scene does.
    const camera = this.plot._fullLayout?.scene?._scene?.getCamera?.();
    if (layout.scene) layout.scene.camera = camera ?? this.closer(layout.scene.camera);
    this.busy = true;
    try {
      await this.Plotly.react(this.plot, data, layout, CONFIG);
    } finally {
      this.busy = false;
    }
    this.drawnFrame = frame;
    this.plot.querySelectorAll("svg").forEach((svg) => svg.setAttribute("aria-hidden", "true"));
  }

  // The camera of the figure is that of a square panel. In a wide one it may come closer, for height is what limits it; in a
  // high one it goes back.
  closer(camera) {
    const share = Math.min(1.1, Math.max(0.72, (1.1 * this.plot.clientHeight) / this.plot.clientWidth));
    const { x, y, z } = camera.eye;
    return { ...camera, eye: { x: x * share, y: y * share, z: z * share } };
  }

  at(moving, frame) {
    return traceAt(moving, this.runs, frame, this.lowestCost);
  }

  // Show a frame. While playing, a slow panel is drawn less often, so that it does not hold up the others.
  show(frame, playing) {
    if (frame === this.drawnFrame || !this.panel || this.busy) return;
    const now = performance.now();
    if (playing && this.is3d && now - this.drawnAt < 2 * this.cost) return;
    const traces = this.panel.moving.map((moving) => moving.trace);
    const data = this.panel.moving.map((moving) => this.at(moving, frame));
    if (this.is3d) {
      const column = (axis) => data.map((trace) => trace[axis]);
      this.Plotly.restyle(this.plot, { x: column("x"), y: column("y"), z: column("z") }, traces);
    } else {
      // It rejects where the next frame comes before this one is through: that is what "immediate" means.
      this.Plotly.animate(this.plot, { data, traces }, AT_ONCE).catch(() => {});
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
    if (this.panel && !this.busy && this.plot.offsetParent) this.Plotly.Plots.resize(this.plot);
  }

  set hidden(hidden) {
    this.element.hidden = hidden;
  }

  remove() {
    this.leaveTaps();
    this.observer.disconnect();
    this.Plotly.purge(this.plot);
    this.element.remove();
  }
}
