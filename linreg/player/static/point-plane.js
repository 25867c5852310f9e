// Where points lie in a flat panel, whose axes may be in standardised units: from the units of the data to pixels and back.

import { scaled } from "./least-squares.js";
import { rounded } from "./pick.js";
import { projection } from "./projection.js";

const OUTSIDE = 12; // pixels around the panel that still belong to it

export class PointPlane {
  constructor(view, scaling) {
    Object.assign(this, { view, scaling });
  }

  // The axes, each with how its units become those of the data.
  get axes() {
    const { xaxis, yaxis } = this.view.plot._fullLayout;
    const { std_x = 1, mean_x = 0, std_y = 1, mean_y = 0 } = this.scaling ?? {};
    return [
      { axis: xaxis, std: std_x, mean: mean_x },
      { axis: yaxis, std: std_y, mean: mean_y },
    ];
  }

  // The points in pixels of the plot.
  placesOf(points) {
    const { at } = projection(this.view.plot);
    const { x, y } = scaled(points, this.scaling);
    return x.map((value, i) => at(value, y[i]));
  }

  // From a place in the window to one in the plot.
  inPlot(clientX, clientY) {
    const { left, top } = this.view.plot.getBoundingClientRect();
    return [clientX - left, clientY - top];
  }

  // The value at a place of the plot, kept within the axes, rounded to what a pixel resolves.
  valueAt(place) {
    return this.axes.map(({ axis, std, mean }, i) => {
      const pixel = Math.max(0, Math.min(axis._length, place[i] - axis._offset));
      return rounded(mean + std * axis.p2c(pixel), std * Math.abs(axis.p2c(pixel + 1) - axis.p2c(pixel)));
    });
  }

  // The values that are seen.
  get ranges() {
    const [x, y] = this.axes.map(({ axis, std, mean }) => axis.range.map((value) => mean + std * value));
    return { x, y };
  }

  // Whether a place of the plot lies between the axes.
  isWithin([x, y]) {
    const { left, top, width, height } = projection(this.view.plot).clip;
    return x >= left && x <= left + width && y >= top && y <= top + height;
  }

  // Whether a place in the window lies outside of the panel.
  isOutside(clientX, clientY) {
    const { left, right, top, bottom } = this.view.element.getBoundingClientRect();
    return Math.max(left - clientX, clientX - right, top - clientY, clientY - bottom) > OUTSIDE;
  }
}
