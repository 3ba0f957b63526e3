import { describe, expect, test } from "bun:test";
import { SourceError } from "../../../src/errors.ts";
import { aliasFile, idFile } from "../../../src/sources/files/annotation-file.ts";
import { tableKindOf } from "../../../src/sources/files/gene-table.ts";
import { geneFileSource } from "../../../src/sources/files/label-file.ts";
import type { AnnotationSource, KnownGenes, LabelReference } from "../../../src/sources/source.ts";
import { BIOTYPE, type Row, RowList, withoutBiotype } from "../../support/data/rows.ts";
import { tempDir } from "../../support/temp.ts";

const TAXA = new Map([
  ["9606", "homo_sapiens"],
  ["10090", "mus_musculus"],
  ["7955", "danio_rerio"],
  ["7227", "drosophila_melanogaster"],
  ["4932", "saccharomyces_cerevisiae"],
  ["6239", "caenorhabditis_elegans"],
]);

const lines = (...all: string[]) => `${all.join("\n")}\n`;
const cells = (...all: string[]) => all.join("\t");

const GENE_INFO = lines(
  "#tax_id\tGeneID\tSymbol\tLocusTag\tSynonyms\tdbXrefs\tchromosome\tmap_location\tdescription\ttype_of_gene",
  "9606\t1\tA1BG\t-\tA1B|ABG\tMIM:138670|HGNC:HGNC:5|Ensembl:ENSG00000121410|AllianceGenome:HGNC:5\t19\t19q13.43\talpha-1-B\tprotein-coding",
  "9606\t2\tNEWENTRY\t-\t-\t-\t-\t-\tRecord to support submission\tother",
  "7227\t30970\tCG3038\tDmel_CG3038\t-\tFLYBASE:FBgn0040373\tX\t1B\tx\tprotein-coding",
  "7\t5692769\tX\t-\t-\t-\t-\t-\tx\tother",
);
const HGNC = lines(
  'hgnc_id\tsymbol\tname\tlocus_group\tstatus\talias_symbol\tprev_symbol\tentrez_id\tensembl_gene_id\t"uniprot_ids"\trefseq_accession',
  'HGNC:18149\tA4GALT\t"alpha 1,4"\tprotein-coding gene\tApproved\t"A14GALT|Gb3S|P(k)"\t\t53947\tENSG00000128274\t"Q9NPC4"\tNM_017436',
  "HGNC:7132\tKMT2A\tx\tx\tApproved\tALL-1\tMLL\t4297\tENSG00000118058\tQ03164\t",
  "HGNC:1\tOLD~withdrawn\tx\tx\tEntry Withdrawn\t\t\t\t\t\t",
);
const MGI = lines(
  "MGI Accession ID\tChr\tcM Position\tgenome coordinate start\tgenome coordinate end\tstrand\tMarker Symbol\tStatus\tMarker Name\tMarker Type\tFeature Type\tMarker Synonyms (pipe-separated)",
  "MGI:87853\t11\t69\t1\t2\t+\tTrp53\tO\tx\tGene\tprotein coding gene\tp53|Tp53",
  "MGI:1\t11\t69\t1\t2\t+\tAbc1\tO\tx\tQTL\tQTL\t",
);
const ZFIN = lines(
  "ZDB-GENE-000112-47\tperoxisome\tppardb\tpparb\tSO:0001217",
  "ZDB-ALT-000112-48\tx\txyz\tx\tSO:1",
  "ZDB-MIRNAG-1-2\tx\tmir1\tmiR-1\tSO:1",
);
const FLYBASE = lines(
  "### FlyBase Symbol-Synonym Correspondence Table",
  "## Generated",
  "",
  "##primary_FBid\torganism_abbreviation\tcurrent_symbol\tcurrent_fullname\tfullname_synonym(s)\tsymbol_synonym(s)",
  "FBgn0003996\tDmel\tw\twhite\tWhite|enhancer of garnet\tCG2759|EG:BACN33B1.1",
  "FBgn0000001\tDsim\tx\tx\t\t",
  "FBal0000001\tDmel\ty\ty\t\t",
);
const SGD = lines(
  cells("S000002143", "ORF", "Dubious", "YAL069W", "", "", "chromosome 1", "", "1", "335", "649"),
  cells("S000002142", "ORF", "Verified", "YAL068C", "PAU8", "PAU|P8", "chromosome 1"),
  cells("S000028594", "ARS", "", "ARS102", "", "", "chromosome 1"),
);
const WORMBASE = lines(
  "6239,WBGene00000001,aap-1,Y110A7A.10,Live,protein_coding_gene",
  "6239,WBGene00000343,,G44K07.8,Live,protein_coding_gene",
  "6239,WBGene00000002,aat-1,,Dead,",
);

