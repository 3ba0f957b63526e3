/** Each bad index is refused by its defect, and does no harm where it is opened unchecked. */

import { describe, expect, test } from "bun:test";
import { IndexCatalogue } from "../../../src/lookup/index-catalogue.ts";
import { OpenIndex } from "../../../src/lookup/open-index.ts";
import { MATCHES } from "../../../src/lookup/tiers.ts";
import { labelsIn, matchesIn } from "../../support/indexes/look-ups.ts";
import {
  aliased,
  BAD_INDEXES,
  genesOfTwo,
  huge,
  identified,
  rootOf,
  smallWith,
  withGenes,
  withIds,
} from "./bad-indexes.ts";
import { columnsOfNothing, craftIndex, ladder } from "./craft.ts";
import { ask, refusalOf } from "./judge.ts";

describe.each(BAD_INDEXES)("%s", (_, files) => {
  describe.each(Object.entries(files))("%s", (_, { bytes, defect }) => {
    test(`is refused as ${defect}`, () => {
      const refusal = refusalOf(bytes);
      expect(refusal?.defect).toBe(defect);
      expect(refusal!.message).not.toMatch(/\p{Cc}/u);
    });

    test("opened unchecked only answers or refuses", () => {
      expect(() => ask(bytes)).not.toThrow();
    });
  });
});

test("what the crafted lies are made from is whole where nothing lies", () => {
  expect(refusalOf(craftIndex({ nodes: ladder(["a", "b"], 3) }))).toBeNull();
  expect(refusalOf(craftIndex({ nodes: ladder(["a", "b"], 1), genes: genesOfTwo({}) }))).toBeNull();
  expect(refusalOf(withIds(identified(1, 2), [0, 1]).bytes)).toBeNull();
  expect(refusalOf(withIds(identified(200, 1000), [1, 0]).bytes)).toBeNull();
  expect(refusalOf(aliased([0, 1, 1], [0, 1, 1], [0, 1]))).toBeNull();
  expect(refusalOf(smallWith(() => {}))).toBeNull();
});

test("what a header declares is refused before room is made for it", () => {
  expect(refusalOf(Uint8Array.from(huge(0xdd)))!.defect).toBe("not-msgpack");
  const nested = Array.from({ length: 3000 }, () => [0xdd, 0x00, 0x00, 0x10, 0x00]).flat();
  const before = process.memoryUsage.rss();
  expect(refusalOf(Uint8Array.from([...nested, ...new Array(5000).fill(0)]))!.defect).toBe(
    "not-assembl",
  );
  expect(process.memoryUsage.rss() - before).toBeLessThan(50e6);
});

describe("a walk without end", () => {
  test("is cut by the step budget", () => {
    const levels = 60;
    const bytes = craftIndex({
      nodes: ladder(["A", "a"], levels),
      claims: { labels: 2, genes: 2 },
    });
    const index = new OpenIndex(bytes);
    const query = "a".repeat(levels + 1);
    expect(() => labelsIn(index, index.species[0]!, query, 5)).toThrow(/endless/);
    expect(() => matchesIn(index, index.species[0]!, query, 5)).toThrow(/endless/);
  });

  test("is no matter of how many labels there are", () => {
    const index = new OpenIndex(craftIndex({ nodes: ladder(["a", "b"], 25) }));
    const found = labelsIn(index, index.species[0]!, "", 3);
    expect(found).toEqual(["a".repeat(25), `${"a".repeat(24)}b`, `${"a".repeat(23)}ba`]);
  });
});

test("billions of texts that are all empty are refused before they are looked through", () => {
  const columns = Buffer.from(genesOfTwo({}));
  // Behind the empty columns `last`, `marks` and three of ids stand the places, which begin with their number.
  const places = 2 * 9 + 13 + 2 * 9;
  columns.writeUInt32BE(2 ** 32 - 1, places + 1);
  const before = process.cpuUsage().user;
  expect(refusalOf(withGenes(columns).bytes)?.message).toContain("more texts than bytes");
  expect(process.cpuUsage().user - before).toBeLessThan(500_000);
});

test("billions of genes of which none is the last of its label are refused before they are looked through", () => {
  const genes = 2 ** 32 - 1;
  // One bit of every byte would take half a gigabyte, and minutes.
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
  // A look at each would take a hundred times as long.
  expect(process.cpuUsage().user - before).toBeLessThan(500_000);
});

describe("a few nodes that hold more than memory does", () => {
  /** 2^29 labels of `a` and `b`, each of which is an alias too, in less than a kilobyte. */
  const levels = 29;
  const bytes = craftIndex({
    nodes: ladder(["a", "b"], levels),
    claims: {
      aliases: 2 ** levels,
      aliasRoot: rootOf(levels),
    },
    aliases: manyAliases(2 ** levels),
  });

  test("are no reason to refuse the index", () => {
    expect(bytes.length).toBeLessThan(2000);
    expect(refusalOf(bytes)).toBeNull();
  });

  test.each(MATCHES)("answer with match=%s, in little memory", (match) => {
    const catalogue = new IndexCatalogue(new OpenIndex(bytes));
    const before = process.memoryUsage.rss();
    for (const query of ["ba", "a".repeat(levels), "b".repeat(levels + 1), "abba", "xaab"]) {
      catalogue.suggest(["homo_sapiens"], { query, limit: 25, labelMinimum: 1, match });
    }
    expect(process.memoryUsage.rss() - before).toBeLessThan(200e6);
  });

  /** Each the alias of the one label there is in the column; nothing of it takes a bit. */
  function manyAliases(count: number): Uint8Array {
    const size = Buffer.alloc(4);
    size.writeUInt32BE(count);
    const numbers = (of: Uint8Array) => Buffer.concat([Buffer.alloc(1), of, Buffer.alloc(4)]);
    const none = numbers(Buffer.alloc(4));
    return Buffer.concat([numbers(size), none, none, numbers(Buffer.from([0, 0, 0, 1]))]);
  }
});
