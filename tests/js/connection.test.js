// The way back to a server, with the states of Streamlit's front end told by hand.

import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { Connection } from "../../linreg/player/static/connection.js";

let said, asked, held, connection;

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
  [said, asked, held] = [[], [], 0];
  connection = new Connection({
    say: (isLost) => said.push(isLost),
    ask: ({ type }) => asked.push(type),
    hold: () => (held += 1),
  });
});

const states = (...pairs) => pairs.forEach(([state, script]) => connection.take(state, script));

test("the first connection is no way back", () => {
  states(["INITIAL", "notRunning"], ["CONNECTING", "notRunning"], ["CONNECTED", "running"], ["CONNECTED", "notRunning"]);
  assert.deepEqual([said, asked, held], [[], [], 0]);
});

test("a loss is said after a while, and what the link does not hold is held at once", () => {
  states(["CONNECTED", "notRunning"], ["PINGING_SERVER", "notRunning"]);
  assert.deepEqual([said, held], [[], 1]);
  mock.timers.tick(1000);
  states(["CONNECTING", "notRunning"], ["PINGING_SERVER", "notRunning"]);
  assert.deepEqual([said, held, asked], [[true], 1, []]);
});

test("back, the script runs once more, and only then the page can be used", () => {
  states(["CONNECTED", "notRunning"], ["PINGING_SERVER", "notRunning"]);
  mock.timers.tick(1000);
  states(["CONNECTED", "notRunning"]);
  assert.deepEqual([said, asked], [[true], ["RERUN_SCRIPT"]]);
  states(["CONNECTED", "rerunRequested"], ["CONNECTED", "running"]);
  assert.deepEqual(said, [true]);
  states(["CONNECTED", "notRunning"]);
  assert.deepEqual(said, [true, false]);
  mock.timers.tick(60_000);
  assert.deepEqual(said, [true, false]);
});

test("a short loss is not said", () => {
  states(["CONNECTED", "notRunning"], ["PINGING_SERVER", "notRunning"], ["CONNECTED", "running"], ["CONNECTED", "notRunning"]);
  mock.timers.tick(60_000);
  assert.ok(!said.includes(true));
});

test("a script that does not run does not hold the page for ever", () => {
  states(["CONNECTED", "notRunning"], ["PINGING_SERVER", "notRunning"]);
  mock.timers.tick(1000);
  states(["CONNECTED", "notRunning"]);
  mock.timers.tick(5000);
  assert.deepEqual(said, [true, false]);
});

test("a connection that is lost again while the script runs is lost", () => {
  states(["CONNECTED", "notRunning"], ["PINGING_SERVER", "notRunning"], ["CONNECTED", "running"]);
  states(["PINGING_SERVER", "running"]);
  mock.timers.tick(60_000);
  assert.equal(said.at(-1), true);
  states(["CONNECTED", "running"], ["CONNECTED", "notRunning"]);
  assert.equal(said.at(-1), false);
});

test("after a sleep a living connection is asked for an answer, a lost one is made anew at once", () => {
  connection.wake();
  assert.deepEqual(asked, []);
  states(["CONNECTED", "notRunning"]);
  connection.wake();
  assert.deepEqual(asked.splice(0), ["SEND_APP_HEARTBEAT"]);
  states(["PINGING_SERVER", "notRunning"]);
  connection.wake();
  assert.deepEqual(asked, ["TERMINATE_WEBSOCKET_CONNECTION", "RESTART_WEBSOCKET_CONNECTION"]);
});
