// The controls under the panels: buttons, scrubber, speed, loop and keyboard.

import { setIcon } from "./icons.js";
import { make } from "./make.js";

const SPEEDS = [0.25, 0.5, 1, 2, 4];

export class Transport {
  // `parent` takes the bar, `options` the loop button and the speed. `taken(count)` returns whether somebody else goes this many
  // steps, in place of as many frames here.
  constructor(parent, options, clock, taken = () => false) {
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
      setIcon(this.buttons[name], name);
    }
    this.scrubber = make("input", "linreg-scrubber", this.bar, { type: "range", min: 0, step: 1, value: 0 });
    this.scrubber.oninput = () => this.go(Number(this.scrubber.value));
    this.options = make("div", "linreg-options", options);
    this.buttons.loop = make("button", "linreg-button linreg-loop", this.options, { type: "button" });
    setIcon(this.buttons.loop, "loop");
    this.buttons.loop.onclick = () => {
      clock.loop = !clock.loop;
      this.refresh();
    };
    this.speed = make("select", "linreg-speed", this.options);
    this.speed.append(...SPEEDS.map((speed) => new Option(`${speed}×`, speed, speed === 1, speed === 1)));
    this.speed.onchange = () => (clock.speed = Number(this.speed.value));
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
    setIcon(buttons.play, clock.playing ? "pause" : "play");
    buttons.loop.setAttribute("aria-pressed", String(clock.loop));
  }

  show(epoch) {
    this.scrubber.max = this.clock.last;
    this.scrubber.value = this.clock.frame;
    this.scrubber.style.setProperty("--done", `${this.clock.last ? (100 * this.clock.frame) / this.clock.last : 100}%`);
    this.scrubber.setAttribute("aria-valuetext", `${this.words.epoch} ${epoch}`);
  }
}
