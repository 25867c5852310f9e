// The points of the fit panel in the hand of the person: moved, added and removed by mouse, finger and keyboard. While one moves,
// theory follows; let go, the page is told, and trains.

import { make, write } from "./make.js";
import { rounded } from "./pick.js";
import { added, keyed, moved, nearest, same, without } from "./point-edit.js";
import { PointHand } from "./point-hand.js";
import { PointHandle } from "./point-handle.js";
import { projection } from "./projection.js";
import { format } from "./read-out.js";
import { scaled } from "./least-squares.js";
import { drawTheory, theoryOf } from "./theory-view.js";

const OUTSIDE = 12; // pixels around the panel: farther away, a point is removed
const LAST_KEY = 600; // milliseconds after a key before the points are sent
const LOST = 30_000; // milliseconds after which no answer is expected any more
const AXES = ["x", "y"];

export class Points {
  constructor(player) {
    this.player = player;
    this.turn = 0; // of the points that were sent last
    this.isHeld = false; // from the first change until it is sent, or put back
    this.isSent = false; // until the answer has come
    this.index = 0;
    this.words = make("p", "linreg-live", player.root);
    this.lines = [make("strong", "", this.words), make("span", "", this.words)];
    this.words.remove();
    this.refusal = make("p", "linreg-said", player.root, { role: "status" });
  }

  // Whether a picture has to wait: a point is held, or this is not yet the answer to the points that were sent.
  holds({ points }) {
    return Boolean(this.known && points) && (this.isHeld || (this.isSent && points.turn !== this.turn));
  }

  // The points of the picture that is drawn next: { x, y, scaling, turn, most }; none if they are not the person's to move.
  offer(points) {
    clearTimeout(this.timer);
    this.isSent = false;
    this.known = points;
    this.player.root.toggleAttribute("data-movable", Boolean(points));
    if (!points) return this.hide();
    this.turn = Math.max(this.turn, points.turn);
    this.now = { x: points.x, y: points.y };
    this.index = Math.min(this.index, points.x.length - 1);
  }

  // A picture has been drawn.
  drawn() {
    this.view = this.player.views.get("fit");
    if (!this.known || !this.view) return;
    this.hand ??= new PointHand(this.view.plot, {
      at: (...place) => this.at(...place),
      grab: (...place) => this.grab(...place),
      move: (...place) => this.move(...place),
      drop: () => this.drop(),
      cancel: () => this.putBack(),
      add: (...place) => this.add(...place),
    });
    if (!this.handle) {
      this.handle = new PointHandle(this.view, { key: (event) => this.key(event), leave: () => this.leave() });
      this.view.plot.on("plotly_afterplot", () => this.place());
    }
    this.handle.hidden = false;
    if (this.isHeld) this.show();
    else this.words.remove();
    this.place();
  }

  hide() {
    this.words.remove();
    if (this.handle) this.handle.hidden = true;
  }

  // Whether the plot and the points are those of one picture.
  get isReady() {
    return Boolean(this.known && this.view && !this.view.busy && this.view.plot._fullLayout?.xaxis);
  }

  // The points in the units of the panel, and in pixels of the plot.
  get places() {
    const { at } = projection(this.view.plot);
    const { x, y } = scaled(this.now, this.known.scaling);
    return x.map((value, i) => at(value, y[i]));
  }

  inPlot(clientX, clientY) {
    const { left, top } = this.view.plot.getBoundingClientRect();
    return [clientX - left, clientY - top];
  }

  at(clientX, clientY, reach) {
    return this.isReady ? nearest(this.places, this.inPlot(clientX, clientY), reach) : -1;
  }

  // From pixels of the plot, kept within the axes, to values in the units of the data: those that the person has given.
  valueAt(place) {
    const { xaxis, yaxis } = this.view.plot._fullLayout;
    const { scaling } = this.known;
    return [xaxis, yaxis].map((axis, i) => {
      const pixel = Math.max(0, Math.min(axis._length, place[i] - axis._offset));
      const [std, mean] = scaling ? [scaling[`std_${AXES[i]}`], scaling[`mean_${AXES[i]}`]] : [1, 0];
      return rounded(mean + std * axis.p2c(pixel), std * Math.abs(axis.p2c(pixel + 1) - axis.p2c(pixel)));
    });
  }

  grab(index, clientX, clientY) {
    const place = this.places[index];
    const at = this.inPlot(clientX, clientY);
    Object.assign(this, { index, origin: [clientX, clientY], offset: place.map((value, i) => value - at[i]) });
    this.from = [this.now.x[index], this.now.y[index]];
    this.begin();
    this.place();
  }

  // A change begins: until it is sent it can be put back.
  begin() {
    if (!this.isHeld) Object.assign(this, { before: this.now, indexBefore: this.index });
    this.isHeld = true;
    clearTimeout(this.timer);
  }

  // Bring the held point under the pointer, or take it away outside of the panel.
  move(clientX, clientY) {
    const at = this.inPlot(clientX, clientY).map((value, i) => value + this.offset[i]);
    const value = this.valueAt(at);
    // Straight up or sideways, the other coordinate keeps its digits.
    const still = [clientX, clientY].map((pixel, i) => Math.abs(pixel - this.origin[i]) < 1);
    this.now = moved(
      this.now,
      this.index,
      value.map((each, i) => (still[i] ? this.from[i] : each)),
    );
    const isOutside = this.isOutside(clientX, clientY);
    this.rest = isOutside ? without(this.now, this.index) : null;
    this.refuse(isOutside && !this.rest ? "twoX" : null);
    this.frame ??= requestAnimationFrame(() => this.show());
  }

