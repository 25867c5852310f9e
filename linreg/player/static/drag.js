// A drag with the mouse, a pen or a finger. A finger that goes up or down first is the page's, which it scrolls.

import { SLIP } from "./pick.js";

const MODIFIERS = ["shiftKey", "ctrlKey", "altKey", "metaKey"];

// Call takes(x, y) at a press: whether a drag may begin there. Once the pointer has moved more than a click does, call move(x, y)
// for each movement and end() for the release, or cancel() if the drag is taken back: by Escape, another finger or the browser.
// Return a function that removes the listeners. Moves and releases are heard on the window, because Plotly covers the whole page
// while a button is down.
export function onDrag(element, { takes, move, end, cancel }) {
  let press = null;

  const drop = () => {
    const { moves } = press ?? {};
    press = null;
    if (moves) cancel();
  };
  const down = (event) => {
    drop();
    const { pointerId: id, pointerType: type, clientX: x, clientY: y } = event;
    const isPlain = event.isPrimary && event.button === 0 && !MODIFIERS.some((name) => event[name]);
    if (isPlain && takes(x, y)) press = { id, x, y, isFinger: type === "touch", moves: false };
  };
  const follow = ({ clientX, clientY }) => {
    const [right, down] = [Math.abs(clientX - press.x), Math.abs(clientY - press.y)];
    if (!press.moves && Math.hypot(right, down) < SLIP) return;
    if (!press.moves && press.isFinger && down >= right) return drop();
    press.moves = true;
    move(clientX, clientY);
  };
  const moved = (event) => {
    if (event.pointerId !== press?.id) return;
    if (event.buttons === 0) drop(); // the release was not heard
    else follow(event);
  };
  const up = (event) => {
    if (event.pointerId !== press?.id) return;
    follow(event);
    const { moves } = press ?? {};
    press = null;
    if (moves) end();
  };
  const cancelled = (event) => event.pointerId === press?.id && drop();
  const key = (event) => {
    if (event.key !== "Escape" || !press?.moves) return;
    event.preventDefault();
    event.stopPropagation();
    drop();
  };
  // Neither does Plotly look for something under the pointer, nor does the page scroll or open a menu.
  const hold = (event) => press?.moves && event.stopPropagation();
  const prevent = (event) => press?.moves && event.cancelable && event.preventDefault();
  const listeners = [
    [element, "pointerdown", down],
    [element, "mousemove", hold],
    [element, "touchmove", prevent],
    [window, "pointermove", moved],
    [window, "pointerup", up],
    [window, "pointercancel", cancelled],
    [window, "contextmenu", prevent],
    [window, "keydown", key],
  ];
  const options = { capture: true, passive: false };
  for (const [target, type, listener] of listeners) target.addEventListener(type, listener, options);
  return () => {
    drop();
    for (const [target, type, listener] of listeners) target.removeEventListener(type, listener, options);
  };
}
