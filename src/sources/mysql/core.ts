/** Reads the genes of Ensembl core databases: of one, or of all of a release on a server. */

import { setTimeout as wait } from "node:timers/promises";
import { SourceError } from "../../errors.ts";
import type { Source, SourceSink, SpeciesDetails } from "../source.ts";
import { mysqlSource } from "./autocomplete.ts";
import { DEFAULT_TIMEOUTS, type RunQuery, type Timeouts, withConnection } from "./connection.ts";
import { type Database, describeDatabase, parseDatabaseUrl } from "./database-url.ts";
import { isPassing } from "./error.ts";
import { textAt } from "./text.ts";

/** Which databases to read. */
export interface CoreOptions {
  /** `mysql://user[:password]@host[:port]/db`, without a database if there is a release. */
  url: string;
  /** Null to read the one database of the URL. */
  release: number | null;
  /** Only genes of exactly these species; all if absent. */
  species?: readonly string[];
  timeouts?: Timeouts;
  /** How long to wait before each attempt to go on after a failure, milliseconds. */
  retryMs?: readonly number[];
}

const RETRY_MS = [0, 1000, 10_000];

/** The tables from which genes are read. */
const TABLES = [
  ...["attrib_type", "coord_system", "external_db", "external_synonym", "gene", "meta"],
  ...["object_xref", "seq_region", "seq_region_attrib", "xref"],
];

/** The values of `meta` by which people know a species. */
const SPECIES_NAMES = [
  ...["species.alias", "species.common_name", "species.display_name", "species.scientific_name"],
  ...["species.taxonomy_id", "species.url"],
  ...["assembly.default", "assembly.name", "assembly.accession"],
];
const PRODUCTION_NAME = "species.production_name";

/** The databases whose xrefs of a gene are the gene in a nomenclature, so that their synonyms are its synonyms. */
const NOMENCLATURES = [
  ...["HGNC", "MGI", "RGD", "ZFIN_ID", "EntrezGene", "SGD_GENE", "FlyBaseName_gene"],
  ...["wormbase_gene", "TAIR_SYMBOL"],
];

/**
 * What a database holds as a source: the table gene_autocomplete or, where there is none, the tables of an Ensembl core
 * database.
 *
 * @throws UsageError if the URL is malformed
 */
export function databaseSource(options: Omit<CoreOptions, "release">): Source {
  const { url, species, timeouts = DEFAULT_TIMEOUTS } = options;
  const ofTable = mysqlSource({ url, timeouts, ...(species && { species }) });
  let chosen = ofTable;
  return {
    get name() {
      return chosen.name;
    },
    async read(sink) {
      let isCore = false;
      await withConnection(parseDatabaseUrl(url), timeouts, async (run) => {
        const tables = new Set(await firstColumn(run, "SHOW TABLES"));
        isCore = !tables.has("gene_autocomplete") && TABLES.every((table) => tables.has(table));
      });
      if (isCore) chosen = coreSource({ ...options, release: null });
      await chosen.read(sink);
    },
  };
}

/**
 * Core databases as a source, read one after another as streams. If a connection is lost, reading goes on with the
 * first gene of its database that was not read.
 *
 * @throws UsageError if the URL is malformed, or names a database besides the release
 */
export function coreSource(options: CoreOptions): Source {
  const { url, release, timeouts = DEFAULT_TIMEOUTS, retryMs = RETRY_MS } = options;
  const server = parseDatabaseUrl(url, release === null ? "database" : "server");
  const wanted = options.species ? new Set(options.species) : null;
  return {
    name: `${describeDatabase(server)} ${release === null ? "core" : `release ${release}`}`,
    async read(sink) {
      let databases = release === null ? [server.database] : null;
      let reader: CoreReader | null = null;
      let failures = 0;
      let hasConnected = false;
      for (let at = 0; databases === null || at < databases.length; ) {
        try {
          await withConnection(server, timeouts, async (run) => {
            hasConnected = true;
            databases ??= await listDatabases(run, server, release!);
            for (; at < databases.length; at++) {
              const name = databases[at]!;
              const place =
                databases.length === 1 ? name : `${name}, ${at + 1} of ${databases.length}`;
              sink.enter(place);
              reader ??= new CoreReader(name, wanted, sink);
              await reader.read(run);
              reader = null;
              failures = 0;
            }
          });
        } catch (error) {
          const isWorthwhile = hasConnected && isPassing(error) && failures < retryMs.length;
          if (!isWorthwhile) throw databases === null ? error : naming(databases[at]!, error);
          await wait(retryMs[failures++]);
        }
      }
    },
  };
}

