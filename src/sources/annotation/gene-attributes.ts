/** What the attributes of a gene mean, whoever made the file. */

import type { Attributes } from "./attributes.ts";

/** A gene as its attributes describe it. */
export interface AnnotatedGene {
  id: string | null;
  label: string | null;
  aliases: string[];
  biotype: string | null;
  /** What it is called in other databases. */
  otherIds: string[];
}

/** What stands before the id in the attribute ID: `gene:ENSG00000136997`, `Gene:WBGene00000001`, `gene-MYC`. */
const ID_PREFIX = /^gene[:-]/i;
const VERSION = /\.\d+$/;
const ENTREZ = /^GeneID:(\d+)$/;
/** A cross-reference by which NCBI's or SGD's genes are told, whose other cross-references are ids of the gene too. */
const OF_GENE = /^(GeneID|SGD):/;

/** The attributes that hold names beside the label. */
const ALIASES = ["Alias", "gene_synonym"];
/** The attributes that hold a biotype, the best first. */
const BIOTYPES = ["gene_biotype", "gene_type", "biotype", "locus_type"];
/** The attributes that hold ids in other databases. */
const OTHER_IDS = ["locus_tag", "old_locus_tag", "hgnc_id", "mgi_id"];
const CROSS_REFERENCES = ["Dbxref", "dbxref", "db_xref"];

/** The biotype that TAIR writes into a note, or that the type of a feature tells: `protein_coding_gene`, `tRNA`, `CDS`. */
function biotypeOf(type: string): string | null {
  if (type === "CDS" || type === "mRNA") return "protein_coding";
  if (/^(\w*pseudogene|\w*RNA)$/.test(type)) return type;
  return /^(\w+)_gene$/.exec(type)?.[1] ?? null;
}

/** Reads id and names of a gene: by NCBI's id or locus tag where there is one, by the attribute ID in most other files. */
export function describeGene(type: string, attributes: Attributes): AnnotatedGene {
  const text = (name: string) => attributes.get(name)?.join(", ") ?? null;
  const all = (names: readonly string[]) => names.flatMap((name) => attributes.get(name) ?? []);
  const references = all(CROSS_REFERENCES);
  const entrez = references.map((reference) => ENTREZ.exec(reference)?.[1]).find(Boolean);
  const idAttribute = text("ID")?.replace(ID_PREFIX, "") ?? null;
  const id = entrez ?? versioned(attributes) ?? text("locus_tag") ?? idAttribute;
  const isId = (name: string) =>
    name === id || name === idAttribute || name === id?.replace(VERSION, "");
  const label =
    text("gene_name") ??
    text("ref_gene_name") ??
    text("symbol") ??
    text("gene") ??
    // TAIR numbers its loci.
    unless(text("locus"), (locus) => /^\d+$/.test(locus)) ??
    // Bakta names genes as their products.
    unless(text("Name"), (name) => isId(name) || name === text("product")) ??
    text("sequence_name") ??
    text("locus_tag") ??
    id;
  const isOfGene = references.some((reference) => OF_GENE.test(reference));
  const otherReferences = references.filter((reference) => !ENTREZ.test(reference));
  const otherIds = isOfGene ? otherReferences.map(crossReferencedId) : [];
  const [biotype] = all(BIOTYPES);
  return {
    id,
    label,
    aliases: different(all(ALIASES), [label, id]),
    biotype: biotype ?? biotypeOf(text("Note") ?? "") ?? biotypeOf(type),
    otherIds: different([...all(OTHER_IDS), ...otherIds], [id]),
  };
}

/** The attribute gene_id, with the version that Ensembl writes into another attribute. */
function versioned(attributes: Attributes): string | null {
  const id = attributes.get("gene_id")?.[0] ?? attributes.get("geneID")?.[0] ?? null;
  const version = attributes.get("gene_version")?.[0] ?? attributes.get("version")?.[0] ?? null;
  if (id === null || version === null || VERSION.test(id)) return id;
  return `${id}.${version}`;
}

/**
 * The id in a cross-reference: `HGNC:HGNC:7553` is HGNC:7553, `Ensembl:ENSG00000136997` ENSG00000136997; only a number
 * keeps the name of its database, `MIM:190080`.
 */
export function crossReferencedId(reference: string): string {
  const id = reference.slice(reference.indexOf(":") + 1);
  return /\p{L}/u.test(id) ? id : reference;
}

function unless(text: string | null, isExcluded: (text: string) => boolean): string | null {
  return text === null || isExcluded(text) ? null : text;
}

/** Each text once, without some. */
function different(texts: readonly string[], excluded: readonly (string | null)[]): string[] {
  return [...new Set(texts)].filter((text) => !excluded.includes(text));
}
