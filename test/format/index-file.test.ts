import { describe, expect, test } from "bun:test";
import { decode, encode } from "@msgpack/msgpack";
import { IndexError } from "../../src/errors.ts";
import type { IndexData, Provenance, SpeciesEntry } from "../../src/format/document.ts";
import {
  CHECKSUM_BYTES,
  checksumOf,
  DATA_START,
  decodeIndex,
  encodeIndex,
  FORMAT_VERSION,
  generationAtStart,
  generationOf,
  startsLikeIndex,
} from "../../src/format/index-file.ts";

const PROVENANCE: Provenance = {
  source: "file:genes.tsv",
  release: "114",
  rows: { read: 12, repeated: 1, refused: { "no label": 3 } },
  builder: "assembl 0.1.0",
  built: "2024-05-06T07:08:09Z",
};

const HUMAN: SpeciesEntry = {
  name: "homo_sapiens",
  names: ["human"],
  labels: 3,
  genes: 300,
  root: 70_000,
  columns: 0,
  ids: 1,
  aliases: 2,
  aliasRoot: 3,
  casePattern: 3,
  aliasCasePattern: 2,
  aliasColumns: 4,
};
const { names: _, ...UNNAMED } = HUMAN;
const MOUSE: SpeciesEntry = { ...UNNAMED, name: "mus_musculus", genes: 0 };

const DATA: IndexData = {
  species: [HUMAN, MOUSE],
  sections: {
    edges: new Uint8Array(300).fill(3),
    nodes: new Uint8Array(70_000).fill(4),
    genes: Uint8Array.of(5),
    ids: new Uint8Array(0),
    aliases: Uint8Array.of(7, 8),
  },
};

const fileOf = (data = DATA, provenance = PROVENANCE) =>
  Buffer.concat(encodeIndex(data, provenance).parts);

/** The file with another value at a path of its document, or none; no checksum is made anew. */
function withValue(path: string, value: unknown): Uint8Array {
  const document = decode(fileOf()) as Record<string, unknown>;
  const keys = path.split(".");
  const last = keys.pop()!;
  let parent = document;
  for (const key of keys) parent = parent[key] as Record<string, unknown>;
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return encode(document);
}

