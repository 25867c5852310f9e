// The view of the 3D panel: a camera that fills the panel with the bowl until the person turns or zooms it.

import { aspectOf, fitted, nearer, same, turned } from "./camera.js";

const TURN = 0.008; // radians per pixel of two fingers

export class BowlZoom {
  constructor(plot, apply) {
    this.plot = plot;
    this.apply = apply; // apply(changes of the layout)
    this.home = null; // the camera last set here
  }

  // Put aspect and camera into a layout. A camera that the person has moved stays.
  place(layout) {
    const { scene } = layout;
    this.direction = scene.camera.eye;
    const { clientWidth: width, clientHeight: height } = this.plot;
    const moved = this.home && !same(this.camera, this.home);
    scene.aspectratio = this.aspect = width && height ? aspectOf(width, height) : scene.aspectratio;
    if (moved) scene.camera = this.camera;
    else if (width && height) scene.camera = this.home = this.fit();
    this.ranges = { x: scene.xaxis.range, y: scene.yaxis.range, z: scene.zaxis.range };
  }

  fit() {
    return fitted(this.direction, this.aspect, this.plot.clientWidth, this.plot.clientHeight);
  }

  // Taken from the scene: the layout misses rotations whose mouse button was released outside the plot.
  get camera() {
    return this.plot._fullLayout?.scene?._scene?.getCamera?.();
  }

  get size() {
    return { width: 1, height: 1 };
  }

  zoom(factor) {
    if (this.camera) this.apply({ "scene.camera": nearer(this.camera, factor) });
  }

  turn(right, down) {
    if (this.camera) this.apply({ "scene.camera": turned(this.camera, -TURN * right, TURN * down) });
  }

  move() {}

  reset() {
    this.home = this.fit();
    this.apply({ "scene.camera": this.home });
  }

  // Fill a panel whose size has changed.
  resized() {
    const { clientWidth: width, clientHeight: height } = this.plot;
    if (!this.home || !width || !height || !same(this.camera, this.home)) return;
    this.aspect = aspectOf(width, height);
    this.home = this.fit();
    this.apply({ "scene.aspectratio": this.aspect, "scene.camera": this.home });
  }
}
