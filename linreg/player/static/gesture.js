// Zooming and turning: the wheel with Ctrl, two fingers, a mouse drag. One finger is left to the page, which it scrolls.

const WHEEL = 0.0025; // zoom per unit of the wheel; a pinch on a touchpad is a wheel with Ctrl, too

// Call zoom(factor, clientX, clientY), turn(right, down) for two fingers and drag(right, down, withShift) for the mouse, in pixels.
// Return a function that removes the listeners.
export function onGesture(element, { zoom, turn, drag }) {
  let fingers = null;
  let mouse = null;
  let withShift = false; // when the button was pressed

  const wheel = (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    event.stopPropagation();
    zoom(Math.exp(WHEEL * Math.max(-120, Math.min(120, event.deltaY))), event.clientX, event.clientY);
  };
  // Plotly's own handlers would keep one finger from scrolling the page.
  const touch = (event) => {
    event.stopPropagation();
    const now = event.touches.length === 2 ? between(event.touches) : null;
    if (now) event.preventDefault();
    if (now && fingers && event.type === "touchmove") {
      zoom(fingers.apart / now.apart, now.x, now.y);
      turn(now.x - fingers.x, now.y - fingers.y);
    }
    fingers = now;
  };
  const down = (event) => {
    mouse = event.pointerType === "mouse" && event.button === 0 ? event : null;
    withShift = event.shiftKey;
  };
  const move = (event) => {
    if (!mouse) return;
    if (event.buttons === 0) mouse = null;
    else {
      drag(event.clientX - mouse.clientX, event.clientY - mouse.clientY, withShift);
      mouse = event;
    }
  };
  const up = () => {
    mouse = null;
  };
  const listeners = [
    [element, "wheel", wheel],
    ...["touchstart", "touchmove", "touchend", "touchcancel"].map((type) => [element, type, touch]),
    [element, "pointerdown", down],
    [globalThis.window, "pointermove", move],
    [globalThis.window, "pointerup", up],
  ];
  const options = { capture: true, passive: false };
  for (const [target, type, listener] of listeners) target.addEventListener(type, listener, options);
  return () => {
    for (const [target, type, listener] of listeners) target.removeEventListener(type, listener, options);
  };
}

function between([one, other]) {
  return {
    x: (one.clientX + other.clientX) / 2,
    y: (one.clientY + other.clientY) / 2,
    apart: Math.max(1, Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY)),
  };
}