function errorOf(action: () => unknown): IndexError {
  try {
    action();
  } catch (error) {
    if (error instanceof IndexError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("an index file", () => {
  test("is read as it was written", () => {
    const { species, sections, provenance, generation } = decodeIndex(fileOf());
    expect(species).toEqual(DATA.species);
    expect(provenance).toEqual(PROVENANCE);
    expect(generation).toBe(encodeIndex(DATA, PROVENANCE).generation);
    for (const [name, bytes] of Object.entries(DATA.sections)) {
      expect(Uint8Array.from(sections[name as keyof typeof sections]!)).toEqual(bytes);
    }
  });

  test("is read from views into it, without a copy", () => {
    const bytes = fileOf();
    const { sections, data } = decodeIndex(bytes);
    for (const section of [...Object.values(sections), data]) {
      expect(section.buffer).toBe(bytes.buffer);
    }
  });

  test("ends in the SHA-256 of all bytes before it", () => {
    const bytes = fileOf();
    const end = bytes.length - CHECKSUM_BYTES;
    const hash = new Bun.CryptoHasher("sha256").update(bytes.subarray(0, end)).digest("hex");
    expect(bytes.subarray(end).toString("hex")).toBe(hash);
    expect(checksumOf([bytes.subarray(0, 10), bytes.subarray(10, end)]).toString("hex")).toBe(hash);
  });

  test("names its data by the first half of the SHA-256 of species and sections", () => {
    const bytes = fileOf();
    const { data, generation } = decodeIndex(bytes);
    const from = bytes.indexOf(encode("species"));
    const to = bytes.indexOf(encode("provenance"));
    expect(from).toBe(DATA_START);
    expect(Buffer.compare(data, bytes.subarray(from, to))).toBe(0);
    const hash = new Bun.CryptoHasher("sha256").update(bytes.subarray(from, to)).digest("hex");
    expect(generation).toBe(hash.slice(0, 32));
    expect(generationOf([data])).toBe(generation);
  });

  test("of the same data has the same generation, whatever its provenance", () => {
    const { generation } = encodeIndex(DATA, PROVENANCE);
    expect(encodeIndex(DATA, { ...PROVENANCE, built: "later" }).generation).toBe(generation);
    const other = { ...DATA, species: [HUMAN, { ...MOUSE, genes: 1 }] };
    expect(encodeIndex(other, PROVENANCE).generation).not.toBe(generation);
  });
});

describe("a file of another format version", () => {
  test.each([1, 99])("%i is refused by its number, with what to do", (version) => {
    const bytes = withValue("version", version);
    const message =
      `the index has format version ${version}, and this program reads version ${FORMAT_VERSION} alone; ` +
      "build it again with this program, or use the program that built it";
    for (const read of [decodeIndex, generationAtStart]) {
      const error = errorOf(() => read(bytes));
      expect(error.defect).toBe("format-version");
      expect(error.message).toBe(message);
    }
  });

  test.each([300, "1", "\u001b[2J", null, undefined])("%j is refused as well", (version) => {
    const bytes = withValue("version", version);
    expect(errorOf(() => decodeIndex(bytes)).defect).toBe("format-version");
    expect(errorOf(() => generationAtStart(bytes)).defect).toBe("not-assembl");
  });

  test("reports no version if it has no numeric one", () => {
    const bytes = withValue("version", "2");
    expect(errorOf(() => decodeIndex(bytes)).problem).toStartWith(
      "the index has no format version",
    );
  });
});

describe("a malformed file is refused by the part that is wrong:", () => {
  const COUNTS = [
    "labels",
    "genes",
    "root",
    "columns",
    "ids",
    "aliases",
    "aliasRoot",
    "casePattern",
    "aliasCasePattern",
    "aliasColumns",
  ];
  test.each<[string, unknown]>([
    ["generation", undefined],
    ["generation", "D9BB0904652DEA935A4D5A7A0FBFA877"],
    ["generation", "d9bb0904652dea935a4d5a7a0fbfa8770"],
    ["checksum", undefined],
    ["checksum", new Uint8Array(CHECKSUM_BYTES - 1)],
    ["checksum", "0".repeat(CHECKSUM_BYTES)],
    ["species", {}],
    ["species.0", null],
    ["species.0.name", undefined],
    ["species.0.names", "human"],
    ["species.0.names", [9606]],
    ["species.1.displayName", 1],
    ["species.1.taxon", "9606"],
    ["species.1.assembly", null],
    ["species.1.biotype", -1],
    ["species.1.biotype", 0],
    ["sections.biotype", "text"],
    ...COUNTS.flatMap((count): [string, unknown][] =>
      [undefined, -1, 0.5, "1", 2 ** 60].map((value) => [`species.1.${count}`, value]),
    ),
    ["sections", []],
    ["sections.ids", undefined],
    ["sections.genes", [1]],
    ["provenance", null],
    ["provenance.source", undefined],
    ["provenance.release", 114],
    ["provenance.rows", undefined],
    ["provenance.rows.read", -1],
    ["provenance.rows.repeated", "1"],
    ["provenance.rows.refused.none", 0.5],
    ["provenance.builder", null],
    ["provenance.built", 0],
  ])("%s: %p", (path, value) => {
    const error = errorOf(() => decodeIndex(withValue(path, value)));
    expect(error.defect).toBe("malformed");
    expect(error.problem).toBe(`the index's ${path.split(".")[0]} is missing or malformed`);
  });

  test.each([
    ["species.0.names", undefined],
    ["provenance.release", null],
    ["sections.others", "of a later program"],
  ])("but %s may be %p", (path, value) => {
    expect(() => decodeIndex(withValue(path, value))).not.toThrow();
  });
});

test("a file whose members are in another order, or more, is refused", () => {
  const document = decode(fileOf()) as Record<string, unknown>;
  const { provenance, ...others } = document;
  for (const other of [
    { ...others, provenance },
    { ...document, more: 1 },
  ]) {
    const error = errorOf(() => decodeIndex(encode(other)));
    expect(error.problem).toBe("the index's order of members is missing or malformed");
  }
});

describe("the generation at the start of a file", () => {
  test("is read from the first DATA_START bytes alone", () => {
    const bytes = fileOf();
    const { generation } = decodeIndex(bytes);
    expect(generationAtStart(bytes)).toBe(generation);
    expect(generationAtStart(bytes.subarray(0, DATA_START))).toBe(generation);
  });

  test("is not read from a file that is cut before its end", () => {
    const bytes = fileOf();
    for (let length = 1; length < DATA_START; length++) {
      expect(errorOf(() => generationAtStart(bytes.subarray(0, length))).defect).toBe(
        "not-assembl",
      );
    }
    expect(errorOf(() => generationAtStart(new Uint8Array(0))).defect).toBe("empty");
  });

  test("is not read from another file that looks alike", () => {
    const bytes = fileOf();
    bytes.write("g", DATA_START - 1);
    expect(errorOf(() => generationAtStart(bytes)).defect).toBe("not-assembl");
    expect(errorOf(() => generationAtStart(encode({ format: "other" }))).defect).toBe(
      "not-assembl",
    );
  });
});

test("a file was begun as an index if its format says so, whatever its version", () => {
  const bytes = fileOf();
  expect(startsLikeIndex(bytes)).toBe(true);
  expect(startsLikeIndex(bytes.subarray(0, 16))).toBe(true);
  expect(startsLikeIndex(bytes.subarray(0, 15))).toBe(false);
  expect(startsLikeIndex(withValue("version", 1))).toBe(true);
  expect(startsLikeIndex(withValue("format", "other"))).toBe(false);
  expect(startsLikeIndex(new Uint8Array(0))).toBe(false);
});
