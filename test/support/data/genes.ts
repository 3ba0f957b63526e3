/** A few genes of several species, each an example of a rule; the names are real, and most locations. */

import { labelRow } from "../indexes/compiled.ts";
import type { Row } from "./rows.ts";

export const GENES: readonly Row[] = [
  ["homo_sapiens", "BRCA1", "ENSG00000012048", "17:43044295-43170245", "core"],
  ["homo_sapiens", "BRCA2", "ENSG00000139618", "13:32315086-32400268", "core"],
  ["homo_sapiens", "BRCC3", "ENSG00000185515", "X:155071508-155123074", "core"],
  // The same label on a chromosome, on a haplotype whose name sorts before it, and in another database.
  ["homo_sapiens", "HLA-A", "ENSG00000235657", "CHR_HSCHR6_MHC_QBL_CTG1:1-2", "core"],
  ["homo_sapiens", "HLA-A", "3105", "1:1-2", "otherfeatures"],
  ["homo_sapiens", "HLA-A", "ENSG00000206503", "6:29941260-29949572", "core"],
  ["mus_musculus", "Brca1", "ENSMUSG00000017146", "11:101379590-101442781", "core"],
  ["mus_musculus", "T", "ENSMUSG00000062327", "17:8653255-8661328", "core"],
  ["mus_musculus", "Tbx1", "ENSMUSG00000009097", "16:18399728-18405709", "core"],
  // They differ in case only.
  ["danio_rerio", "pcnp", "ENSDARG00000037713", "9:1-20", "core"],
  ["danio_rerio", "PCNP", "ENSDARG00000110017", "21:5-9", "core"],
  ["danio_rerio", "PCNP", "ENSDARG00000110018", "22:5-9", "core"],
  // A location without positions, and a contig's name with a colon.
  ["saccharomyces_cerevisiae", "COX1", "Q0045", "Mito", "core"],
  ["saccharomyces_cerevisiae", "COX2", "Q0250", "Mito:x:7-9", "core"],
  // Labels only, some with characters that are special in URLs or in folding.
  ...["Éa1", "ﬁ1", "a b+c", "A&B#1", "Su(Ste):CR42418", "100%"].map((label) =>
    labelRow("drosophila_melanogaster", label),
  ),
];
