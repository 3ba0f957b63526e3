/** Bad indexes by what is wrong with them. To add one, add an entry. */

import { decode, encode } from "@msgpack/msgpack";
import { encodeAliases } from "../../../src/columns/aliases.ts";
import { writeGroups } from "../../../src/columns/groups.ts";
import { encodeIdColumns } from "../../../src/columns/id-order.ts";
import { type LocationColumns, writeLocations } from "../../../src/columns/location-field.ts";
import { type OtherIdColumns, writeOtherIds } from "../../../src/columns/other-ids-field.ts";
import { ColumnWriter } from "../../../src/columns/packed.ts";
import { type StableIdColumns, writeStableIds } from "../../../src/columns/stable-id-field.ts";
import { writeTextColumn } from "../../../src/columns/text-column.ts";
import type { IndexDefect } from "../../../src/errors.ts";
import { DATA_START } from "../../../src/format/index-file.ts";
import { flipped, sealed, withChecksum } from "../../support/indexes/damage.ts";
import { smallIndex } from "../../support/indexes/small-index.ts";
import {
  type CraftedIndex,
  type CraftedLabel,
  type CraftedNode,
  craftIndex,
  craftTrie,
  LEAF_NODE,
  ladder,
} from "./craft.ts";

/** A file that must be refused, and the defect that the refusal names. */
export interface BadIndex {
  bytes: Uint8Array;
  defect: IndexDefect;
}

const bad = (defect: IndexDefect, bytes: Uint8Array | readonly number[] | string): BadIndex => ({
  defect,
  bytes: typeof bytes === "string" ? Buffer.from(bytes) : Uint8Array.from(bytes),
});

/** The small index with some values replaced; its checksum is correct, if it still has one. */
export function smallWith(change: (document: Record<string, unknown>) => void): Uint8Array {
  const document = decode(smallIndex()) as Record<string, unknown>;
  change(document);
  const bytes = encode(document);
  return document.checksum instanceof Uint8Array ? sealed(bytes) : bytes;
}

const placeOf = (text: string): number => Buffer.from(smallIndex()).indexOf(text);

const badTrie = (index: CraftedIndex): BadIndex => bad("trie", craftIndex(index));

/** An index with labels `a` and `b` and these columns of genes. */
export const withGenes = (genes: Uint8Array, claims = {}): BadIndex =>
  bad("genes", craftIndex({ nodes: ladder(["a", "b"], 1), genes, claims }));

/** The columns of two genes, one for each label unless told otherwise, with these values. */
export function genesOfTwo({
  last = [1, 1],
  ids = {},
  locations = {},
  dbs = [],
  db = last.map(() => 0),
  otherIds = {},
}: {
  last?: readonly number[];
  dbs?: readonly string[];
  ids?: Partial<StableIdColumns>;
  locations?: Partial<LocationColumns>;
  db?: readonly number[];
  otherIds?: Partial<OtherIdColumns>;
}): Uint8Array {
  const none = last.map(() => 0);
  const out = new ColumnWriter();
  writeGroups(out, Uint8Array.from(last));
  writeStableIds(out, { kinds: [], kind: none, number: none, ...ids });
  writeLocations(out, { places: [], place: none, start: none, span: none, ...locations });
  writeTextColumn(out, dbs, db);
  writeOtherIds(out, { kinds: [], kind: [], number: [], ends: [], ...otherIds });
  return out.finish();
}

/** A msgpack header that declares 2^32 - 1 items, and the bytes after it. */
export const huge = (code: number, ...rest: number[]) => [code, 0xff, 0xff, 0xff, 0xff, ...rest];

const NO_MSGPACK: Record<string, BadIndex> = {
  "an empty file": bad("empty", ""),
  "a label file": bad("not-msgpack", "species\tdisplay_label\nhomo_sapiens\tBRCA2\n"),
  "a gzip file": bad("not-msgpack", Bun.gzipSync(Buffer.from("species"))),
  zeros: bad("not-msgpack", new Uint8Array(4096)),
  "an array that declares 2^32 items": bad("not-msgpack", huge(0xdd)),
  "a map that declares 2^32 entries": bad("not-msgpack", huge(0xdf)),
  "a bin that declares 2^32 bytes": bad("not-msgpack", huge(0xc6)),
  "a string that declares 2^32 bytes": bad("not-msgpack", huge(0xdb)),
  "an extension that declares 2^32 bytes": bad("not-msgpack", huge(0xc9, 1)),
  "two documents": bad("not-msgpack", Buffer.concat([smallIndex(), smallIndex()])),
};

