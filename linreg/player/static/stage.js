// The container of panels: created once and updated in place.

import { PanelView } from "./panel-view.js";

export class Stage {
  constructor(parent, dataset) {
    this.root = document.createElement("section");
    this.root.className = "linreg-player";
    Object.assign(this.root.dataset, { ready: "false", ...dataset });
    this.stage = document.createElement("div");
    this.stage.className = "linreg-stage";
    this.root.append(this.stage);
    parent.append(this.root);
    this.views = new Map(); // name of a panel -> its view
  }

  // Plotly cannot take a change while drawing another: changes wait, and only the latest of them is drawn.
  async update(data) {
    this.wanted = data;
    if (this.updating) return;
    this.updating = true;
    try {
      while (this.wanted && !this.removed) {
        const next = this.wanted;
        this.wanted = null;
        await this.take(next);
      }
      this.refresh();
    } finally {
      this.updating = false;
    }
  }

  // Called when no change is waiting.
  refresh() {}

  // Return one view per panel. Other views are hidden, not removed, so that a surface keeps its camera.
  arrange(panels, start) {
    const shown = panels.map((panel) => {
      if (!this.views.has(panel.name)) this.views.set(panel.name, new PanelView(globalThis.Plotly, this.stage, panel.name, start));
      return this.views.get(panel.name);
    });
    for (const view of this.views.values()) view.hidden = !shown.includes(view);
    return shown;
  }

  remove() {
    this.removed = true;
    for (const view of this.views.values()) view.remove();
    this.root.remove();
  }
}
