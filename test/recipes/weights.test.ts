/** The weights that docs/SOURCES.md makes of NCBI's files. */

import { expect, setDefaultTimeout, test } from "bun:test";
import { gzipSync } from "node:zlib";
import { built, openVerified } from "../support/indexes/build.ts";
import { speciesOf } from "../support/indexes/compiled.ts";
import { labelsIn } from "../support/indexes/look-ups.ts";
import { succeed } from "../support/processes/program.ts";
import { tempDir } from "../support/temp.ts";

setDefaultTimeout(120_000);

const lines = (...all: string[]) => `${all.join("\n")}\n`;

const PAPERS = lines(
  "#tax_id\tGeneID\tPubMed_ID",
  ...Array.from({ length: 30 }, (_, i) => `9606\t672\t${i}`),
  ...Array.from({ length: 3 }, (_, i) => `9606\t79184\t${i}`),
  ...Array.from({ length: 500 }, (_, i) => `7955\t79184\t${i}`),
  "10090\t12189\t1",
);
const GENES = lines(
  "#tax_id\tGeneID\tSymbol\tLocusTag\tSynonyms",
  "9606\t672\tBRCA1\t-\t-",
  "9606\t79184\tBRCC3\t-\t-",
  "9606\t9\tNAT1\t-\t-",
  "10090\t12189\tBrca1\t-\t-",
  "7955\t79184\tbrca9\t-\t-",
);

test("the recipe gives each gene the number of papers that speak of it", async () => {
  await using dir = await tempDir();
  const document = await Bun.file(`${import.meta.dir}/../../docs/SOURCES.md`).text();
  const recipe = /```sh\n(zcat gene2pubmed\.gz [^`]+)```/.exec(document)![1]!;
  await Bun.write(dir.join("gene2pubmed.gz"), gzipSync(PAPERS));
  await Bun.write(dir.join("gene_info.gz"), gzipSync(GENES));
  await succeed(["sh", "-c", recipe], { cwd: dir.path, env: process.env });
  expect(await Bun.file(dir.join("weights.tsv")).text()).toBe(
    lines(
      "species\tweight\tdisplay_label",
      "homo_sapiens\t30\tBRCA1",
      "homo_sapiens\t3\tBRCC3",
      "mus_musculus\t1\tBrca1",
    ),
  );

  const stdin = lines(
    "species\tdisplay_label",
    ...["BRCC3", "BRCA1", "BRC"].map((label) => `homo_sapiens\t${label}`),
  );
  const report = await built(dir, ["--from", "-", "--weights", "weights.tsv"], { stdin });
  expect(report.weights).toEqual({ kept: 2, missing: 1 });
  const index = await openVerified(dir.join("assembl.msgpack"));
  expect(labelsIn(index, speciesOf(index, "homo_sapiens"), "br", 5)).toEqual([
    ...["BRCA1", "BRCC3", "BRC"],
  ]);
});
