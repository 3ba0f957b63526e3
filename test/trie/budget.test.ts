import { describe, expect, test } from "bun:test";
import { OpenIndex } from "../../src/lookup/open-index.ts";
import { MAXIMUM_KEY_BYTES } from "../../src/trie/trie.ts";
import { type CraftedNode, craftIndex, ladder } from "../faults/indexes/craft.ts";
import { labelsIn } from "../support/indexes/look-ups.ts";

const LEVELS = 25;
const SPELLINGS = ladder(["A", "a"], LEVELS);
const QUERY = "a".repeat(LEVELS);
const LONG = "x".repeat(MAXIMUM_KEY_BYTES - 2 * LEVELS);

/** Every spelling of the query behind a long beginning. */
const FAR_SPELLINGS: CraftedNode[] = [...SPELLINGS, { edges: [{ label: LONG, to: LEVELS }] }];

/** Beside every step of the walk more bytes of labels than are kept decoded. */
const WIDE_SPELLINGS = SPELLINGS.map(({ edges = [], ...node }) => ({
  ...node,
  edges: edges.length === 0 ? edges : [...edges, ...wideEdges()],
}));

function wideEdges() {
  return Array.from({ length: 64 }, (_, i) => ({
    label: String.fromCharCode(0x80 + i) + LONG,
    to: 0,
  }));
}

/** Each is small and whole; answered to the end these queries would take hours, or all memory. */
const ENDLESS: [string, readonly CraftedNode[], string][] = [
  ["keys that end where a query of 2^25 spellings ends", SPELLINGS, QUERY],
  ["2^25 keys that are equal but for case, in whole", SPELLINGS, ""],
  ["keys that are copied in all their length", FAR_SPELLINGS, LONG + QUERY],
  ["long labels beside the walk", WIDE_SPELLINGS, QUERY],
];

describe("a query that no real index makes so costly is refused", () => {
  test.each(ENDLESS)("%s", (_, nodes, query) => {
    const index = new OpenIndex(craftIndex({ nodes }));
    expect(() => labelsIn(index, index.species[0]!, query, 5)).toThrow(/endless/);
  });
});