  isOutside(clientX, clientY) {
    const { left, right, top, bottom } = this.view.element.getBoundingClientRect();
    const [x, y] = [Math.max(left - clientX, clientX - right), Math.max(top - clientY, clientY - bottom)];
    return Math.max(x, y) > OUTSIDE;
  }

  add(clientX, clientY) {
    if (!this.isReady) return false;
    const place = this.inPlot(clientX, clientY);
    const { left, top, width, height } = projection(this.view.plot).clip;
    const isIn = place[0] >= left && place[0] <= left + width && place[1] >= top && place[1] <= top + height;
    const value = this.valueAt(place);
    const next = isIn && added(this.now, value, this.known.most);
    if (isIn && !next) this.refuse("mostPoints");
    if (!next) return false;
    this.begin();
    Object.assign(this, { now: next, index: next.x.length - 1, from: value, origin: [clientX, clientY], offset: [0, 0] });
    this.show();
    return true;
  }

  // Let go.
  drop() {
    if (!this.isHeld) return;
    if (this.rest) this.now = this.rest;
    this.rest = null;
    this.index = Math.min(this.index, this.now.x.length - 1);
    this.send();
  }

  send() {
    clearTimeout(this.timer);
    this.isHeld = false;
    this.refuse(null);
    if (same(this.now, this.before)) return this.putBack();
    this.turn += 1;
    this.isSent = true;
    this.show();
    this.timer = setTimeout(() => this.giveUp(), LOST);
    this.player.tell.points({ ...this.now, turn: this.turn });
  }

  // No answer has come: show again what the page has.
  giveUp() {
    this.isSent = false;
    this.now = { x: this.known.x, y: this.known.y };
    this.clear();
  }

  putBack() {
    clearTimeout(this.timer);
    const wasShown = this.isShown;
    Object.assign(this, { now: this.before ?? this.now, index: this.indexBefore ?? this.index, isHeld: false, rest: null });
    this.refuse(null);
    // Points that were sent before are still on their way.
    if (this.isSent) this.show();
    else if (wasShown) this.clear();
    else if (this.player.came !== this.player.latest) this.player.update(this.player.came);
    this.place();
  }

  // Show the run again, or the picture that has waited.
  clear() {
    this.isShown = false;
    this.words.remove();
    this.player.preview.clear();
    this.player.update(this.player.came);
  }

  key(event) {
    if (!this.isReady) return false;
    if (event.key === "Escape") {
      if (this.isHeld) this.putBack();
      return true;
    }
    const { xaxis, yaxis } = this.view.plot._fullLayout;
    const { scaling } = this.known;
    const unscaled = (value, axis) => (scaling ? scaling[`mean_${axis}`] + scaling[`std_${axis}`] * value : value);
    const ranges = { x: xaxis.range.map((value) => unscaled(value, "x")), y: yaxis.range.map((value) => unscaled(value, "y")) };
    const next = keyed(event, this.now, this.index, ranges, this.known.most);
    if (next === undefined) return false;
    if (!next) this.refuse(["Insert", "+"].includes(event.key) ? "mostPoints" : "twoX");
    else if (next.points !== this.now) this.change(next);
    else this.index = next.index;
    this.place();
    return true;
  }

  change({ points, index }) {
    this.begin();
    Object.assign(this, { now: points, index });
    this.refuse(null);
    this.show();
    this.timer = setTimeout(() => this.send(), LAST_KEY);
  }

  // The focus goes: what the keys have changed is sent.
  leave() {
    if (this.isHeld && !this.hand.held) this.send();
  }

  // Say why something is not done.
  refuse(why) {
    this.refused = why;
    if (this.known) write(this.refusal, why ? this.player.labels[why] : "");
  }

  // Draw what theory says about the points, over all panels.
  show() {
    cancelAnimationFrame(this.frame);
    this.frame = null;
    const { player, known } = this;
    if (!known || !(this.isHeld || this.isSent)) return;
    const points = this.rest ?? this.now;
    const theory = theoryOf(points, known.scaling);
    player.clock.pause();
    player.preview.isShown = this.isShown = true;
    const scene = { ...player.sceneAside(), runs: player.runs.map(() => null) };
    for (const view of player.current) drawTheory(view, theory, scene);
    this.say(theory);
    this.place();
  }

  say({ bowl, line }) {
    const { player, known } = this;
    const { labels } = player;
    player.preview.say(
      `${labels.leastSquares}: W ${format(bowl.W)} · b ${format(bowl.b)}`,
      this.isSent && !this.isHeld ? labels.training : labels.theory,
    );
    if (this.words.parentElement !== this.view.element) this.view.element.append(this.words);
    const [x, y] = AXES.map((axis) => String(this.now[axis][this.index]));
    write(this.lines[0], this.rest ? labels.removes : `x ${x} · y ${y}`);
    const equation = `${labels.leastSquares}: y = ${format(line.W)} x ${line.b < 0 ? "−" : "+"} ${format(Math.abs(line.b))}`;
    write(this.lines[1], this.refused ? labels[this.refused] : known.scaling ? labels.original : equation);
  }

  // Put the handle of the keyboard on its point.
  place() {
    if (!this.isReady || !this.handle) return;
    this.handle.show(this.places[this.index], { index: this.index, points: this.now, labels: this.player.labels });
  }

  remove() {
    clearTimeout(this.timer);
    this.hand?.remove();
    this.handle?.remove();
  }
}
