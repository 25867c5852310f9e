// Numbers in the read-out.

import assert from "node:assert/strict";
import { test } from "node:test";

import { format, formatR2 } from "../../linreg/player/static/read-out.js";

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

test("R2 is 1 only where the cost is 0", () => {
  assert.equal(formatR2(0, 2), "1.0000");
  assert.equal(formatR2(1, 2), "0.5000");
  assert.equal(formatR2(4, 2), "-1.0000");
  assert.equal(formatR2(5.138e-6, 2.6667), "0.999998");
  assert.equal(formatR2(1e-13, 2), "> 0.999999999999");
  assert.equal(formatR2(Infinity, 2), "-inf");
  assert.equal(formatR2(NaN, 2), "nan");
});

test("where all y are equal there is no R2", () => {
  assert.equal(formatR2(1, 0), "–");
  assert.equal(formatR2(0, 0), "–");
});
