import { expect, test } from "bun:test";
import { isDigit, isDigitAt, numberAt } from "../../src/names/digits.ts";

test("digits are 0 to 9 of ASCII, and nothing else", () => {
  const digits = Array.from({ length: 0x2000 }, (_, codePoint) => codePoint).filter(isDigit);
  expect(String.fromCodePoint(...digits)).toBe("0123456789");
  expect(isDigitAt("a1", 1)).toBe(true);
  expect(isDigitAt("a1", 0)).toBe(false);
  expect(isDigitAt("a1", 2)).toBe(false);
});

test("a number is read from a stretch of text, exactly up to 15 digits", () => {
  expect(numberAt("ENSG00000139618.12", 4, 15)).toBe(139618);
  expect(numberAt("x999999999999999y", 1, 16)).toBe(999_999_999_999_999);
  expect(numberAt("x", 0, 0)).toBe(0);
});
