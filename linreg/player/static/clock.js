// Plays frames in real time: slow drawing skips frames instead of slowing down.

const SECONDS = 6; // for a whole run at speed 1
const SLOWEST = 0.25; // longest time of a frame in seconds at speed 1, for runs of a few steps
const LONGEST_GAP = 0.25; // seconds: longer gaps count as this, so that a hidden tab resumes where it was

export class Clock {
  constructor(show, stateChanged) {
    this.show = show; // show(frame), called for every new frame
    this.stateChanged = stateChanged; // called after playing starts or stops
    this.speed = 1;
    this.loop = false;
    this.playing = false;
    this.position = 0; // in frames, fractional
    this.last = 0; // index of the last frame
    this.tick = this.tick.bind(this);
  }

  get frame() {
    return Math.floor(this.position + 1e-9);
  }

  // Set a new last frame and the current frame, without showing it.
  reset(last, frame) {
    this.last = last;
    this.position = Math.min(frame, last);
  }

  play() {
    if (this.playing || this.last === 0) return;
    if (this.frame >= this.last) this.seek(0);
    this.playing = true;
    this.then = null;
    this.request = requestAnimationFrame(this.tick);
    this.stateChanged();
  }

  pause() {
    if (!this.playing) return;
    this.playing = false;
    cancelAnimationFrame(this.request);
    this.stateChanged();
  }

  seek(frame) {
    this.position = Math.max(0, Math.min(frame, this.last));
    this.show(this.frame);
  }

  tick(now) {
    if (!this.playing) return;
    const before = this.frame;
    const elapsed = this.then === null ? 0 : Math.min((now - this.then) / 1000, LONGEST_GAP);
    this.then = now;
    this.position += elapsed * this.speed * Math.max(this.last / SECONDS, Math.min(1 / SLOWEST, this.last));
    if (this.position >= this.last) {
      this.position = this.loop && before >= this.last ? 0 : this.last;
    }
    if (this.frame !== before) this.show(this.frame);
    if (this.frame >= this.last && !this.loop) this.pause();
    else this.request = requestAnimationFrame(this.tick);
  }
}
