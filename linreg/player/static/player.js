// The player: three panels and one set of controls, updated in place.

import { Clock } from "./clock.js";
import { SaveMenu } from "./save-menu.js";
import { Stage } from "./stage.js";
import { Steps, frameAt, timesOf } from "./steps.js";
import { Theme } from "./theme.js";
import { Transport, format } from "./transport.js";

const players = new WeakMap();

const STANDS_AFTER = 150; // milliseconds at one step before the step is reported to the page

// Called on every change of data or theme, with the same parentElement for the life of the player.
export function update({ parentElement, data, setStateValue, setTriggerValue }) {
  let player = players.get(parentElement);
  if (!player) {
    player = new Player(parentElement);
    players.set(parentElement, player);
  }
  player.tell = {
    standing: (step) => setStateValue?.("standing", step),
    start: (W, b) => setTriggerValue?.("start", [W, b]),
  };
  player.update(data);
}

export function remove(parentElement) {
  players.get(parentElement)?.remove();
  players.delete(parentElement);
}

class Player extends Stage {
  constructor(parent) {
    super(parent, { player: "", frame: "0", frames: "0", playing: "false" });
    this.root.tabIndex = -1;
    this.clock = new Clock(
      (frame) => this.show(frame),
      () => this.refresh(),
    );
    this.transport = new Transport(this.root, this.clock);
    if (SaveMenu.works) this.saveMenu = new SaveMenu(this.transport.options, () => this.shown());
    this.onKey = this.onKey.bind(this);
    document.addEventListener("keydown", this.onKey);
  }

  update(data) {
    this.follow = data.follow;
    return super.update(data);
  }

  async take({ picture, labels }) {
    this.root.setAttribute("aria-label", labels.player);
    this.transport.labels = labels;
    this.root.style.setProperty("--linreg-pick", JSON.stringify(labels.pick));
    const theme = new Theme(this.root);
    const key = JSON.stringify(picture);
    if (key === this.key && theme.equals(this.theme)) return;
    Object.assign(this, { key, theme });
    await this.draw(picture, picture.run !== this.picture?.run);
  }

  // Draw a picture. A new run plays from its start; another view of the same run stays where it is.
  async draw(picture, isNew) {
    const { clock } = this;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const runs = picture.runs.map((run) => new Steps(run));
    const times = timesOf(picture);
    const last = times.length - 1;
    // For the same run, keep the time shown: kept runs may have changed the frames.
    const frame = isNew ? (still ? last : 0) : frameAt(times, this.times[clock.frame]);
    if (isNew) clock.pause();
    Object.assign(this, { picture, runs, times });
    clock.reset(last, frame);
    this.current = this.arrange(picture.panels, (W, b) => this.tell.start(W, b));
    for (const view of this.current) view.bowl = picture.bowl;
    await Promise.all(
      this.current.map((view, i) => view.set(picture.panels[i], runs, frame, picture.window, this.theme)),
    );
    if (this.removed) return;
    this.saveMenu?.offer(picture.panels, this.transport.words);
    Object.assign(this.root.dataset, { run: picture.run, frames: String(times.length), runs: String(runs.length) });
    this.show(clock.frame);
    this.root.dataset.ready = "true";
    if (isNew && !still) clock.play();
  }

  // What the menu saves.
  shown() {
    const { root, picture, runs, times, theme, current: views } = this;
    const { words } = this.transport;
    const textAt = (frame) => {
      const { W, b, cost } = runs[0].at(frame);
      const epoch = Math.floor(times[frame] + 1e-3);
      const values = `W ${format(W)} · b ${format(b)} · ${words.cost} ${format(cost, 6)}`;
      return `${picture.settings} · ${words.epoch} ${epoch} · ${values}`;
    };
    return { root, picture, runs, theme, views, textAt };
  }

  show(frame) {
    const step = this.runs[0].at(frame);
    // With a tolerance: three thirds of an epoch may be slightly less than one in float32.
    const epoch = Math.floor(this.times[frame] + 1e-3);
    const { window, epochs } = this.picture;
    const outside = (value, [low, high]) => !(value >= low && value <= high);
    this.root.dataset.frame = String(frame);
    this.root.dataset.epoch = String(epoch);
    this.transport.show({ ...step, epoch }, epochs, outside(step.W, window.W) || outside(step.b, window.b));
    for (const view of this.current) view.show(frame, this.clock.playing);
    this.stand();
  }

  // Report the step to the page once the player stands still, if the page follows it.
  stand() {
    clearTimeout(this.standing);
    if (!this.follow || this.clock.playing) return;
    this.standing = setTimeout(() => {
      const stand = { run: this.picture.run, step: this.runs[0].at(this.clock.frame).step };
      if (this.removed || this.clock.playing || JSON.stringify(stand) === this.told) return;
      this.told = JSON.stringify(stand);
      this.tell.standing(stand);
    }, STANDS_AFTER);
  }

  refresh() {
    this.root.dataset.playing = String(this.clock.playing);
    this.transport.refresh();
    this.stand();
    if (!this.clock.playing) for (const view of this.current) view.show(this.clock.frame, false);
  }

  // The player takes keys if it has the focus, or if nothing has it.
  onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || !this.picture) return;
    const inside = this.root.contains(event.target);
    if (!inside && event.target !== document.body) return;
    if (!inside && ["Home", "End"].includes(event.key)) return; // they scroll the page
    if (event.key === " " && event.target.closest("button")) return; // it presses the button
    if (event.target.closest("select")) return;
    if (this.transport.key(event.key)) event.preventDefault();
  }

  remove() {
    clearTimeout(this.standing);
    this.clock.pause();
    this.saveMenu?.remove();
    document.removeEventListener("keydown", this.onKey);
    super.remove();
  }
}
