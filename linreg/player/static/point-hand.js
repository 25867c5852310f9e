// Mouse and fingers on the points of a plot. A finger that begins beside them is left to the page, which it scrolls.

const REACH = { mouse: 10, touch: 14 }; // CSS pixels around the middle of a point
const SLIP = { mouse: 3, touch: 8 }; // a smaller movement is none
const LONG = 500; // milliseconds of a press that adds a point
const TWICE = { within: 500, apart: 5 }; // milliseconds and pixels between the two clicks of a double click

const of = (sizes, type) => sizes[type] ?? sizes.mouse;
const apart = (one, other) => Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);

// `actions`: at(x, y, reach) returns the index of the point there, or -1; grab(index, x, y); move(x, y); drop(); cancel(); add(x, y)
// adds a point, which is then held, and returns whether it did. All places are those of the window.
export class PointHand {
  constructor(element, actions) {
    Object.assign(this, { element, actions, held: null, press: null, click: null, pointerType: "mouse" });
    const { window } = globalThis;
    this.listeners = [
      [element, "pointerdown", (event) => this.down(event)],
      [element, "pointermove", (event) => this.hover(event)],
      [window, "pointermove", (event) => this.move(event)],
      [window, "pointerup", (event) => this.up(event)],
      [window, "pointercancel", (event) => this.stop(event)],
      [window, "keydown", (event) => this.key(event)],
      // Plotly is not to see the press, nor the browser to select text.
      [element, "mousedown", (event) => this.keep(event, true)],
      [element, "touchstart", (event) => this.keep(event)],
      [element, "touchmove", (event) => this.keep(event)],
      [element, "contextmenu", (event) => this.pointerType === "touch" && this.keep(event)],
    ];
    this.options = { capture: true, passive: false };
    for (const [target, type, listener] of this.listeners) target.addEventListener(type, listener, this.options);
  }

  // Tell the browser that what is done to a point is not meant for the page.
  keep(event, only = false) {
    if (!this.held) return;
    if (event.cancelable) event.preventDefault();
    if (only) event.stopPropagation();
  }

  near(event) {
    return this.actions.at(event.clientX, event.clientY, of(REACH, event.pointerType));
  }

  down(event) {
    this.pointerType = event.pointerType;
    this.release();
    if (!event.isPrimary || event.button !== 0 || this.held) return;
    const index = this.near(event);
    if (index >= 0) {
      event.stopPropagation();
      this.hold(event, false);
      this.actions.grab(index, event.clientX, event.clientY);
    } else {
      this.press = event;
      if (event.pointerType === "touch") this.timer = setTimeout(() => this.long(event), LONG);
    }
  }

  // A point that a long press has added is moved from the first pixel.
  hold(event, isLong) {
    this.held = { event, isLong, isMoved: isLong };
    try {
      this.element.setPointerCapture(event.pointerId);
    } catch {
      // The pointer has gone already.
    }
  }

  // The press is no click and no long press any more.
  release() {
    clearTimeout(this.timer);
    this.press = null;
  }

  long(event) {
    this.release();
    if (this.actions.add(event.clientX, event.clientY)) this.hold(event, true);
  }

  hover(event) {
    if (this.held || event.pointerType === "touch" || event.buttons) return;
    this.element.classList.toggle("linreg-near", this.near(event) >= 0);
  }

  move(event) {
    const { held, press } = this;
    if (press?.pointerId === event.pointerId && apart(press, event) >= of(SLIP, event.pointerType)) this.release();
    if (held?.event.pointerId !== event.pointerId) return;
    // On a busy machine the move of a swipe may be heard late.
    const isSwipe = held.isLong && event.timeStamp - held.event.timeStamp < LONG && apart(held.event, event) >= SLIP.touch;
    if (isSwipe) return this.putBack();
    held.isMoved ||= apart(held.event, event) >= of(SLIP, event.pointerType);
    if (held.isMoved) this.actions.move(event.clientX, event.clientY);
  }

  up(event) {
    this.move(event);
    if (this.press?.pointerId === event.pointerId) this.clicked(event);
    if (this.held?.event.pointerId !== event.pointerId) return;
    const { isMoved } = this.held;
    this.held = null;
    if (isMoved) this.actions.drop();
    else this.actions.cancel();
  }

  stop(event) {
    if (this.press?.pointerId === event.pointerId) this.release();
    if (this.held?.event.pointerId === event.pointerId) this.putBack();
  }

  putBack() {
    this.held = null;
    this.actions.cancel();
  }

  key(event) {
    if (!this.held) return;
    // No shortcut of the page while a point is held.
    event.stopPropagation();
    if (event.key !== "Escape") return;
    event.preventDefault();
    this.putBack();
  }

  // Of two clicks beside the points the second adds one. The event "dblclick" does not come: Plotly covers the page while a button
  // is down.
  clicked(event) {
    this.release();
    const { click } = this;
    this.click = event.pointerType === "touch" ? null : event;
    if (!click || !this.click) return;
    if (event.timeStamp - click.timeStamp > TWICE.within || apart(click, event) > TWICE.apart) return;
    this.click = null;
    if (this.actions.add(event.clientX, event.clientY)) this.actions.drop();
  }

  remove() {
    this.release();
    for (const [target, type, listener] of this.listeners) target.removeEventListener(type, listener, this.options);
  }
}
