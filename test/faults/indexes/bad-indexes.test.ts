/** Bad files, named by their defect: each is refused by that name, and opened unchecked it does no harm. */

import { describe, expect, test } from "bun:test";
import { decode, encode } from "@msgpack/msgpack";
import { encodeAliases } from "../../../src/columns/aliases.ts";
import { writeGroups } from "../../../src/columns/groups.ts";
import { encodeIdOrder } from "../../../src/columns/id-order.ts";
import { type LocationColumns, writeLocations } from "../../../src/columns/location-field.ts";
import { ColumnWriter } from "../../../src/columns/packed.ts";
import { type StableIdColumns, writeStableIds } from "../../../src/columns/stable-id-field.ts";
import { writeTextColumn } from "../../../src/columns/text-column.ts";
import type { IndexDefect } from "../../../src/errors.ts";
import { DATA_START } from "../../../src/format/index-file.ts";
import { IndexCatalogue } from "../../../src/lookup/index-catalogue.ts";
import { OpenIndex } from "../../../src/lookup/open-index.ts";
import { MATCHES } from "../../../src/lookup/tiers.ts";
import { labelsIn, matchesIn } from "../../support/indexes/look-ups.ts";
import { smallIndex } from "../../support/indexes/small-index.ts";
import {
  type CraftedIndex,
  columnsOfNothing,
  craftIndex,
  craftTrie,
  LEAF_NODE,
  ladder,
  sealed,
  withChecksum,
} from "./craft.ts";
import { ask, refusalOf } from "./damage.ts";

interface BadFile {
  bytes: Uint8Array;
  defect: IndexDefect;
}

const bad = (defect: IndexDefect, bytes: Uint8Array | readonly number[] | string): BadFile => ({
  defect,
  bytes: typeof bytes === "string" ? Buffer.from(bytes) : Uint8Array.from(bytes),
});

/** The small index with some of its values replaced, sealed again where it still ends in a checksum. */
function smallWith(change: (document: Record<string, unknown>) => void): Uint8Array {
  const document = decode(smallIndex()) as Record<string, unknown>;
  change(document);
  const bytes = encode(document);
  return document.checksum instanceof Uint8Array ? sealed(bytes) : bytes;
}

/** The small index with a bit of one byte flipped, at a place counted from the end if negative. */
function smallFlipped(place: number): Uint8Array {
  const bytes = smallIndex();
  bytes[place < 0 ? bytes.length + place : place]! ^= 1;
  return bytes;
}

const placeOf = (text: string): number => Buffer.from(smallIndex()).indexOf(text);

const badTrie = (index: CraftedIndex): BadFile => bad("trie", craftIndex(index));

/** Two labels, `a` and `b`, and the genes' columns given. */
const withGenes = (genes: Uint8Array, claims = {}): BadFile =>
  bad("genes", craftIndex({ nodes: ladder(["a", "b"], 1), genes, claims }));

/** The columns of two genes, one a label, with what is given in place of no value. */
function genesOfTwo({
  ids = {},
  locations = {},
  db = [0, 0],
}: {
  ids?: Partial<StableIdColumns>;
  locations?: Partial<LocationColumns>;
  db?: readonly number[];
}): Uint8Array {
  const none = [0, 0];
  const out = new ColumnWriter();
  writeGroups(out, Uint8Array.of(1, 1));
  writeStableIds(out, { kinds: [], kind: none, number: none, ...ids });
  writeLocations(out, { places: [], place: none, start: none, span: none, ...locations });
  writeTextColumn(out, [], db);
  return out.finish();
}

const huge = (code: number, ...rest: number[]) => [code, 0xff, 0xff, 0xff, 0xff, ...rest];

