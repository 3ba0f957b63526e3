import { describe, expect, test } from "bun:test";
import { refusalOfLabel, refusalOfName, refusalOfText } from "../../src/columns/refusal.ts";

const CONTROL_CHARACTERS = ["\n", "a\tb", "\0", "a\u007f", "\u0085", "a\u001b[2J"];

describe("a text of a gene", () => {
  test.each(["", " ", "core", "β-globin 🧬", "\u00a0", "a".repeat(255), "🧬".repeat(255)])(
    "is accepted: %j",
    (text) => {
      expect(refusalOfText(text)).toBeNull();
    },
  );

  test.each(CONTROL_CHARACTERS)("is refused for a control character: %j", (text) => {
    expect(refusalOfText(text)).toBe("control character");
  });

  test("is refused if it has more than 255 code points", () => {
    expect(refusalOfText("a".repeat(256))).toBe("too long");
    expect(refusalOfText("🧬".repeat(256))).toBe("too long");
    expect(refusalOfText(`${"🧬".repeat(254)}ab`)).toBe("too long");
  });
});

describe("a name", () => {
  test.each(["", " ", "\u00a0\u3000"])(
    "is refused by its own reason if it is blank: %j",
    (name) => {
      expect(refusalOfName(name, "no species")).toBe("no species");
      expect(refusalOfName(name, "no label")).toBe("no label");
      expect(refusalOfLabel(name)).toBe("no label");
    },
  );

  test.each(CONTROL_CHARACTERS.filter((text) => text.trim() !== ""))(
    "is refused for a control character: %j",
    (name) => {
      expect(refusalOfName(name, "no species")).toBe("control character");
      expect(refusalOfLabel(name)).toBe("control character");
    },
  );

  test("may have spaces around it", () => {
    expect(refusalOfName(" homo_sapiens ", "no species")).toBeNull();
    expect(refusalOfLabel(" BRCA2 ")).toBeNull();
  });
});

test("a label is refused if its key is longer than a trie takes, for example because of its fold", () => {
  // Each is folded to 18 characters of 33 bytes.
  const ligature = "\ufdfa";
  expect(refusalOfLabel(ligature.repeat(100))).toBeNull();
  expect(refusalOfLabel(ligature.repeat(255))).toBe("too long");
  expect(refusalOfName(ligature.repeat(255), "no label")).toBeNull();
  expect(refusalOfLabel("a".repeat(255))).toBeNull();
  expect(refusalOfLabel("a".repeat(256))).toBe("too long");
});
