// The controls of the tab "Inside a step": the name of the step and the buttons.

const ICONS = {
  back: "M16 5v14L6 12z",
  forward: "M8 5v14l10-7z",
  line: "M11 4h2v12l5-5 1.4 1.4L12 19.8l-7.4-7.4L6 11l5 5z",
  slowly: "M8 5v14l11-7z",
  pause: "M7 5h4v14H7zM13 5h4v14h-4z",
  open: "M6.4 5 12 10.6 17.6 5 19 6.4 13.4 12l5.6 5.6-1.4 1.4-5.6-5.6L6.4 19 5 17.6l5.6-5.6L5 6.4z",
  closed: "M4 19h16v2H4zM12 3l7 7h-4v7H9v-7H5z",
};
const WITH_WORDS = ["line", "slowly"];

export class Bar {
  // `actions` by the names of the buttons.
  constructor(parent, actions) {
    const bar = document.createElement("div");
    bar.className = "linreg-inside-bar";
    this.title = document.createElement("strong");
    this.title.setAttribute("role", "status");
    bar.append(this.title);
    this.buttons = {};
    for (const [name, action] of Object.entries(actions)) {
      const button = document.createElement("button");
      Object.assign(button, { type: "button", className: `linreg-inside-${name}`, onclick: action });
      this.buttons[name] = button;
      bar.append(button);
    }
    parent.append(bar);
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
    const icons = { slowly: playing ? "pause" : "slowly", sheet: this.sheetState };
    const texts = {
      ...labels,
      slowly: playing ? labels.pause : labels.slowly,
      sheet: this.sheetState === "open" ? labels.close : labels.open,
    };
    for (const [name, button] of Object.entries(this.buttons)) {
      const icon = `<svg viewBox="0 0 24 24" aria-hidden="true"><path d="${ICONS[icons[name] ?? name]}"/></svg>`;
      if (button.dataset.text === texts[name]) continue;
      button.dataset.text = texts[name];
      button.innerHTML = icon;
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
