// A slider that tells the page each option it passes while it moves, and the server the one where it is let go.

import { make, write } from "./make.js";
import { drawProfile } from "./profile.js";
import { SLIDE, SWEPT, tell } from "./signals.js";
import { Sender, Slide, indexAt, shareOf } from "./slide.js";
import { Tip } from "./tip.js";

const NEAR = { mouse: 9, touch: 16, pen: 12 }; // pixels from the middle of the thumb: a press there takes it without moving it
const STILL = 3; // pixels that a finger may tremble before it moves the thumb
const AFTER = 300; // milliseconds after the last change by keys for which no release is seen

const sliders = new WeakMap();

// Called on every change of data, with the same parentElement for the life of the slider.
export function update(component) {
  const { parentElement } = component;
  if (!sliders.has(parentElement)) sliders.set(parentElement, new Slider(parentElement));
  sliders.get(parentElement).update(component);
}

export function remove(parentElement) {
  sliders.get(parentElement)?.remove();
  sliders.delete(parentElement);
}

class Slider {
  constructor(parent) {
    this.root = make("div", "linreg-slider", parent);
    const head = make("div", "linreg-slider-head", this.root);
    this.label = make("span", "linreg-slider-label", head, { "aria-hidden": "true" });
    this.tip = new Tip(head);
    this.group = make("div", "linreg-slider-group", this.root, { role: "group" });
    this.profile = make("canvas", "linreg-slider-profile", this.group, { hidden: "" });
    this.track = make("div", "linreg-slider-track", this.group);
    this.fill = make("div", "linreg-slider-fill", this.track);
    this.thumb = make("div", "linreg-slider-thumb", this.track);
    this.input = make("input", "linreg-slider-input", this.thumb, { type: "range", min: 0, step: 1 });
    this.text = make("span", "linreg-slider-value", this.thumb, { "aria-hidden": "true" });
    this.slide = new Slide(
      (index) => this.show(index),
      (phase, index, changed) => this.told(phase, index, changed),
    );
    this.sender = new Sender(
      (index, midway) => this.send([index, this.count, midway]),
      () => this.settle(),
    );
    this.listen();
  }

  listen() {
    const { group, input } = this;
    group.onpointerdown = (event) => this.press(event);
    group.onpointermove = (event) => this.drag(event);
    group.onpointerup = (event) => this.release(event);
    group.onpointercancel = (event) => this.cancel(event);
    group.onmousedown = (event) => event.preventDefault(); // the focus stays with the input
    input.oninput = () => this.key();
    input.onkeydown = (event) => (this.held = event.key);
    input.onkeyup = input.onblur = () => this.keysUp();
    this.onEscape = (event) => this.escape(event);
    document.addEventListener("keydown", this.onEscape, true);
    this.onSwept = ({ detail }) => detail.key === this.data?.key && this.swept(detail);
    document.addEventListener(SWEPT, this.onSwept);
    this.observer = new ResizeObserver(() => this.draw());
    this.observer.observe(this.profile);
  }

  // Under the track, what every option leads to.
  swept({ levelAt, first }) {
    this.levels = levelAt && Array.from({ length: this.count }, (_, index) => levelAt(Number(this.textAt(index))));
    this.firstCost = first;
    this.profile.hidden = !levelAt;
    this.draw();
  }

  draw() {
    if (this.levels && this.profile.clientWidth) drawProfile(this.profile, this.levels, this.firstCost);
  }

  update({ data, setTriggerValue }) {
    const { label, help, labels, options, index } = data;
    this.data = data;
    this.send = (moved) => setTriggerValue("moved", moved);
    this.count = options.texts?.length ?? options.count;
    this.place = null; // the page may have been laid out anew
    write(this.label, label);
    this.group.setAttribute("aria-label", label);
    this.input.setAttribute("aria-label", label);
    this.input.max = this.count - 1;
    this.tip.set(help, labels.help);
    this.sender.answer(index);
    this.settle();
  }

