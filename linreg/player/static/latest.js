// Asks for one thing at a time, and next for the latest that was wanted meanwhile: what lies between is dropped, so that a slow
// server just answers less often.

export class Latest {
  // `ask(what, signal)` is awaited. If it returns true, and nothing else is wanted, `askOn(what, signal)` follows, which may take
  // long: its signal is aborted as soon as something else is wanted.
  constructor(ask, askOn) {
    Object.assign(this, { ask, askOn, next: null, asked: null, goesOn: false });
  }

  want(what) {
    this.next = { what };
    if (this.goesOn) this.asked.abort();
    if (!this.asked) this.run();
  }

  // Forget what is wanted and asked for.
  stop() {
    this.next = null;
    this.asked?.abort();
  }

  async run() {
    try {
      while (this.next) await this.step();
    } finally {
      this.asked = null;
      this.goesOn = false;
    }
  }

  async step() {
    const { what } = this.next;
    this.next = null;
    this.asked = new AbortController();
    const { signal } = this.asked;
    const more = await this.ask(what, signal);
    if (!more || this.next || signal.aborted) return;
    this.goesOn = true;
    await this.askOn(what, signal);
    this.goesOn = false;
  }
}
