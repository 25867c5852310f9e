// The picture while something moves. Of a slider: the run at the learning rate under the thumb, or up to the epoch under it.

import { make, write } from "./make.js";
import { SLIDE, SWEPT, tell } from "./signals.js";
import { fetchSweep } from "./sweep.js";

const QUIET = 700; // milliseconds after a picture before the sweep is fetched
const MOST = 4; // sweeps held

export class Preview {
  constructor(player) {
    this.player = player;
    this.words = make("p", "linreg-live", player.root);
    this.lines = [make("strong", "", this.words), make("span", "", this.words)];
    this.words.remove();
    this.beside = [this.words]; // what goes with the picture
    this.sweeps = new Map(); // address -> a promise of a Sweep, or of null if it was refused
    this.onSlide = ({ detail }) => this.slide(detail);
    document.addEventListener(SLIDE, this.onSlide);
  }

  get isShown() {
    return this.player.root.dataset.live === "true";
  }

  // The document knows it, too: a rule for its other parts that looked for the player by `:has()` would slow every change down.
  set isShown(isShown) {
    this.player.root.dataset.live = String(isShown);
    document.documentElement.toggleAttribute("data-linreg-live", isShown);
  }

  // The address of the sweep of the picture shown now. It is fetched when the page is quiet, or when the slider is touched.
  offer(address) {
    if (address === this.address) return;
    this.address = address;
    tell(SWEPT, { key: "lr" });
    clearTimeout(this.timer);
    if (address) this.timer = setTimeout(() => this.fetched(address).then(() => this.announce(address)), QUIET);
  }

  fetched(address) {
    if (!this.sweeps.has(address)) {
      this.sweeps.set(
        address,
        fetchSweep(address).catch(() => this.sweeps.delete(address) && null),
      );
      if (this.sweeps.size > MOST) this.sweeps.delete(this.sweeps.keys().next().value);
    }
    return this.sweeps.get(address);
  }

  async announce(address) {
    const sweep = await this.sweeps.get(address);
    if (!sweep || address !== this.address) return;
    tell(SWEPT, { key: "lr", levelAt: (lr) => sweep.levelOf(sweep.nearest(lr)), first: sweep.firstCost });
  }

  // The page has answered with the run that is drawn already.
  settle() {
    if (!this.moving) this.end();
  }

  slide({ key, value, phase, changed }) {
    if (!["lr", "epochs"].includes(key) || !this.player.picture) return;
    this.moving = phase !== "end";
    if (phase === "start" && key === "lr" && this.address) this.fetched(this.address);
    if (phase === "move") this.want(key, value);
    if (phase === "end" && !changed) this.end();
  }

  // Show the latest of what was asked for: the sweep may still be on its way.
  async want(key, value) {
    this.wanted = { key, value };
    const preview = key === "lr" ? await this.swept(value) : this.player.upTo(value);
    if (!this.moving || this.wanted?.key !== key || this.wanted.value !== value) return;
    if (preview) this.show(preview);
    else this.say(this.player.labels.noPreview);
  }

  // The run at a learning rate; null if the sweep is not there.
  async swept(lr) {
    const { address } = this;
    const sweep = address && (await this.fetched(address));
    if (!sweep || address !== this.address) return null;
    const index = sweep.nearest(lr);
    return { steps: sweep.run(index), lr: sweep.lr[index], outcome: sweep.outcomeOf(index), epoch: sweep.epochOf(index) };
  }

  show(preview) {
    const { player } = this;
    const isFirst = !this.isShown;
    this.isShown = true;
    player.showPreview(preview);
    const { labels } = player;
    const { lr, outcome, epoch, words } = preview;
    if (words) this.say(...words);
    else if (outcome) this.say(`lr ${lr}: ${labels[outcome]}`, labels.together);
    else this.say(`${labels.epoch} ${epoch}`, labels.upTo);
    // The run before stays as the ghost. Plotly takes its time for that: after the first picture, panel by panel.
    if (isFirst) this.setAside();
  }

  // Say what is shown, over the surface.
  say(what, how = "") {
    const surface = this.player.current.find((view) => view.tools && view.panel.name !== "cost");
    if (this.words.parentElement !== surface.element) surface.element.append(this.words);
    write(this.lines[0], what);
    write(this.lines[1], how);
  }

  async setAside() {
    const { picture } = this.player;
    for (const view of this.player.current) {
      await new Promise((resolve) => setTimeout(resolve));
      if (!this.isShown || this.player.picture !== picture) return;
      await view.setAside(this.player.sceneAside());
    }
  }

  // The exact run is drawn again.
  end() {
    const { isShown } = this;
    this.wanted = null;
    this.clear();
    if (isShown) this.player.restore();
  }

  clear() {
    this.isShown = false;
    for (const element of this.beside) element.remove();
    for (const view of this.player.views.values()) view.sketch.clear();
  }

  remove() {
    clearTimeout(this.timer);
    this.clear();
    document.removeEventListener(SLIDE, this.onSlide);
  }
}
