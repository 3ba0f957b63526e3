import { describe, expect, test } from "bun:test";
import { CostlyQuery } from "../../src/errors.ts";
import { OpenIndex } from "../../src/lookup/open-index.ts";
import { MAXIMUM_KEY_BYTES } from "../../src/names/key.ts";
import { type CraftedNode, craftIndex, ladder } from "../faults/indexes/craft.ts";
import { labelsIn } from "../support/indexes/look-ups.ts";

const LEVELS = 25;
/** Keys that have separators anywhere between the letters of the query. */
const SEPARATED = ladder(["a", "-a"], LEVELS);
const QUERY = "a".repeat(LEVELS);
const LONG = "x".repeat(MAXIMUM_KEY_BYTES - 2 * LEVELS);

/** The same behind a long common beginning. */
const FAR: CraftedNode[] = [...SEPARATED, { edges: [{ label: LONG, to: LEVELS }] }];

/** The same with many edges of long labels at every step of the walk. */
const WIDE = SEPARATED.map(({ edges = [], ...node }) => ({
  ...node,
  edges: edges.length === 0 ? edges : [...edges, ...wideEdges()],
}));

function wideEdges() {
  return Array.from({ length: 26 }, (_, i) => ({
    label: String.fromCharCode(0x61 + i) + "-".repeat(MAXIMUM_KEY_BYTES - LEVELS),
    to: 0,
  }));
}

/** Small indexes, in which these queries would take hours or all memory. */
const ENDLESS: [string, readonly CraftedNode[], string][] = [
  ["2^25 keys with separators in different places", SEPARATED, QUERY],
  ["keys that are copied in all their length", FAR, LONG + QUERY],
  ["long labels beside the walk", WIDE, QUERY],
];

describe("a query that takes more steps than any does in a real index is refused", () => {
  test.each(ENDLESS)("%s", (_, nodes, query) => {
    const index = new OpenIndex(craftIndex({ nodes }));
    expect(() => labelsIn(index, index.species[0]!, query, 5)).toThrow(CostlyQuery);
  });
});

test("2^25 keys whose folds are equal are found one by one", () => {
  const names = [...ladder(["A", "a"], LEVELS), { edges: [{ label: "a\u0000", to: LEVELS }] }];
  const index = new OpenIndex(craftIndex({ nodes: names }));
  expect(labelsIn(index, index.species[0]!, "a", 2)).toEqual([
    "A".repeat(LEVELS),
    `${"A".repeat(LEVELS - 1)}a`,
  ]);
});
