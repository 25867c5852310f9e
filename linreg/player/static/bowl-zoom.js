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
    this.aspect = width && height ? aspectOf(width, height) : scene.aspectratio;
    scene.aspectratio = { ...this.aspect };
    if (moved) scene.camera = this.camera;
    else if (width && height) scene.camera = this.atHome();
    this.ranges = { x: scene.xaxis.range, y: scene.yaxis.range, z: scene.zaxis.range };
  }

  // Set the camera's home; return a copy, because Plotly writes into the layout.
  atHome() {
    this.home = fitted(this.direction, this.aspect, this.plot.clientWidth, this.plot.clientHeight);
    return structuredClone(this.home);
  }

  // Taken from the scene: the layout misses rotations whose mouse button was released outside the plot.
  get camera() {
    return this.plot._fullLayout?.scene?._scene?.getCamera?.();
  }

  get size() {
    return { width: 1, height: 1 };
  }

  zoom(factor) {
    this.aim((camera) => nearer(camera, factor));
  }

  turn(right, down) {
    this.aim((camera) => turned(camera, -TURN * right, TURN * down));
  }

  // Several changes may come before the camera is moved, with the next frame of the screen.
  aim(change) {
    const camera = this.next ?? this.camera;
    if (!camera) return;
    this.next = change(camera);
    this.apply({ "scene.camera": this.next });
    requestAnimationFrame(() => {
      this.next = null;
    });
  }

  move() {}

  reset() {
    this.apply({ "scene.camera": this.atHome() });
  }

  // Fill a panel whose size has changed.
  resized() {
    const { clientWidth: width, clientHeight: height } = this.plot;
    if (!width || !height || (this.home && !same(this.camera, this.home))) return;
    this.aspect = aspectOf(width, height);
    this.apply({ "scene.aspectratio": { ...this.aspect }, "scene.camera": this.atHome() });
  }
}
