// Numbers in the read-out.

import assert from "node:assert/strict";
import { test } from "node:test";

import { format } from "../../linreg/player/static/transport.js";

test("nan and inf are written as in PyTorch", () => {
  assert.equal(format(NaN), "nan");
  assert.equal(format(Infinity), "inf");
  assert.equal(format(-Infinity), "-inf");
});

test("numbers have four decimals, or the given number", () => {
  assert.equal(format(0), "0.0000");
  assert.equal(format(1.23456), "1.2346");
  assert.equal(format(-2), "-2.0000");
  assert.equal(format(0.0001), "0.0001");
  assert.equal(format(0.1234567, 6), "0.123457");
});

test("from 1000 on, numbers have one decimal", () => {
  assert.equal(format(999.5), "999.5000");
  assert.equal(format(1000), "1000.0");
  assert.equal(format(-99999.94, 6), "-99999.9");
});

test("very large and very small numbers are written in scientific notation", () => {
  assert.equal(format(100000), "1.000e+5");
  assert.equal(format(-3.4028235e38), "-3.403e+38");
  assert.equal(format(0.00009999), "9.999e-5");
  assert.equal(format(-1e-12, 6), "-1.000e-12");
});
