// Where panels stand: made once on the page, and kept in place while what they show comes and goes.

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
    this.views = new Map(); // from the name of a panel to its view
  }

  // Plotly cannot take a change while it is still drawing the one before: changes wait, and of those only the last is drawn.
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

  // What is done once no change waits any more.
  refresh() {}

  // One view for each panel. Those that are not shown are hidden: a surface that comes back finds its camera as it was.
  arrange(panels, start) {
    const shown = panels.map((panel) => {
      if (!this.views.has(panel.name)) this.views.set(panel.name, new PanelView(globalThis.Plotly, this.stage, start));
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
