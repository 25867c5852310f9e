// The connection to the server: what the page says and does while it is lost, and the way back.
//
// Streamlit tries again by itself, but when it is there again it asks for nothing: a new session then would not know what the page
// shows, and the first change would be lost. And a connection that has died in a sleeping machine looks like a living one.

const AFTER = 1000; // milliseconds without a connection before anything is said
const ANSWER = 5000; // milliseconds for the server to answer on a connection that may be dead
const SLEPT = 20_000; // milliseconds between two looks at the clock that are SOON apart: the machine has slept
const SOON = 5000;

// Follows the states of Streamlit's connection and script. It is given what it does: `say(isLost)`; `ask(message)`, which goes to
// Streamlit's front end; and `hold()`, which has the page hold what its link does not (held.py).
export class Connection {
  constructor({ say, ask, hold }) {
    Object.assign(this, { say, ask, hold, isKnown: false, isConnected: false, isAway: false });
  }

  // Take over the states that Streamlit's front end shows.
  take(connection, script) {
    const wasConnected = this.isConnected;
    this.isConnected = connection === "CONNECTED";
    if (this.isConnected && !wasConnected) this.connected();
    if (!this.isConnected && wasConnected) this.lost();
    if (this.isAway && this.isConnected) this.follow(script);
  }

  lost() {
    this.isAway = true;
    this.hold();
    this.stop();
    this.timer = setTimeout(() => this.say(true), AFTER);
  }

  connected() {
    if (!this.isKnown) {
      this.isKnown = true;
      return;
    }
    // The session may be a new one. It reads the page's link, and what else the page has kept for it.
    this.hasBegun = false;
    this.ask({ type: "RERUN_SCRIPT" });
    this.last = setTimeout(() => this.back(), ANSWER);
  }

  // Back is the page when the script has run once more.
  follow(script) {
    if (script !== "notRunning") this.hasBegun = true;
    else if (this.hasBegun) this.back();
  }

  back() {
    this.stop();
    this.isAway = this.hasBegun = false;
    this.say(false);
  }

  stop() {
    clearTimeout(this.timer);
    clearTimeout(this.last);
  }

  // The machine has slept, or the network has changed.
  wake() {
    if (!this.isKnown) return;
    if (this.isConnected) this.ask({ type: "SEND_APP_HEARTBEAT", ackTimeoutMilliseconds: ANSWER });
    else for (const type of ["TERMINATE_WEBSOCKET_CONNECTION", "RESTART_WEBSOCKET_CONNECTION"]) this.ask({ type });
  }
}

// Call `wake` whenever what was heard of the network may be out of date.
function onWaking(wake) {
  addEventListener("online", wake);
  addEventListener("pageshow", ({ persisted }) => persisted && wake());
  let last = Date.now();
  setInterval(() => {
    const now = Date.now();
    if (now - last > SLEPT) wake();
    last = now;
  }, SOON);
}

// Nothing that the server would have to answer can be used; what the player does by itself can.
const ASKS = "input, button, a, select, textarea, [role=tab]";
const ALONE = "[data-player], [data-still], [data-graph]";

function block(isLost) {
  const parts = document.querySelectorAll("[data-testid=stElementContainer], [role=tablist]");
  for (const part of parts) part.inert = isLost && part.querySelector(ASKS) && !part.querySelector(ALONE);
}

function sayIn(words) {
  const line = Object.assign(document.createElement("p"), { className: "linreg-lost", role: "status" });
  return (isLost) => {
    document.documentElement.toggleAttribute("data-linreg-lost", isLost);
    block(isLost);
    line.textContent = words[document.documentElement.lang] ?? words.en;
    if (isLost) document.body.append(line);
    else line.remove();
  };
}

// Fetch what the picture needs when Streamlit's scripts have come: not beside them, and not only after the server's first answer.
function fetchAhead(files) {
  for (const { rel, href } of files) {
    document.head.append(Object.assign(document.createElement("link"), { rel, href, as: "script", fetchPriority: "low" }));
  }
}

// Watch Streamlit's front end from before it is there, and take the words away that stand in its place until then.
function watch() {
  const front = document.querySelector(".linreg-front");
  let ahead = JSON.parse(front.dataset.ahead);
  const connection = new Connection({
    say: sayIn(JSON.parse(front.dataset.lost)),
    hold: () => globalThis.linregHold?.(),
    ask: (message) => postMessage({ stCommVersion: 1, ...message }, location.origin),
  });
  const look = (app) => connection.take(app.dataset.testConnectionState, app.dataset.testScriptState);
  const coming = new MutationObserver(() => {
    const app = document.querySelector("[data-test-connection-state]");
    if (!app) return;
    fetchAhead(ahead);
    ahead = [];
    if (!app.querySelector(".st-key-top, [data-testid=stException]")) return;
    coming.disconnect();
    front.remove();
    new MutationObserver(() => look(app)).observe(app, { attributeFilter: ["data-test-connection-state", "data-test-script-state"] });
    look(app);
    onWaking(() => connection.wake());
  });
  coming.observe(document.getElementById("root"), { childList: true, subtree: true });
}

if (globalThis.document?.querySelector(".linreg-front")) watch();
