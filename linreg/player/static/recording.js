// A video of a few seconds of a run: its panels are drawn once more, out of sight, and every frame is kept as an image before
// the video is recorded, so that slow drawing does not slow the video down. A machine that is too busy to encode in time leaves
// frames out.

import { PanelView } from "./panel-view.js";

const TYPE = "video/webm;codecs=vp8";
const FRAMES = 60;
const PER_SECOND = 12;
const HOLD = 12; // frames that the end stays
const SLICE = 200; // milliseconds of video that are encoded together
const QUIET = 2; // seconds
const LATEST = 20; // seconds that a busy machine may be late
const WIDTH = 1280;
const EDGE = 16; // pixels around the panels
const BAND = 40; // pixels under the panels for the text

export const canRecord = () =>
  Boolean(HTMLCanvasElement.prototype.captureStream) && Boolean(globalThis.MediaRecorder?.isTypeSupported(TYPE));

const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

// Record a run. `textAt(frame)` is written under the panels, `progress(share)` is called with 0 to 1; a stopped `signal` rejects.
export async function record({ root, picture, scene: drawn, theme, textAt }, progress, signal) {
  const last = drawn.runs[0].lastFrame;
  const scene = new Scene(root, picture, drawn, theme);
  try {
    const frames = [];
    await scene.open();
    for (let k = 0; k < FRAMES; k += 1) {
      const frame = Math.round((k * last) / (FRAMES - 1));
      frames.push(await scene.draw(frame, textAt(frame)));
      progress((0.6 * (k + 1)) / FRAMES);
      signal.throwIfAborted();
      await wait(0); // let the page breathe
    }
    return await played(frames, scene.canvas, (share) => progress(0.6 + 0.4 * share), signal);
  } finally {
    scene.remove();
  }
}

// The panels at a size of their own, out of sight, and a canvas to draw them on.
class Scene {
  constructor(root, picture, drawn, theme) {
    Object.assign(this, { picture, drawn, theme, canvas: document.createElement("canvas") });
    this.root = document.createElement("div");
    this.root.className = "linreg-player linreg-recording";
    this.root.inert = true;
    this.root.setAttribute("aria-hidden", "true");
    this.stage = this.root.appendChild(document.createElement("div"));
    this.stage.className = "linreg-stage";
    this.stage.style.width = `${WIDTH - 2 * EDGE}px`;
    root.append(this.root);
    this.views = picture.panels.map(({ name }) => new PanelView(globalThis.Plotly, this.stage, name));
  }

  async open() {
    const { picture, drawn } = this;
    await Promise.all(this.views.map((view, i) => view.set(picture.panels[i], drawn, 0)));
    const height = this.stage.offsetHeight + EDGE + BAND;
    Object.assign(this.canvas, { width: WIDTH, height: height + (height % 2) }); // a video has an even height
  }

  // Draw a frame and return it as an image file.
  async draw(frame, text) {
    const context = this.canvas.getContext("2d");
    const { width, height } = this.canvas;
    context.fillStyle = this.theme.background;
    context.fillRect(0, 0, width, height);
    context.textBaseline = "middle";
    const origin = this.stage.getBoundingClientRect();
    for (const view of this.views) {
      view.show(frame, false);
      await view.drawing;
      const at = (element) => {
        const box = element.getBoundingClientRect();
        return { x: EDGE + box.x - origin.x, y: EDGE + box.y - origin.y, width: box.width, height: box.height };
      };
      const heading = at(view.heading);
      context.fillStyle = this.theme.text;
      context.font = `600 15px ${this.theme.font}`;
      context.fillText(view.panel.title, heading.x, heading.y + heading.height / 2);
      const plot = at(view.plot);
      for (const layer of await layersOf(view)) context.drawImage(layer, plot.x, plot.y, plot.width, plot.height);
    }
    context.fillStyle = this.theme.text;
    context.font = `15px ${this.theme.font}`;
    context.fillText(text, EDGE + 8, height - BAND / 2, width - 2 * EDGE);
    return new Promise((resolve) => this.canvas.toBlob(resolve, "image/webp", 0.95));
  }

  remove() {
    for (const view of this.views) view.remove();
    this.root.remove();
  }
}

// The layers of a plot as images, from the back to the front. A scene is read in the same moment as it is drawn: later its
// canvas is empty.
async function layersOf(view) {
  const scene = view.plot._fullLayout.scene?._scene;
  const bitmap = scene ? [scene.toImage("png")] : [];
  const vectors = [...view.plot.querySelectorAll(".main-svg")].map((svg) => {
    const text = new XMLSerializer().serializeToString(svg);
    return `data:image/svg+xml,${encodeURIComponent(text)}`;
  });
  const layers = scene ? [vectors[0], ...bitmap, ...vectors.slice(1)] : vectors;
  return Promise.all(layers.map(imageOf));
}

async function imageOf(src) {
  const image = new Image();
  image.src = src;
  await image.decode();
  return image;
}

// Show the frames at their speed, record that, and return the video.
async function played(frames, canvas, progress, signal) {
  const context = canvas.getContext("2d");
  const show = async (blob) => {
    const bitmap = await createImageBitmap(blob);
    context.drawImage(bitmap, 0, 0);
    bitmap.close();
  };
  await show(frames[0]);
  const recorder = new MediaRecorder(canvas.captureStream(), { mimeType: TYPE, videoBitsPerSecond: 4_000_000 });
  const parts = [];
  recorder.ondataavailable = ({ data }) => data.size && parts.push(data);
  const stopped = new Promise((resolve) => (recorder.onstop = resolve));
  recorder.start(SLICE);
  const began = performance.now();
  try {
    for (let k = 0; k < FRAMES + HOLD; k += 1) {
      await show(frames[Math.min(k, FRAMES - 1)]);
      progress((k + 1) / (FRAMES + HOLD));
      signal.throwIfAborted();
      await wait(began + (1000 * (k + 1)) / PER_SECOND - performance.now());
    }
    // A busy machine encodes late, and what is not encoded at the end is lost: wait until nothing more comes for a while.
    for (let quiet = 0, k = 0, before = parts.length; quiet < QUIET && k < LATEST; k += 1) {
      await wait(1000);
      signal.throwIfAborted();
      quiet = parts.length > before ? 0 : quiet + 1;
      before = parts.length;
    }
  } finally {
    recorder.stop();
    await stopped;
    for (const track of recorder.stream.getTracks()) track.stop();
  }
  return new Blob(parts, { type: "video/webm" });
}
