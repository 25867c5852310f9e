// The menu that saves the panels as pictures and the run as a video.

import { formatsOf, pictureOf, save } from "./export.js";
import { setIcon } from "./icons.js";
import { make } from "./make.js";
import { canRecord, record } from "./recording.js";

let menus = 0;

export class SaveMenu {
  // Older browsers know no popovers: their page is the same without the menu.
  static works = Boolean(globalThis.HTMLElement && "popover" in HTMLElement.prototype);

  // `shown()` returns what is shown: root, picture, views, runs, theme, frame and textAt.
  constructor(parent, shown) {
    this.shown = shown;
    this.button = make("button", "linreg-button linreg-save", parent, { type: "button" });
    setIcon(this.button, "save");
    // A popover closes on Escape and on a press elsewhere, and is never cut off.
    const id = `linreg-menu-${(menus += 1)}`;
    this.menu = make("div", "linreg-menu", parent, { id, popover: "auto", role: "group" });
    this.button.setAttribute("popovertarget", id);
    this.menu.addEventListener("toggle", (event) => event.newState === "open" && this.place());
  }

  // Over the button, within the window.
  place() {
    const at = this.button.getBoundingClientRect();
    const { offsetWidth, offsetHeight, style } = this.menu;
    style.left = `${Math.max(8, Math.min(at.right, innerWidth - 8) - offsetWidth)}px`;
    style.top = `${Math.max(8, at.top > offsetHeight + 8 ? at.top - offsetHeight - 4 : at.bottom + 4)}px`;
  }

  // Offer the panels of a picture.
  offer(panels, labels) {
    this.labels = labels;
    for (const element of [this.button, this.menu]) element.setAttribute("aria-label", labels.save);
    this.button.title = labels.save;
    if (this.stop) return; // the row of the video shows its progress
    this.menu.replaceChildren();
    for (const panel of panels) {
      const choices = formatsOf(panel).map((format) => [format.toUpperCase(), () => this.picture(panel.name, format)]);
      this.row(panel.title, choices);
    }
    if (canRecord()) this.video = this.row(labels.video, [["WebM", () => this.film()]]);
  }

  row(title, choices) {
    const row = make("div", "", this.menu);
    make("span", "", row).textContent = title;
    for (const [name, action] of choices) {
      const button = make("button", "", row, { type: "button", "aria-label": `${title}, ${name}` });
      Object.assign(button, { textContent: name, onclick: action });
    }
    return row;
  }

  async picture(name, format) {
    const { picture, views, theme } = this.shown();
    const view = views.find((each) => each.panel.name === name);
    save(await pictureOf(view, picture.settings, theme, format), `linreg-${picture.run}-${name}.${format}`);
  }

  async film() {
    const shown = this.shown();
    const stop = (this.stop = new AbortController());
    const row = this.video;
    const bar = document.createElement("progress");
    bar.setAttribute("aria-label", this.labels.video);
    const cancel = Object.assign(document.createElement("button"), {
      type: "button",
      textContent: this.labels.cancel,
      onclick: () => stop.abort(),
    });
    row.replaceChildren(bar, cancel);
    cancel.focus();
    try {
      const video = await record(shown, (share) => (bar.value = share), stop.signal);
      save(URL.createObjectURL(video), `linreg-${shown.picture.run}.webm`);
    } catch (error) {
      if (!stop.signal.aborted) throw error;
    } finally {
      this.stop = null;
      this.offer(this.shown().picture.panels, this.labels);
      if (this.menu.matches(":popover-open")) this.video.querySelector("button").focus();
    }
  }

  remove() {
    this.stop?.abort();
  }
}
