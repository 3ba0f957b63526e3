/** Reads the genes of an annotation in GFF3 or GTF. */

import { SourceError } from "../../errors.ts";
import type { TextFile } from "../files/text-file.ts";
import type { SourceSink } from "../source.ts";
import { type Attributes, decoded, parseAttributes } from "./attributes.ts";
import { type FeatureHandler, FeatureLines } from "./feature-lines.ts";
import { type AnnotatedGene, describeGene } from "./gene-attributes.ts";

/** Of which species an annotation is. */
export interface AnnotationOptions {
  /** As the user names it; null to go by the taxon that the file names. */
  species: string | null;
  /** Species by NCBI's taxon ids. */
  taxa: ReadonlyMap<string, string>;
  /** The species whose genes are wanted; null for all. */
  wanted: ReadonlySet<string> | null;
}

/** Whether a file that begins with a line is an annotation: a comment, a line for a browser, or a feature. */
export function isAnnotation(firstLine: string): boolean {
  if (/^(#|track |browser )/.test(firstLine)) return true;
  // With blanks for tabs it is none that can be read, and the error for it should say so.
  const [, , , start, end, , , phase] = firstLine.split(/\t| +/);
  return phase !== undefined && isPosition(start) && isPosition(end);
}

/**
 * Gives each gene to the sink. Of a file without lines of genes these are the spans of their transcripts, or of what
 * else names a gene.
 *
 * @throws SourceError if the file cannot be read, holds no genes, or does not say of which species they are
 */
export async function readAnnotation(
  { name, chunks }: TextFile,
  options: AnnotationOptions,
  sink: SourceSink,
): Promise<void> {
  const reader = new AnnotationReader(name, options, sink);
  const lines = new FeatureLines(name, reader);
  for await (const chunk of chunks) lines.push(chunk);
  lines.end();
  reader.end();
}

/** Where a gene lies. Positions count from 1, both ends included. */
interface Place {
  sequence: string;
  start: number;
  end: number;
}

/** A gene that is put together of several lines. */
interface Hull extends Place {
  gene: AnnotatedGene;
}

/** What a line of type `region` tells of a sequence. */
interface Region {
  chromosome: string;
  taxon: string | null;
}

/** What names a gene in a line that is not the gene's: `gene_id "1"` in GTF, an attribute in GFF3. */
const GENE_KEY = /(?:^|[;\s])(?:gene_id\s+"?|(?:gene_id|geneID|locus_tag)=)([^";]+)/;
const TRANSCRIPT = /(RNA|transcript)$/;
const NAMED_GENE = /gene_name/;

class AnnotationReader implements FeatureHandler {
  readonly #regions = new Map<string, Region>();
  /** Genes by sequence and key, until a line of a gene is found. */
  #hulls = new Map<string, Hull>();
  #taxon: string | null = null;
  #genes = 0;

  constructor(
    private readonly file: string,
    private readonly options: AnnotationOptions,
    private readonly sink: SourceSink,
  ) {}

  species(line: string): void {
    this.#taxon = /\b(?:id=|taxon:)?(\d+)\s*$/.exec(line)?.[1] ?? this.#taxon;
  }

  /** NCBI names sequences by accessions, and says of those that are whole chromosomes which they are. */
  region(fields: string[]): void {
    const attributes = parseAttributes(fields[8] ?? "");
    const text = (name: string) => attributes.get(name)?.[0] ?? null;
    const genome = text("genome");
    if (genome === null) return;
    const named = genome === "chromosome" ? text("chromosome") : text("Name");
    const isChromosome =
      genome !== "genomic" && named !== null && !/^(Unknown|ANONYMOUS)$/.test(named);
    const taxon = attributes.get("Dbxref")?.find((reference) => reference.startsWith("taxon:"));
    this.#regions.set(fields[0]!, {
      chromosome: isChromosome ? named : fields[0]!,
      taxon: taxon?.slice("taxon:".length) ?? null,
    });
  }

  gene(fields: string[]): void {
    if (this.#genes++ === 0) this.#hulls.clear();
    const place = placeIn(fields);
    if (place === null) this.sink.refuse("no position");
    else this.#add(describeGene(fields[2]!, parseAttributes(fields[8] ?? "")), place);
  }

  other(fields: string[]): void {
    const place = placeIn(fields);
    const attributes = fields[8] ?? "";
    if (place === null) {
      // Lines for genome browsers have no fields.
      if (fields.length > 1) this.sink.refuse("no position");
      return;
    }
    const key = keyOf(fields[2]!, attributes);
    if (key === null) return;
    const hull = this.#hulls.get(`${place.sequence}\t${key}`);
    if (hull === undefined) {
      const gene = describeHull(key, fields[2]!, parseAttributes(attributes));
      this.#hulls.set(`${place.sequence}\t${key}`, { ...place, gene });
      return;
    }
    hull.start = Math.min(hull.start, place.start);
    hull.end = Math.max(hull.end, place.end);
    // Some transcripts of a gene have its name, and others do not.
    if (hull.gene.label === hull.gene.id && NAMED_GENE.test(attributes)) {
      hull.gene = describeHull(key, fields[2]!, parseAttributes(attributes));
    }
  }

  /** @throws SourceError if there was no gene */
  end(): void {
    for (const { gene, ...place } of this.#hulls.values()) {
      this.#genes++;
      this.#add(gene, place);
    }
    if (this.#genes > 0) return;
    throw new SourceError(
      `${this.file} holds no genes`,
      "give a GFF3 or GTF file with genes, transcripts or coding sequences, and tabs between its fields",
    );
  }

  #add(
    { id, label, aliases, biotype, otherIds }: AnnotatedGene,
    { sequence, start, end }: Place,
  ): void {
    const region = this.#regions.get(sequence);
    const species = this.#speciesOf(region);
    if (this.options.wanted !== null && !this.options.wanted.has(species)) return;
    const chromosome = region?.chromosome ?? decoded(sequence);
    this.sink.add({
      species,
      displayLabel: label,
      gene: {
        stableId: id,
        location: `${chromosome}:${start}-${end}`,
        db: null,
        biotype,
        otherIds: otherIds.length === 0 ? null : otherIds.join("|"),
      },
      isReference: true,
      weight: null,
      aliases,
      former: [],
    });
  }

  #speciesOf(region: Region | undefined): string {
    if (this.options.species !== null) return this.options.species;
    const taxon = region?.taxon ?? this.#taxon;
    const species = taxon === null ? undefined : this.options.taxa.get(taxon);
    if (species !== undefined) return species;
    throw new SourceError(
      taxon === null
        ? `${this.file} does not say of which species it is`
        : `${this.file} is of taxon ${taxon}, and no species is known by this number`,
      "name the species, as in --from homo_sapiens=FILE",
    );
  }
}

