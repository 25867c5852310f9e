// Panels without a player, updated in place.

import { onTap, pick } from "./pick.js";
import { Stage } from "./stage.js";
import { Theme } from "./theme.js";

const stages = new WeakMap();

// Called on every change of data or theme, with the same parentElement for the life of the panels.
export function update({ parentElement, data, setTriggerValue }) {
  if (!stages.has(parentElement)) stages.set(parentElement, new Still(parentElement));
  const still = stages.get(parentElement);
  still.tell = (x, y) => setTriggerValue?.("pick", [x, y]);
  still.update(data);
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

  async take({ panels, picks }) {
    const theme = new Theme(this.root);
    this.root.dataset.picks = String(Boolean(picks));
    const views = this.arrange(panels);
    for (const view of views) this.listen(view);
    await Promise.all(views.map((view, i) => view.set(panels[i], { runs: [], window: { cost: [0, 0] }, theme }, 0)));
    this.root.dataset.ready = "true";
  }
  // Tell where a panel is clicked or tapped, in the units of its axes.
  listen(view) {
    if (view.isHeard) return;
    view.isHeard = true;
    const tapped = (clientX, clientY) => {
      const picked = this.root.dataset.picks === "true" && pick(view.plot, clientX, clientY);
      if (picked) this.tell(picked.W, picked.b);
    };
    view.leave.push(onTap(view.plot, tapped));
  }
}
