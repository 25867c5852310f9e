// The tab "Inside a step": the loop's four lines with their numbers, for the step that the player shows. It has its own steps,
// which are single steps of the loop, and plays one slowly, line by line.

import { Bar } from "./inside-bar.js";
import { Lines } from "./inside-lines.js";
import { LOOK, STANDS, STEP, tell } from "./signals.js";
import { stepsOf } from "./steps.js";

const A_LINE = 1500; // milliseconds for each line
const AHEAD = 3; // steps at hand in the direction of time below which more are asked for
const WIDE = 1100; // pixels from which the lines stand beside the picture, as in ui/styles/workbench.css
const PATIENCE = 2000; // milliseconds after which an unanswered question is asked again

const tabs = new WeakMap();

// Called on every change of data or theme, with the same parentElement for the life of the tab.
export function update({ parentElement, data, setStateValue }) {
  if (!tabs.has(parentElement)) tabs.set(parentElement, new Inside(parentElement));
  tabs.get(parentElement).update(data, (at) => setStateValue("at", at));
}

export function remove(parentElement) {
  tabs.get(parentElement)?.remove();
  tabs.delete(parentElement);
}

const player = () => document.querySelector("[data-player]");

class Inside {
  constructor(parent) {
    this.root = document.createElement("section");
    this.root.className = "linreg-inside";
    parent.append(this.root);
    this.sheet = "open";
    this.bar = new Bar(this.root, {
      back: () => this.by(-1),
      forward: () => this.by(1),
      line: () => this.stop(this.nextLine()),
      slowly: () => (this.playing ? this.stop() : this.play()),
      sheet: () => this.toggleSheet(),
    });
    this.lines = new Lines(this.root);
    this.line = 0; // the line lit; 0 for none, with the numbers of all
    this.root.addEventListener("keydown", (event) => this.onKey(event));
    this.heard = { [STANDS]: () => this.follow(), [STEP]: (event) => this.onStep(event) };
    for (const [name, hear] of Object.entries(this.heard)) document.addEventListener(name, hear);
    this.main = this.root.closest("[data-testid=stMain]");
    this.observer = new ResizeObserver(() => this.fit());
    this.observer.observe(this.main ?? document.body);
  }

  update(data, ask) {
    const isNew = data.run !== this.data?.run;
    const first = !this.data;
    Object.assign(this, { data, ask, steps: stepsOf(data.shown), waiting: 0 });
    this.root.setAttribute("aria-label", data.labels.lines);
    this.bar.words = data.labels;
    this.lines.set(data.code, data.labels.lines);
    if (isNew) Object.assign(this, { wanted: data.at, line: 0 });
    if (isNew) this.stop();
    this.follow(isNew);
    this.show();
    this.fit();
    if (first) this.bringIntoSight();
  }

  // Go where the player stands, if it was not sent there from here.
  follow(anyway = false) {
    const { run, step, playing } = player()?.dataset ?? {};
    if (run !== this.data.run) return;
    const wasRunning = this.running;
    this.running = playing === "true";
    if (this.running) {
      this.stop();
      this.lookPending = false; // a step asked for before must not stop the run when it arrives
    }
    const at = Math.min(Number(step), this.data.total - 1);
    if (!this.running && (at !== this.wanted || anyway) && !this.sent) {
      this.stop();
      Object.assign(this, { wanted: at, line: 0 });
      this.show();
    } else if (this.running !== wasRunning) this.show();
  }

  // The player has a button and keys for one step too; a step is a single one while this tab is shown.
  onStep(event) {
    if (player()?.dataset.run !== this.data.run || !this.root.getClientRects().length) return;
    event.preventDefault();
    this.by(event.detail.count);
  }

  onKey(event) {
    const count = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!count || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    event.preventDefault();
    this.by(count);
  }

  by(count) {
    this.stop();
    // From the step in the picture, which may be playing.
    const from = this.running ? Number(player().dataset.step) : this.wanted;
    this.line = 0;
    this.go(from + count);
  }

  // Show a step here and in the player.
  go(step) {
    this.wanted = Math.max(0, Math.min(step, this.data.total - 1));
    this.running = false;
    this.lookPending = true;
    this.show();
  }

