// The buttons in the caption of a panel: zoom, reset, and the start.

const ICONS = {
  zoomOut: "M5 11h14v2H5z",
  zoomIn: "M11 5h2v6h6v2h-6v6h-2v-6H5v-2h6z",
  resetView: "M4 4h6v2H6v4H4zM14 4h6v6h-2V6h-4zM4 14h2v4h4v2H4zM18 14h2v6h-6v-2h4z",
};

export class Tools {
  // `actions` are called by the names of ICONS; `resetStart` is a button with a text.
  constructor(caption, actions) {
    this.element = document.createElement("span");
    this.element.className = "linreg-tools";
    this.buttons = {};
    for (const name of ["resetStart", ...Object.keys(ICONS)]) {
      if (!actions[name]) continue;
      const button = document.createElement("button");
      button.type = "button";
      button.className = `linreg-tool linreg-${name}`;
      button.onclick = actions[name];
      if (ICONS[name]) button.innerHTML = `<svg viewBox="0 0 24 24" aria-hidden="true"><path d="${ICONS[name]}"/></svg>`;
      this.buttons[name] = button;
      this.element.append(button);
    }
    caption.append(this.element);
  }

  set labels(labels) {
    for (const [name, button] of Object.entries(this.buttons)) {
      if (ICONS[name]) {
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
