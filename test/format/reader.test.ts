/** A reader in Python, written from `docs/FORMAT.md` alone, reads what Assembl reads. */

import { beforeAll, describe, expect, test } from "bun:test";
import { join } from "node:path";
import { decode, encode } from "@msgpack/msgpack";
import fc from "fast-check";
import { SpeciesAliases } from "../../src/columns/aliases.ts";
import type { Gene } from "../../src/columns/gene-field.ts";
import { optionalColumns, SpeciesGenes } from "../../src/columns/species-genes.ts";
import { compile } from "../../src/compile/compile.ts";
import { Rows } from "../../src/compile/rows.ts";
import type { SpeciesEntry } from "../../src/format/document.ts";
import { decodeIndex, type IndexDocument } from "../../src/format/index-file.ts";
import { OpenIndex } from "../../src/lookup/open-index.ts";
import { fold } from "../../src/names/fold.ts";
import { isFormer } from "../../src/names/key.ts";
import {
  compareSpellings,
  compareTexts,
  type RankedName,
  rankedName,
} from "../../src/names/order.ts";
import { prefixesWithVersions } from "../../src/names/stable-id.ts";
import { verifyIndex } from "../../src/store/verify.ts";
import { Trie } from "../../src/trie/trie.ts";
import { TrieSearch } from "../../src/trie/trie-search.ts";
import { cases } from "../reference/generators.ts";
import type { Gene as ReferenceGene } from "../reference/genes.ts";
import { realGenes, realSynonyms } from "../support/data/ideogram.ts";
import { type Row, sourceRow } from "../support/data/rows.ts";
import { compileRows, fileOf } from "../support/indexes/compiled.ts";
import { sealed } from "../support/indexes/damage.ts";
import { labelsIn } from "../support/indexes/look-ups.ts";
import { sharingIndex, smallIndex } from "../support/indexes/small-index.ts";
import { ensureTools, installed, PYTHON } from "../support/processes/debian.ts";
import { succeed } from "../support/processes/program.ts";
import { tempDir } from "../support/temp.ts";

const READER = join(import.meta.dir, "reader.py");
const PAGE = join(import.meta.dir, "../../docs/FORMAT.md");
const LIMIT = 10;
/** More labels than have one mark in the columns of their genes. */
const SEVERAL_MARKS = 700;
const RUNS = 25;
const LOCATIONS = [
  ...["1:5-9", "X:1-4,294,967,295", "HSCHR6_1:7-7", "no:where", "MT:16,000..20", "MT:9-4"],
  ...["MT:09-4", "MT:4294967296-4"],
  null,
];
const DBS = ["core", "otherfeatures", "core", null];

beforeAll(() => ensureTools([PYTHON]));

/** The lines that the reader prints about the bytes of an index. */
async function printed(bytes: Uint8Array, ...args: string[]): Promise<string[]> {
  await using dir = await tempDir();
  const path = dir.join("index.msgpack");
  await Bun.write(path, bytes);
  const { stdout } = await succeed([installed(PYTHON.program), READER, path, ...args]);
  return stdout.split("\n").slice(0, -1);
}

/** The same, by what Assembl reads. */
function* expected(document: IndexDocument): Generator<string> {
  const { generation, provenance, species, sections } = document;
  const search = new TrieSearch(Trie.open(sections));
  yield JSON.stringify({ generation, provenance });
  for (const entry of species) {
    yield JSON.stringify({ species: entry.name, names: entry.names ?? [] });
    const { columns, labels: size } = entry;
    const optional = optionalColumns(sections, entry);
    const table = new SpeciesGenes(sections.genes, columns, size, entry.genes, optional);
    const genes = Array.from({ length: entry.genes }, (_, gene) => table.inFull(gene));
    const root = { address: entry.root, casePattern: entry.casePattern };
    const labels = [...search.all(root)];
    for (const { name, standing, number } of labels) {
      const { first, end } = table.ofLabel(number);
      yield JSON.stringify({
        label: name,
        weight: standing / 2,
        genes: genes.slice(first, end),
      });
    }
    yield* expectedAliases(document, entry, search, (number) => labels[number]!.name);
    const ranked = labels.map(({ name, standing }) => rankedName(name, standing));
    yield JSON.stringify(idOrders(genes, (gene) => ranked[table.labelOf(gene)]!));
  }
}

