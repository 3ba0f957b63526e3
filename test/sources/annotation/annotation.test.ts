import { describe, expect, test } from "bun:test";
import { gzipSync, zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import { SourceError } from "../../../src/errors.ts";
import { isAnnotation, readAnnotation } from "../../../src/sources/annotation/annotation.ts";
import { geneFileSource } from "../../../src/sources/files/label-file.ts";
import { MAX_LINE_BYTES } from "../../../src/sources/files/lines.ts";
import {
  BIOTYPE,
  failureOf,
  type Row,
  RowList,
  rowsOf,
  withoutBiotype,
} from "../../support/data/rows.ts";
import { tempDir } from "../../support/temp.ts";

const TAXA = new Map([
  ["9606", "homo_sapiens"],
  ["10090", "mus_musculus"],
]);

interface Read {
  rows: Row[];
  biotypes: (string | null)[];
  refused: string[];
}

/** What an annotation gives whose bytes come in these chunks. */
async function readChunks(
  chunks: Uint8Array[],
  species: string | null = "s",
  wanted: string[] | null = null,
): Promise<Read> {
  const list = new RowList();
  async function* stream() {
    for (const chunk of chunks) yield Uint8Array.from(chunk);
  }
  await readAnnotation(
    { name: "genes.gff3", firstLine: "", chunks: stream() },
    { species, taxa: TAXA, wanted: wanted && new Set(wanted) },
    list,
  );
  return {
    rows: list.rows.map(withoutBiotype),
    biotypes: list.rows.map((row) => row[BIOTYPE] ?? null),
    refused: list.refused,
  };
}

const read = (lines: string[], species: string | null = "s", wanted: string[] | null = null) =>
  readChunks([Buffer.from(`${lines.join("\n")}\n`)], species, wanted);

/** The error of an annotation. */
async function problemOf(lines: string[], species: string | null = "s"): Promise<string> {
  const error = await read(lines, species).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(SourceError);
  return (error as SourceError).problem;
}

/** A line of a feature. */
function feature(type: string, attributes: string, [sequence = "1", start = 11, end = 20] = []) {
  return [sequence, "maker", type, start, end, ".", "+", ".", attributes].join("\t");
}

/** A row of the gene at 1:11-20. */
function gene(label: string, id: string, aliases?: string, ids?: string): Row {
  const row: Row = ["s", label, id, "1:11-20", null];
  if (ids !== undefined) return [...row, null, aliases ?? null, ids] as unknown as Row;
  return aliases === undefined ? row : ([...row, null, aliases] as unknown as Row);
}

describe("a gene", () => {
  const forms: [maker: string, type: string, attributes: string, Row][] = [
    [
      "Ensembl's GTF",
      "gene",
      'gene_id "ENSG00000136997"; gene_version "17"; gene_name "MYC"; gene_source "ensembl_havana"; gene_biotype "protein_coding";',
      gene("MYC", "ENSG00000136997.17"),
    ],
    [
      "Ensembl's GTF, without a name",
      "gene",
      'gene_id "ENSG00000280279"; gene_version "1"; gene_source "ensembl"; gene_biotype "lincRNA";',
      gene("ENSG00000280279.1", "ENSG00000280279.1"),
    ],
    [
      "Ensembl's GFF3",
      "gene",
      "ID=gene:ENSG00000136997;Name=MYC;biotype=protein_coding;description=MYC proto-oncogene%2C bHLH [Source:HGNC Symbol%3BAcc:HGNC:7553];gene_id=ENSG00000136997;logic_name=ensembl_havana_gene;version=17",
      gene("MYC", "ENSG00000136997.17"),
    ],
    [
      "Ensembl's GFF3, of RNA",
      "ncRNA_gene",
      "ID=gene:ENSG00000271394;biotype=misc_RNA;gene_id=ENSG00000271394;version=1",
      gene("ENSG00000271394.1", "ENSG00000271394.1"),
    ],
    [
      "GENCODE's GFF3",
      "gene",
      "ID=ENSG00000223972.5;gene_id=ENSG00000223972.5;gene_type=transcribed_unprocessed_pseudogene;gene_name=DDX11L1;level=2;hgnc_id=HGNC:37102;havana_gene=OTTHUMG00000000961.2",
      gene("DDX11L1", "ENSG00000223972.5", undefined, "HGNC:37102"),
    ],
    [
      "GENCODE's GTF, on Y",
      "gene",
      'gene_id "ENSG00000182378.14_PAR_Y"; gene_type "protein_coding"; gene_name "PLCXD1"; level 2; tag "PAR";',
      gene("PLCXD1", "ENSG00000182378.14_PAR_Y"),
    ],
    [
      "RefSeq's GFF3",
      "gene",
      "ID=gene-MYC;Dbxref=GeneID:4609,HGNC:HGNC:7553,MIM:190080;Name=MYC;description=MYC proto-oncogene%2C bHLH;gbkey=Gene;gene=MYC;gene_biotype=protein_coding;gene_synonym=bHLHe39,c-Myc,a%2Cb",
      gene("MYC", "4609", "bHLHe39|c-Myc|a,b", "HGNC:7553|MIM:190080"),
    ],
    [
      "RefSeq's GTF",
      "gene",
      'gene_id "MYC"; transcript_id ""; db_xref "GeneID:4609"; db_xref "HGNC:HGNC:7553"; description "MYC proto-oncogene, bHLH; x"; gbkey "Gene"; gene "MYC"; gene_biotype "protein_coding"; gene_synonym "bHLHe39"; gene_synonym "c-Myc"; ',
      gene("MYC", "4609", "bHLHe39|c-Myc", "HGNC:7553"),
    ],
    [
      "RefSeq's GFF3 of a bacterium",
      "gene",
      "ID=gene-b0002;Name=thrA;gbkey=Gene;gene=thrA;gene_biotype=protein_coding;locus_tag=b0002;old_locus_tag=ECK0002,JW0001;gene_synonym=Hs",
      gene("thrA", "b0002", "Hs", "ECK0002|JW0001"),
    ],
    [
      "FlyBase's GFF3",
      "gene",
      "ID=FBgn0003996;Name=w;fullname=white;Alias=White,CG2759,enhancer of garnet;Ontology_term=SO:0000010;Dbxref=FlyBase_Annotation_IDs:CG2759,UniProt/Swiss-Prot:P10090,GenomeRNAi_gene:31271;gbunit=AE014298",
      gene("w", "FBgn0003996", "White|CG2759|enhancer of garnet"),
    ],
    [
      "WormBase's GFF3",
      "gene",
      "ID=Gene:WBGene00000001;Name=WBGene00000001;interpolated_map_position=0.1;sequence_name=Y110A7A.10;biotype=protein_coding;curie=WB:WBGene00000001;so_term_name=gene;Alias=aap-1,Y110A7A.10;locus=aap-1",
      gene("aap-1", "WBGene00000001", "Y110A7A.10"),
    ],
    [
      "WormBase's GFF3, without a locus",
      "gene",
      "ID=Gene:WBGene00000343;Name=WBGene00000343;sequence_name=G44K07.8;biotype=protein_coding;Alias=G44K07.8",
      gene("G44K07.8", "WBGene00000343"),
    ],
    [
      "SGD's GFF3",
      "gene",
      "ID=YAL067C;Name=YAL067C;gene=SEO1;Alias=SEO1,putative permease SEO1;Ontology_term=GO:0006857;Note=Putative permease;display=Putative permease;dbxref=SGD:S000000062;curie=SGD:S000000062",
      gene("SEO1", "YAL067C", "putative permease SEO1", "S000000062"),
    ],
    [
      "SGD's GFF3, of RNA",
      "tRNA_gene",
      "ID=tP(UGG)A;Name=tP(UGG)A;gene=TRN1;Alias=TRN1;dbxref=SGD:S000006682",
      gene("TRN1", "tP(UGG)A", undefined, "S000006682"),
    ],
    [
      "TAIR10's GFF3",
      "gene",
      "ID=AT1G01010;Note=protein_coding_gene;Name=AT1G01010",
      gene("AT1G01010", "AT1G01010"),
    ],
    [
      "Araport11's GFF3",
      "gene",
      "ID=AT1G01010;Name=AT1G01010;Note=NAC domain containing protein 1;symbol=NAC001;Alias=ANAC001,NTL10;full_name=NAC domain containing protein 1;locus=2200935;locus_type=protein_coding",
      gene("NAC001", "AT1G01010", "ANAC001|NTL10"),
    ],
    [
      "Araport11's GFF3, of transposons",
      "transposable_element_gene",
      "ID=AT1G01130;Name=AT1G01130;locus=4515102466",
      gene("AT1G01130", "AT1G01130"),
    ],
    ["PomBase's GFF3", "gene", "ID=SPAC212.11;Name=tlh1", gene("tlh1", "SPAC212.11")],
    [
      "Prokka's GFF3",
      "gene",
      "ID=PROKKA_00001_gene;Name=dnaA_1;gene=dnaA_1;locus_tag=PROKKA_00001",
      gene("dnaA_1", "PROKKA_00001"),
    ],
    [
      "pseudogenes",
      "pseudogene",
      "ID=gene-WASH7P;Dbxref=GeneID:653635;gene=WASH7P;pseudo=true",
      gene("WASH7P", "653635"),
    ],
    ["quoted values", "gene", 'ID="g1";Name="a, b"', gene("a, b", "g1")],
    [
      "stray percent signs",
      "gene",
      "ID=g1;Name=50%;Alias=5%2,100%25",
      gene("50%", "g1", "5%2|100%"),
    ],
    ["Name, decoded", "gene", "ID=gene%3A1;Name=5%27-end", gene("5'-end", "1")],
  ];

  test.each(forms)(
    "of %s has id, label, aliases and other ids",
    async (_, type, attributes, row) => {
      const { rows, refused } = await read([feature(type, attributes)]);
      expect([rows, refused]).toEqual([[row], []]);
    },
  );

  test.each([
    ["gene", 'gene_id "g"; gene_biotype "lincRNA";', "lincRNA"],
    ["gene", "ID=g;gene_id=g;gene_type=processed_pseudogene", "processed_pseudogene"],
    ["ncRNA_gene", "ID=g;biotype=misc_RNA", "misc_RNA"],
    ["gene", "ID=g;Note=protein_coding_gene", "protein_coding"],
    ["gene", "ID=g;Note=NAC domain;locus_type=protein_coding", "protein_coding"],
    ["gene", "ID=g;Note=a gene", null],
    ["gene", "ID=g", null],
    ["tRNA_gene", "ID=g", "tRNA"],
    ["pseudogene", "ID=g", "pseudogene"],
    ["transposable_element_gene", "ID=g", "transposable_element"],
    ["CDS", "ID=g", "protein_coding"],
    ["tmRNA", "ID=g", "tmRNA"],
    ["transcript", 'gene_id "g"', null],
  ])("of type %s with %s has the biotype %p", async (type, attributes, biotype) => {
    expect((await read([feature(type, attributes)])).biotypes).toEqual([biotype]);
  });

  test("is not every line whose type or attributes speak of genes", async () => {
    const lines = [
      "# gene\t1\tgene\t1\t2",
      feature("V_gene_segment", "ID=a"),
      feature("mRNA", "ID=t;Note=gene"),
      feature("gene", "ID=b"),
      "1\tgene\texon\t1\t2\t.\t+\t.\tID=c",
      "gene\tx\texon\t1\t2\t.\t+\t.\tID=d",
      feature("biological_region", "external_name=gene"),
    ];
    expect((await read(lines)).rows).toEqual([gene("b", "b")]);
  });

  test("without a place, or without a name, is counted or left to the build", async () => {
    const lines = [
      feature("gene", "ID=a", ["1", 20, 11] as never),
      "1\tx\tgene\t.\t5\t.\t+\t.\tID=b",
      "1\tx\tgene\t4",
      feature("gene", "Note=x"),
    ];
    const { rows, refused } = await read(lines);
    expect(rows).toEqual([["s", null, null, "1:11-20", null]]);
    expect(refused).toEqual(["no position", "no position", "no position"]);
  });
});

describe("a chromosome", () => {
  const region = (attributes: string, accession: string) =>
    feature("region", attributes, [accession, 1, 100] as never);
  const geneOn = (accession: string) => feature("gene", "ID=g", [accession, 1, 2] as never);

  test.each([
    ["NC_000007.14", "Dbxref=taxon:9606;Name=7;chromosome=7;gbkey=Src;genome=chromosome", "7"],
    ["NC_012920.1", "Dbxref=taxon:9606;Name=MT;Is_circular=true;genome=mitochondrion", "MT"],
    ["NT_187361.1", "Name=1;chromosome=1;gbkey=Src;genome=genomic;map=unlocalized", "NT_187361.1"],
    ["NW_1", "Name=Unknown;chromosome=Unknown;genome=chromosome", "NW_1"],
    ["NC_000913.3", "Name=ANONYMOUS;genome=chromosome;strain=K-12", "NC_000913.3"],
    ["NC_002127.1", "Name=pO157;genome=plasmid;plasmid-name=pO157", "pO157"],
    ["contig_1", "ID=contig_1;Name=contig_1;Is_circular=true", "contig_1"],
  ])("%s whose region is %s is %s", async (accession, attributes, chromosome) => {
    const { rows } = await read([region(attributes, accession), geneOn(accession)]);
    expect(rows).toEqual([["s", "g", "g", `${chromosome}:1-2`, null]]);
  });

  test("is named as the file has it, decoded", async () => {
    const { rows } = await read([geneOn("chr1"), geneOn("HLA%3AA*01")]);
    expect(rows.map(([, , , location]) => location)).toEqual(["chr1:1-2", "HLA:A*01:1-2"]);
  });
});

describe("the species", () => {
  const SPECIES = "##species https://www.ncbi.nlm.nih.gov/Taxonomy/Browser/wwwtax.cgi?id=9606";
  const line = feature("gene", "ID=g");

  test("is the one that the user names, whatever the file says", async () => {
    expect((await read([SPECIES, line], "x")).rows).toEqual([["x", "g", "g", "1:11-20", null]]);
  });

  test("is that of NCBI's taxon", async () => {
    const { rows } = await read(["##gff-version 3", SPECIES, line], null);
    expect(rows).toEqual([["homo_sapiens", "g", "g", "1:11-20", null]]);
  });

  test("is that of the sequence in files that were put together", async () => {
    const mouse = feature("region", "Dbxref=taxon:10090;genome=genomic", ["NW_2", 1, 9] as never);
    const other = feature("gene", "ID=h", ["NW_2", 1, 2] as never);
    const { rows } = await read([SPECIES, line, mouse, other], null);
    expect(rows.map(([species, label]) => [species, label])).toEqual([
      ["homo_sapiens", "g"],
      ["mus_musculus", "h"],
    ]);
    expect((await read([SPECIES, line, mouse, other], null, ["mus_musculus"])).rows).toHaveLength(
      1,
    );
  });

  test("has to be named if the file does not, or its taxon is not known", async () => {
    expect(await problemOf([line], null)).toBe("genes.gff3 does not say of which species it is");
    expect(await problemOf([SPECIES.replace("9606", "123"), line], null)).toBe(
      "genes.gff3 is of taxon 123, and no species is known by this number",
    );
  });
});

describe("without lines of genes", () => {
  const gtf = (type: string, start: number, end: number, attributes: string, sequence = "1") =>
    feature(type, attributes, [sequence, start, end] as never);

  test("a gene of GTF spans its transcripts on one chromosome, and has the name that some of them have", async () => {
    const { rows, refused } = await read([
      'track name="genes" description="x"',
      gtf("transcript", 100, 200, 'gene_id "STRG.1"; transcript_id "STRG.1.1";'),
      gtf("exon", 100, 120, 'gene_id "STRG.1"; transcript_id "STRG.1.1";'),
      gtf("transcript", 50, 150, 'gene_id "STRG.1"; transcript_id "STRG.1.2"; ref_gene_name "A";'),
      gtf("transcript", 70, 300, 'transcript_id "STRG.1.3"; gene_id "STRG.1";'),
      gtf("transcript", 1, 9, 'gene_id "STRG.1"; transcript_id "STRG.1.4";', "2"),
      gtf(
        "exon",
        5,
        6,
        'gene_id "DDX11L1"; transcript_id "NR_046018"; gene_name "DDX11L1";',
        "chr1",
      ),
      gtf(
        "exon",
        8,
        9,
        'gene_id "DDX11L1"; transcript_id "NR_046018"; gene_name "DDX11L1";',
        "chr1",
      ),
    ]);
    expect(refused).toEqual([]);
    expect(rows).toEqual([
      ["s", "A", "STRG.1", "1:50-300", null],
      ["s", "STRG.1", "STRG.1", "2:1-9", null],
      ["s", "DDX11L1", "DDX11L1", "chr1:5-9", null],
    ]);
  });

  test("a gene of Prokka is its coding sequence or RNA, and sequences after it are not read", async () => {
    const { rows, refused } = await read([
      "##gff-version 3",
      "##sequence-region contig_1 1 5000",
      gtf(
        "CDS",
        1,
        90,
        "ID=P_00001;Name=dnaA;gene=dnaA;locus_tag=P_00001;product=Initiator%2C DnaA",
      ),
      gtf("CDS", 100, 190, "ID=P_00002;locus_tag=P_00002;product=hypothetical protein"),
      gtf("tRNA", 200, 290, "ID=P_00003;locus_tag=P_00003;product=tRNA-Met(cat)"),
      gtf("repeat_region", 300, 390, "note=CRISPR"),
      "##FASTA",
      ">contig_1",
      "ACGT\tACGT",
    ]);
    expect(refused).toEqual([]);
    expect(rows).toEqual([
      ["s", "dnaA", "P_00001", "1:1-90", null],
      ["s", "P_00002", "P_00002", "1:100-190", null],
      ["s", "P_00003", "P_00003", "1:200-290", null],
    ]);
  });

  test("a gene of Bakta is not named as its product", async () => {
    const attributes =
      "ID=B_00005;Name=hypothetical protein;locus_tag=B_00005;product=hypothetical protein";
    expect((await read([feature("CDS", attributes)])).rows).toEqual([gene("B_00005", "B_00005")]);
  });

  test("a gene of GFF3 is what the transcripts have as parent, or a transcript without one", async () => {
    const { rows } = await read([
      gtf("mRNA", 10, 20, "ID=t1;Parent=gene:G1;Name=T1"),
      gtf("mRNA", 15, 30, "ID=t2;Parent=gene:G1"),
      gtf("CDS", 15, 18, "ID=c;Parent=t2"),
      gtf("exon", 1, 99, "ID=e;Parent=t2"),
      gtf("transcript", 40, 50, "ID=t3;geneID=G2;gene_name=B"),
      gtf("lncRNA", 60, 70, "ID=t4;Name=C"),
    ]);
    expect(rows).toEqual([
      ["s", "G1", "G1", "1:10-30", null],
      ["s", "B", "G2", "1:40-50", null],
      ["s", "C", "t4", "1:60-70", null],
    ]);
  });

  test("a gene has none of the ids of its transcript in other databases", async () => {
    const attributes =
      'gene_id "BRCA2"; transcript_id "NM_000059.4"; db_xref "Ensembl:ENST00000380152.8"; db_xref "GeneID:675"; gene "BRCA2";';
    expect((await read([feature("exon", attributes)])).rows).toEqual([gene("BRCA2", "675")]);
  });

  test("lines without a place are counted, and other features are not genes", async () => {
    const { rows, refused } = await read([
      feature("CDS", "ID=c"),
      "1\tx\tCDS\tfive\t9\t.\t+\t.\tID=d",
      "only\ttwo",
      "one",
    ]);
    expect([rows, refused]).toEqual([[gene("c", "c")], ["no position", "no position"]]);
    const problem = "genes.gff3 holds no genes";
    expect(await problemOf([feature("exon", "ID=e")])).toBe(problem);
    expect(await problemOf(["##gff-version 3"])).toBe(problem);
  });

  test("is no file in which a gene comes late", async () => {
    const transcripts = Array.from({ length: 20_000 }, (_, i) => feature("mRNA", `ID=t${i}`));
    const chunk = Buffer.from(`${transcripts.join("\n")}\n`);
    const last = Buffer.from(feature("gene", "ID=g"));
    expect((await readChunks([chunk, last])).rows).toEqual([gene("g", "g")]);
  });
});

describe("lines", () => {
  const LINES = [
    "##gff-version 3",
    feature("region", "chromosome=1;genome=chromosome", ["NC_1", 1, 99] as never),
    feature("gene", "ID=a;Name=β", ["NC_1", 1, 2] as never),
    feature("mRNA", "ID=t", ["NC_1", 1, 2] as never),
    feature("ncRNA_gene", "ID=b", ["NC_1", 3, 4] as never),
    "##FASTA",
    ">NC_1",
    "ACGT",
  ];

  test.each(["\n", "\r\n"])("may end with %j, the last one with nothing", async (end) => {
    for (const last of ["", end]) {
      const text = LINES.join(end) + last;
      expect((await readChunks([Buffer.from(text)])).rows).toEqual([
        ["s", "β", "a", "1:1-2", null],
        ["s", "b", "b", "1:3-4", null],
      ]);
    }
  });

  test("give the same genes in chunks of any size", async () => {
    const genes = fc.constantFrom(
      ...LINES,
      "",
      feature("CDS", "ID=c;locus_tag=L"),
      "1\tx\tgene",
      feature("pseudogene", 'gene_id "p"; gene_name "π"'),
    );
    const property = fc.asyncProperty(
      fc.array(genes, { maxLength: 8 }),
      fc.array(fc.nat(40), { maxLength: 8 }),
      async (lines, sizes) => {
        const bytes = Buffer.from([feature("gene", "ID=first"), ...lines].join("\n"));
        const chunks: Uint8Array[] = [];
        let at = 0;
        for (const size of sizes) {
          chunks.push(bytes.subarray(at, at + size));
          at += size;
        }
        expect(await readChunks([...chunks, bytes.subarray(at)])).toEqual(
          await readChunks([bytes]),
        );
      },
    );
    await fc.assert(property, { numRuns: 300 });
  });

  test("of sequences may be of any length", async () => {
    const sequence = Buffer.alloc(MAX_LINE_BYTES / 2, "ACGT");
    const before = Buffer.from(`${feature("gene", "ID=a")}\n>1\n`);
    const after = Buffer.from(`\n${feature("gene", "ID=b")}\n`);
    const { rows } = await readChunks([before, ...Array(8).fill(sequence), after]);
    expect(rows).toEqual([gene("a", "a"), gene("b", "b")]);
  });

  test("of genes must be UTF-8", async () => {
    const line = Buffer.from(feature("gene", "ID=\u00e9"), "latin1");
    const error = await readChunks([line]).catch((thrown: Error) => thrown.message);
    expect(error).toContain("genes.gff3 has a line that is not UTF-8");
    expect(error).toContain("iconv");
  });
});

test.each([
  ["##gff-version 3", true],
  ["#!genome-build GRCh38.p10", true],
  ["#gtf-version 2.2", true],
  ['track name="x"', true],
  ["browser position chr7:1-2", true],
  [feature("gene", "ID=a"), true],
  ["chr1\tx\texon\t1\t2\t0\t+\t.", true],
  ["chr1  EVM   gene   0   463   .   +   .   ID=a", true],
  ["species\tdisplay_label", false],
  ["species\tdisplay_label\ta\tb\tc\td\te\tf\tg", false],
  ["", false],
])("a file that begins with %j is an annotation: %j", (firstLine, expected) => {
  expect(isAnnotation(firstLine)).toBe(expected);
});

describe("a file", () => {
  const TEXT = `##gff-version 3\n${feature("gene", "ID=g;Name=a")}\n`;

  test.each<[string, Uint8Array | string]>([
    ["plain", TEXT],
    ["gzip", gzipSync(TEXT)],
    ["bgzip", Buffer.concat([gzipSync(TEXT.slice(0, 30)), gzipSync(TEXT.slice(30)), gzipSync("")])],
    ["zstd", zstdCompressSync(TEXT)],
  ])("of genes is told by its content, %s", async (_, bytes) => {
    await using dir = await tempDir();
    const path = dir.join("genes.tsv");
    await Bun.write(path, bytes);
    const source = geneFileSource({ path, species: "s" });
    expect(source.name).toBe("file:genes.tsv");
    expect(await rowsOf(source)).toEqual([gene("a", "g")]);
    expect((await failureOf(geneFileSource({ path }))).remedy).toContain(
      "--from homo_sapiens=FILE",
    );
  });
});