/** Null unless a line has a place. */
function placeIn([sequence, , , start, end]: readonly string[]): Place | null {
  if (!sequence || !isPosition(start) || !isPosition(end)) return null;
  const place = { sequence, start: Number(start), end: Number(end) };
  return place.start <= place.end ? place : null;
}

function isPosition(text: string | undefined): boolean {
  return text !== undefined && /^\d{1,10}$/.test(text);
}

/** What names the gene of a transcript or another part; null where its transcript's line does. */
function keyOf(type: string, attributes: string): string | null {
  const key = GENE_KEY.exec(attributes)?.[1]?.trim();
  if (key) return key;
  const parent = attribute("Parent", attributes);
  if (TRANSCRIPT.test(type)) return parent ?? attribute("ID", attributes);
  return type === "CDS" && parent === null ? attribute("ID", attributes) : null;
}

function attribute(name: string, attributes: string): string | null {
  return parseAttributes(attributes).get(name)?.[0] ?? null;
}

/**
 * The gene of a transcript, of which ID and Name are those of the gene only where it has no parent. Its ids in other
 * databases are those of the transcript.
 */
function describeHull(key: string, type: string, attributes: Attributes): AnnotatedGene {
  const ofGene = new Map(attributes);
  if (ofGene.has("Parent")) ofGene.delete("Name");
  ofGene.set("ID", [key]);
  return { ...describeGene(type, ofGene), otherIds: [] };
}
