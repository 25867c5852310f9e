// The autograd graph: plays the forward pass and backward() over a drawing, and explains the box that is looked at.

import { Clock } from "./clock.js";
import { BOX, branchOf, heightOf, passedBy, top, trunkOf } from "./graph-lines.js";
import { labelOf, momentsOf, stateAt } from "./graph-play.js";
import { setIcon } from "./icons.js";
import { make } from "./make.js";

const SPEED = 0.4; // of the player's clock: 0.6 s for a box, or 15 s for all
const SVG = "http://www.w3.org/2000/svg";
const KEYS = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1 };

const graphs = new WeakMap();

// Called on every change of data, with the same parentElement for the life of the graph.
export function update({ parentElement, data }) {
  if (!graphs.has(parentElement)) graphs.set(parentElement, new Graph(parentElement));
  graphs.get(parentElement).update(data);
}

export function remove(parentElement) {
  graphs.get(parentElement)?.remove();
  graphs.delete(parentElement);
}

function put(element, ...lines) {
  element.replaceChildren(...lines.map((line) => Object.assign(document.createElement("span"), { textContent: line })));
}

class Graph {
  constructor(parent) {
    this.clock = new Clock(
      () => this.show(),
      () => this.refresh(),
    );
    this.clock.speed = SPEED;
    this.root = make("section", "linreg-graph", parent, { "data-graph": "", "data-ready": "false" });
    this.window = make("div", "linreg-graph-window", this.root, { role: "group" });
    this.canvas = make("div", "linreg-graph-canvas", this.window);
    const bar = make("div", "linreg-graph-bar", this.root, { role: "group" });
    this.bar = bar;
    const actions = { back: () => this.step(-1), play: () => this.toggle(), forward: () => this.step(1) };
    this.buttons = {};
    for (const [name, action] of Object.entries(actions)) {
      this.buttons[name] = make("button", `linreg-button linreg-graph-${name}`, bar, { type: "button" });
      this.buttons[name].onclick = action;
      setIcon(this.buttons[name], name);
    }
    this.phase = make("p", "linreg-graph-phase", bar);
    this.details = make("div", "linreg-graph-details", this.root);
    this.canvas.onkeydown = (event) => this.key(event);
  }

  update({ drawing, labels, label }) {
    const { boxes, lines, trunks } = drawing;
    const places = boxes.map(({ row, x, text, operation }) => [row, x, text, operation]);
    const shape = JSON.stringify([places, lines.map(({ source, target, x }) => [source, target, x]), drawing.backward]);
    Object.assign(this, { drawing, labels, moments: momentsOf(drawing) });
    this.window.setAttribute("aria-label", label);
    this.bar.setAttribute("aria-label", labels.player);
    const isNew = shape !== this.shape;
    this.shape = shape;
    if (isNew) this.build(boxes, lines, trunks);
    for (const [index, box] of boxes.entries()) this.fill(this.boxes[index], box);
    // A change of w stays at its moment; another graph is played, or shown whole to those who want no motion.
    this.clock.reset(this.moments.length - 1, isNew ? Infinity : this.clock.frame);
    this.show();
    if (isNew && !matchMedia("(prefers-reduced-motion: reduce)").matches) this.clock.play();
    this.refresh();
    this.root.dataset.ready = "true";
  }

  build(boxes, lines, trunks) {
    this.looked = null;
    this.canvas.replaceChildren();
    const height = heightOf(boxes);
    Object.assign(this.canvas.style, { width: `${this.drawing.width}px`, height: `${height}px` });
    const svg = document.createElementNS(SVG, "svg");
    for (const [name, value] of Object.entries({ width: this.drawing.width, height, "aria-hidden": "true" })) svg.setAttribute(name, value);
    this.canvas.append(svg);
    const path = (d) => {
      const element = document.createElementNS(SVG, "path");
      element.setAttribute("d", d);
      svg.append(element);
      return element;
    };
    this.trunks = boxes.map((box, index) => trunkOf(box, trunks[index] ?? []).map(path));
    this.lines = lines.map((line) => ({ branch: path(branchOf(line, boxes, trunks[line.source])), label: this.labelAt(line, boxes) }));
    this.boxes = boxes.map((box, index) => this.box(box, index));
  }

  labelAt(line, boxes) {
    const label = make("p", "linreg-graph-label", this.canvas, { "aria-hidden": "true" });
    Object.assign(label.style, { left: `${line.x}px`, bottom: `calc(100% - ${top(boxes[line.target].row) - 4}px)` });
    return label;
  }