function* expectedAliases(
  { sections }: IndexDocument,
  { aliases, aliasRoot, aliasCasePattern, aliasColumns }: SpeciesEntry,
  search: TrieSearch,
  labelAt: (number: number) => string,
): Generator<string> {
  if (aliases === 0) return;
  const table = new SpeciesAliases(sections.aliases, aliasColumns, aliases);
  const root = { address: aliasRoot, casePattern: aliasCasePattern };
  for (const { name, standing, number } of search.all(root)) {
    const { first, end } = table.pairsOf(number);
    const pairs = Array.from({ length: end - first }, (_, i) => first + i);
    yield JSON.stringify({
      alias: name,
      weight: standing >> 1,
      former: isFormer(standing),
      labels: pairs.map((pair) => labelAt(table.labelOf(pair))),
    });
  }
}

/** @param labelOf the label of a gene */
function idOrders(genes: readonly Gene[], labelOf: (gene: number) => RankedName) {
  const stable = genes.flatMap(({ stable_id: id }, gene) =>
    id === undefined ? [] : [{ id, folded: fold(id), gene, label: labelOf(gene) }],
  );
  stable.sort(
    (a, b) =>
      compareTexts(a.folded, b.folded) ||
      compareTexts(a.id, b.id) ||
      compareSpellings(a.label, b.label) ||
      a.gene - b.gene,
  );
  const others = genes.flatMap(({ other_ids = [] }) => other_ids);
  const other = others.map((id, index) => ({ folded: fold(id), index }));
  other.sort((a, b) => compareTexts(a.folded, b.folded) || a.index - b.index);
  return {
    stable: stable.map(({ gene }) => gene),
    versioned: prefixesWithVersions(stable.map(({ folded }) => folded)).sort(compareTexts),
    other: other.map(({ index }) => index),
  };
}

/** The index of the demo, built anew. */
function realIndex(): Uint8Array {
  const rows = new Rows();
  const synonyms = realSynonyms();
  for (const [species, genes] of realGenes()) {
    for (const { label, stableId, location, db } of genes) {
      rows.add(sourceRow([species, label, stableId, location, db]));
    }
    for (const { alias, label } of synonyms.get(species) ?? []) {
      rows.annotations.addAlias({ species, stableId: null, displayLabel: label }, alias, false);
    }
  }
  return fileOf(compile(rows));
}

/** Reads an index both ways, and asks both for labels of its first species. */
async function compare(bytes: Uint8Array, queries: readonly string[], asked = 2): Promise<void> {
  expect(() => verifyIndex(bytes)).not.toThrow();
  const document = decodeIndex(bytes);
  const lines = await printed(bytes);
  let line = 0;
  for (const of of expected(document)) if (lines[line++] !== of) expect(lines[line - 1]).toBe(of);
  expect(lines.length).toBe(line);
  const index = new OpenIndex(bytes);
  for (const entry of index.species.slice(0, asked)) {
    const answers = await printed(bytes, String(LIMIT), entry.name, ...queries);
    const found = queries.map((query) =>
      query.length > LONGEST_TEXT ? [] : labelsIn(index, entry, fold(query), LIMIT),
    );
    expect(answers.map((answer) => JSON.parse(answer))).toEqual(found);
  }
}

const LONGEST_TEXT = 512;
const BIOTYPES = [null, "protein_coding", "lncRNA", null];

function rowOf({ species, label, stableId, aliases, otherIds, weight }: ReferenceGene, i: number) {
  const named = (former: boolean) =>
    aliases
      .filter((alias) => alias.former === former)
      .map(({ name }) => name)
      .join("|");
  const location = LOCATIONS[i % LOCATIONS.length]!;
  const db = DBS[i % DBS.length]!;
  const ofGene = [stableId, location, db, weight] as const;
  const biotype = BIOTYPES[i % BIOTYPES.length]!;
  const ofAliases = [named(false), otherIds.join("|"), named(true)] as const;
  const row: Row = [species, label, ...ofGene, ...ofAliases, biotype];
  return row;
}

