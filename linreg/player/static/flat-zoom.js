// The part of a flat panel that is seen: zoomed by buttons, wheel and fingers, and moved.

import { allowed, logTicks, moved, zoomed } from "./zoom.js";

const AXES = ["x", "y"];

export class FlatZoom {
  constructor(plot, apply) {
    this.plot = plot;
    this.apply = apply; // apply(changes of the layout)
    this.seen = null; // the ranges of the axes if they are not the whole ones
  }

  // Put the ranges into a layout. The zoom is kept as long as `key` stays the same.
  place(layout, key) {
    if (key !== this.key) this.seen = null;
    this.key = key;
    this.whole = { x: layout.xaxis.range, y: layout.yaxis.range };
    this.isLog = layout.yaxis.type === "log";
    // Copied, because Plotly writes into the layout.
    layout.xaxis.range = [...this.ranges.x];
    layout.yaxis = { ...layout.yaxis, range: [...this.ranges.y], ...this.ticks };
  }

  get ranges() {
    return this.seen ?? this.whole;
  }

  get ticks() {
    return this.isLog ? logTicks(this.ranges.y) : {};
  }

  // Zoom around a point of the screen, or around the middle.
  zoom(factor, clientX, clientY) {
    const share = clientX === undefined ? { x: 0.5, y: 0.5 } : this.shareAt(clientX, clientY);
    const next = Object.fromEntries(AXES.map((axis) => [axis, zoomed(this.ranges[axis], factor, share[axis])]));
    if (AXES.every((axis) => allowed(next[axis], this.whole[axis]))) this.see(next);
  }

  // Move by pixels. With the mouse only a zoomed panel moves, so that a slip of a click does nothing.
  move(right, down) {
    if (!this.seen) return;
    const { width, height } = this.size;
    this.see({ x: moved(this.ranges.x, right / width), y: moved(this.ranges.y, -down / height) });
  }

  reset() {
    this.see(null);
  }

  see(ranges) {
    this.seen = ranges;
    const { x, y } = this.ranges;
    const changes = { "xaxis.range": [...x], "yaxis.range": [...y] };
    for (const [name, value] of Object.entries(this.ticks)) changes[`yaxis.${name}`] = value;
    this.apply(changes);
  }

  // The size of the plot between its axes in pixels.
  get size() {
    const { xaxis, yaxis } = this.plot._fullLayout;
    return { width: xaxis._length, height: yaxis._length };
  }

  shareAt(clientX, clientY) {
    const { xaxis, yaxis } = this.plot._fullLayout;
    const { left, top } = this.plot.getBoundingClientRect();
    const share = (value) => Math.min(1, Math.max(0, value));
    return {
      x: share((clientX - left - xaxis._offset) / xaxis._length),
      y: share(1 - (clientY - top - yaxis._offset) / yaxis._length),
    };
  }
}
