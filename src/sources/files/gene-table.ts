/** The tables in which nomenclature committees and NCBI list all genes, as they are downloaded. */

import { listed } from "../../columns/other-ids-field.ts";
import { SourceError } from "../../errors.ts";
import { crossReferencedId } from "../annotation/gene-attributes.ts";
import type { AnnotationSink, KnownGenes, LabelReference, SourceSink } from "../source.ts";
import { LineReader } from "./lines.ts";
import type { TextFile } from "./text-file.ts";

/** A gene as a table lists it. */
interface ListedGene {
  /** What it is called in databases: first in that of the table, then in those whose ids an index may have. */
  ids: readonly (string | null)[];
  symbol: string | null;
  aliases: readonly string[];
  /** Its former symbols. */
  former?: readonly string[];
  biotype?: string | null;
}

/** The text in a column, found by the header's name of it or by its position; null if there is none. */
type Cell = (column: string | number) => string | null;

/** One kind of table. */
interface TableKind {
  /** What the first line that is not blank begins with. */
  beginning: RegExp;
  /** Where the names of columns stand; null for a table without them. */
  header: RegExp | null;
  separator: string;
  /** NCBI's taxon id of a line's species; null if the line is of no species that is known. */
  taxonOf(line: string): string | null;
  /** Null for a line that is no gene. */
  read(cell: Cell): ListedGene | null;
}

const firstField = (separator: string) => (line: string) => line.slice(0, line.indexOf(separator));

const KINDS: readonly TableKind[] = [
  {
    // NCBI's gene_info.
    beginning: /^#tax_id\tGeneID\tSymbol\t/,
    header: /^#tax_id/,
    separator: "\t",
    taxonOf: firstField("\t"),
    read(cell) {
      const symbol = cell("Symbol");
      // A placeholder for records about genes that NCBI does not list.
      if (symbol === "NEWENTRY") return null;
      const references = listed(cell("dbXrefs")).filter((id) => !id.startsWith("AllianceGenome:"));
      return {
        ids: [cell("GeneID"), ...references.map(crossReferencedId), cell("LocusTag")],
        symbol,
        aliases: listed(cell("Synonyms")),
        biotype: cell("type_of_gene"),
      };
    },
  },
  {
    // HGNC's complete set.
    beginning: /^"?hgnc_id"?\t"?symbol"?\t/,
    header: /hgnc_id/,
    separator: "\t",
    taxonOf: () => "9606",
    read(cell) {
      if ((cell("status") ?? "Approved") !== "Approved") return null;
      return {
        ids: [
          ...[cell("hgnc_id"), cell("ensembl_gene_id"), cell("entrez_id")],
          ...[...listed(cell("uniprot_ids")), ...listed(cell("refseq_accession"))],
        ],
        symbol: cell("symbol"),
        aliases: listed(cell("alias_symbol")),
        former: listed(cell("prev_symbol")),
        biotype: cell("locus_type"),
      };
    },
  },
  {
    // MGI's MRK_List2.
    beginning: /^MGI Accession ID\t/,
    header: /^MGI Accession ID\t/,
    separator: "\t",
    taxonOf: () => "10090",
    read(cell) {
      if (!/^(Gene|Pseudogene)$/.test(cell("Marker Type") ?? "Gene")) return null;
      return {
        ids: [cell("MGI Accession ID")],
        symbol: cell("Marker Symbol"),
        aliases: listed(cell("Marker Synonyms (pipe-separated)")),
        biotype: cell("Feature Type"),
      };
    },
  },
  {
    // ZFIN's aliases: id, name, symbol, alias.
    beginning: /^(ZDB-[A-Z]+-\d|Current ZFIN ID\t)/,
    header: null,
    separator: "\t",
    taxonOf: () => "7955",
    read: (cell) =>
      /^ZDB-(GENEP?|[A-Z]+RNAG)-/.test(cell(0) ?? "")
        ? { ids: [cell(0)], symbol: cell(2), aliases: listed(cell(3)) }
        : null,
  },
  {
    // FlyBase's synonyms: id, organism, symbol, full name, synonyms of the full name and of the symbol.
    beginning: /^#+ *(FlyBase Symbol-Synonym|primary_FBid)/,
    header: null,
    separator: "\t",
    taxonOf: (line) => (/^FBgn\d+\tDmel\t/.test(line) ? "7227" : null),
    read: (cell) => ({
      ids: [cell(0)],
      symbol: cell(2),
      aliases: [3, 4, 5].flatMap((column) => listed(cell(column))),
    }),
  },
  {
    // SGD_features.tab: id, type, qualifier, systematic name, standard name, aliases.
    beginning: /^S\d{9}\t/,
    header: null,
    separator: "\t",
    taxonOf: () => "4932",
    read: (cell) =>
      /ORF|gene/.test(cell(1) ?? "")
        ? { ids: [cell(0), cell(3)], symbol: cell(4) ?? cell(3), aliases: listed(cell(5)) }
        : null,
  },
  {
    // WormBase's geneIDs: taxon, id, locus, sequence name, status, biotype.
    beginning: /^\d+,WBGene\d+,/,
    header: null,
    separator: ",",
    taxonOf: firstField(","),
    read: (cell) =>
      cell(4) === "Live"
        ? {
            ids: [cell(1)],
            symbol: cell(2) ?? cell(3),
            aliases: listed(cell(3)),
            biotype: cell(5),
          }
        : null,
  },
];

