import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { NameKeys, type SpeciesKeys } from "../../src/compile/name-keys.ts";
import { fold } from "../../src/names/fold.ts";
import { foldEnd, nameOfKey, STANDINGS } from "../../src/names/key.ts";
import { anyLabel } from "../support/data/labels.ts";

interface Named {
  name: string;
  standing: number;
}

const anyNames = fc.uniqueArray(
  fc.record<Named>({ name: anyLabel, standing: fc.constantFrom(0, 0, 1, 30, STANDINGS - 1) }),
  { minLength: 1, selector: ({ name, standing }) => `${standing} ${name}` },
);

/** The keys of names that are all of one species, and each by its index. */
function keysOf(names: readonly Named[]): SpeciesKeys & { all: Buffer[] } {
  const texts = [...new Set(names.map(({ name }) => name))];
  const made = new NameKeys(texts).keysOf(
    names.map(({ name }) => texts.indexOf(name)),
    names.map(({ standing }) => standing),
  );
  const { bytes, starts } = made.keys;
  const all = names.map((_, i) => Buffer.from(bytes.subarray(starts[i], starts[i + 1])));
  return { ...made, all };
}

const labels = (...names: string[]) => names.map((name) => ({ name, standing: 0 }));

describe("the keys of names", () => {
  test("are different, in byte order, begin with the folds, and tell names and standings", () => {
    fc.assert(
      fc.property(anyNames, (names) => {
        const { all, members, casePattern } = keysOf(names);
        expect(all).toEqual(all.toSorted(Buffer.compare));
        expect(new Set(all.map(String)).size).toBe(names.length);
        expect([...members].sort((a, b) => a - b)).toEqual([...names.keys()]);
        for (const [i, key] of all.entries()) {
          const { name, standing } = names[members[i]!]!;
          const end = foldEnd(key, 0, key.length);
          expect(key.toString("utf8", 0, end)).toBe(fold(name));
          expect(key[end] ?? 0).toBe(standing);
          expect(nameOfKey(key, 0, end, key.length, casePattern)).toBe(name);
        }
      }),
    );
  });

  test("are folds alone where names show the usual case and have no standing", () => {
    const { all, casePattern } = keysOf(labels("BRCA1", "TP53", "HLA-A", "C1orf112"));
    expect(casePattern).toBe(3);
    expect(all.map(String).slice(0, 1)).toEqual(["brca1"]);
    expect(all[1]).toEqual(Buffer.concat([Buffer.from("c1orf112"), Uint8Array.of(0, 0x86)]));
    expect(all.map(String).slice(2)).toEqual(["hla-a", "tp53"]);
  });

  test("hold the names themselves where several have one fold and one standing", () => {
    const { all } = keysOf(labels("pcnp", "PCNP", "TP53"));
    expect(all.map(String)).toEqual(["pcnp\0PCNP", "pcnp\0pcnp", "tp53"]);
    const { all: apart } = keysOf([...labels("PCNP", "TP53"), { name: "PCNP", standing: 4 }]);
    expect(apart.map(String)).toEqual(["pcnp", "pcnp\u0004", "tp53"]);
  });

  test("of none are none", () => {
    const { keys, members } = keysOf([]);
    expect([[...keys.starts], [...members]]).toEqual([[0], []]);
  });
});
