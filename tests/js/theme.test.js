// Streamlit's theme in the figures.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Theme } from "../../linreg/player/static/theme.js";

// An element with the given style, and its theme.
function themed(properties = {}, color = "rgb(10, 20, 30)") {
  const element = { style: {} };
  globalThis.getComputedStyle = (asked) => {
    assert.equal(asked, element);
    return { getPropertyValue: (name) => properties[name] ?? "", color, fontFamily: "Source Sans", fontSize: "24px" };
  };
  return { element, theme: new Theme(element) };
}

const GIVEN = { "--st-text-color": " #123456 ", "--st-background-color": " #fedcba" };

test("text and background colours are Streamlit's", () => {
  const { theme } = themed(GIVEN);
  assert.deepEqual([theme.text, theme.background, theme.font], ["#123456", "#fedcba", "Source Sans"]);
});

test("without Streamlit's colours, text has the inherited colour and the background is white", () => {
  const { theme } = themed();
  assert.deepEqual([theme.text, theme.background], ["rgb(10, 20, 30)", "#ffffff"]);
});

test("light text means a dark colour scheme", () => {
  assert.equal(themed(GIVEN, "rgb(250, 250, 250)").element.style.colorScheme, "dark");
  assert.equal(themed(GIVEN, "rgb(49, 51, 63)").element.style.colorScheme, "light");
  assert.equal(themed(GIVEN, "").element.style.colorScheme, "light");
});

test("themes are equal if text and background colours are", () => {
  const { theme } = themed(GIVEN);
  assert.ok(theme.equals(themed(GIVEN).theme));
  assert.ok(!theme.equals(themed({ ...GIVEN, "--st-text-color": "#000000" }).theme));
  assert.ok(!theme.equals(themed({ ...GIVEN, "--st-background-color": "#000000" }).theme));
  assert.ok(!theme.equals(undefined));
});

test("a marker outline gets the background colour, and nothing else changes", () => {
  const { theme } = themed(GIVEN);
  const trace = { name: "a", marker: { size: 9, color: "red", line: { width: 2 } }, line: { color: "blue" } };
  const before = structuredClone(trace);
  assert.deepEqual(theme.trace(trace), { ...before, marker: { ...before.marker, line: { width: 2, color: "#fedcba" } } });
  assert.deepEqual(trace, before);
});

test("a marker without an outline gets none, and the result is a copy", () => {
  const { theme } = themed(GIVEN);
  const trace = { x: [1], marker: { size: 9 } };
  const copy = theme.trace(trace);
  assert.deepEqual(copy, trace);
  copy.x = [2];
  assert.deepEqual(trace.x, [1]);
});

test("a layout is deeply copied, with the theme's text colour and font, and the figure's font size", () => {
  const { theme } = themed(GIVEN);
  const layout = { font: { size: 12, color: "red" }, scene: { camera: { eye: { x: 1 } } } };
  const copy = theme.layout(layout);
  assert.deepEqual(copy, { ...layout, font: { size: 12, color: "#123456", family: "Source Sans" } });
  copy.scene.camera.eye.x = 2;
  assert.equal(layout.scene.camera.eye.x, 1);
});

test("a marker outline with a colour of its own keeps it", () => {
  const trace = { marker: { line: { color: "green" } } };
  assert.deepEqual(themed(GIVEN).theme.trace(trace), trace);
});

test("a trace may have other values on a dark background", () => {
  const trace = { fillcolor: "white", meta: { dark: { fillcolor: "black" } } };
  assert.equal(themed(GIVEN, "rgb(250, 250, 250)").theme.trace(trace).fillcolor, "black");
  assert.equal(themed(GIVEN, "rgb(10, 10, 10)").theme.trace(trace).fillcolor, "white");
});

test("in the lecture view texts are as large as the page's, margins grow with them, lines and markers less", () => {
  const { theme } = themed({ ...GIVEN, "--linreg-text": "1rem" });
  assert.ok(!theme.equals(themed(GIVEN).theme));
  const layout = theme.layout({ font: { size: 12 }, margin: { l: 46, t: 6 } });
  assert.deepEqual([layout.font.size, layout.margin], [24, { l: 92, t: 12 }]);
  const trace = theme.trace({ marker: { size: 10 }, line: { width: 2 } });
  assert.ok(Math.abs(trace.marker.size - 10 * Math.SQRT2) < 1e-9);
  assert.ok(Math.abs(trace.line.width - 2 * Math.SQRT2) < 1e-9);
});