  // The index of the step wanted among those at hand, or -1. The states end with the one after the last of these steps.
  get place() {
    return this.steps.step.subarray(0, this.data.seen.length).indexOf(this.wanted);
  }

  // Show the step wanted if its numbers are here, and ask for those that are missing or will be wanted soon.
  show() {
    const { data, place } = this;
    this.want();
    if (this.lookPending) this.look(place < 0 ? null : this.steps.at(place));
    if (place < 0) return; // what is shown stays until the numbers arrive
    this.lookPending = false;
    const { title, numbers } = data.seen[place];
    this.bar.show(this.running ? data.labels.playing : title, this.wanted, data.total);
    this.lines.show(numbers);
    this.root.dataset.step = String(this.wanted);
    this.light();
  }

  look(step) {
    this.sent = true; // the player answers at once that it stands there
    tell(LOOK, { run: this.data.run, step });
    this.sent = false;
  }

  want() {
    const { step } = this.steps;
    const [first, last] = [step[0], step[this.data.seen.length - 1]];
    const enough = this.wanted >= first && (last === this.data.total - 1 || last - this.wanted >= AHEAD);
    const behind = this.wanted - first >= 1 || first === 0;
    if ((enough && behind) || this.running || performance.now() < this.waiting) return;
    this.waiting = performance.now() + PATIENCE;
    this.ask({ run: this.data.run, step: this.wanted });
  }

  // Light the line here and what it is about in the picture. A playing run is past these numbers: they are hidden.
  light() {
    this.lines.light(this.running ? null : this.line);
    const shown = player();
    if (shown) shown.dataset.line = this.running ? "0" : String(this.line);
  }

  // Light the next line; after the last, go one step. Return whether there is one.
  nextLine() {
    if (this.place < 0) return true; // the numbers are on their way
    if (this.line < this.lines.count) {
      this.line += 1;
      if (this.line === 1) this.go(this.wanted);
      else this.light();
      return true;
    }
    const more = this.wanted + 1 < this.data.total;
    this.line = more ? 1 : 0;
    this.go(this.wanted + 1);
    return more;
  }

  play() {
    if (this.running) this.wanted = Number(player().dataset.step);
    if (this.wanted + 1 >= this.data.total && this.line === 0) this.wanted = 0;
    this.playing = true;
    this.bar.refresh(true);
    const next = () => {
      if (this.nextLine()) this.timer = setTimeout(next, A_LINE);
      else this.stop();
    };
    next();
  }

  stop() {
    clearTimeout(this.timer);
    this.playing = false;
    this.bar.refresh(false);
  }

  // The document knows it, too: the style sheets lay the page out by it.
  set sheet(sheet) {
    this.root.dataset.sheet = document.documentElement.dataset.linregInside = sheet;
  }

  toggleSheet() {
    this.sheet = this.root.dataset.sheet === "open" ? "closed" : "open";
    this.bar.sheet = this.root.dataset.sheet;
    if (this.root.dataset.sheet === "open") this.bringIntoSight();
  }

  // Scroll so that picture and lines are in sight together. On a narrow screen the lines cover the lower part of the window.
  bringIntoSight() {
    const sheet = getComputedStyle(this.root).position === "fixed";
    const surface = ".linreg-panel:is([data-panel=surface], [data-panel=contour]):not([hidden])";
    if (sheet) player()?.querySelector(surface)?.scrollIntoView({ block: "start" });
    else if (this.root.matches(".st-key-details *") && innerWidth >= WIDE) this.main?.scrollTo({ top: 0 });
  }

  // Measure what the style sheet cannot know: the height that is left for the lines beside the picture when the page is at its
  // top.
  fit() {
    const top = (selector) => this.root.closest(selector)?.getBoundingClientRect().top ?? 0;
    const over = top(".st-key-workbench") + (this.main?.scrollTop ?? 0);
    const own = this.lines.list.getBoundingClientRect().top - top(".st-key-details");
    this.root.style.setProperty("--linreg-room", `${Math.max(200, innerHeight - over - own - 12)}px`);
  }

  remove() {
    this.stop();
    for (const [name, hear] of Object.entries(this.heard)) document.removeEventListener(name, hear);
    this.observer.disconnect();
    if (player()) player().dataset.line = "0";
    delete document.documentElement.dataset.linregInside;
    this.root.remove();
  }
}
