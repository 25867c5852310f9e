// Numbers as the read-out shows them.

import assert from "node:assert/strict";
import { test } from "node:test";

import { format } from "../../linreg/player/static/transport.js";

test("what is no number has PyTorch's own word", () => {
  assert.equal(format(NaN), "nan");
  assert.equal(format(Infinity), "inf");
  assert.equal(format(-Infinity), "-inf");
});

test("numbers have four digits after the point, or as many as are asked for", () => {
  assert.equal(format(0), "0.0000");
  assert.equal(format(1.23456), "1.2346");
  assert.equal(format(-2), "-2.0000");
  assert.equal(format(0.0001), "0.0001");
  assert.equal(format(0.1234567, 6), "0.123457");
});

test("from a thousand on, one digit is enough", () => {
  assert.equal(format(999.5), "999.5000");
  assert.equal(format(1000), "1000.0");
  assert.equal(format(-99999.94, 6), "-99999.9");
});

test("the very large and the very small are written with a power of ten", () => {
  assert.equal(format(100000), "1.000e+5");
  assert.equal(format(-3.4028235e38), "-3.403e+38");
  assert.equal(format(0.00009999), "9.999e-5");
  assert.equal(format(-1e-12, 6), "-1.000e-12");
});