const NO_MSGPACK: Record<string, BadFile> = {
  "an empty file": bad("empty", ""),
  "a label file": bad("not-msgpack", "species\tdisplay_label\nhomo_sapiens\tBRCA2\n"),
  "a gzip file": bad("not-msgpack", Bun.gzipSync(Buffer.from("species"))),
  zeros: bad("not-msgpack", new Uint8Array(4096)),
  "an array that declares 2^32 items": bad("not-msgpack", huge(0xdd)),
  "a map that declares 2^32 entries": bad("not-msgpack", huge(0xdf)),
  "a bin that declares 2^32 bytes": bad("not-msgpack", huge(0xc6)),
  "a text that declares 2^32 bytes": bad("not-msgpack", huge(0xdb)),
  "an extension that declares 2^32 bytes": bad("not-msgpack", huge(0xc9, 1)),
  "two documents": bad("not-msgpack", Buffer.concat([smallIndex(), smallIndex()])),
};

const NO_INDEX: Record<string, BadFile> = {
  "headers nested a hundred thousand deep": bad("not-assembl", Array(100_000).fill(0x91)),
  "a msgpack number": bad("not-assembl", [1]),
  "a msgpack array": bad("not-assembl", encode(["assembl", 1])),
  "another msgpack map": bad("not-assembl", encode({ format: "other", version: 1 })),
  "nested arrays that end": bad("not-assembl", [...Array(1000).fill(0x91), 0xc0]),
  "the format's name alone": bad("format-version", encode({ format: "assembl" })),
  "an earlier format version": bad(
    "format-version",
    smallWith((document) => {
      document.version = 1;
    }),
  ),
  "a later format version": bad(
    "format-version",
    smallWith((document) => {
      document.version = 3;
    }),
  ),
  "a format version that is a command to the terminal": bad(
    "format-version",
    smallWith((document) => {
      document.version = "\u001b[2J\r\nall is well";
    }),
  ),
  "a format version that is a text": bad(
    "format-version",
    smallWith((document) => {
      document.version = "1";
    }),
  ),
};

const MALFORMED: Record<string, BadFile> = Object.fromEntries([
  ...["generation", "species", "sections", "provenance", "checksum"].flatMap((part) => [
    [
      `no ${part}`,
      bad(
        "malformed",
        smallWith((document) => delete document[part]),
      ),
    ],
    [
      `a ${part} that is null`,
      bad(
        "malformed",
        smallWith((document) => {
          document[part] = null;
        }),
      ),
    ],
  ]),
  ...["codes", "headers", "edges", "nodes", "genes"].map((section) => [
    `no section ${section}`,
    bad(
      "malformed",
      smallWith((document) => delete (document.sections as Record<string, unknown>)[section]),
    ),
  ]),
  ...["name", "labels", "genes", "root", "columns"].map((field) => [
    `a species without ${field}`,
    bad(
      "malformed",
      smallWith(({ species }) => delete (species as Record<string, unknown>[])[0]![field]),
    ),
  ]),
  ...[-1, 0.5, "1", 2 ** 60].map((labels) => [
    `a species with ${JSON.stringify(labels)} labels`,
    bad(
      "malformed",
      smallWith(({ species }) => {
        (species as Record<string, unknown>[])[0]!.labels = labels;
      }),
    ),
  ]),
  [
    "a species for the list of them",
    bad(
      "malformed",
      smallWith((it) => (it.species = {})),
    ),
  ],
]);

const CHANGED: Record<string, BadFile> = {
  "a checksum of other bytes": bad("checksum", smallFlipped(-1)),
  "other bytes than its checksum's": bad("checksum", smallFlipped(placeOf("genes.tsv"))),
  "a generation of other data": bad("generation", withChecksum(smallFlipped(DATA_START - 1))),
};