describe("the reader reads what Assembl reads", () => {
  test("in the golden file", async () => {
    await compare(smallIndex(), ["", "b", "BRCA2", "οδος", "hla", "x"]);
  });

  test("in an index of species that share nodes and edges", async () => {
    await compare(sharingIndex(), ["", "brc", "LINC1", "pcnp", "y_"]);
  });

  test("where labels have several genes and some have marks", async () => {
    const rows = Array.from({ length: SEVERAL_MARKS }, (_, i): Row[] => {
      const genes = Array.from({ length: 1 + (i % 3) }, (_, gene) => `G${i}.${gene}`);
      return genes.map(
        (id): Row => ["homo_sapiens", `LABEL${i}`, id, `${i % 7}:${i}-${i + 9}`, "core"],
      );
    });
    await compare(fileOf(compileRows(rows.flat())), ["", "label1", "LABEL69"]);
  });

  test("where all aliases of labels were left out, as the labels begin with them", async () => {
    const rows: Row[] = [
      ["homo_sapiens", "BRCA2", "ENSG1", null, null, null, "brca2|Brca2"],
      ["mus_musculus", "Brca2", "ENSMUSG1", null, null, null, "BRCA2|FANCD1"],
    ];
    const bytes = fileOf(compileRows(rows));
    const [human, mouse] = decodeIndex(bytes).species;
    expect(human).toMatchObject({ aliases: 0, aliasRoot: 0, aliasCasePattern: 2 });
    expect(mouse).toMatchObject({ aliases: 1 });
    await compare(bytes, ["b"]);
  });

  test("in an index of all genes of the demo, of 15 species", async () => {
    await compare(realIndex(), ["", "b", "BRCA", "5S_r", "si:ch211", "1700001a"]);
  }, 300_000); // Python reads half a million names.

  test("in generated indexes", async () => {
    const generated = cases({ mostQueries: 12, manyAliases: true });
    await fc.assert(
      fc.asyncProperty(generated, async ({ genes, queries }) => {
        fc.pre(genes.length > 0);
        const bytes = fileOf(compileRows(genes.map(rowOf)));
        await compare(
          bytes,
          queries.map((query) => query.toWellFormed().replaceAll("\0", "")),
        );
      }),
      { numRuns: RUNS },
    );
  });
});

describe("sections that a reader does not know", () => {
  const known = ["edges", "nodes", "genes", "ids", "aliases"];

  test.each([0, 2, known.length])(
    "are ignored where %d known ones stand before them",
    async (at) => {
      const document = decode(smallIndex()) as Record<string, Record<string, unknown>>;
      const sections = Object.entries(document.sections!);
      sections.splice(at, 0, ["unknown", Uint8Array.of(1, 2, 3)], ["odd", { of: ["any", 1.5] }]);
      const bytes = sealed(encode({ ...document, sections: Object.fromEntries(sections) }));
      await compare(bytes, ["b"]);
    },
  );
});

describe("the page lists", () => {
  const page = Bun.file(PAGE).text();

  /** The code points of a list in the page, which begins behind a text and ends with a full stop. */
  const listed = async (behind: RegExp): Promise<Set<string>> => {
    const [list] = (await page).split(behind)[1]!.split(".", 1);
    const ranges = list!.matchAll(/U\+([0-9A-F]+)(?:\s+to\s+U\+([0-9A-F]+))?/g);
    const code = (digits: string) => Number.parseInt(digits, 16);
    return new Set(
      ranges.flatMap(([, first, last = first]) =>
        Array.from({ length: code(last!) - code(first!) + 1 }, (_, i) =>
          String.fromCodePoint(code(first!) + i),
        ),
      ),
    );
  };
  const matching = (pattern: RegExp) => {
    const all = Array.from({ length: 0x110000 }, (_, code) => String.fromCodePoint(code));
    return new Set(all.filter((character) => pattern.test(character)));
  };

  test("the white space that is folded", async () => {
    expect(await listed(/White space is (?=U)/)).toEqual(matching(/^\s$/u));
  });

  test("the default-ignorable code points that are dropped", async () => {
    const dropped = matching(/^\p{Default_Ignorable_Code_Point}$/u);
    expect(await listed(/Default-ignorable code points are dropped: /)).toEqual(dropped);
  });

  test("the version of Unicode of which the tables are", async () => {
    expect((await page).match(/tables of Unicode (\d+)/)![1]!).toBe(
      process.versions.unicode!.split(".")[0]!,
    );
  });
});
