// Panels that do not play: they stay in place while what they show changes.

import { ready } from "./load.js";
import { PanelView } from "./panel-view.js";
import { Theme } from "./theme.js";

const stages = new WeakMap();

// Streamlit calls this on every change of data or theme, with the same parentElement for as long as the figures live.
export function update({ parentElement, data }) {
  if (!stages.has(parentElement)) stages.set(parentElement, new Figures(parentElement));
  stages.get(parentElement).update(data);
}

export function remove(parentElement) {
  stages.get(parentElement)?.remove();
  stages.delete(parentElement);
}

class Figures {
  constructor(parent) {
    this.root = document.createElement("section");
    this.root.className = "linreg-player";
    Object.assign(this.root.dataset, { figures: "", ready: "false" });
    this.stage = document.createElement("div");
    this.stage.className = "linreg-stage linreg-still";
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
      await ready(data.plotly);
      while (this.wanted && !this.removed) {
        const { panels } = this.wanted;
        this.wanted = null;
        await this.draw(panels);
      }
    } finally {
      this.updating = false;
    }
  }

  async draw(panels) {
    const theme = new Theme(this.root);
    const views = panels.map((panel) => {
      if (!this.views.has(panel.name)) this.views.set(panel.name, new PanelView(globalThis.Plotly, this.stage));
      return this.views.get(panel.name);
    });
    for (const view of this.views.values()) view.hidden = !views.includes(view);
    await Promise.all(views.map((view, i) => view.set(panels[i], [], 0, { cost: [0, 0] }, theme)));
    this.root.dataset.ready = "true";
  }

  remove() {
    this.removed = true;
    for (const view of this.views.values()) view.remove();
    this.root.remove();
  }
}
