/** Annotations and nomenclature tables that were damaged: each can be built from, or is refused with a reason. */

import { compile } from "../../../src/compile/compile.ts";
import { Rows } from "../../../src/compile/rows.ts";
import { SourceError } from "../../../src/errors.ts";
import { geneFileSource } from "../../../src/sources/files/label-file.ts";
import { verifyIndex } from "../../../src/store/verify.ts";
import { fileOf } from "../../support/indexes/compiled.ts";
import { tempDir } from "../../support/temp.ts";
import type { Random } from "../random.ts";
import type { Fault, Trial } from "../trial.ts";

const TAXA = new Map([
  ["9606", "homo_sapiens"],
  ["10090", "mus_musculus"],
]);

/** Files in the forms of their makers. */
const FILES = [
  [
    "##gff-version 3",
    "##species https://www.ncbi.nlm.nih.gov/Taxonomy/Browser/wwwtax.cgi?id=9606",
    "NC_000008.11\tRefSeq\tregion\t1\t145138636\t.\t+\t.\tDbxref=taxon:9606;chromosome=8;genome=chromosome",
    "NC_000008.11\tBestRefSeq\tgene\t127735434\t127742951\t.\t+\t.\tID=gene-MYC;Dbxref=GeneID:4609,HGNC:HGNC:7553;gene=MYC;gene_synonym=c-Myc,MYCC;description=MYC%2C bHLH",
    "NC_000008.11\tBestRefSeq\tmRNA\t127735434\t127742951\t.\t+\t.\tID=rna-1;Parent=gene-MYC;gene=MYC",
    "##FASTA",
    ">NC_000008.11",
    "ACGT",
  ],
  [
    '1\thavana\tgene\t11869\t14409\t.\t+\t.\tgene_id "ENSG00000223972"; gene_version "5"; gene_name "DDX11L1"; gene_biotype "lncRNA";',
    '1\thavana\texon\t11869\t12227\t.\t+\t.\tgene_id "ENSG00000223972"; transcript_id "ENST00000456328"; exon_number 1;',
  ],
  [
    'chr1\tStringTie\ttranscript\t403\t10275\t.\t+\t.\ttranscript_id "STRG.1.1"; gene_id "STRG.1";',
    "chr1\tProkka\tCDS\t1\t90\t.\t+\t0\tID=P_1;Name=dnaA;gene=dnaA;locus_tag=P_1;product=Initiator",
  ],
  [
    "#tax_id\tGeneID\tSymbol\tLocusTag\tSynonyms\tdbXrefs\ttype_of_gene",
    "9606\t1\tA1BG\t-\tA1B|ABG\tMIM:138670|HGNC:HGNC:5|Ensembl:ENSG00000121410\tprotein-coding",
  ],
  [
    "hgnc_id\tsymbol\tstatus\talias_symbol\tprev_symbol\tensembl_gene_id",
    'HGNC:18149\tA4GALT\tApproved\t"A14GALT|Gb3S"\tP1\tENSG00000128274',
  ],
];
/** What is put between other bytes. */
const PIECES = [
  "\t",
  "\n",
  "\r",
  '"',
  ";",
  "=",
  "%",
  "%2",
  "\0",
  "|",
  "-",
  "🧬",
  "gene\t",
  "\tregion\t",
];

function damaged(random: Random): Buffer {
  let bytes = Buffer.from(`${random.choose(FILES).join("\n")}\n`);
  for (let left = random.below(10); left > 0; left--) {
    const at = random.below(bytes.length + 1);
    const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
    const other = Buffer.from(random.choose(random.choose(FILES)));
    bytes = Buffer.concat(
      random.choose([
        () => [before, after.subarray(random.below(30))],
        () => [before, Buffer.from(random.choose(PIECES)), after],
        () => [before, random.bytes(1), after],
        () => [before, other.subarray(random.below(other.length)), after],
      ])(),
    );
  }
  return bytes;
}

async function tryAll(trial: Trial): Promise<void> {
  await using dir = await tempDir();
  const path = dir.join("genes");
  let built = 0;
  while (trial.tried < trial.times) {
    trial.tried++;
    const bytes = damaged(trial.random);
    await Bun.write(path, bytes);
    const species = trial.random.oneIn(2) ? "s" : null;
    const rows = new Rows();
    try {
      await geneFileSource({ path, species, taxa: TAXA }).read(rows);
      if (rows.species.length === 0) continue;
      verifyIndex(fileOf(compile(rows)));
      built++;
    } catch (error) {
      if (error instanceof SourceError) continue;
      const text = bytes.toString("latin1").slice(0, 300);
      trial.mistake(`${error instanceof Error ? error.stack : error} of ${JSON.stringify(text)}`);
    }
  }
  if (built === 0) trial.mistake("no file could be built from");
}

export const GENE_FILES: readonly Fault[] = [
  {
    name: "annotations and tables that are damaged",
    times: { short: 300, long: 30_000 },
    run: tryAll,
  },
];