async function withFile<T>(text: string, use: (path: string) => Promise<T>): Promise<T> {
  await using dir = await tempDir();
  await Bun.write(dir.join("table.txt"), text);
  return await use(dir.join("table.txt"));
}

describe("as rows, with the table's own ids", () => {
  const read = (text: string, wanted: string[] | null = null) =>
    withFile(text, async (path) => {
      const list = new RowList();
      const only = wanted && new Set(wanted);
      await geneFileSource({ path, taxa: TAXA, wanted: only }).read(list);
      return list;
    });

  const row = (species: string, label: string, id: string, ...rest: (string | null)[]): Row => {
    const [aliases = null, ids, former] = rest;
    const more = former !== undefined ? [ids, former] : ids !== undefined ? [ids] : [];
    const optional = aliases === null && more.length === 0 ? [] : [null, aliases, ...more];
    return [species, label, id, null, null, ...optional] as unknown as Row;
  };

  test.each<[string, string, Row[], string[], (string | null)[]]>([
    [
      "gene_info",
      GENE_INFO,
      [
        row("homo_sapiens", "A1BG", "1", "A1B|ABG", "MIM:138670|HGNC:5|ENSG00000121410"),
        row("drosophila_melanogaster", "CG3038", "30970", null, "FBgn0040373|Dmel_CG3038"),
      ],
      ["no gene", "unknown taxon"],
      ["protein-coding", "protein-coding"],
    ],
    [
      "HGNC's",
      HGNC,
      [
        row(
          ...(["homo_sapiens", "A4GALT", "HGNC:18149", "A14GALT|Gb3S|P(k)"] as const),
          "ENSG00000128274|53947|Q9NPC4|NM_017436",
        ),
        row(
          ...(["homo_sapiens", "KMT2A", "HGNC:7132", "ALL-1"] as const),
          ...["ENSG00000118058|4297|Q03164", "MLL"],
        ),
      ],
      ["no gene"],
      [null, null],
    ],
    [
      "MGI's",
      MGI,
      [row("mus_musculus", "Trp53", "MGI:87853", "p53|Tp53")],
      ["no gene"],
      ["protein coding gene"],
    ],
    [
      "ZFIN's",
      ZFIN,
      [
        row("danio_rerio", "ppardb", "ZDB-GENE-000112-47", "pparb"),
        row("danio_rerio", "mir1", "ZDB-MIRNAG-1-2", "miR-1"),
      ],
      ["no gene"],
      [null, null],
    ],
    [
      "FlyBase's",
      FLYBASE,
      [
        row(
          ...(["drosophila_melanogaster", "w", "FBgn0003996"] as const),
          "white|White|enhancer of garnet|CG2759|EG:BACN33B1.1",
        ),
      ],
      [],
      [null],
    ],
    [
      "SGD's",
      SGD,
      [
        row("saccharomyces_cerevisiae", "YAL069W", "S000002143", null, "YAL069W"),
        row("saccharomyces_cerevisiae", "PAU8", "S000002142", "PAU|P8", "YAL068C"),
      ],
      ["no gene"],
      [null, null],
    ],
    [
      "WormBase's",
      WORMBASE,
      [
        row("caenorhabditis_elegans", "aap-1", "WBGene00000001", "Y110A7A.10"),
        row("caenorhabditis_elegans", "G44K07.8", "WBGene00000343", "G44K07.8"),
      ],
      ["no gene"],
      ["protein_coding_gene", "protein_coding_gene"],
    ],
  ])("%s table", async (_, text, rows, refused, biotypes) => {
    const list = await read(text);
    expect([list.rows.map(withoutBiotype), list.refused]).toEqual([rows, refused]);
    expect(list.rows.map((given) => given[BIOTYPE] ?? null)).toEqual(biotypes);
  });

  test("of wanted species alone", async () => {
    const { rows } = await read(GENE_INFO, ["drosophila_melanogaster"]);
    expect(rows.map(([species]) => species)).toEqual(["drosophila_melanogaster"]);
  });
});

