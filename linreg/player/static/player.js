// The player: three panels and one set of controls, updated in place.

import { Clock } from "./clock.js";
import { make } from "./make.js";
import { onPaper } from "./paper.js";
import { Points } from "./points.js";
import { Preview } from "./preview.js";
import { ReadOut, format } from "./read-out.js";
import { SaveMenu } from "./save-menu.js";
import { LOOK, STANDS, STEP, tell } from "./signals.js";
import { Stage } from "./stage.js";
import { StartDrag } from "./start-drag.js";
import { frameAt, stepsOf, timesOf } from "./steps.js";
import { Theme } from "./theme.js";
import { Transport } from "./transport.js";
import { CostRange } from "./zoom.js";

const players = new WeakMap();

// Called on every change of data or theme, with the same parentElement for the life of the player.
export function update({ parentElement, data, setTriggerValue, site }) {
  let player = players.get(parentElement);
  if (!player) {
    player = new Player(parentElement);
    players.set(parentElement, player);
  }
  player.tell = {
    start: (W, b) => setTriggerValue?.("start", W === undefined ? "default" : [W, b]),
    points: (points) => setTriggerValue?.("points", points),
  };
  player.site = site;
  player.update(data);
}

export function remove(parentElement) {
  players.get(parentElement)?.remove();
  players.delete(parentElement);
}

// The epoch of a time. With a tolerance: three thirds of an epoch may be slightly less than one in float32. The state after the
// last update belongs to the last epoch.
const epochAt = (time, { last }) => Math.min(Math.floor(time + 1e-3), last);

function toggleFullscreen() {
  const change = document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen?.();
  change?.catch(() => {}); // refused in a frame without permission
}

class Player extends Stage {
  constructor(parent) {
    super(parent, { player: "", frame: "0", frames: "0", playing: "false", live: "false" });
    this.root.tabIndex = -1;
    this.clock = new Clock(
      (frame) => this.show(frame),
      () => this.refresh(),
    );
    const numbers = make("div", "linreg-numbers", this.root);
    this.readOut = new ReadOut(numbers);
    this.transport = new Transport(this.root, numbers, this.clock, (count) => tell(STEP, { count }));
    if (SaveMenu.works) this.saveMenu = new SaveMenu(this.transport.options, () => this.shown());
    this.root.append(numbers); // under the bar
    // Read aloud by screen readers whenever its text changes.
    this.said = make("p", "linreg-said", this.root, { role: "status" });
    this.costRange = new CostRange();
    this.preview = new Preview(this);
    this.points = new Points(this);
    this.startDrag = new StartDrag(this);
    this.onKey = this.onKey.bind(this);
    this.onLook = ({ detail }) => this.look(detail);
    document.addEventListener(LOOK, this.onLook);
    document.addEventListener("keydown", this.onKey);
    this.leavePaper = onPaper(this.root, () => this.current ?? []);
  }

  async take(latest) {
    const { picture, labels, said = "", sweep = null, points } = latest;
    this.came = latest;
    if (this.points.holds(latest)) return;
    this.latest = latest;
    this.points.offer(points);
    if (this.said.textContent !== said) this.said.textContent = said;
    this.root.setAttribute("aria-label", labels.player);
    this.transport.labels = this.labels = labels;
    this.readOut.labels = labels;
    for (const name of ["pick", "drag"]) this.root.style.setProperty(`--linreg-${name}`, JSON.stringify(labels[name]));
    const theme = new Theme(this.root);
    const key = JSON.stringify(picture);
    if (key === this.key && theme.equals(this.theme)) return this.preview.settle();
    Object.assign(this, { key, theme });
    await this.draw(picture, picture.run !== this.picture?.run);
    this.preview.offer(sweep && `${this.site}/${sweep}`);
  }

  // Draw a picture. A new run plays from its start; another view of the same run stays where it is.
  async draw(picture, isNew) {
    const { clock } = this;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    // A new run leaves the one before it as a ghost, on the same data.
    if (isNew) this.ghost = picture.data === this.picture?.data ? this.runs[0] : null;
    if (isNew && this.ghost) this.ghost.exact = null;
    const runs = picture.runs.map(stepsOf);
    const times = timesOf(picture);
    const last = times.length - 1;
    // For the same run, keep the time shown: kept runs may have changed the frames.
    const frame = isNew ? (still ? last : 0) : frameAt(times, this.times[clock.frame]);
    if (isNew) clock.pause();
    if (isNew) this.exact = null;
    runs[0].exact = this.exact;
    Object.assign(this, { picture, runs, times });
    clock.reset(last, frame);
    this.current = this.arrange(picture.panels, (W, b) => this.tell.start(W, b));
    if (this.latest.runs !== undefined) this.startDrag.watch(this.views.get("contour"));
    // Under a preview that is still moved, the new run is the ghost.
    const { moving } = this.preview;
    const scene = moving ? this.sceneAside() : this.sceneOf(picture, runs);
    const set = async (view, i) => {
      await view.set(picture.panels[i], scene, frame);
      if (!moving) view.sketch.clear();
    };
    await Promise.all(this.current.map(set));
    if (this.removed) return;
    Object.assign(this.root.dataset, { run: picture.run, frames: String(times.length), runs: String(runs.length) });
    if (moving) return;
    this.preview.clear();
    this.saveMenu?.offer(picture.panels, this.transport.words);
    this.root.dataset.lr = String(picture.lr);
    this.show(clock.frame, this.exact);
    this.root.dataset.ready = "true";
    if (isNew && !still) clock.play();
    this.points.drawn();
  }

