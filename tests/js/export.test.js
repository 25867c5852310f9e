// The text over an exported panel, and the formats of a panel.

import assert from "node:assert/strict";
import { test } from "node:test";

import { formatsOf, linesOf } from "../../linreg/player/static/export.js";

test("settings that fit stay in one line", () => {
  assert.deepEqual(linesOf("W, b tensors · lr 0.01 · SGD"), ["W, b tensors · lr 0.01 · SGD"]);
});

test("long settings are broken between two of them, and none is lost", () => {
  const caption = Array.from({ length: 30 }, (_, i) => `setting ${i}`).join(" · ");
  const lines = linesOf(caption);
  assert.ok(lines.length > 1);
  assert.ok(lines.every((line) => line.length <= 90));
  assert.equal(lines.join(" · "), caption);
  assert.equal(linesOf("x".repeat(200)).length, 1);
});

test("a 3D panel is offered as a bitmap only", () => {
  assert.deepEqual(formatsOf({ figure: { layout: { scene: {} } } }), ["png"]);
  assert.deepEqual(formatsOf({ figure: { layout: {} } }), ["png", "svg"]);
});
