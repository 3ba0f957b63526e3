import { describe, expect, test } from "bun:test";
import { OpenIndex } from "../../src/lookup/open-index.ts";
import { MAXIMUM_KEY_BYTES } from "../../src/trie/trie.ts";
import { type CraftedNode, craftIndex, ladder } from "../faults/indexes/craft.ts";
import { labelsIn } from "../support/indexes/look-ups.ts";

const LEVELS = 25;
const SPELLINGS = ladder(["A", "a"], LEVELS);
const QUERY = "a".repeat(LEVELS);
const LONG = "x".repeat(MAXIMUM_KEY_BYTES - 2 * LEVELS);

/** Every spelling of the query, after a long common beginning. */
const FAR_SPELLINGS: CraftedNode[] = [...SPELLINGS, { edges: [{ label: LONG, to: LEVELS }] }];

/** At every step of the walk, labels of more bytes than are kept decoded. */
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

/** Small whole indexes, in which these queries would take hours or all memory. */
const ENDLESS: [string, readonly CraftedNode[], string][] = [
  ["keys that end where a query of 2^25 spellings ends", SPELLINGS, QUERY],
  ["2^25 keys that are equal but for case, in whole", SPELLINGS, ""],
  ["keys that are copied in all their length", FAR_SPELLINGS, LONG + QUERY],
  ["long labels beside the walk", WIDE_SPELLINGS, QUERY],
];

describe("a query that takes more steps than any does in a real index is refused", () => {
  test.each(ENDLESS)("%s", (_, nodes, query) => {
    const index = new OpenIndex(craftIndex({ nodes }));
    expect(() => labelsIn(index, index.species[0]!, query, 5)).toThrow(/endless/);
  });
});
