// What of a slider can be told without a page: where a press lies, the phases of a movement, and when its values are sent.

// The option under a place on the track, which goes from the middle of the first option to that of the last.
export function indexAt(x, { left, width }, count) {
  const share = width > 0 ? (x - left) / width : 0;
  return Math.round(Math.max(0, Math.min(1, share)) * (count - 1));
}

// Where on the track an option lies, from 0 to 1.
export const shareOf = (index, count) => (count > 1 ? index / (count - 1) : 0);

// One movement after the other: told once as "start", then at most once a frame as "move", then as "end".
export class Slide {
  constructor(show, tell) {
    Object.assign(this, { show, tell, moving: false, frame: null });
  }

  begin(index) {
    if (this.moving) return;
    Object.assign(this, { moving: true, from: index, index, told: index });
    this.tell("start", index);
  }

  to(index) {
    if (!this.moving || index === this.index) return;
    this.index = index;
    this.frame ??= requestAnimationFrame(() => this.flush());
  }

  flush() {
    this.frame = null;
    if (this.index === this.told) return;
    this.told = this.index;
    this.show(this.index);
    this.tell("move", this.index);
  }

  // End at an option: without one at the last, which is told first if its frame has not come yet.
  end(index = this.index) {
    if (!this.moving) return;
    this.index = index;
    if (this.frame !== null) cancelAnimationFrame(this.frame);
    this.flush();
    this.moving = false;
    this.tell("end", index, index !== this.from);
  }
}

const WAIT = 1000; // milliseconds for an answer, before the next value is sent without it
const LOST = 5000; // milliseconds after which no answer is expected any more

// Sends values to the server, each with whether more will follow; the server answers with the value it then has.
export class Sender {
  constructor(send, lost) {
    Object.assign(this, { send, lost, server: null, sent: null, next: null, midway: false, timer: null });
  }

  // The server has this value now; it may be older than what was sent last.
  answer(value) {
    this.server = value;
    if (value !== this.sent) return;
    this.settle();
    this.go();
  }

  // Send a value of many, once the one before is answered: a page that is drawn anew for each would never be finished.
  offer(value) {
    this.next = value;
    if (this.sent === null) this.go();
  }

  // Send the last value of a movement at once, unless the server knows that it is.
  finish(value) {
    this.next = null;
    if (this.midway || value !== (this.sent ?? this.server)) this.put(value, false);
  }

  go() {
    const { next } = this;
    this.next = null;
    if (next !== null && next !== this.server) this.put(next, true);
  }

  put(value, midway) {
    clearTimeout(this.timer);
    Object.assign(this, { sent: value, next: null, midway });
    this.timer = setTimeout(() => this.late(), WAIT);
    this.send(value, midway);
  }

  late() {
    if (this.next !== null) this.put(this.next, true);
    else this.timer = setTimeout(() => this.giveUp(), LOST - WAIT);
  }

  giveUp() {
    this.settle();
    this.lost();
  }

  settle() {
    clearTimeout(this.timer);
    this.sent = null;
  }
}