const BAD_TRIES: Record<string, BadFile> = {
  "a node with a wrong count": badTrie({
    nodes: [
      LEAF_NODE,
      {
        count: 3,
        edges: [
          { label: "a", to: 0 },
          { label: "b", to: 0 },
        ],
      },
    ],
  }),
  "an edge with a wrong cost": badTrie({
    nodes: [LEAF_NODE, { edges: [{ label: "a", to: 0, cost: 1 }] }],
  }),
  "an edge that costs nothing, to a node that does": badTrie({
    nodes: [...ladder(["a"], 1), { edges: [{ label: "b", to: 1, cost: 0 }] }],
  }),
  "counts that overflow": badTrie({ nodes: ladder(["a", "b"], 40), claims: { genes: 2 } }),
  "an edge that points forwards": badTrie({
    nodes: [LEAF_NODE, { edges: [{ shared: 0 }] }, { edges: [{ label: "a", to: 0 }] }],
    shared: [{ label: "x", address: 16 }],
  }),
  "an edge that points at its own node": badTrie({
    nodes: [LEAF_NODE, { edges: [{ label: "a", back: 0 }] }],
  }),
  "an edge that points before the first node": badTrie({
    nodes: [LEAF_NODE, { edges: [{ label: "a", back: 4096 }] }],
  }),
  "an edge that points between two nodes": badTrie({
    nodes: [LEAF_NODE, { edges: [{ label: "a", to: 0 }] }, { edges: [{ label: "b", back: 3 }] }],
  }),
  "a shared edge that points behind the end": badTrie({
    nodes: [LEAF_NODE, { edges: [{ shared: 0 }] }],
    shared: [{ label: "x", address: 15 }],
  }),
  "a shared edge that is not there": badTrie({ nodes: [LEAF_NODE, { edges: [{ shared: 3 }] }] }),
  "a run of edges that continues none": badTrie({
    nodes: [LEAF_NODE, { edges: ["successor"] }],
  }),
  "edges out of order": badTrie({
    nodes: [
      LEAF_NODE,
      {
        edges: [
          { label: "b", to: 0 },
          { label: "a", to: 0 },
        ],
      },
    ],
  }),
  "two edges that begin alike": badTrie({
    nodes: [
      LEAF_NODE,
      {
        edges: [
          { label: "ab", to: 0 },
          { label: "ac", to: 0 },
        ],
      },
    ],
  }),
  "a branch without a key": badTrie({
    nodes: [
      LEAF_NODE,
      {},
      {
        edges: [
          { label: "a", to: 0 },
          { label: "b", to: 1 },
        ],
      },
    ],
  }),
  "a node with more edges than bytes have values": badTrie({
    nodes: [LEAF_NODE, { degree: 300, count: 300 }],
  }),
  "a node with more edges than it holds": badTrie({
    nodes: [LEAF_NODE, { degree: 2, count: 2, edges: [{ label: "a", to: 0 }] }],
  }),
  "a label with a byte that no alphabet holds": badTrie({
    nodes: [LEAF_NODE, { edges: [{ label: "c", to: 0 }] }],
    alphabet: "ab",
  }),
  "an alphabet that holds a byte twice": badTrie({ nodes: ladder(["a"], 1), alphabet: "aa" }),
  "a label longer than any key": badTrie({
    nodes: [LEAF_NODE, { edges: [{ label: "a".repeat(4097), to: 0 }] }],
  }),
  "a key longer than any that is not the best": badTrie({
    nodes: [
      ...ladder(["b".repeat(4000)], 1),
      {
        edges: [
          { label: "a", to: 0 },
          { label: "b".repeat(4000), to: 1 },
        ],
      },
    ],
  }),
  "shared edges of more bytes than are read": badTrie({
    nodes: [LEAF_NODE],
    shared: Array.from({ length: 4097 }, () => ({ label: "a".repeat(4096), address: 0 })),
    alphabet: "a",
    widths: { character: 0 },
  }),
  "a leaf in which no key ends": badTrie({ nodes: [{}, { edges: [{ label: "a", to: 0 }] }] }),
  "nodes of no bits": badTrie({
    nodes: [LEAF_NODE],
    widths: { degree: 0, count: 0 },
    moreNodeBytes: 8,
    claims: { labels: 0, genes: 0 },
  }),
  "no node at all": badTrie({ nodes: [], root: 0, claims: { root: 0, labels: 0, genes: 0 } }),
  "a number code wider than numbers are": badTrie({
    nodes: ladder(["a"], 1),
    widths: { symbol: 31 },
  }),
  "a species whose root is no node": badTrie({ nodes: ladder(["a"], 1), claims: { root: 1 } }),
  "a species whose root is behind the end": badTrie({
    nodes: ladder(["a"], 1),
    claims: { root: 2 ** 40 },
  }),
  "a species with the root of another trie": badTrie({
    nodes: ladder(["a", "b"], 2),
    claims: { root: 0 },
  }),
  "a species that claims more labels": badTrie({ nodes: ladder(["a"], 1), claims: { labels: 2 } }),
};

