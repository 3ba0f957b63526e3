/** Each bad index is refused with its defect, and does no harm if it is opened without verification. */

import { describe, expect, test } from "bun:test";
import { CostlyQuery } from "../../../src/errors.ts";
import type { SpeciesEntry } from "../../../src/format/document.ts";
import { decodeIndex } from "../../../src/format/index-file.ts";
import { IndexCatalogue } from "../../../src/lookup/index-catalogue.ts";
import { OpenIndex } from "../../../src/lookup/open-index.ts";
import { MATCHES } from "../../../src/lookup/tiers.ts";
import { NameCheck } from "../../../src/store/verify-names.ts";
import { checkTrie } from "../../../src/trie/check.ts";
import { Trie } from "../../../src/trie/trie.ts";
import { labelsIn, matchesIn } from "../../support/indexes/look-ups.ts";
import {
  ab,
  aliased,
  aliasesOf,
  BAD_INDEXES,
  behindAb,
  genesOfTwo,
  huge,
  identified,
  nodesOf,
  numbered,
  ofOneLabel,
  rootOf,
  smallWith,
  stableIds,
  withGenes,
  withIds,
} from "./bad-indexes.ts";
import {
  type CraftedEdge,
  type CraftedNode,
  columnsOfNothing,
  craftIndex,
  ladder,
} from "./craft.ts";
import { ask, refusalOf } from "./judge.ts";

describe.each(BAD_INDEXES)("%s", (_, files) => {
  describe.each(Object.entries(files))("%s", (_, { bytes, defect }) => {
    test(`is refused as ${defect}`, () => {
      const refusal = refusalOf(bytes);
      expect(refusal?.defect).toBe(defect);
      expect(refusal!.message).not.toMatch(/\p{Cc}/u);
    });

    test("answers or is refused, if it is opened without verification", () => {
      expect(() => ask(bytes)).not.toThrow();
    });
  });
});

test("crafted indexes are valid if nothing in them is false", () => {
  expect(refusalOf(craftIndex({ nodes: ladder(["a", "b"], 3) }))).toBeNull();
  expect(refusalOf(craftIndex({ nodes: ladder(["a", "b"], 1), genes: genesOfTwo({}) }))).toBeNull();
  expect(refusalOf(withIds(identified(1, 2), [0, 1]).bytes)).toBeNull();
  expect(refusalOf(withIds(identified(200, 1000), [1, 0]).bytes)).toBeNull();
  expect(refusalOf(aliased([0, 1, 1], [0, 1, 1]))).toBeNull();
  expect(refusalOf(smallWith(() => {}))).toBeNull();
  const keys = [
    "ab",
    "\u03b1-1",
    "a b",
    "a".repeat(255),
    "\u00e5b\0A\u030aB",
    ab(2),
    ab(0, 0x83),
    ab(4, 0x86),
  ];
  for (const key of keys) expect(refusalOf(craftIndex({ nodes: nodesOf(key) }))).toBeNull();
  expect(refusalOf(craftIndex({ nodes: behindAb(Uint8Array.of(2, 0x86), "") }))).toBeNull();
  const spelled = [...nodesOf("B", "b"), { edges: [{ label: "ab\u0002A", to: 1 }] }];
  expect(refusalOf(craftIndex({ nodes: spelled }))).toBeNull();
  expect(refusalOf(aliasesOf("a\u0004", nodesOf("b\u0005"), [0]))).toBeNull();
  expect(refusalOf(aliasesOf("a", numbered(256), Array(256).fill(0)))).toBeNull();
  expect(refusalOf(ofOneLabel({ ids: stableIds(1, 2, 3) }).bytes)).toBeNull();
  // The last one is on an alternative sequence.
  expect(refusalOf(ofOneLabel({ ids: stableIds(1, 2, 2) }).bytes)).toBeNull();
  expect(refusalOf(ofOneLabel({ ids: stableIds(2, 3, 1) }).bytes)).toBeNull();
  expect(refusalOf(ofOneLabel({ dbs: ["core", "a", "b"], db: [1, 2, 3] }).bytes)).toBeNull();
  expect(refusalOf(ofOneLabel({}).bytes)).toBeNull();
});

test("what is wrong below a root is told, and not that there is no root", () => {
  const problem = (nodes: CraftedNode[]) => refusalOf(craftIndex({ nodes }))!.problem;
  const behindRoot = (edges: CraftedEdge[]) => problem([...ladder(["a"], 1), { edges }]);
  expect(behindRoot([{ label: "a", to: 1, cost: 2 }])).toContain("an edge with a wrong cost");
  expect(behindRoot([{ label: "a", to: 1, count: 2 }])).toContain("an edge with a wrong count");
  expect(problem(nodesOf("ab", "c"))).toContain("edges of homo_sapiens that are out of order");
  expect(problem(nodesOf(""))).toContain("a name of homo_sapiens that is empty");
});

