// The controls of the tab "Inside a step": the name of the step and the buttons.

import { setIcon } from "./icons.js";
import { make } from "./make.js";

const WITH_WORDS = ["line", "slowly"];

export class Bar {
  // `actions` by the names of the buttons.
  constructor(parent, actions) {
    const bar = make("div", "linreg-inside-bar", parent);
    this.title = make("strong", "", bar, { role: "status" });
    this.buttons = {};
    for (const [name, action] of Object.entries(actions)) {
      this.buttons[name] = make("button", `linreg-inside-${name}`, bar, { type: "button" });
      this.buttons[name].onclick = action;
    }
    this.sheetState = "open";
  }

  set words(words) {
    this.labels = words;
    this.refresh(this.playing);
  }

  set sheet(state) {
    this.sheetState = state;
    this.refresh(this.playing);
  }

  // Label the buttons; `playing`: whether a step is being played slowly.
  refresh(playing) {
    this.playing = playing;
    const { labels } = this;
    if (!labels) return;
    const icons = { slowly: playing ? "pause" : "play", sheet: this.sheetState === "open" ? "close" : "open" };
    const texts = {
      ...labels,
      slowly: playing ? labels.pause : labels.slowly,
      sheet: this.sheetState === "open" ? labels.close : labels.open,
    };
    for (const [name, button] of Object.entries(this.buttons)) {
      if (button.dataset.text === texts[name]) continue;
      button.dataset.text = texts[name];
      setIcon(button, icons[name] ?? name);
      if (WITH_WORDS.includes(name)) button.append(texts[name]);
      else button.title = texts[name];
      button.setAttribute("aria-label", texts[name]);
    }
  }

  show(title, step, total) {
    // Announced only if it has changed.
    if (this.title.textContent !== title) this.title.textContent = title;
    // Not `disabled`: a disabled button loses the focus, and with it the arrow keys.
    this.buttons.back.setAttribute("aria-disabled", String(step === 0));
    this.buttons.forward.setAttribute("aria-disabled", String(step === total - 1));
  }
}
