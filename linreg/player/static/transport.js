// The controls under the panels: buttons, scrubber, speed, loop, keyboard and read-out.

const ICONS = {
  first: "M6 5h2v14H6zM19 5v14L9 12z",
  back: "M16 5v14L6 12z",
  play: "M8 5v14l11-7z",
  pause: "M7 5h4v14H7zM13 5h4v14h-4z",
  forward: "M8 5v14l10-7z",
  last: "M16 5h2v14h-2zM5 5v14l10-7z",
  loop: "M7 7h10v3l4-4-4-4v3H5v6h2zM17 17H7v-3l-4 4 4 4v-3h12v-6h-2z",
};
const SPEEDS = [0.25, 0.5, 1, 2, 4];
const COLUMNS = ["epoch", "W", "b", "cost"];

// A number with a steady count of digits while playing; nan, inf and -inf as PyTorch writes them.
export function format(value, digits = 4) {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  const size = Math.abs(value);
  if (size >= 1e5 || (size > 0 && size < 1e-4)) return value.toExponential(3);
  return value.toFixed(size >= 1000 ? 1 : digits);
}

function make(tag, className, parent, attributes = {}) {
  const element = document.createElement(tag);
  element.className = className;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  parent.append(element);
  return element;
}

function icon(button, name) {
  button.innerHTML = `<svg viewBox="0 0 24 24" aria-hidden="true"><path d="${ICONS[name]}"/></svg>`;
}

export class Transport {
  // `taken(count)` returns whether somebody else goes this many steps, in place of as many frames here.
  constructor(parent, clock, taken = () => false) {
    this.clock = clock;
    this.taken = taken;
    this.bar = make("div", "linreg-transport", parent, { role: "group" });
    const buttons = make("div", "linreg-buttons", this.bar);
    const actions = {
      first: () => this.go(0),
      back: () => this.by(-1),
      play: () => (clock.playing ? clock.pause() : clock.play()),
      forward: () => this.by(1),
      last: () => this.go(clock.last),
    };
    this.buttons = {};
    for (const [name, action] of Object.entries(actions)) {
      this.buttons[name] = make("button", `linreg-button linreg-${name}`, buttons, { type: "button" });
      this.buttons[name].onclick = action;
      icon(this.buttons[name], name);
    }
    this.scrubber = make("input", "linreg-scrubber", this.bar, { type: "range", min: 0, step: 1, value: 0 });
    this.scrubber.oninput = () => this.go(Number(this.scrubber.value));
    this.options = make("div", "linreg-options", this.bar);
    this.buttons.loop = make("button", "linreg-button linreg-loop", this.options, { type: "button" });
    icon(this.buttons.loop, "loop");
    this.buttons.loop.onclick = () => {
      clock.loop = !clock.loop;
      this.refresh();
    };
    this.speed = make("select", "linreg-speed", this.options);
    this.speed.append(...SPEEDS.map((speed) => new Option(`${speed}×`, speed, speed === 1, speed === 1)));
    this.speed.onchange = () => (clock.speed = Number(this.speed.value));
    const numbers = make("div", "linreg-numbers", parent);
    this.readout = make("dl", "linreg-readout", numbers);
    this.values = {};
    for (const name of COLUMNS) {
      const pair = make("div", "", this.readout);
      this.values[name] = { term: make("dt", "", pair), value: make("dd", "", pair, { "data-value": name }) };
    }
    this.status = make("p", "linreg-status", numbers, { role: "status" });
  }

  // Pause at a frame.
  go(frame) {
    this.clock.pause();
    this.clock.seek(frame);
  }

  by(count) {
    if (!this.taken(count)) this.go(this.clock.frame + count);
  }

  // Handle a key; return whether it has an action.
  key(key) {
    const { clock } = this;
    const actions = {
      " ": () => this.buttons.play.onclick(),
      ArrowLeft: () => this.by(-1),
      ArrowRight: () => this.by(1),
      Home: () => this.go(0),
      End: () => this.go(clock.last),
    };
    actions[key]?.();
    return key in actions;
  }

  set labels(labels) {
    this.words = labels;
    this.bar.setAttribute("aria-label", labels.player);
    this.scrubber.setAttribute("aria-label", labels.scrubber);
    this.speed.setAttribute("aria-label", labels.speed);
    for (const name of COLUMNS) this.values[name].term.textContent = labels[name];
    this.refresh();
  }

  // Update the labels and states of the buttons.
  refresh() {
    const { clock, buttons, words } = this;
    const labels = { ...words, play: clock.playing ? words.pause : words.play };
    for (const [name, button] of Object.entries(buttons)) {
      button.setAttribute("aria-label", labels[name]);
      button.title = labels[name];
    }
    icon(buttons.play, clock.playing ? "pause" : "play");
    buttons.loop.setAttribute("aria-pressed", String(clock.loop));
  }

  show(step, epochs, left) {
    this.scrubber.max = this.clock.last;
    this.scrubber.value = this.clock.frame;
    this.scrubber.style.setProperty("--done", `${this.clock.last ? (100 * this.clock.frame) / this.clock.last : 100}%`);
    const text = `${this.words.epoch} ${step.epoch}`;
    this.scrubber.setAttribute("aria-valuetext", text);
    this.values.epoch.value.textContent = `${step.epoch} / ${epochs}`;
    for (const name of ["W", "b"]) this.values[name].value.textContent = format(step[name]);
    this.values.cost.value.textContent = format(step.cost, 6);
    this.status.textContent = left ? this.words.left : "";
  }
}
