// The points by the keyboard: one place to reach by Tab, which stands on the chosen point.

import { make } from "./make.js";

let handles = 0;

export class PointHandle {
  // `key(event)` returns whether the key meant something, `leave` is called when the focus goes.
  constructor(view, { key, leave }) {
    this.view = view;
    const id = `linreg-keys-${(handles += 1)}`;
    this.keys = make("p", "", view.element, { id, hidden: "" });
    this.element = make("div", "linreg-point", view.element, { role: "slider", tabindex: "0", "aria-describedby": id });
    this.element.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || !key(event)) return;
      event.preventDefault();
      event.stopPropagation(); // nor is it a shortcut of the player
    });
    this.element.addEventListener("blur", leave);
  }

  // Stand on the point at a place of the plot, and say which it is.
  show([x, y], { index, points, labels }) {
    const { element, keys, view } = this;
    const count = points.x.length;
    const values = { index: index + 1, count, x: String(points.x[index]), y: String(points.y[index]) };
    keys.textContent = labels.pointKeys;
    element.setAttribute("aria-label", labels.points);
    element.setAttribute("aria-valuemin", "1");
    element.setAttribute("aria-valuemax", String(count));
    element.setAttribute("aria-valuenow", String(index + 1));
    element.setAttribute("aria-valuetext", filled(labels.point, values));
    Object.assign(element.style, { left: `${view.plot.offsetLeft + x}px`, top: `${view.plot.offsetTop + y}px` });
  }

  set hidden(hidden) {
    this.element.hidden = hidden;
  }

  remove() {
    this.element.remove();
    this.keys.remove();
  }
}

// A text with its values in place of their names in braces.
export const filled = (text, values) => text.replace(/\{(\w+)\}/g, (name, key) => values[key] ?? name);
