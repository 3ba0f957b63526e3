import { expect, test } from "bun:test";
import fc from "fast-check";
import { IndexError } from "../../src/errors.ts";
import { checkTrie } from "../../src/trie/check.ts";
import { Trie } from "../../src/trie/trie.ts";
import { anySpecies } from "../support/data/labels.ts";
import { compileRows, labelRows } from "../support/indexes/compiled.ts";

const RUNS = 50;

test("the check accepts every trie that a build makes", () => {
  fc.assert(
    fc.property(anySpecies, (species) => {
      const { sections, species: entries } = compileRows(labelRows(species));
      expect(() => checkTrie(Trie.open(sections), entries)).not.toThrow();
    }),
    { numRuns: RUNS },
  );
});

test("the check refuses a species whose root or number of labels is another's", () => {
  const { sections, species } = compileRows(
    labelRows({ danio_rerio: ["pcnp", "PCNP"], homo_sapiens: ["BRCA1", "BRCA2", "T"] }),
  );
  const [danio, human] = species as [(typeof species)[0], (typeof species)[0]];
  const trie = Trie.open(sections);
  expect(() => checkTrie(trie, [{ ...human, root: danio.root }])).toThrow(IndexError);
  expect(() => checkTrie(trie, [{ ...human, labels: human.labels - 1 }])).toThrow(IndexError);
});