  // What the panels draw besides their figures.
  sceneOf({ data, bowl, chosen, window }, runs) {
    const { ghost, theme, labels, costRange } = this;
    const cost = costRange.take(data, window.cost);
    return { runs, ghost, data, bowl, chosen, window: { ...window, cost }, theme, labels, costRange };
  }

  // The same with the run as the ghost.
  sceneAside() {
    const [run, ...kept] = this.runs;
    return { ...this.sceneOf(this.picture, [null, ...kept]), ghost: run };
  }

  // Show other states in place of the run: a preview (preview.js).
  showPreview({ steps, lr, epoch }) {
    const { picture } = this;
    this.clock.pause();
    const frame = steps.lastFrame;
    const scene = { ...this.sceneOf(picture, [steps, ...this.runs.slice(1)]), isPreview: true };
    for (const view of this.current) view.preview(scene, frame);
    this.root.dataset.lr = String(lr);
    const step = { ...steps.at(frame), epoch };
    this.readOut.show(step, picture.epochs, picture, this.isOutside(step));
  }

  // What is known of the run up to an epoch.
  upTo(epoch) {
    const frame = frameAt(this.times, epoch + 1 + 1e-3);
    return { steps: this.runs[0].upToFrame(frame), lr: this.picture.lr, epoch: epochAt(this.times[frame], this.picture) };
  }

  // Draw the picture once more, after a preview that led to nothing.
  restore() {
    this.key = null;
    this.update(this.came);
  }

  isOutside({ W, b }) {
    const outside = (value, [low, high]) => !(value >= low && value <= high);
    return outside(W, this.picture.window.W) || outside(b, this.picture.window.b);
  }

  // What the menu saves.
  shown() {
    const { root, picture, times, theme, current: views, labels: words } = this;
    const runs = picture.runs.map(stepsOf);
    const textAt = (frame) => {
      const { W, b, cost } = runs[0].at(frame);
      const values = `W ${format(W)} · b ${format(b)} · ${words.cost} ${format(cost, 6)}`;
      return `${picture.settings} · ${words.epoch} ${epochAt(times[frame], picture)} · ${values}`;
    };
    return { root, picture, scene: this.sceneOf(picture, runs), views, theme, textAt };
  }

  // Stop at a step of the run that need not be one of the frames or drawn: { step, W, b, cost }. Stop only, if it is null.
  look({ run, step }) {
    if (run !== this.picture?.run || this.removed || this.preview.isShown) return;
    this.clock.pause();
    if (!step) return;
    this.clock.reset(this.clock.last, frameAt(this.times, step.step / this.runs[0].updates + 1e-3));
    this.show(this.clock.frame, step);
  }

  show(frame, exact = null) {
    if (exact || this.exact) for (const view of this.current) view.drawnFrame = -1;
    this.exact = this.runs[0].exact = exact;
    const step = this.runs[0].at(frame);
    const { epochs } = this.picture;
    const epoch = epochAt(exact ? step.time : this.times[frame], this.picture);
    this.root.dataset.frame = String(frame);
    this.root.dataset.epoch = String(epoch);
    this.root.dataset.step = String(step.step);
    this.transport.show(epoch);
    this.readOut.show({ ...step, epoch }, epochs, this.picture, this.isOutside(step));
    for (const view of this.current) view.show(frame, this.clock.playing);
    tell(STANDS);
  }

  refresh() {
    this.root.dataset.playing = String(this.clock.playing);
    this.transport.refresh();
    tell(STANDS);
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
    if (event.key === "f") toggleFullscreen();
    if (this.transport.key(event.key)) event.preventDefault();
  }

  remove() {
    this.clock.pause();
    this.startDrag.remove();
    this.preview.remove();
    this.points.remove();
    this.saveMenu?.remove();
    document.removeEventListener(LOOK, this.onLook);
    document.removeEventListener("keydown", this.onKey);
    this.leavePaper();
    super.remove();
  }
}
