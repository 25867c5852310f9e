// Messages to the page, each with a number that the answer repeats: pictures of earlier states are on their way as well.

const LOST = 30_000; // milliseconds after which no answer is expected any more

export class Exchange {
  constructor(send, lost) {
    Object.assign(this, { send, lost, turn: 0, isWaiting: false });
  }

  // Whether what has come with this number is older than the message that was sent last.
  isOld(turn) {
    return this.isWaiting && turn !== this.turn;
  }

  // The answer has come, or what the page shows by itself.
  take(turn) {
    this.stop();
    this.turn = Math.max(this.turn, turn);
  }

  put(message) {
    this.stop();
    this.turn += 1;
    this.isWaiting = true;
    this.timer = setTimeout(() => {
      this.stop();
      this.lost();
    }, LOST);
    this.send({ ...message, turn: this.turn });
  }

  stop() {
    clearTimeout(this.timer);
    this.isWaiting = false;
  }
}
