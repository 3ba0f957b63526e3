/** Bytes a label and bytes a gene. */

import { constants as zlib, zstdCompressSync } from "node:zlib";
import { decodeIndex, type IndexDocument } from "../../src/index/decode.ts";
import { SECTION_NAMES } from "../../src/index/document.ts";
import { readIndex } from "../../src/index/open-index.ts";
import { type Corpus, readLabels } from "./corpora.ts";
import type { Figure, Limit, Table } from "./figures.ts";
import type { Bench } from "./measurement.ts";

const ZSTD_LEVEL = 19;

/** What the issue asks for, in bytes a label. */
const SCALE_LIMITS = { must: 2.2, aim: 1.6 };
const REAL_LIMITS = { must: 1.9, aim: 1.4 };

export async function size({ corpora }: Bench): Promise<Table[]> {
  return [
    {
      title: "bytes a label, the index of labels alone",
      figures: [
        ...(await labelFigures(corpora.scale, SCALE_LIMITS)),
        ...(await labelFigures(corpora.real, REAL_LIMITS)),
      ],
    },
    {
      title: "bytes a gene, the whole index",
      figures: [await geneFigure(corpora.real), ...(await geneSections(corpora.real))],
    },
  ];
}

/** The file's bytes by label, beside those of the original's form, JSON; then each section's. */
async function labelFigures(
  corpus: Corpus,
  limits: { must: number; aim: number },
): Promise<Figure[]> {
  const bytes = await readIndex(corpus.labelsIndex);
  const document = decodeIndex(bytes);
  const labels = total(document, "labels");
  const json = JSON.stringify(Object.fromEntries(await readLabels(corpus)));
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
  const [, ...rows] = (await Bun.file(corpus.genes).text()).trimEnd().split("\n");
  const sorted = rows.sort().join("\n");
  const compressed = zstdCompressSync(sorted, {
    params: { [zlib.ZSTD_c_compressionLevel]: ZSTD_LEVEL },
  });
  return {
    name: `${corpus.name}, ${genes.toLocaleString("en")} genes`,
    unit: "B",
    ours: { value: bytes.length / genes },
    baseline: { name: `zstd -${ZSTD_LEVEL} of sorted TSV`, value: compressed.length / genes },
    must: [{ of: "ratio", atMost: 1.5 }],
    aim: [{ of: "ratio", atMost: 1 }],
  };
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

function total({ species }: IndexDocument, of: "labels" | "genes"): number {
  return species.reduce((sum, entry) => sum + entry[of], 0);
}

function atMost(bytes: number): Limit {
  return { of: "ours", atMost: bytes };
}
