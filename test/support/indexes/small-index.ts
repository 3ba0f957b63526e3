/** Small indexes. The first has five labels of two species, with every kind of value in columns, weights and aliases. */

import type { Row } from "../data/rows.ts";
import { compileRows, fileOf } from "./compiled.ts";

export const SMALL_ROWS: readonly Row[] = [
  [
    "homo_sapiens",
    "BRCA2",
    "ENSG00000139618",
    "13:32315086-32400268",
    "core",
    5,
    "FANCD1|ΒRCC2",
    "HGNC:1101|P51587",
    "FACD",
  ],
  ["homo_sapiens", "HLA-A", "ENSG00000206503", "6:29941260-29949572", "core", null, "FANCD1"],
  ["homo_sapiens", "HLA-A", "ENSG00000229215.9", "HSCHR6_MHC_QBL_CTG1:1-2", "otherfeatures"],
  ["homo_sapiens", "ΟΔΟΣ", null, "nowhere", null],
  ["mus_musculus", "Brca2", "ENSMUSG00000041147", "5:150446095-150493794", "core"],
  ["mus_musculus", "T", null, null, null],
];

export function smallIndex(): Uint8Array {
  return fileOf(compileRows(SMALL_ROWS));
}

/** Three species with so much in common that the tables of shared headers and edges are used. */
export function sharingIndex(): Uint8Array {
  const labels = ["BRCA1", "BRCA2", "BRCC3", "LINC1", "LINC2", "LINC10", "Y_RNA", "pcnp", "PCNP"];
  const genes = (species: string, own: string): Row[] =>
    [...labels, own].map((label, i) => [species, label, `ENS${own}G${i}`, `${i}:5-9`, "core"]);
  return fileOf(
    compileRows([
      ...genes("danio_rerio", "DARX"),
      ...genes("homo_sapiens", "DARY"),
      ...genes("mus_musculus", "MUSZ"),
    ]),
  );
}