const NO_INDEX: Record<string, BadIndex> = {
  "arrays nested a hundred thousand deep": bad("not-assembl", Array(100_000).fill(0x91)),
  "a msgpack number": bad("not-assembl", [1]),
  "a msgpack array": bad("not-assembl", encode(["assembl", 1])),
  "another msgpack map": bad("not-assembl", encode({ format: "other", version: 1 })),
  "nested arrays": bad("not-assembl", [...Array(1000).fill(0x91), 0xc0]),
  "only the format's name": bad("format-version", encode({ format: "assembl" })),
  "an earlier format version": bad(
    "format-version",
    smallWith((document) => {
      document.version = 1;
    }),
  ),
  "a later format version": bad(
    "format-version",
    smallWith((document) => {
      document.version = 5;
    }),
  ),
  "a format version with a terminal command in it": bad(
    "format-version",
    smallWith((document) => {
      document.version = "\u001b[2J\r\nall is well";
    }),
  ),
  "a format version that is a string": bad(
    "format-version",
    smallWith((document) => {
      document.version = "1";
    }),
  ),
};

const named = (count: number) => Array.from({ length: count }, (_, i) => `name ${i}`);

const MALFORMED: Record<string, BadIndex> = Object.fromEntries([
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
  ...["edges", "nodes", "genes"].map((section) => [
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
  ...[
    ["mouse", "house"],
    ["house", "house"],
  ].map((names) => [
    `names of a species that are ${names.join(" and ")}`,
    bad(
      "malformed",
      smallWith(({ species }) => {
        (species as Record<string, unknown>[])[0]!.names = names;
      }),
    ),
  ]),
  [
    "a species with more names than any has",
    bad(
      "malformed",
      smallWith(({ species }) => {
        (species as Record<string, unknown>[])[0]!.names = named(65);
      }),
    ),
  ],
  [
    "species with more names than all have together",
    bad(
      "malformed",
      smallWith((it) => {
        const [first] = it.species as [Record<string, unknown>];
        it.species = named(3200).map((name) => ({ ...first, name, names: named(64) }));
      }),
    ),
  ],
  [
    "species that are not a list",
    bad(
      "malformed",
      smallWith((it) => (it.species = {})),
    ),
  ],
]);

const CHANGED: Record<string, BadIndex> = {
  "a changed checksum": bad("checksum", flipped(smallIndex(), -1)),
  "a changed byte": bad("checksum", flipped(smallIndex(), placeOf("genes.tsv"))),
  "a changed generation": bad("generation", withChecksum(flipped(smallIndex(), DATA_START - 1))),
};

const BAD_TRIES: Record<string, BadIndex> = {
  "an edge with a wrong count": badTrie({
    nodes: [...ladder(["a", "b"], 1), { edges: [{ label: "a", to: 1, count: 3 }] }],
  }),
  "an edge with a wrong cost": badTrie({
    nodes: [...ladder(["a"], 1), { edges: [{ label: "a", to: 1, cost: 2 }] }],
  }),
  "an edge with cost 0 to a node with another cost": badTrie({
    nodes: [...ladder(["a"], 1), { edges: [{ label: "b", to: 1, cost: 0 }] }],
  }),
  "a shared edge with a wrong cost": badTrie({
    nodes: [...ladder(["a"], 1), { edges: [{ shared: 0 }] }],
    shared: [{ label: "x", address: 1, cost: 7 }],
  }),
  "counts that overflow": badTrie({ nodes: ladder(["a", "b"], 40), claims: { genes: 2 } }),
  "an edge that points forwards": badTrie({
    nodes: [LEAF_NODE, { edges: [{ shared: 0 }] }, { edges: [{ label: "a", to: 0 }] }],
    shared: [{ label: "x", address: 3 }],
  }),
  "an edge that points to its own node": badTrie({
    nodes: [LEAF_NODE, { edges: [{ label: "a", back: 1 }] }],
  }),
  "an edge that points before the first node": badTrie({
    nodes: [LEAF_NODE, { edges: [{ label: "a", back: 4096 }] }],
  }),
  "an edge that points between two nodes": badTrie({
    nodes: [LEAF_NODE, { edges: [{ label: "a", to: 0 }] }, { edges: [{ label: "b", back: 3 }] }],
  }),
  "a shared edge that points beyond the end": badTrie({
    nodes: [LEAF_NODE, { edges: [{ shared: 0 }] }],
    shared: [{ label: "x", address: 4000 }],
  }),
  "a shared edge that does not exist": badTrie({ nodes: [LEAF_NODE, { edges: [{ shared: 3 }] }] }),
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
  "two edges with the same first byte": badTrie({
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
  "a node with more edges than there are bytes": badTrie({
    nodes: [LEAF_NODE, { degree: 300 }],
  }),
  "a node with fewer edges than it declares": badTrie({
    nodes: [LEAF_NODE, { degree: 2, edges: [{ label: "a", to: 0 }] }],
  }),
  "a label longer than any key": badTrie({
    nodes: [LEAF_NODE, { edges: [{ label: "a".repeat(4097), to: 0 }] }],
  }),
  "a key that is too long, besides the best one": badTrie({
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
  "too many bytes of shared edges": badTrie({
    nodes: [LEAF_NODE],
    shared: Array.from({ length: 4097 }, () => ({ label: "a".repeat(4096), address: 0 })),
  }),
  "a leaf with an edge": badTrie({
    nodes: [{ edges: [{ label: "a", back: 1 }] }, { edges: [{ label: "a", to: 0 }] }],
  }),
  "an edge without a label to another node": badTrie({
    nodes: [...ladder(["a"], 1), { edges: [{ shared: 0 }] }],
    shared: [{ label: "", address: 1, cost: 1 }],
  }),
  "a fold with a capital": badTrie({ nodes: ladder(["A"], 1) }),
  "a fold that is not UTF-8": badTrie({
    nodes: [LEAF_NODE],
    moreNodeBytes: [1, 0xe1, 0xff],
    claims: { root: 1, labels: 1, genes: 1 },
  }),
  "edges that part within a character": badTrie({
    nodes: [LEAF_NODE],
    moreNodeBytes: [2, 0xe1, 0xb1, 0xe1, 0xb2, 1, 0xf0, 0xce, 8, 0x21],
    claims: { root: 6, labels: 2, genes: 2 },
  }),
  "two ends of one fold": badTrie({ nodes: ladder(["a\u0001\u0002"], 1) }),
  "a number that does not end": badTrie({
    nodes: [LEAF_NODE],
    moreNodeBytes: Array(16).fill(0xff),
    claims: { root: 1, labels: 1, genes: 1 },
  }),
  "no node at all": badTrie({ nodes: [], root: 0, claims: { root: 0, labels: 0, genes: 0 } }),
  "a species whose root is not a node": badTrie({ nodes: ladder(["a"], 1), claims: { root: 2 } }),
  "a species whose root is beyond the end": badTrie({
    nodes: ladder(["a"], 1),
    claims: { root: 2 ** 40 },
  }),
  "a species with another node as its root": badTrie({
    nodes: ladder(["a", "b"], 2),
    claims: { root: 0 },
  }),
  "a species with too large a number of labels": badTrie({
    nodes: ladder(["a"], 1),
    claims: { labels: 2 },
  }),
};

/** Two labels, `a` and `b`, and orders of the stable ids and the other ids of their genes. */
const withOrders = (
  genes: Uint8Array,
  stable: readonly number[],
  other: readonly number[],
  versioned: readonly string[] = [],
): BadIndex =>
  bad(
    "genes",
    craftIndex({
      nodes: ladder(["a", "b"], 1),
      genes,
      ids: encodeIdColumns({ stable, versioned, other }),
    }),
  );

/** Two labels, `a` and `b`, and an order of their genes' stable ids. */
export const withIds = (
  genes: Uint8Array,
  places: readonly number[],
  versioned: readonly string[] = ["ensg"],
): BadIndex => withOrders(genes, places, [], versioned);

/** Three genes of one label with these values; those with stable ids have `ENSG` and a digit. */
export const ofOneLabel = (values: Parameters<typeof genesOfTwo>[0]): BadIndex => {
  const ids = values.ids?.number ?? [];
  const stable = Array.from(ids, (number, gene) => ({ number, gene }));
  stable.sort((a, b) => a.number - b.number || a.gene - b.gene);
  return bad(
    "genes",
    craftIndex({
      nodes: nodesOf("a"),
      genes: genesOfTwo({ ...values, last: [0, 0, 1] }),
      claims: { genes: 3 },
      ids: encodeIdColumns({
        stable: stable.map(({ gene }) => gene),
        versioned: stable.length > 0 ? ["ensg"] : [],
        other: [],
      }),
    }),
  );
};

/** Stable ids of three genes. */
export const stableIds = (...number: number[]): Partial<StableIdColumns> => ({
  kinds: [{ prefix: "ENSG", digits: 3, suffix: "" }],
  kind: [1, 1, 1],
  number,
});

/** The nodes of a trie with these keys, each of which begins with another character; in order. */
export const nodesOf = (...keys: CraftedLabel[]): CraftedNode[] => [
  LEAF_NODE,
  { edges: keys.map((label) => ({ label, to: 0 })) },
];

/** The nodes of a trie of keys that begin with `ab` and go on with each of these, which are in order. */
export const behindAb = (...labels: CraftedLabel[]): CraftedNode[] => [
  ...nodesOf(...labels),
  { edges: [{ label: "ab", to: 1 }] },
];

/** A key of the fold `ab` with these bytes behind it. */
export const ab = (...bytes: number[]): Uint8Array => Uint8Array.of(0x61, 0x62, ...bytes);

/** An index with one label of this key, in a species of case pattern 2. */
const badKey = (key: CraftedLabel): BadIndex => badTrie({ nodes: nodesOf(key) });

const BAD_KEYS: Record<string, BadIndex> = {
  "a name that is not UTF-8": badKey(ab(0, 0xff)),
  "an empty name": badKey(""),
  "an empty fold before a name": badKey("\0A"),
  "the fold of another name": badKey("ab\0AC"),
  "a fold that folds to another text": badKey("\ufb01"),
  "a fold that ends in a space": badKey("ab "),
  "a fold with two spaces": badKey("a  b"),
  "a fold with a space of another kind": badKey("a\u00a0b"),
  "a fold with a soft hyphen": badKey("a\u00adb"),
  "a control character": badKey("ab\u007f"),
  "a control character of two bytes": badKey("ab\u0085c"),
  "a name of more than 255 characters": badKey("a".repeat(256)),
  "a label that is a former symbol": badKey(ab(3)),
  "a standing of 0 in a key that needs none": badKey(ab(0)),
  "the case pattern of the species in a key": badKey(ab(0, 0x82)),
  "a case pattern with more digits than letters": badKey(Uint8Array.of(0x61, 0x31, 0, 0x86)),
  "a case pattern that repeats its last digit": badKey(ab(0, 0x87)),
  "a case pattern that begins with nothing": badKey(ab(0, 0x80, 0x83)),
  "a case pattern without digits": badKey(ab(0, 0x81)),
  "a case pattern of too many bytes": badKey(ab(0, 0x81, 0x80, 0x80, 0x80, 0x80, 0x83)),
  "a case pattern with another byte in it": badKey(ab(0, 0x83, 0x41)),
  "a name as it is that a case pattern makes": badKey("ab\0Ab"),
  "a name as it is that the fold makes": badKey("ab\0ab"),
  "a label of two weight classes": badTrie({ nodes: behindAb("\u0002", "") }),
  "a label of two weight classes that is stored as it is": badTrie({
    nodes: [
      ...nodesOf("B", "b"),
      {
        edges: [
          { label: "\u0004A", to: 1 },
          { label: Uint8Array.of(2, 0x86), to: 0 },
        ],
      },
      { edges: [{ label: "ab", to: 2 }] },
    ],
  }),
  "one of several names of a fold that is not stored as it is": badTrie({
    nodes: behindAb("", "\0Ab"),
  }),
  "one of several names of a fold and a weight by a case pattern": badTrie({
    nodes: [...nodesOf("AB", Uint8Array.of(0x86)), { edges: [{ label: "ab\u0002", to: 1 }] }],
  }),
};

const BAD_GENES: Record<string, BadIndex> = {
  "columns that begin beyond the section": withGenes(genesOfTwo({}), { columns: 2 ** 40 }),
  "truncated columns": withGenes(genesOfTwo({}).subarray(0, -1)),
  "columns for another number of genes": withGenes(genesOfTwo({}), { genes: 3 }),
  "fewer genes than labels": withGenes(genesOfTwo({}), { genes: 1 }),
  "a stable id of a kind that does not exist": withGenes(genesOfTwo({ ids: { kind: [0, 1] } })),
  "a stable id with too many digits": withGenes(
    genesOfTwo({
      ids: { kind: [0, 1], kinds: [{ prefix: "ENSG", digits: 2 ** 31, suffix: "" }] },
    }),
  ),
  "a place that does not exist": withGenes(genesOfTwo({ locations: { place: [1, 0] } })),
  "a db that does not exist": withGenes(genesOfTwo({ db: [9, 0] })),
  "a start on no chromosome": withGenes(genesOfTwo({ locations: { start: [1, 0] } })),
  "a start in a whole location": withGenes(
    genesOfTwo({ locations: { places: ["?x"], place: [1, 0], start: [1, 0] } }),
  ),
  "an end that is too large": withGenes(
    genesOfTwo({
      locations: { places: ["=1"], place: [1, 0], start: [2 ** 32 - 1, 0], span: [1, 0] },
    }),
  ),
  "a number of no stable id": withGenes(genesOfTwo({ ids: { number: [1, 0] } })),
  "a number of a stable id without digits": withIds(
    genesOfTwo({
      ids: { kinds: [{ prefix: "A", digits: 0, suffix: "" }], kind: [1, 0], number: [1, 0] },
    }),
    [0],
    ["a"],
  ),
};

/** The columns of two genes with stable ids of one kind. */
export const identified = (...numbers: number[]): Uint8Array =>
  genesOfTwo({
    ids: { kind: [1, 1], number: numbers, kinds: [{ prefix: "ENSG", digits: 3, suffix: "" }] },
  });

/** The root of the trie of all texts of `a` and `b` with this length. */
export const rootOf = (levels: number) =>
  craftTrie({ nodes: ladder(["a", "b"], levels) }).addresses.at(-1)!;

/** An index with labels `a` and `b`, which are also aliases of these labels. */
export const aliased = (last: number[], labels: number[]): Uint8Array =>
  craftIndex({
    nodes: ladder(["a", "b"], 1),
    claims: { aliases: 2, aliasRoot: rootOf(1) },
    aliases: encodeAliases({
      last: Uint8Array.from(last),
      labels: Uint32Array.from(labels),
    }),
  });

/**
 * An index of one label, which has one or more aliases.
 *
 * @param aliases the nodes of a trie, the last of which is its root
 * @param labels of each pair of an alias and a label, the label's number
 */
export function aliasesOf(
  label: CraftedLabel,
  aliases: CraftedNode[],
  labels: number[],
): Uint8Array {
  const nodes = [...aliases, { edges: [{ label, to: 0 }] }];
  const aliasRoot = craftTrie({ nodes }).addresses.at(-2)!;
  return craftIndex({
    nodes,
    claims: { aliases: labels.length, aliasRoot },
    aliases: encodeAliases({
      last: new Uint8Array(labels.length).fill(1),
      labels: Uint32Array.from(labels),
    }),
  });
}

/** Nodes of so many keys of two digits. */
export function numbered(keys: number): CraftedNode[] {
  const digits = Array.from({ length: 32 }, (_, digit) => digit.toString(36));
  const most = Math.floor(keys / digits.length);
  const first = digits.slice(0, most).map((label) => ({ label, to: 1 }));
  // What is left over has a second digit of its own.
  const others = digits.slice(0, keys % digits.length).map((digit) => `${digits[most]}${digit}`);
  const root = others.length === 0 ? first : [...first, { label: digits[most]!, to: 2 }];
  const ofOthers = others.map((name) => ({ label: name.slice(1), to: 0 }));
  return [
    ...nodesOf(...digits),
    ...(others.length === 0 ? [] : [{ edges: ofOthers }]),
    { edges: root },
  ];
}

/** Genes of two labels, with an id in another database each, and the order of these ids. */
const withOtherIds = (other: readonly number[], ends = [1, 2]): BadIndex =>
  withOrders(
    genesOfTwo({
      otherIds: {
        kinds: [{ prefix: "HGNC:", digits: 1, suffix: "" }],
        kind: [1, 1],
        number: [1, 2],
        ends,
      },
    }),
    [],
    other,
  );

const BAD_ORDERS: Record<string, BadIndex> = {
  "stable ids out of order": withIds(identified(1, 2), [1, 0]),
  "equal stable ids out of order": withIds(identified(1, 1), [1, 0]),
  "a stable id that is listed twice": withIds(identified(1, 2), [0, 0]),
  "a missing stable id": withIds(identified(1, 2), [0]),
  "no stable id at all": withIds(identified(1, 2), []),
  "a listed gene without a stable id": withIds(genesOfTwo({}), [0]),
  "stable ids with more digits out of order": withIds(identified(200, 1000), [0, 1]),
  "ids whose versions are not known": withIds(identified(1, 2), [0, 1], []),
  "versions in other ids": withIds(identified(1, 2), [0, 1], ["ensg", "x"]),
  "an alias of a missing label": bad("genes", aliased([1, 1], [0, 2])),
  "an alias with its labels out of order": bad("genes", aliased([0, 1, 1], [1, 0, 0])),
  "an alias with the same label twice": bad("genes", aliased([0, 1, 1], [0, 0, 1])),
  "aliases of another weight class than their label's": bad(
    "genes",
    aliasesOf("a\u0004", nodesOf("b"), [0]),
  ),
  "former symbols of another weight class than their label's": bad(
    "genes",
    aliasesOf("a", nodesOf("b\u0003"), [0]),
  ),
  "a former symbol that is a synonym of the same label": bad(
    "genes",
    aliasesOf("a", behindAb("\u0001", ""), [0, 0]),
  ),
  "a label with 257 aliases": bad("genes", aliasesOf("a", numbered(257), Array(257).fill(0))),
  "genes of a label out of order by db": ofOneLabel({ dbs: ["core", "x", "y"], db: [3, 2, 1] }),
  "genes of a label out of order by whether they have a db": ofOneLabel({
    dbs: ["x", "y"],
    db: [0, 2, 1],
  }),
  "genes of a label out of order by chromosome": ofOneLabel({
    locations: { places: ["=2", "=3", "=10"], place: [3, 2, 1] },
  }),
  "genes of a label out of order by start": ofOneLabel({
    locations: { places: ["=2"], place: [1, 1, 1], start: [3, 2, 1] },
  }),
  "genes of a label out of order by stable id": ofOneLabel({ ids: stableIds(3, 2, 1) }),
  "genes of a label out of order by end": ofOneLabel({
    locations: { places: ["=2"], place: [1, 1, 1], span: [3, 2, 1] },
  }),
  "three equal genes of a label with a stable id": ofOneLabel({ ids: stableIds(1, 1, 1) }),
  "dbs out of order": withGenes(genesOfTwo({ dbs: ["a", "core"], db: [1, 2] })),
  "a db that is listed twice": withGenes(genesOfTwo({ dbs: ["a", "a"], db: [1, 2] })),
  "chromosomes out of order": withGenes(
    genesOfTwo({ locations: { places: ["=10", "=2"], place: [1, 2] } }),
  ),
  "locations before chromosomes": withGenes(
    genesOfTwo({ locations: { places: ["?1", "=2"], place: [1, 2] } }),
  ),
  "kinds of stable ids out of order": withIds(
    genesOfTwo({
      ids: {
        kinds: [
          { prefix: "B", digits: 0, suffix: "" },
          { prefix: "A", digits: 0, suffix: "" },
        ],
        kind: [1, 2],
      },
    }),
    [1, 0],
    ["a", "b"],
  ),
  "other ids out of order": withOtherIds([1, 0]),
  "another id that is listed twice": withOtherIds([0, 0]),
  "a missing other id": withOtherIds([0]),
  "other ids of no gene": withOtherIds([0, 1], [1, 1]),
  "other ids of genes out of order": withOtherIds([0, 1], [2, 1]),
};

/** All bad indexes, in groups. */
export const BAD_INDEXES: readonly [string, Readonly<Record<string, BadIndex>>][] = [
  ["not msgpack", NO_MSGPACK],
  ["not an index", NO_INDEX],
  ["a malformed index", MALFORMED],
  ["a changed index", CHANGED],
  ["a false trie", BAD_TRIES],
  ["a false key", BAD_KEYS],
  ["false genes", BAD_GENES],
  ["a false order", BAD_ORDERS],
];