test("sizes in msgpack headers are refused before memory is allocated", () => {
  expect(refusalOf(Uint8Array.from(huge(0xdd)))!.defect).toBe("not-msgpack");
  const nested = Array.from({ length: 3000 }, () => [0xdd, 0x00, 0x00, 0x10, 0x00]).flat();
  const before = process.memoryUsage.rss();
  expect(refusalOf(Uint8Array.from([...nested, ...new Array(5000).fill(0)]))!.defect).toBe(
    "not-assembl",
  );
  expect(process.memoryUsage.rss() - before).toBeLessThan(50e6);
});

describe("a walk without end", () => {
  test("is ended by the step budget", () => {
    const levels = 28;
    const bytes = craftIndex({
      nodes: ladder(["a", "-a"], levels),
      claims: { labels: 2, genes: 2 },
    });
    const index = new OpenIndex(bytes);
    const query = "a".repeat(levels + 1);
    expect(() => labelsIn(index, index.species[0]!, query, 5)).toThrow(CostlyQuery);
    expect(() => matchesIn(index, index.species[0]!, query, 5)).toThrow(CostlyQuery);
  });

  test("is not assumed because there are many labels", () => {
    const index = new OpenIndex(craftIndex({ nodes: ladder(["a", "b"], 25) }));
    const found = labelsIn(index, index.species[0]!, "", 3);
    expect(found).toEqual(["a".repeat(25), `${"a".repeat(24)}b`, `${"a".repeat(23)}ba`]);
  });
});

test("billions of empty texts are refused without looking at each", () => {
  const columns = Buffer.from(genesOfTwo({}));
  // The places, which begin with their number, follow the empty columns `last`, `marks` and three of ids.
  const places = 2 * 9 + 13 + 2 * 9;
  columns.writeUInt32BE(2 ** 32 - 1, places + 1);
  const before = process.cpuUsage().user;
  expect(refusalOf(withGenes(columns).bytes)?.message).toContain("more texts than bytes");
  expect(process.cpuUsage().user - before).toBeLessThan(500_000);
});

test("billions of genes, none of which is the last of its label, are refused without looking at each", () => {
  const genes = 2 ** 32 - 1;
  // Looking at one bit of each would take half a gigabyte, and minutes.
  const last = columnsOfNothing(genes).subarray(0, 1);
  const size = Buffer.alloc(4);
  size.writeUInt32BE(genes);
  const column = Buffer.concat([last, size, Buffer.alloc(4)]);
  const columns = Buffer.concat([column, columnsOfNothing(genes).subarray(9)]);
  const bytes = craftIndex({ nodes: ladder(["a", "b"], 1), genes: columns, claims: { genes } });
  expect(bytes.length).toBeLessThan(1000);
  const before = process.cpuUsage().user;
  expect(refusalOf(bytes)?.defect).toBe("genes");
  ask(bytes);
  // Looking at each would take a hundred times as long.
  expect(process.cpuUsage().user - before).toBeLessThan(500_000);
});

test.each([
  ["of several bytes", ladder(["α", "β"], 29)],
  ["with spaces", ladder(["a a", "b b"], 29)],
])("billions of names %s, each of which has to be looked at, are given up", (_, nodes) => {
  const { sections, species } = decodeIndex(craftIndex({ nodes }));
  const trie = Trie.open(sections);
  const [{ root, casePattern }] = species as [SpeciesEntry];
  const names = new NameCheck(trie, checkTrie(trie, species), 1000);
  expect(() => names.check({ root, casePattern })).toThrow(/more names than are checked/);
  expect(() => names.allow(2 ** 29)).toThrow(/more names than are checked/);
});

describe("more labels than fit into memory, in a few nodes,", () => {
  /** 2^29 labels of `a` and `b`, each of which is also an alias, in less than a kilobyte. */
  const levels = 29;
  const bytes = craftIndex({
    nodes: ladder(["a", "b"], levels),
    claims: {
      aliases: 2 ** levels,
      aliasRoot: rootOf(levels),
    },
    aliases: manyAliases(2 ** levels),
  });

  test("are accepted, and refused as aliases, of which one label has too many", () => {
    expect(bytes.length).toBeLessThan(2000);
    expect(refusalOf(craftIndex({ nodes: ladder(["a", "b"], levels) }))).toBeNull();
    const before = process.cpuUsage().user;
    expect(refusalOf(bytes)).not.toBeNull();
    expect(process.cpuUsage().user - before).toBeLessThan(500_000);
  });

  test.each(MATCHES)("are searched with match=%s in little memory", (match) => {
    const catalogue = new IndexCatalogue(new OpenIndex(bytes));
    const before = process.memoryUsage.rss();
    for (const query of ["ba", "a".repeat(levels), "b".repeat(levels + 1), "abba", "xaab"]) {
      catalogue.suggest(["homo_sapiens"], { query, limit: 25, labelMinimum: 1, match });
    }
    expect(process.memoryUsage.rss() - before).toBeLessThan(200e6);
  });

  /** All are aliases of the only label in the column, in numbers of no bits. */
  function manyAliases(count: number): Uint8Array {
    const size = Buffer.alloc(4);
    size.writeUInt32BE(count);
    const numbers = (of: Uint8Array) => Buffer.concat([Buffer.alloc(1), of, Buffer.alloc(4)]);
    const none = numbers(Buffer.alloc(4));
    return Buffer.concat([numbers(size), none, none]);
  }
});
