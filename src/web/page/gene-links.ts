/** Pages of others that show a gene. */

import type { GeneSuggestion } from "../element/suggestions.ts";
import { speciesText } from "../element/texts.ts";

export interface GeneLink {
  site: string;
  url: string;
}

/** The assemblies of the genome browser of UCSC, by species. */
const UCSC: Readonly<Record<string, string>> = {
  bos_taurus: "bosTau9",
  caenorhabditis_elegans: "ce11",
  canis_lupus_familiaris: "canFam6",
  danio_rerio: "danRer11",
  drosophila_melanogaster: "dm6",
  felis_catus: "felCat9",
  gallus_gallus: "galGal6",
  homo_sapiens: "hg38",
  macaca_mulatta: "rheMac10",
  mus_musculus: "mm39",
  pan_troglodytes: "panTro6",
  rattus_norvegicus: "rn7",
  saccharomyces_cerevisiae: "sacCer3",
  sus_scrofa: "susScr11",
};

/** How ids begin that Ensembl finds: its own, and those of the model species that it has beside vertebrates. */
const ENSEMBL_ID = /^(ENS|FBgn|WBGene)/i;

/** Where exactly this gene can be seen. */
export function linksById({ stable_id: id }: GeneSuggestion): GeneLink[] {
  if (id === undefined || !ENSEMBL_ID.test(id)) return [];
  return [{ site: "Ensembl", url: `https://www.ensembl.org/id/${encodeURIComponent(id)}` }];
}

/** Where a gene can be seen at Ensembl, NCBI and UCSC, as far as they have its species. */
export function linksOf(gene: GeneSuggestion): GeneLink[] {
  const { label, species } = gene;
  const term = new URLSearchParams({ term: `${label}[gene] AND "${speciesText(species)}"[orgn]` });
  const links = [
    ...linksById(gene),
    { site: "NCBI", url: `https://www.ncbi.nlm.nih.gov/gene/?${term}` },
  ];
  const db = UCSC[species];
  if (db !== undefined) {
    const question = new URLSearchParams({ db, position: label });
    links.push({ site: "UCSC", url: `https://genome.ucsc.edu/cgi-bin/hgTracks?${question}` });
  }
  return links;
}
