/** Rows of the conformance suite: real labels, and awkward ones. */

import type { Row } from "../support/data/rows.ts";

/** Labels by what is awkward about them. */
export const LABELS: Readonly<Record<string, readonly string[]>> = {
  "as Ensembl has them": [
    "BRCA1",
    "BRCA2",
    "BRCC3",
    "HLA-A",
    "HLA-DRB1",
    "NKX2-5",
    "NKX2-1",
    "MT-ND1",
    "C1orf112",
    "Su(Ste):CR42418",
    "Su(var)3-9",
    "si:ch211-1a2.3",
    "si:ch211-1a2.4",
    "T",
    "5_8S_rRNA",
    "5S_rRNA",
    "Y_RNA",
    "Gt(ROSA)26Sor",
    "U6",
    "7SK",
    "Gm10033",
  ],
  "that are prefixes of others": [
    "LIN",
    "LINC",
    "LINC0",
    "LINC01",
    "LINC011",
    "LINC01134",
    "LIN28A",
    "LIN28B",
  ],
  "that differ only in case": [
    "pcnp",
    "PCNP",
    "Brca2",
    "brca2",
    "bRCA2",
    "tp53",
    "TP53",
    "Tp53",
    "tP53",
    "tp53inp1",
  ],
  "that are not ASCII": [
    "ΟΔΟΣ",
    "οδος",
    "ΟΔΟς",
    "ΟΔΟΣΑ",
    "ﬁbrillin",
    "fibrillin",
    "FIBRILLIN-2",
    "caf\u00e9",
    "cafe\u0301",
    "CAFÉ",
    "cafe",
    "cafeb",
    "\u212aLF4",
    "KLF4",
    "ＢＲＣＡ２",
    "İL6",
    "IL6",
    "ıl6",
    "i\u0307l6x",
    "straße",
    "STRASSE",
    "STRAẞE",
    "β-globin",
    "Β-globin",
    "😀",
    "😀1",
    "𝐀BC",
    "abc",
    "𐐀x",
    "𐐨X",
    "①",
    "1",
  ],
  "with white space": [
    " BRCA2",
    "BRCA2 ",
    "protein  kinase",
    "protein kinase",
    "Protein\u00a0Kinase",
    "protein\u3000kinase 2",
    "proteinkinase",
  ],
  "with special characters of SQL, patterns and escapes": [
    "a%b",
    "a%",
    "axb",
    "a_b",
    "a\\b",
    "a\\",
    "a'b",
    'a"b',
    "a`b",
    "a;b--",
    "a[b]",
    "a*b",
    "a.b",
    "a/b",
    "{a}",
  ],
  "of the greatest length": [
    "l".repeat(255),
    `${"l".repeat(254)}M`,
    `L${"l".repeat(200)}`,
    "𝔛".repeat(255),
  ],
};

/** As many as human `Y_RNA` has. */
export const MANY_GENES = 758;

/** Locations of one gene on its chromosome and on alternatives of that, in no particular order. */
const HLA_A: readonly Row[] = [
  ["homo_sapiens", "HLA-A", "ENSG00000229215", "HSCHR6_MHC_QBL_CTG1:29861-32000", "core"],
  ["homo_sapiens", "HLA-A", "ENSG00000206503", "6:29941260-29949572", "core"],
  ["homo_sapiens", "HLA-A", "ENSG00000227715", "HSCHR6_MHC_APD_CTG1:29861-32000", "core"],
  ["homo_sapiens", "HLA-A", "LOC3105", "6:1-2", "otherfeatures"],
  ["homo_sapiens", "HLA-A", "ENSG00000206504", "10:29941260-29949572", "core"],
  ["homo_sapiens", "HLA-A", "ENSG00000206505", "6:29941259-29949572", "core"],
  ["homo_sapiens", "HLA-A", "ENSG00000206502", "6:29941260-29949572", "core"],
];

/** Values that a source may lack or write unusually. */
const INCOMPLETE: readonly Row[] = [
  ["homo_sapiens", "DUX4", null, "4:190173774-190185942", "core"],
  ["homo_sapiens", "DUX4", "ENSG00000260596", null, "core"],
  ["homo_sapiens", "DUX4", "ENSG00000260596.7", "4:190173774-190185942", "core"],
  ["homo_sapiens", "MTUS1", "ENSG00000129422", null, null],
  ["homo_sapiens", "FRG1", "ENSG00000109536", "somewhere on 4", "core"],
  ["homo_sapiens", "FRG2", "YAL001C", "HG:1:2:3-4", "core"],
  ["homo_sapiens", "FRG3", "ENSG00000109537", "MT:16000-100", "core"],
  ["homo_sapiens", "FRG3", "ENSG00000109538", "nowhere", "core"],
  ["homo_sapiens", "FRG3", "ENSG00000109539", "MT:16,000..16,100", "core"],
];

function manyGenes(): Row[] {
  return Array.from({ length: MANY_GENES }, (_, i): Row => {
    const id = `ENSG00000${(i * 7919) % 1_000_000}`.padEnd(15, "0");
    return [
      "homo_sapiens",
      "Y_RNA",
      id,
      `${(i % 22) + 1}:${i * 1000 + 1}-${i * 1000 + 110}`,
      "core",
    ];
  });
}

const withoutGene = (species: string, label: string): Row => [species, label, null, null, null];

/** Human has all labels; two more species have half of them each, and one of their own. */
export const ROWS: readonly Row[] = Object.values(LABELS)
  .flat()
  .flatMap((label, i) => [
    withoutGene("homo_sapiens", label),
    withoutGene(i % 2 === 0 ? "mus_musculus" : "danio_rerio", label),
  ])
  .concat([withoutGene("mus_musculus", "Brca2-ps"), withoutGene("danio_rerio", "brca2l")]);

export const GENE_ROWS: readonly Row[] = [
  ...HLA_A,
  ...INCOMPLETE,
  ...manyGenes(),
  ["mus_musculus", "HLA-A", "ENSMUSG00000000001", "X:1-2", "core"],
];
