// The buttons in the caption of a panel: zoom, reset, and the start.

import { setIcon } from "./icons.js";
import { make } from "./make.js";

const WITH_ICON = ["zoomOut", "zoomIn", "resetView"];

export class Tools {
  // `actions` by the names of the buttons; `resetStart` is one with a text.
  constructor(caption, actions) {
    this.element = make("span", "linreg-tools", caption);
    this.buttons = {};
    for (const name of ["resetStart", ...WITH_ICON]) {
      if (!actions[name]) continue;
      const button = make("button", `linreg-tool linreg-${name}`, this.element, { type: "button" });
      button.onclick = actions[name];
      if (WITH_ICON.includes(name)) setIcon(button, name);
      this.buttons[name] = button;
    }
  }

  set labels(labels) {
    for (const [name, button] of Object.entries(this.buttons)) {
      if (WITH_ICON.includes(name)) {
        button.title = labels[name];
        button.setAttribute("aria-label", labels[name]);
      } else button.textContent = labels[name];
    }
  }

  // Whether the start was chosen, and can be reset.
  set chosen(chosen) {
    if (this.buttons.resetStart) this.buttons.resetStart.hidden = !chosen;
  }
}
