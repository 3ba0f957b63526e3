/** Each bad index is refused with its defect, and does no harm if it is opened without verification. */

import { describe, expect, test } from "bun:test";
import { CostlyQuery } from "../../../src/errors.ts";
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

  test("are accepted", () => {
    expect(bytes.length).toBeLessThan(2000);
    expect(refusalOf(bytes)).toBeNull();
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