const BAD_GENES: Record<string, BadFile> = {
  "columns that begin behind the section": withGenes(genesOfTwo({}), { columns: 2 ** 40 }),
  "columns cut short": withGenes(genesOfTwo({}).subarray(0, -1)),
  "columns of another number of genes": withGenes(genesOfTwo({}), { genes: 3 }),
  "fewer genes than labels": withGenes(genesOfTwo({}), { genes: 1 }),
  "a stable id of a kind that is not there": withGenes(genesOfTwo({ ids: { kind: [0, 1] } })),
  "a stable id of too many digits": withGenes(
    genesOfTwo({
      ids: { kind: [0, 1], kinds: [{ prefix: "ENSG", digits: 2 ** 31, suffix: "" }] },
    }),
  ),
  "a place that is not there": withGenes(genesOfTwo({ locations: { place: [1, 0] } })),
  "a db that is not there": withGenes(genesOfTwo({ db: [9, 0] })),
};

/** Genes of two labels, with stable ids of one kind. */
const identified = (...numbers: number[]): Uint8Array =>
  genesOfTwo({
    ids: { kind: [1, 1], number: numbers, kinds: [{ prefix: "ENSG", digits: 3, suffix: "" }] },
  });

/** Two labels, `a` and `b`, and an order of their genes' stable ids. */
const withIds = (genes: Uint8Array, places: readonly number[]): BadFile =>
  bad("genes", craftIndex({ nodes: ladder(["a", "b"], 1), genes, ids: encodeIdOrder(places) }));

/** Where the trie of all texts of so many `a` and `b` begins. */
const rootOf = (levels: number) =>
  craftTrie({ nodes: ladder(["a", "b"], levels) }).addresses.at(-1)!;

/** Labels `a` and `b`, which are their own aliases too, and what aliases stand for. */
const aliased = (last: number[], target: number[], labels: number[]): Uint8Array =>
  craftIndex({
    nodes: ladder(["a", "b"], 1),
    claims: { aliases: 2, aliasRoot: rootOf(1) },
    aliases: encodeAliases({
      last: Uint8Array.from(last),
      target: Uint32Array.from(target),
      labels: Uint32Array.from(labels),
    }),
  });

const BAD_ORDERS: Record<string, BadFile> = {
  "stable ids out of order": withIds(identified(1, 2), [1, 0]),
  "equal stable ids out of order": withIds(identified(1, 1), [1, 0]),
  "a stable id that stands twice": withIds(identified(1, 2), [0, 0]),
  "a stable id that is left out": withIds(identified(1, 2), [0]),
  "stable ids that are all left out": withIds(identified(1, 2), []),
  "a gene without a stable id among them": withIds(genesOfTwo({}), [0]),
  "stable ids of more digits out of order": withIds(identified(200, 1000), [0, 1]),
  "labels of aliases out of order": bad("genes", aliased([1, 1], [0, 1], [1, 0])),
  "a label of aliases that stands twice": bad("genes", aliased([1, 1], [0, 1], [0, 0])),
  "an alias whose labels are out of order": bad("genes", aliased([0, 1, 1], [1, 0, 0], [0, 1])),
  "an alias that stands for a label twice": bad("genes", aliased([0, 1, 1], [0, 0, 1], [0, 1])),
};

const GROUPS: [string, Record<string, BadFile>][] = [
  ["what is no msgpack", NO_MSGPACK],
  ["what is no index", NO_INDEX],
  ["an index of another form", MALFORMED],
  ["an index that was changed", CHANGED],
  ["a trie that lies", BAD_TRIES],
  ["genes that lie", BAD_GENES],
  ["orders that lie", BAD_ORDERS],
];

describe.each(GROUPS)("%s", (_, files) => {
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
