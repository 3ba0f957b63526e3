import { expect, test } from "bun:test";
import fc from "fast-check";
import { keyOf } from "../../src/names/key.ts";
import { follow } from "../../src/trie/follow.ts";
import { TrieSearch } from "../../src/trie/search.ts";
import { Trie } from "../../src/trie/trie.ts";
import { anySpecies } from "../support/data/labels.ts";
import { compileRows, labelRows } from "../support/indexes/compiled.ts";

const RUNS = 50;

test("a label's number is how many keys of its species come before its own in byte order", () => {
  fc.assert(
    fc.property(anySpecies, (species) => {
      const { sections, species: entries } = compileRows(labelRows(species));
      const search = new TrieSearch(Trie.open(sections));
      for (const { name, root, labels } of entries) {
        const found = search.find(root, follow(new Uint8Array(0), false), labels + 1);
        const numberOf = (label: string) => search.numberOf(root, Buffer.from(keyOf(label)));
        const keys = found.map((_, number) => Buffer.from(search.keyAt(root, number)).toString());
        const numbers = new Map(found.map((id) => [numberOf(search.label(id)), search.label(id)]));
        const sorted = [...new Set(species[name])].sort((a, b) =>
          Buffer.compare(Buffer.from(keyOf(a)), Buffer.from(keyOf(b))),
        );
        expect(numbers).toEqual(new Map(sorted.entries()));
        expect(keys).toEqual(sorted.map((label) => keyOf(label)));
        expect(labels).toBe(sorted.length);
      }
    }),
    { numRuns: RUNS },
  );
});
