// Plays frames by the clock: what is slow skips frames instead of taking longer.

const SECONDS = 6; // for a whole run at speed 1
const SLOWEST = 0.25; // seconds a frame, so that a run of a few steps does not crawl
const LONGEST_GAP = 0.25; // seconds: a tab that was hidden goes on where it was

export class Clock {
  constructor(show, stateChanged) {
    this.show = show; // show(frame), for every new frame
    this.stateChanged = stateChanged; // after playing starts or stops
    this.speed = 1;
    this.loop = false;
    this.playing = false;
    this.position = 0; // in frames, not whole
    this.last = 0; // the last frame
    this.tick = this.tick.bind(this);
  }

  get frame() {
    return Math.floor(this.position + 1e-9);
  }

  // A new run: stand on `frame` of `last`.
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