/** An error that says in which database it happened. */
function naming(database: string, error: unknown): unknown {
  if (!(error instanceof SourceError) || error.problem.includes(database)) return error;
  return new SourceError(`cannot read ${database}: ${error.problem}`, error.remedy, {
    cause: error,
  });
}

/** The core databases of a release. Databases of Ensembl Genomes have a release of their own before Ensembl's. */
async function listDatabases(run: RunQuery, server: Database, release: number): Promise<string[]> {
  const ofRelease = new RegExp(`_core_(\\d+_)?${release}_\\d+[a-z]*$`);
  const databases = (await firstColumn(run, "SHOW DATABASES")).filter((name) =>
    ofRelease.test(name),
  );
  if (databases.length > 0) return databases.sort();
  throw new SourceError(
    `${describeDatabase(server)} has no core databases of release ${release}`,
    "check --release, and which databases this user may read",
  );
}

/** Reads one database. `read` may be called again after a failure, and then goes on. */
class CoreReader {
  /** The last gene that was read; they are read in the order of this number. */
  #lastGene = 0;
  readonly #from: (table: string) => string;

  constructor(
    database: string,
    private readonly wanted: ReadonlySet<string> | null,
    private readonly sink: SourceSink,
  ) {
    this.#from = (table) => `\`${database.replaceAll("`", "``")}\`.${table}`;
  }

  async read(run: RunQuery): Promise<void> {
    const species = await this.#readSpecies(run);
    const isWanted = (name: string | null) =>
      this.wanted === null || (name !== null && this.wanted.has(name));
    if (this.wanted !== null && ![...species.values()].some(isWanted)) return;
    const synonyms = await this.#readSynonyms(run);
    const alternative = new Set(await firstColumn(run, this.#alternativeRegions));
    await run(this.#genesAfter(this.#lastGene), {
      columns() {},
      row: (values) => {
        const [gene, speciesId, ...texts] = values.map((_, column) => textAt(values, column));
        const [stableId, version, label, region, start, end, biotype, regionId] = texts;
        const name = species.get(speciesId!) ?? null;
        if (isWanted(name)) {
          this.sink.add({
            species: name,
            displayLabel: label ?? stableId ?? null,
            gene: {
              stableId: stableId && version ? `${stableId}.${version}` : stableId!,
              location: `${region}:${start}-${end}`,
              db: "core",
              biotype: biotype ?? null,
              otherIds: null,
            },
            isReference: !alternative.has(regionId!),
            weight: null,
            aliases: synonyms.get(gene!) ?? [],
            former: [],
          });
        }
        this.#lastGene = Number(gene);
      },
    });
  }

  /** The production names of species by their ids; a collection has many. Their other names go to the sink. */
  async #readSpecies(run: RunQuery): Promise<Map<string, string>> {
    const keys = [PRODUCTION_NAME, ...SPECIES_NAMES].map((key) => `'${key}'`).join(", ");
    const rows: (string | null)[][] = [];
    await run(
      `SELECT species_id, meta_key, meta_value FROM ${this.#from("meta")} WHERE meta_key IN (${keys})`,
      { columns() {}, row: (values) => rows.push([0, 1, 2].map((at) => textAt(values, at))) },
    );
    const species = new Map<string, string>();
    for (const [id, key, value] of rows) {
      if (id && value && key === PRODUCTION_NAME) species.set(id, value);
    }
    for (const [id, name] of species) {
      if (this.wanted !== null && !this.wanted.has(name)) continue;
      const known = rows.flatMap(([of, key, value]) =>
        of === id && value && key !== PRODUCTION_NAME ? [[key!, value] as const] : [],
      );
      for (const [, value] of known) this.sink.nameSpecies(name, value);
      this.sink.describeSpecies(name, detailsIn(new Map(known)));
    }
    return species;
  }

