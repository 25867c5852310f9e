// The points of the fit panel in the hand of the person: moved, added and removed by mouse, finger and keyboard. While one moves,
// theory follows; let go, the page is told, and trains.

import { Exchange } from "./exchange.js";
import { make, write } from "./make.js";
import { added, keyed, moved, nearest, same, without } from "./point-edit.js";
import { PointHand } from "./point-hand.js";
import { PointHandle } from "./point-handle.js";
import { PointPlane } from "./point-plane.js";
import { format } from "./read-out.js";
import { drawTheory, theoryOf } from "./theory-view.js";

const READ = 5000; // milliseconds to read why something is not done
const LAST_KEY = 600; // milliseconds after a key before the points are sent

export class Points {
  constructor(player) {
    this.player = player;
    this.exchange = new Exchange(
      (points) => player.tell.points(points),
      () => this.giveUp(),
    );
    this.isHeld = false; // from the first change until it is sent, or put back
    this.index = 0; // of the point that is held, or chosen by the keyboard
    this.refusal = make("p", "linreg-refused", player.root, { role: "status" });
  }

  // Whether a picture has to wait: a point is held, or this is not yet the answer to the points that were sent.
  holds({ points }) {
    return Boolean(this.known && points) && (this.isHeld || this.exchange.isOld(points.turn));
  }

  // The points of the picture that is drawn next: { x, y, scaling, turn, most }; none if they are not the person's to move.
  offer(points) {
    this.known = points;
    this.player.root.toggleAttribute("data-movable", Boolean(points));
    if (!points) return this.idle();
    this.exchange.take(points.turn);
    this.now = { x: points.x, y: points.y };
    this.index = Math.min(this.index, points.x.length - 1);
  }

  // A picture has been drawn.
  drawn() {
    const view = this.player.views.get("fit");
    if (!this.known || !view) return;
    if (!this.hand) this.attach(view);
    this.plane = new PointPlane(view, this.known.scaling);
    if (this.isHeld) this.show();
    else this.idle();
    this.place();
  }

  attach(view) {
    this.view = view;
    this.words = make("span", "linreg-hint", view.caption, { "aria-hidden": "true" });
    this.hand = new PointHand(view.plot, {
      at: (...place) => this.at(...place),
      grab: (...place) => this.grab(...place),
      move: (...place) => this.move(...place),
      drop: () => this.drop(),
      cancel: () => this.putBack(),
      add: (...place) => this.add(...place),
    });
    this.handle = new PointHandle(view, { key: (event) => this.key(event), leave: () => this.leave() });
    view.plot.on("plotly_afterplot", () => this.place());
  }

  // No point is moved.
  idle() {
    const { known, player, handle, words } = this;
    this.isShown = false;
    player.root.removeAttribute("data-aside");
    if (handle) handle.hidden = !known;
    const hint = matchMedia("(pointer: coarse)").matches ? "dragPointsTouch" : "dragPoints";
    if (words) write(words, known ? player.labels[hint] : "");
  }

  // Whether the plot and the points are those of one picture.
  get isReady() {
    return Boolean(this.known && this.plane && !this.view.busy);
  }

  at(clientX, clientY, reach) {
    if (!this.isReady) return -1;
    return nearest(this.plane.placesOf(this.now), this.plane.inPlot(clientX, clientY), reach);
  }

  grab(index, clientX, clientY) {
    this.begin();
    const at = this.plane.inPlot(clientX, clientY);
    const offset = this.plane.placesOf(this.now)[index].map((value, i) => value - at[i]);
    Object.assign(this, { index, offset, origin: [clientX, clientY], from: [this.now.x[index], this.now.y[index]] });
    this.place();
  }

  // A change begins: until it is sent it can be put back.
  begin() {
    if (!this.isHeld) this.before = { now: this.now, index: this.index };
    this.isHeld = true;
    clearTimeout(this.timer);
  }

  // Bring the held point under the pointer, or take it away outside of the panel.
  move(clientX, clientY) {
    const at = this.plane.inPlot(clientX, clientY).map((value, i) => value + this.offset[i]);
    // Straight up or sideways, the other coordinate keeps its digits.
    const isStill = [clientX, clientY].map((pixel, i) => Math.abs(pixel - this.origin[i]) < 1);
    const to = this.plane.valueAt(at).map((value, i) => (isStill[i] ? this.from[i] : value));
    this.now = moved(this.now, this.index, to);
    const isOutside = this.plane.isOutside(clientX, clientY);
    this.rest = isOutside ? without(this.now, this.index) : null;
    this.refuse(isOutside && !this.rest ? "twoX" : null);
    this.frame ??= requestAnimationFrame(() => this.show());
  }

