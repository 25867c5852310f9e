// The start follows the pointer over the contour lines, and the picture shows the run from there.

import { onDrag } from "./drag.js";
import { Latest } from "./latest.js";
import { make } from "./make.js";
import { Pace } from "./pace.js";
import { pickNearest } from "./pick.js";
import { projection } from "./projection.js";
import { fetchSweep } from "./sweep.js";

export class StartDrag {
  constructor(player) {
    this.player = player;
    this.pace = new Pace();
    this.latest = new Latest(
      (start, signal) => this.first(start, signal),
      (start, signal) => this.all(start, signal),
    );
    this.mark = make("span", "linreg-start", player.root, { "aria-hidden": "true" });
    this.mark.remove();
    player.preview.beside.push(this.mark);
  }

  // Drag over this panel, from now on.
  watch(view) {
    if (!view || view === this.view) return;
    this.view = view;
    view.drags = true;
    this.leave = onDrag(view.plot, {
      takes: (x, y) => Boolean(view.startAt(x, y)),
      move: (x, y) => this.move(x, y),
      end: () => this.end(),
      cancel: () => this.cancel(),
    });
  }

  move(x, y) {
    const start = this.view.startAt(x, y, pickNearest);
    if (!start) return;
    this.player.clock.pause();
    this.player.preview.moving = true;
    const isNew = !this.start || start.some((value, i) => value !== this.start[i]);
    this.start = start;
    this.place(start);
    if (isNew) this.latest.want(start);
  }

  // The mark is under the pointer at once.
  place(start) {
    const { mark, view } = this;
    if (mark.parentElement !== view.element) view.element.append(mark);
    const [x, y] = projection(view.plot).at(...start);
    mark.style.transform = `translate(${view.plot.offsetLeft + x}px, ${view.plot.offsetTop + y}px)`;
  }

  // While the pointer moves, the first epochs of the run, as many as come in time; return whether there are more.
  async first(start, signal) {
    const all = this.allEpochs;
    const updates = this.player.runs[0].updates;
    const epochs = this.pace.epochs(all, updates);
    const began = performance.now();
    const sweep = await this.ask(start, epochs, signal);
    if (!sweep || sweep.diverged[0] >= 0) return false;
    this.pace.took((sweep.epochs + 1) * updates, performance.now() - began, sweep.trained);
    return sweep.epochs === epochs && epochs < all;
  }

  // Where it rests, all that the server trains for a preview.
  all(start, signal) {
    return this.ask(start, this.allEpochs, signal);
  }

  // Ask for a run, and show it; return it, or null if there is none.
  async ask(start, epochs, signal) {
    const { player } = this;
    const sweep = await this.fetched(start, epochs, signal);
    if (signal.aborted) return null;
    if (sweep) this.show(start, sweep);
    else player.preview.say(player.labels.noPreview);
    return sweep;
  }

  async fetched(start, epochs, signal) {
    const { site, latest } = this.player;
    if (!latest.runs) return null;
    const [path, query] = latest.runs.split("?");
    const params = new URLSearchParams(query);
    params.set("epochs", epochs);
    params.set("start", start.join());
    return fetchSweep(`${site}/${path}?${params}`, signal).catch(() => null);
  }

  get allEpochs() {
    return Number(new URLSearchParams(this.player.latest.runs?.split("?")[1]).get("epochs"));
  }

  show(start, sweep) {
    const { preview, labels } = this.player;
    const isAll = sweep.epochs >= this.allEpochs || sweep.diverged[0] >= 0;
    const how = isAll ? labels.fromHere : labels.firstEpochs.replace("{epochs}", sweep.epochs);
    preview.show({
      steps: sweep.run(0),
      lr: sweep.lr[0],
      epoch: sweep.epochOf(0),
      words: [`${labels.start} (${start.join(", ")})`, how],
    });
  }

  // Let go: the page answers with the exact run from the start that was shown. Where the run begins already, nothing changes, and
  // no answer would come.
  end() {
    const { start, player } = this;
    const { W, b } = player.runs[0];
    if (player.picture.chosen && Math.fround(start[0]) === W[0] && Math.fround(start[1]) === b[0]) return this.cancel();
    this.stop();
    this.view.start(...start);
  }

  cancel() {
    this.stop();
    this.player.preview.end();
  }

  stop() {
    this.latest.stop();
    this.start = null;
    this.player.preview.moving = false;
  }

  remove() {
    this.leave?.();
  }
}