describe("beside rows", () => {
  /** The genes of a build by stable id; all of one species, which may be named otherwise. */
  const knownAs = (species: string, taxon: string, labels: Record<string, string>): KnownGenes => ({
    speciesOfTaxon: (asked) => (asked === taxon ? species : null),
    labelOf: (of, id) => (of === species ? (labels[id] ?? null) : null),
  });

  /** What a file says of labels: a stable id or label, and an alias, with * if it is a former symbol, or an id. */
  async function said(source: AnnotationSource, known: KnownGenes): Promise<string[]> {
    const all: string[] = [];
    const name = ({ stableId, displayLabel }: LabelReference) => stableId ?? displayLabel;
    await source.read(
      {
        addAlias: (of, alias, isFormer) => all.push(`${name(of)} ${alias}${isFormer ? "*" : ""}`),
        addId: (of, id) => all.push(`${name(of)} ${id}`),
        addWeight() {},
      },
      known,
    );
    return all;
  }

  const HUMAN = knownAs("human", "9606", { ENSG00000118058: "MLL", ENSG00000121410: "A1BG" });

  test("a gene is found by any of its ids, else by its symbol, which is an alias of another label", async () => {
    await withFile(HGNC, async (path) => {
      expect(await said(aliasFile({ path }), HUMAN)).toEqual([
        ...["A4GALT A14GALT", "A4GALT Gb3S", "A4GALT P(k)"],
        ...["ENSG00000118058 KMT2A", "ENSG00000118058 ALL-1", "ENSG00000118058 MLL*"],
      ]);
    });
    await withFile(GENE_INFO, async (path) => {
      const ofGene = ["ENSG00000121410 A1B", "ENSG00000121410 ABG"];
      expect(await said(aliasFile({ path }), HUMAN)).toEqual(ofGene);
      expect(await said(aliasFile({ path, species: ["x"] }), HUMAN)).toEqual([]);
    });
  });

  test("ids are all but the one that it is found by", async () => {
    await withFile(GENE_INFO, async (path) => {
      expect(await said(idFile({ path }), HUMAN)).toEqual([
        ...["ENSG00000121410 1", "ENSG00000121410 MIM:138670", "ENSG00000121410 HGNC:5"],
      ]);
    });
    await withFile(MGI, async (path) => {
      const mouse = knownAs("mus_musculus", "10090", {});
      expect(await said(idFile({ path }), mouse)).toEqual(["Trp53 MGI:87853"]);
    });
  });

  test("a table of no species of the build is an error", async () => {
    await withFile(MGI, async (path) => {
      const error = await said(aliasFile({ path }), HUMAN).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(SourceError);
      const { problem, remedy } = error as SourceError;
      expect(problem).toEndWith("has genes of no species of this build (its first taxon: 10090)");
      expect(remedy).toContain("--species-names");
    });
  });
});

test.each([
  "species\talias\tdisplay_label",
  "##gff-version 3",
  "symbol\thgnc_id",
  "",
  "9606\t1\tA",
])("a file that begins with %j is no such table", (line) => {
  expect(tableKindOf(line)).toBeNull();
});
