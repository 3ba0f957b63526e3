/** Bytes per label and bytes per gene. */

import { constants as zlib, zstdCompressSync } from "node:zlib";
import { SECTION_NAMES } from "../../src/format/document.ts";
import { decodeIndex, type IndexDocument } from "../../src/format/index-file.ts";
import { readIndex } from "../../src/store/read-index.ts";
import { type Bench, type Corpus, readLabels } from "./corpora.ts";
import type { Figure, Limit, Table } from "./figures.ts";

const ZSTD_LEVEL = 19;
const SORTED_TSV = `zstd -${ZSTD_LEVEL} of sorted TSV`;

/** In bytes per label. */
const SCALE_LIMITS = { must: 2.4, aim: 1.8 };
const REAL_LIMITS = { must: 2.1, aim: 1.5 };
const WHOLE_LIMITS = { must: 18, aim: 16.5 };

export async function size({ corpora }: Bench): Promise<Table[]> {
  return [
    {
      title: "bytes per label, an index of labels alone",
      figures: [
        ...(await labelFigures(corpora.scale, SCALE_LIMITS)),
        ...(await labelFigures(corpora.real, REAL_LIMITS)),
      ],
    },
    {
      title: "bytes per gene, the whole index",
      figures: [await geneFigure(corpora.real), ...(await geneSections(corpora.real))],
    },
    {
      title: "bytes that aliases and stable ids add",
      figures: [await aliasFigure(corpora.real), await idFigure(corpora.real)],
    },
    {
      title: "bytes per label, genes and aliases together",
      figures: [await wholeFigure(corpora.real)],
    },
  ];
}

/** Bytes per label of a file, compared with JSON, which the original uses; then of each section. */
async function labelFigures(
  corpus: Corpus,
  limits: { must: number; aim: number },
): Promise<Figure[]> {
  const bytes = await readIndex(corpus.labelsIndex);
  const document = decodeIndex(bytes);
  const labels = total(document, "labels");
  const json = JSON.stringify(Object.fromEntries(await readLabels(corpus.labels)));
  const whole: Figure = {
    name: `${corpus.name}, ${labels.toLocaleString("en")} labels`,
    unit: "B",
    ours: { value: bytes.length / labels },
    baseline: { name: "as JSON", value: Buffer.byteLength(json) / labels },
    must: [atMost(limits.must)],
    aim: [atMost(limits.aim)],
  };
  return [whole, ...sectionFigures(document, bytes.length, labels)];
}

async function geneFigure(corpus: Corpus): Promise<Figure> {
  const bytes = await readIndex(corpus.genesIndex);
  const genes = total(decodeIndex(bytes), "genes");
  return {
    name: `${corpus.name}, ${genes.toLocaleString("en")} genes`,
    unit: "B",
    ours: { value: bytes.length / genes },
    baseline: { name: SORTED_TSV, value: compressedLength(await rowsOf(corpus.genes)) / genes },
    must: [{ of: "ratio", atMost: 1.5 }],
    aim: [{ of: "ratio", atMost: 1 }],
  };
}

async function wholeFigure(corpus: Corpus): Promise<Figure> {
  const bytes = await readIndex(corpus.wholeIndex);
  return {
    name: corpus.name,
    unit: "B",
    ours: { value: bytes.length / total(decodeIndex(bytes), "labels") },
    must: [atMost(WHOLE_LIMITS.must)],
    aim: [atMost(WHOLE_LIMITS.aim)],
  };
}

/** What aliases add to an index. */
async function aliasFigure(corpus: Corpus): Promise<Figure> {
  const whole = await readIndex(corpus.wholeIndex);
  const genes = await readIndex(corpus.genesIndex);
  const aliases = total(decodeIndex(whole), "aliases");
  return {
    name: `${corpus.name}, ${aliases.toLocaleString("en")} aliases`,
    unit: "B",
    ours: { value: (whole.length - genes.length) / aliases },
    baseline: { name: SORTED_TSV, value: compressedLength(await rowsOf(corpus.aliases)) / aliases },
    must: [{ of: "ratio", atMost: 1 }],
  };
}

/** What is needed to find genes by their ids, besides the ids themselves. */
async function idFigure(corpus: Corpus): Promise<Figure> {
  const { sections, species } = decodeIndex(await readIndex(corpus.genesIndex));
  const genes = species.reduce((sum, entry) => sum + entry.genes, 0);
  const ids = (await rowsOf(corpus.genes)).map((row) => {
    const [name, label, id] = row.split("\t");
    return [name, id, label].join("\t");
  });
  return {
    name: `${corpus.name}, ${genes.toLocaleString("en")} stable ids`,
    unit: "B",
    ours: { value: sections.ids.length / genes },
    baseline: { name: SORTED_TSV, value: compressedLength(ids) / genes },
    must: [{ of: "ratio", atMost: 1 }],
  };
}

async function rowsOf(path: string): Promise<string[]> {
  const [, ...rows] = (await Bun.file(path).text()).trimEnd().split("\n");
  return rows;
}

function compressedLength(rows: string[]): number {
  const params = { [zlib.ZSTD_c_compressionLevel]: ZSTD_LEVEL };
  return zstdCompressSync(rows.sort().join("\n"), { params }).length;
}

async function geneSections(corpus: Corpus): Promise<Figure[]> {
  const bytes = await readIndex(corpus.genesIndex);
  const document = decodeIndex(bytes);
  return sectionFigures(document, bytes.length, total(document, "genes"));
}

function sectionFigures(document: IndexDocument, bytes: number, divisor: number): Figure[] {
  const sizes = SECTION_NAMES.map((name) => [name, document.sections[name].length] as const);
  const sections = sizes.reduce((sum, [, length]) => sum + length, 0);
  return [...sizes, ["header and species", bytes - sections] as const].map(([name, length]) => ({
    name: `  of it ${name}`,
    unit: "B",
    ours: { value: length / divisor },
  }));
}

function total({ species }: IndexDocument, of: "labels" | "genes" | "aliases"): number {
  return species.reduce((sum, entry) => sum + entry[of], 0);
}

function atMost(bytes: number): Limit {
  return { of: "ours", atMost: bytes };
}