  // Add a point, which is then held; return whether there is one.
  add(clientX, clientY) {
    if (!this.isReady) return false;
    const place = this.plane.inPlot(clientX, clientY);
    if (!this.plane.isWithin(place)) return false;
    const from = this.plane.valueAt(place);
    const next = added(this.now, from, this.known.most);
    this.refuse(next ? null : "mostPoints");
    if (!next) return false;
    this.begin();
    Object.assign(this, { now: next, index: next.x.length - 1, from, origin: [clientX, clientY], offset: [0, 0] });
    this.show();
    return true;
  }

  drop() {
    if (this.rest) this.now = this.rest;
    this.index = Math.min(this.index, this.now.x.length - 1);
    this.send();
  }

  send() {
    if (same(this.now, this.before.now)) return this.putBack();
    this.release();
    this.exchange.put(this.now);
    this.show();
  }

  release() {
    clearTimeout(this.timer);
    Object.assign(this, { isHeld: false, rest: null });
    this.refuse(null);
  }

  // No answer has come: show again what the page has.
  giveUp() {
    this.now = { x: this.known.x, y: this.known.y };
    this.clear();
  }

  putBack() {
    const { player, isShown } = this;
    if (this.isHeld) Object.assign(this, this.before);
    this.release();
    // Points that were sent before are still on their way.
    if (this.exchange.isWaiting) this.show();
    else if (isShown) this.clear();
    else if (player.came !== player.latest) player.update(player.came);
    this.place();
  }

  // Show the run again, or the picture that has waited.
  clear() {
    this.idle();
    this.player.preview.clear();
    this.player.update(this.player.came);
  }

  // Return whether a key meant something.
  key(event) {
    if (!this.isReady) return false;
    if (event.key === "Escape") {
      if (this.isHeld) this.putBack();
      return true;
    }
    const next = keyed(event, this.now, this.index, this.plane.ranges, this.known.most);
    if (next === undefined) return false;
    this.refuse(next ? null : ["Insert", "+"].includes(event.key) ? "mostPoints" : "twoX");
    if (next && next.points !== this.now) this.change(next);
    else if (next) this.index = next.index;
    this.place();
    return true;
  }

  change({ points, index }) {
    this.begin();
    Object.assign(this, { now: points, index });
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
    write(this.refusal, why ? this.player.labels[why] : "");
    if (!why) return;
    write(this.words, this.player.labels[why]);
    setTimeout(() => this.isShown || this.idle(), READ);
  }

  // Draw what theory says about the points, over all panels.
  show() {
    cancelAnimationFrame(this.frame);
    this.frame = null;
    const { player, known, isHeld, exchange } = this;
    if (!known || !(isHeld || exchange.isWaiting)) return;
    player.clock.pause();
    player.preview.isShown = this.isShown = true;
    player.root.setAttribute("data-aside", "");
    const theory = theoryOf(this.rest ?? this.now, known.scaling);
    const scene = { ...player.sceneAside(), runs: player.runs.map(() => null) };
    for (const view of player.current) drawTheory(view, theory, scene);
    this.say(theory);
    this.place();
  }

  say({ bowl, line }) {
    const { player, known, now, index, rest, refused } = this;
    const { labels } = player;
    player.preview.say(
      `${labels.leastSquares}: W ${format(bowl.W)} · b ${format(bowl.b)}`,
      this.isHeld ? labels.theory : labels.training,
    );
    const equation = `${labels.leastSquares}: y = ${format(line.W)} x ${line.b < 0 ? "−" : "+"} ${format(Math.abs(line.b))}`;
    const values = `x ${now.x[index]} · y ${now.y[index]} · ${known.scaling ? labels.original : equation}`;
    write(this.words, refused ? labels[refused] : rest ? labels.removes : values);
  }

  // Put the handle of the keyboard on its point.
  place() {
    if (!this.isReady) return;
    this.handle.show(this.plane.placesOf(this.now)[this.index], { index: this.index, points: this.now, labels: this.player.labels });
  }

  remove() {
    clearTimeout(this.timer);
    this.exchange.stop();
    this.hand?.remove();
    this.handle?.remove();
  }
}