  /** The synonyms of genes by their numbers: those of the xref that is shown, and those of nomenclatures. */
  async #readSynonyms(run: RunQuery): Promise<Map<string, string[]>> {
    const synonyms = new Map<string, string[]>();
    const nomenclatures = NOMENCLATURES.map((name) => `'${name}'`).join(", ");
    // The server would merge synonyms that differ in case alone.
    await run(
      `SELECT g.gene_id, s.synonym FROM ${this.#from("gene")} g
         JOIN ${this.#from("external_synonym")} s ON s.xref_id = g.display_xref_id
         WHERE g.is_current = 1 AND g.gene_id > ${this.#lastGene}
       UNION ALL
       SELECT o.ensembl_id, s.synonym FROM ${this.#from("external_db")} d
         JOIN ${this.#from("xref")} x ON x.external_db_id = d.external_db_id
         JOIN ${this.#from("external_synonym")} s ON s.xref_id = x.xref_id
         JOIN ${this.#from("object_xref")} o ON o.xref_id = x.xref_id
         WHERE o.ensembl_object_type = 'Gene' AND d.db_name IN (${nomenclatures})`,
      {
        columns() {},
        row(values) {
          const [gene, synonym] = [textAt(values, 0), textAt(values, 1)];
          if (gene === null || synonym === null) return;
          const known = synonyms.get(gene);
          if (known === undefined) synonyms.set(gene, [synonym]);
          else if (!known.includes(synonym)) known.push(synonym);
        },
      },
    );
    return synonyms;
  }

  /** Patches and alternative sequences. */
  get #alternativeRegions(): string {
    return `SELECT a.seq_region_id FROM ${this.#from("seq_region_attrib")} a
      JOIN ${this.#from("attrib_type")} t ON t.attrib_type_id = a.attrib_type_id
      WHERE t.code = 'non_ref'`;
  }

  /** Genes in the order of their numbers, which is that of the table, so that the server sends them as it reads. */
  #genesAfter(gene: number): string {
    return `SELECT STRAIGHT_JOIN g.gene_id, c.species_id, g.stable_id, g.version, x.display_label,
        r.name, g.seq_region_start, g.seq_region_end, g.biotype, g.seq_region_id
      FROM ${this.#from("gene")} g
      JOIN ${this.#from("seq_region")} r ON r.seq_region_id = g.seq_region_id
      JOIN ${this.#from("coord_system")} c ON c.coord_system_id = r.coord_system_id
      LEFT JOIN ${this.#from("xref")} x ON x.xref_id = g.display_xref_id
      WHERE g.is_current = 1 AND g.biotype <> 'LRG_gene' AND g.gene_id > ${gene}
      ORDER BY g.gene_id`;
  }
}

function detailsIn(meta: ReadonlyMap<string, string>): SpeciesDetails {
  const displayName = meta.get("species.display_name");
  const taxon = meta.get("species.taxonomy_id");
  const assembly = meta.get("assembly.name") ?? meta.get("assembly.default");
  return {
    ...(displayName !== undefined && { displayName }),
    ...(taxon !== undefined && /^\d{1,9}$/.test(taxon) && { taxon: Number(taxon) }),
    ...(assembly !== undefined && { assembly }),
  };
}

/** The first column of a result. */
async function firstColumn(run: RunQuery, sql: string): Promise<string[]> {
  const all: (string | null)[] = [];
  await run(sql, { columns() {}, row: (values) => all.push(textAt(values, 0)) });
  return all.filter((text) => text !== null);
}