  box({ row, x, width }, index) {
    const button = make("button", "linreg-graph-box", this.canvas, { type: "button", tabindex: index ? -1 : 0 });
    Object.assign(button.style, { left: `${x - width / 2}px`, top: `${top(row)}px`, width: `${width}px`, height: `${BOX}px` });
    button.onpointerenter = button.onfocus = button.onclick = () => this.look(index);
    button.onpointerleave = button.onblur = (event) => event.pointerType !== "touch" && this.look(null);
    return button;
  }

  fill(button, { text, operation, value, grad, details }) {
    put(button, text, value, grad && `grad ${grad}`, operation);
    button.title = text;
    const said = [`${text} = ${value}`, operation, grad && `grad ${grad}`, ...details.map(([line, added]) => line + added)];
    button.setAttribute("aria-label", said.filter(Boolean).join(". "));
  }

  // Explain a box; with null the one of this moment.
  look(index) {
    this.looked = index;
    this.explain();
  }

  explain() {
    const { now, graded } = stateAt(this.moments, this.clock.frame);
    const index = this.looked ?? now;
    const { text, value, details } = this.drawing.boxes[index];
    put(this.details, `${text} = ${value}`, ...details.map(([line, added]) => (graded.has(index) ? line + added : line)));
  }

  show() {
    const { boxes, lines } = this.drawing;
    const state = stateAt(this.moments, this.clock.frame);
    this.root.dataset.phase = state.phase;
    this.root.dataset.frame = String(this.clock.frame);
    this.root.dataset.frames = String(this.moments.length);
    const { computing, backward } = this.labels;
    this.phase.textContent = `${state.phase === "forward" ? computing : backward} ${state.step} / ${state.steps}`;
    for (const [index, button] of this.boxes.entries()) {
      button.dataset.state = state.graded.has(index) ? "graded" : state.computed.has(index) ? "computed" : "later";
      button.dataset.now = String(index === state.now);
    }
    for (const [index, line] of lines.entries()) {
      const { branch, label } = this.lines[index];
      put(label, ...labelOf(line, boxes, state));
      branch.dataset.now = String(line.target === state.now);
    }
    this.light(state);
    this.explain();
    this.follow(this.boxes[state.now]);
  }

  // Light the pieces of trunk that lead to the box of this moment.
  light({ now }) {
    for (const pieces of this.trunks) for (const piece of pieces) piece.dataset.now = "false";
    for (const line of this.drawing.lines.filter(({ target }) => target === now)) {
      for (const piece of this.trunks[line.source].slice(0, passedBy(line, this.drawing.boxes))) piece.dataset.now = "true";
    }
  }

  // Keep the box of this moment in sight, without moving the page.
  follow(box) {
    const { scrollTop, scrollLeft, clientHeight, clientWidth } = this.window;
    const within = (at, size, seen, room) => (at < seen || at + size > seen + room ? at - (room - size) / 2 : seen);
    this.window.scrollTop = within(box.offsetTop, box.offsetHeight, scrollTop, clientHeight);
    this.window.scrollLeft = within(box.offsetLeft + this.canvas.offsetLeft, box.offsetWidth, scrollLeft, clientWidth);
  }

  step(by) {
    this.clock.pause();
    this.looked = null;
    this.clock.seek(this.clock.frame + by);
  }

  toggle() {
    this.looked = null;
    if (this.clock.playing) this.clock.pause();
    else this.clock.play();
  }

  // The arrows lead from box to box, so that Tab does not stop at each.
  key(event) {
    const from = this.boxes.indexOf(event.target);
    const to = this.boxes[from + (KEYS[event.key] ?? 0)];
    if (from < 0 || !(event.key in KEYS) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    if (!to) return;
    this.boxes[from].tabIndex = -1;
    to.tabIndex = 0;
    to.focus();
  }

  refresh() {
    const { playing } = this.clock;
    this.root.dataset.playing = String(playing);
    setIcon(this.buttons.play, playing ? "pause" : "play");
    const labels = { ...this.labels, play: playing ? this.labels.pause : this.labels.play };
    for (const [name, button] of Object.entries(this.buttons)) {
      button.setAttribute("aria-label", labels[name]);
      button.title = labels[name];
    }
  }

  remove() {
    this.clock.pause();
    this.root.remove();
  }
}