  // Stand where the server says, unless it is being moved, or was and the server has not heard of it.
  settle() {
    const stays = this.slide.moving || this.sender.sent !== null;
    this.show(stays ? Math.min(this.index, this.count - 1) : this.data.index);
  }

  textAt(index) {
    const { texts, low, step } = this.data.options;
    return texts?.[index] ?? String(low + step * index);
  }

  show(index) {
    const { input, count } = this;
    const [share, text] = [shareOf(index, count), this.textAt(index)];
    this.index = index;
    this.thumb.style.left = `${100 * share}%`;
    this.fill.style.transform = `scaleX(${share})`;
    write(this.text, text);
    if (input.valueAsNumber !== index) input.value = index;
    input.setAttribute("value", index);
    input.setAttribute("aria-valuetext", text);
  }

  told(phase, index, changed) {
    const ended = phase === "end";
    const { key, throttled } = this.data;
    tell(SLIDE, { key, index, value: Number(this.textAt(index)), phase, ...(ended ? { changed } : {}) });
    if (ended) this.sender.finish(index);
    else if (phase === "move" && throttled) this.sender.offer(index);
  }

  // The pointer. A press beside the thumb brings it there; the thumb itself is taken where it was touched.

  press(event) {
    if (this.pointer || event.button !== 0 || !event.isPrimary) return;
    this.keysUp();
    const { pointerId: id, pointerType: type, clientX, clientY } = event;
    const { left, width } = (this.place = this.group.getBoundingClientRect());
    const apart = clientX - (left + width * shareOf(this.index, this.count));
    const offset = Math.abs(apart) <= (NEAR[type] ?? NEAR.mouse) ? apart : 0;
    this.pointer = { id, offset, x: clientX, y: clientY, waits: type === "touch" };
    this.group.setPointerCapture(id);
    this.input.focus({ preventScroll: true });
    if (!this.pointer.waits) this.follow(event);
  }

  drag(event) {
    const { pointer } = this;
    if (event.pointerId !== pointer?.id) return;
    // A finger that moves up or down scrolls the page.
    const [right, down] = [Math.abs(event.clientX - pointer.x), Math.abs(event.clientY - pointer.y)];
    if (pointer.waits && (right < STILL || down > right)) return;
    pointer.waits = false;
    this.follow(event);
  }

  follow({ clientX }) {
    this.place ??= this.group.getBoundingClientRect();
    this.slide.begin(this.index);
    this.slide.to(this.under(clientX));
  }

  // The option under the pointer; the thumb keeps its place under a pointer that has not moved.
  under(x) {
    const { offset, x: from } = this.pointer;
    return offset && x === from ? this.slide.from : indexAt(x - offset, this.place, this.count);
  }

  release(event) {
    if (event.pointerId !== this.pointer?.id) return;
    if (this.pointer.waits) this.follow(event); // a tap
    this.pointer = null;
    this.slide.end();
  }

  // The browser has taken the finger for scrolling: nothing has happened.
  cancel(event) {
    if (event.pointerId !== this.pointer?.id) return;
    this.pointer = null;
    this.slide.end(this.slide.from);
  }

  escape(event) {
    if (event.key !== "Escape" || !this.pointer) return;
    event.preventDefault();
    event.stopPropagation();
    this.pointer = null;
    this.slide.end(this.slide.from);
  }

  // The keys: the browser moves the input, also while they are held down.

  key() {
    clearTimeout(this.timer);
    if (this.pointer) return; // not both at once
    this.slide.begin(this.index);
    this.slide.to(this.input.valueAsNumber);
    // A screen reader moves it without a key.
    if (!this.held) this.timer = setTimeout(() => this.keysUp(), AFTER);
  }

  keysUp() {
    clearTimeout(this.timer);
    this.held = null;
    if (!this.pointer) this.slide.end();
  }

  remove() {
    clearTimeout(this.timer);
    this.sender.settle();
    document.removeEventListener("keydown", this.onEscape, true);
    document.removeEventListener(SWEPT, this.onSwept);
    this.observer.disconnect();
    this.tip.remove();
    this.root.remove();
  }
}