/** The kind of table that begins with a line; null if it is none. */
export function tableKindOf(firstLine: string): TableKind | null {
  return KINDS.find(({ beginning }) => beginning.test(firstLine)) ?? null;
}

/** A table that is open. */
interface OpenTable {
  text: TextFile;
  kind: TableKind;
}

/**
 * Gives each gene to a sink as a row, with the table's own id as its stable id.
 *
 * @param taxa species by NCBI's taxon ids
 * @param wanted the species whose genes are wanted; null for all
 */
export function readTableRows(
  table: OpenTable,
  taxa: ReadonlyMap<string, string>,
  wanted: ReadonlySet<string> | null,
  sink: SourceSink,
): Promise<void> {
  const speciesOf = (taxon: string) => {
    const species = taxa.get(taxon);
    if (species === undefined) sink.refuse("unknown taxon");
    return species === undefined || (wanted !== null && !wanted.has(species)) ? null : species;
  };
  return readTable(table, speciesOf, (species, gene) => {
    if (gene === null) {
      sink.refuse("no gene");
      return;
    }
    const [stableId = null, ...otherIds] = gene.ids.filter((id) => id !== null);
    sink.add({
      species,
      displayLabel: gene.symbol,
      gene: {
        stableId,
        location: null,
        db: null,
        biotype: gene.biotype ?? null,
        otherIds: otherIds.length === 0 ? null : otherIds.join("|"),
      },
      isReference: true,
      weight: null,
      aliases: gene.aliases,
      former: gene.former ?? [],
    });
  });
}

/** Gives the names of genes to a sink. */
export function readTableAliases(
  table: OpenTable,
  known: KnownGenes,
  wanted: ReadonlySet<string> | null,
  sink: AnnotationSink,
): Promise<void> {
  return readKnown(table, known, wanted, (of, { aliases, former = [] }) => {
    for (const alias of aliases) sink.addAlias(of, alias, false);
    for (const alias of former) sink.addAlias(of, alias, true);
  });
}

/** Gives the ids of genes to a sink. */
export function readTableIds(
  table: OpenTable,
  known: KnownGenes,
  wanted: ReadonlySet<string> | null,
  sink: AnnotationSink,
): Promise<void> {
  return readKnown(table, known, wanted, (of, { ids }) => {
    for (const id of ids) if (id !== null && id !== of.stableId) sink.addId(of, id);
  });
}

/** Calls `take` for the genes of species that are known, each by a stable id that is known if there is one. */
async function readKnown(
  table: OpenTable,
  known: KnownGenes,
  wanted: ReadonlySet<string> | null,
  take: (of: LabelReference, gene: ListedGene) => void,
): Promise<void> {
  const bySpecies = new Map<string, string | null>();
  const speciesOf = (taxon: string) => {
    let species = bySpecies.get(taxon);
    if (species === undefined) {
      species = known.speciesOfTaxon(taxon);
      bySpecies.set(taxon, species);
    }
    return species === null || (wanted !== null && !wanted.has(species)) ? null : species;
  };
  let genes = 0;
  await readTable(table, speciesOf, (species, gene) => {
    if (gene === null) return;
    genes++;
    const { ids, symbol } = gene;
    const labels = ids.map((id) => (id === null ? null : known.labelOf(species, id)));
    const which = labels.findIndex((label) => label !== null);
    const stableId = ids[which] ?? null;
    if (stableId === null && symbol === null) return;
    // An index may have another label for the gene, such as a former symbol.
    const isOther = stableId !== null && symbol !== null && symbol !== labels[which];
    const aliases = isOther ? [symbol, ...gene.aliases] : gene.aliases;
    take({ species, stableId, displayLabel: symbol }, { ...gene, aliases });
  });
  if (genes > 0 || wanted !== null) return;
  const [taxon = "of none"] = bySpecies.keys();
  throw new SourceError(
    `${table.text.name} has genes of no species of this build (its first taxon: ${taxon})`,
    "name the species by taxon ids in --species-names, or leave the file out",
  );
}

/** Calls `take` for each line of the species that `speciesOf` knows. */
async function readTable(
  { text, kind }: OpenTable,
  speciesOf: (taxon: string) => string | null,
  take: (species: string, gene: ListedGene | null) => void,
): Promise<void> {
  let columns: ReadonlyMap<string, number> | null = null;
  const lines = new LineReader(text.name, (line) => {
    if (kind.header !== null && columns === null && kind.header.test(line)) {
      columns = new Map(
        line.split(kind.separator).map((name, column) => [textOf(name) ?? "", column]),
      );
      return;
    }
    if (line.startsWith("#")) return;
    const taxon = kind.taxonOf(line);
    const species = taxon === null ? null : speciesOf(taxon);
    if (species === null) return;
    const fields = line.split(kind.separator);
    take(
      species,
      kind.read((column) => {
        const position = typeof column === "number" ? column : columns?.get(column);
        return position === undefined ? null : textOf(fields[position] ?? "");
      }),
    );
  });
  for await (const chunk of text.chunks) lines.push(chunk);
  lines.end();
}

/** The text of a cell without quotes around it; null if it is empty or NCBI's `-`. */
function textOf(cell: string): string | null {
  const text = cell
    .trim()
    .replace(/^"(.*)"$/, "$1")
    .replaceAll('""', '"');
  return text === "" || text === "-" ? null : text;
}
