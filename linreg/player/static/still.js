// Panels without a player, updated in place.

import { Stage } from "./stage.js";
import { Theme } from "./theme.js";

const stages = new WeakMap();

// Called on every change of data or theme, with the same parentElement for the life of the panels.
export function update({ parentElement, data }) {
  if (!stages.has(parentElement)) stages.set(parentElement, new Still(parentElement));
  stages.get(parentElement).update(data);
}

export function remove(parentElement) {
  stages.get(parentElement)?.remove();
  stages.delete(parentElement);
}

class Still extends Stage {
  constructor(parent) {
    super(parent, { still: "" });
    this.stage.classList.add("linreg-still");
  }

  async take({ panels }) {
    const theme = new Theme(this.root);
    const views = this.arrange(panels);
    await Promise.all(views.map((view, i) => view.set(panels[i], { runs: [], window: { cost: [0, 0] }, theme }, 0)));
    this.root.dataset.ready = "true";
  }
}
