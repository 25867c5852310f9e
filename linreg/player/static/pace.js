// How much of a run a preview trains while it moves: as much as comes in time, less from a slow or busy server.

const IN_TIME = 160; // milliseconds from asking to the answer
const FIRST = 500; // updates, before anything is known
const LEAST = 50;
const SHARE = 0.4; // of the time is for training, however long the way is
const SURE = 0.8; // of what is possible, before more is asked for: the number shall not flicker

export class Pace {
  constructor() {
    this.possible = FIRST; // updates that come in time
    this.last = Infinity;
  }

  // An answer of so many updates took so many milliseconds, of which the server trained for some.
  took(updates, milliseconds, trained) {
    const time = Math.max(SHARE * IN_TIME, IN_TIME - (milliseconds - trained));
    const now = (updates * time) / Math.max(1, trained);
    // A late answer counts at once; a quick one may have been luck.
    this.possible = Math.max(LEAST, Math.min(now, (this.possible + now) / 2));
  }

  // The first epochs to ask for, of all: a round number of them, or all.
  epochs(all, updatesPerEpoch) {
    const possible = this.possible / updatesPerEpoch;
    const best = round(possible, all);
    this.last = best > this.last ? Math.max(this.last, round(SURE * possible, all)) : best;
    return Math.min(this.last, all);
  }
}

// The largest of 1, 2, 5, 10, 20, ... that is not above `most`, at least 1; all, if they are not above.
function round(most, all) {
  if (all <= most) return all;
  const power = 10 ** Math.floor(Math.log10(Math.max(1, most)));
  return Math.max(...[1, 2, 5].map((digit) => digit * power).filter((value) => value <= Math.max(1, most)));
}
