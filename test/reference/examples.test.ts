/** The examples of the contract, over a few genes. */

import { describe, expect, test } from "bun:test";
import { type Gene, geneOf } from "./genes.ts";
import { type Options, referenceOf, type Suggestion } from "./reference.ts";

/** Genes of a species by label: with their aliases, of which those after `|` are former symbols, or with what else is given. */
const genesOf = (species: string, labels: Record<string, string | Partial<Gene>>): Gene[] =>
  Object.entries(labels).map(([label, given]) => {
    if (typeof given !== "string") return geneOf({ species, label, ...given });
    const [synonyms = "", former = ""] = given.split("|");
    const names = (text: string, former: boolean) =>
      text
        .split(" ")
        .filter((name) => name !== "")
        .map((name) => ({ name, former }));
    return geneOf({ species, label, aliases: [...names(synonyms, false), ...names(former, true)] });
  });

const HUMAN = genesOf("homo_sapiens", {
  MS4A1: "CD20 B1",
  CD200: "MRC",
  CD207: "",
  KMT2A: "TRX1 |MLL",
  MLLT1: "",
  MLLT3: "AF9",
  MLLT10: "",
  MME: "CD10 CALLA",
  CD101: "",
  CD109: "",
  ABCB1: "P-gp |MDR1",
  PGP: "AUM",
  PGPEP1: "PGP",
  MKI67: "Ki-67 MIB-1",
  MIB1: "",
  SNORA68: "RNU68",
  "RNU6-8": "",
  SCN9A: "Nav1.7",
  KIT: "C-Kit CD117",
  CD274: "PD-L1 PDL1 B7-H1",
  CXCL8: "IL-8 |IL8",
  CXCR1: "|IL8RA",
  TP53: {
    stableId: "ENSG00000141510",
    aliases: [{ name: "p53", former: false }],
    description: "tumor protein p53",
  },
  TP53BP1: { description: "tumor protein p53 binding protein 1" },
  TNF: "TNFA",
  NFKB1: "NF-kB p105",
  "NKX2-5": "CSX",
  NKX21: "",
  "HLA-A": "",
  "HLA-B": "",
  TBXT: "|T",
  TAT: "",
  MARCHF1: "|MARCH1",
  MTARC1: "|MARC1",
  SEPTIN2: "|SEPT2",
  SEPTIN6: "SEPT2",
  POU5F1: "OCT4 OCT-4",
  EGF: "",
  EGFR: "ERBB",
  APOE: "",
  APEH: "",
  BRCA1: { stableId: "ENSG00000012048", otherIds: ["HGNC:1100", "672", "P38398"] },
  BRCA2: { stableId: "ENSG00000139618", otherIds: ["HGNC:1101", "675", "P51587"] },
  INSR: { description: "insulin receptor" },
  IRS1: { description: "insulin receptor substrate 1" },
  INS: { description: "insulin" },
});

const FLY = genesOf("drosophila_melanogaster", {
  mal: "",
  Mal: "Mal-Z",
  "Mal-A1": "",
  "Mal-A2": "",
  "mir-12": "",
  "mir-1": "",
  "dec-1": "",
});

const WORM = genesOf("caenorhabditis_elegans", {
  "apr-1": "",
  "ZC395.2": { stableId: "ZC395.2" },
  "clk-1": { stableId: "ZC395.1" },
  "ZC395.8": { stableId: "ZC395.8" },
});

const reference = referenceOf([...HUMAN, ...FLY, ...WORM]);

/** A suggestion as one line: label, tier and alias. */
const line = ({ label, tier, alias, former }: Suggestion): string =>
  `${label} ${tier}${alias === undefined ? "" : ` ${alias}`}${former ? " (former)" : ""}`;

const suggest = (species: string, query: string, options?: Options) =>
  reference.suggest([species], query, options).map(line);
const locate = (species: string, query: string, options?: Options) =>
  reference.locate([species], query, options).map(line);
const take = (species: string, name: string) => reference.resolve(species, name).taken.map(line);
const offer = (species: string, name: string) =>
  reference.resolve(species, name).suggestions?.map(line);

const human = (query: string, options?: Options) => suggest("homo_sapiens", query, options);

describe("suggest, locate and resolve", () => {
  test("CD20 is MS4A1 before CD200", () => {
    const expected = ["MS4A1 alias CD20", "CD200 prefix", "CD207 prefix"];
    expect(human("CD20")).toEqual(expected);
    expect(human("cd20")).toEqual(expected);
    expect(locate("homo_sapiens", "CD20")).toEqual(expected);
    expect(take("homo_sapiens", "CD20")).toEqual(["MS4A1 alias CD20"]);
  });

  test("CD10 is MME before CD101", () => {
    expect(human("CD10")).toEqual(["MME alias CD10", "CD101 prefix", "CD109 prefix"]);
  });

  test("MLL stands behind MLLT1 until Enter is pressed", () => {
    const others = ["MLLT1 prefix", "MLLT3 prefix", "MLLT10 prefix"];
    expect(human("MLL")).toEqual([...others, "KMT2A alias MLL (former)"]);
    expect(locate("homo_sapiens", "MLL")).toEqual(["KMT2A alias MLL (former)", ...others]);
    expect(locate("homo_sapiens", "MLL", { limit: 2 })).toEqual([
      "KMT2A alias MLL (former)",
      "MLLT1 prefix",
    ]);
    expect(take("homo_sapiens", "MLL")).toEqual(["KMT2A alias MLL (former)"]);
  });

  test("P-gp is ABCB1 before PGP", () => {
    const expected = ["ABCB1 alias P-gp", "PGP exact-loose", "PGPEP1 alias-loose PGP"];
    expect(human("P-gp")).toEqual(expected);
    expect(locate("homo_sapiens", "p-gp")).toEqual(expected);
    expect(take("homo_sapiens", "P-gp")).toEqual(["ABCB1 alias P-gp"]);
    expect(human("PGP")).toEqual(["PGP exact", "PGPEP1 prefix", "ABCB1 alias-loose P-gp"]);
    expect(take("homo_sapiens", "PGP")).toEqual(["PGP exact"]);
  });

  test("MIB-1 is MKI67 before MIB1", () => {
    expect(human("MIB-1")).toEqual(["MKI67 alias MIB-1", "MIB1 exact-loose"]);
    expect(human("MIB1")).toEqual(["MIB1 exact", "MKI67 alias-loose MIB-1"]);
  });

  test("RNU68 is SNORA68 before RNU6-8", () => {
    expect(human("RNU68")).toEqual(["SNORA68 alias RNU68", "RNU6-8 exact-loose"]);
  });

  test.each([
    ["KI67", "MKI67 alias-loose Ki-67"],
    ["NAV1_7", "SCN9A alias-loose Nav1.7"],
    ["CKIT", "KIT alias-loose C-Kit"],
    ["PD\u2013L1", "CD274 alias-loose PDL1"],
    ["HLAA", "HLA-A exact-loose"],
  ])("%s is %s", (query, expected) => {
    expect(human(query)[0]).toBe(expected);
    expect(locate("homo_sapiens", query)[0]).toBe(expected);
    expect(take("homo_sapiens", query)).toEqual([expected]);
  });

  test("IL-8 with a hyphen that does not break is CXCL8", () => {
    expect(human("IL\u20118")).toEqual([
      "CXCL8 alias-loose IL8 (former)",
      "CXCR1 alias-prefix IL8RA (former)",
    ]);
    expect(take("homo_sapiens", "IL\u20118")).toEqual(["CXCL8 alias-loose IL8 (former)"]);
  });

  test("p53 is TP53, with a space of no width too", () => {
    for (const query of ["p53", "P53", "p\u200b53", "\ufeffp53 "]) {
      expect(human(query)).toEqual(["TP53 alias p53", "TP53BP1 words"]);
      expect(take("homo_sapiens", query)).toEqual(["TP53 alias p53"]);
    }
  });

  test("TNFα and NF-κB are asked again in Latin letters, but not in resolve", () => {
    expect(human("TNFα")).toEqual(["TNF alias TNFA"]);
    expect(locate("homo_sapiens", "TNF\u0391")).toEqual(["TNF alias TNFA"]);
    expect(human("NF-κB")).toEqual(["NFKB1 alias NF-kB"]);
    expect(take("homo_sapiens", "TNFα")).toEqual([]);
    expect(offer("homo_sapiens", "TNFα")).toEqual([]);
    const greek = referenceOf(genesOf("x", { TNF: "TNF-alpha", TNFA: "", NFKB: "NFκB" }));
    expect(greek.suggest(["x"], "TNFα").map(line)).toEqual(["TNF alias-loose TNF-alpha"]);
    expect(greek.suggest(["x"], "nfkappab").map(line)).toEqual(["NFKB alias-loose NFκB"]);
    expect(greek.resolve("x", "tnfα").taken.map(line)).toEqual(["TNF alias-loose TNF-alpha"]);
  });

  test("Mal- in the fly is the beginning of something", () => {
    expect(suggest("drosophila_melanogaster", "Mal-")).toEqual([
      "Mal-A1 prefix",
      "Mal-A2 prefix",
      "Mal prefix-loose",
      "mal prefix-loose",
    ]);
    expect(suggest("drosophila_melanogaster", "Mal")).toEqual([
      "Mal exact",
      "mal exact",
      "Mal-A1 prefix",
      "Mal-A2 prefix",
    ]);
    expect(take("drosophila_melanogaster", "Mal-")).toEqual([]);
  });

  test("mir-1-2 in the fly is not mir-12, which is offered", () => {
    expect(suggest("drosophila_melanogaster", "mir-1-2")).toEqual(["mir-12 exact-loose"]);
    expect(locate("drosophila_melanogaster", "mir-1-2")).toEqual(["mir-12 exact-loose"]);
    expect(take("drosophila_melanogaster", "mir-1-2")).toEqual([]);
    expect(offer("drosophila_melanogaster", "mir-1-2")).toEqual(["mir-12 exact-loose"]);
    expect(take("drosophila_melanogaster", "mir12")).toEqual(["mir-12 exact-loose"]);
  });

  test("nkx25 is NKX2-5 in suggest, and offered in resolve", () => {
    expect(human("nkx25")).toEqual(["NKX2-5 exact-loose"]);
    expect(human("nkx2")).toEqual(["NKX21 prefix", "NKX2-5 prefix"]);
    expect(take("homo_sapiens", "nkx25")).toEqual([]);
    expect(offer("homo_sapiens", "nkx25")).toEqual(["NKX2-5 exact-loose"]);
    expect(take("homo_sapiens", "NKX2.5")).toEqual(["NKX2-5 exact-loose"]);
    expect(reference.resolve("homo_sapiens", "nkx2-5").suggestions).toBeUndefined();
  });

  test("pd-l is the beginning of an alias", () => {
    expect(human("pd-l")).toEqual(["CD274 alias-prefix PDL1"]);
    expect(human("brc")).toEqual(["BRCA1 prefix", "BRCA2 prefix"]);
  });

  test("T is TBXT, the only name that is T", () => {
    expect(human("T")).toEqual(["TBXT alias T (former)"]);
    expect(human("t", { api: "/gene_suggest/" })).toEqual([]);
    expect(human("t", { labelMinimum: 1 })).toEqual([
      "TAT prefix",
      "TNF prefix",
      "TBXT prefix",
      "TP53 prefix",
      "TP53BP1 prefix",
      "KMT2A alias-prefix TRX1",
    ]);
    expect(locate("homo_sapiens", "t", { labelMinimum: 1 }).slice(0, 2)).toEqual([
      "TBXT alias T (former)",
      "TAT prefix",
    ]);
    expect(take("homo_sapiens", "T")).toEqual(["TBXT alias T (former)"]);
  });

  test("-- finds nothing", () => {
    for (const minimum of [1, 3]) {
      expect(human("--", { labelMinimum: minimum, match: "fuzzy" })).toEqual([]);
    }
    expect(reference.resolve("homo_sapiens", "--")).toEqual({ taken: [], suggestions: [] });
  });

  test.each([
    ["1-Mar", ["MARCHF1 alias MARCH1 (former)", "MTARC1 alias MARC1 (former)"]],
    ["Mar-01", ["MARCHF1 alias MARCH1 (former)", "MTARC1 alias MARC1 (former)"]],
    ["2-Sep", ["SEPTIN2 alias SEPT2 (former)", "SEPTIN6 alias SEPT2"]],
    ["4-Oct", ["POU5F1 alias OCT4"]],
  ])("%s is a date, for which %j are suggested", (date, suggested) => {
    expect(take("homo_sapiens", date)).toEqual([]);
    expect(offer("homo_sapiens", date)!.slice(0, suggested.length)).toEqual(suggested);
  });

  test("dates are taken by no loose tier, and names that look like dates by the others", () => {
    expect(take("homo_sapiens", "OCT-4")).toEqual(["POU5F1 alias OCT-4"]);
    expect(take("caenorhabditis_elegans", "apr-1")).toEqual(["apr-1 exact"]);
    expect(take("drosophila_melanogaster", "DEC-1")).toEqual(["dec-1 exact"]);
    const months = referenceOf(
      genesOf("x", {
        MAR1: "",
        DEC: "DEC1",
        A: { otherIds: ["apr-3"] },
        B: "1mar",
      }),
    );
    expect(months.suggest(["x"], "Mar-01").map(line)).toEqual([]);
    expect(months.suggest(["x"], "mar-1").map(line)).toEqual(["MAR1 exact-loose"]);
    expect(months.resolve("x", "mar-1").taken).toEqual([]);
    expect(months.resolve("x", "mar-1").suggestions!.map(line)).toEqual(["MAR1 exact"]);
    expect(months.resolve("x", "1-Mar").suggestions!.map(line)).toEqual([
      "MAR1 exact",
      "B alias-loose 1mar",
    ]);
    expect(months.resolve("x", "1-Dec").suggestions!.map(line)).toEqual(["DEC alias DEC1"]);
    expect(months.resolve("x", "apr-3").taken.map(line)).toEqual(["A id"]);
    expect(months.resolve("x", "mar1").taken.map(line)).toEqual(["MAR1 exact"]);
  });

  test.each([
    ["egrf", "EGFR"],
    ["apeo", "APOE"],
    ["brac1", "BRCA1"],
    ["tpp53", "TP53"],
  ])("%s is misspelt %s", (query, label) => {
    expect(human(query)).toEqual([]);
    expect(human(query, { match: "infix" })).toEqual([]);
    expect(human(query, { match: "fuzzy" })[0]).toBe(`${label} fuzzy`);
  });

  test("words of descriptions", () => {
    expect(human("insulin rec")).toEqual(["INSR words", "IRS1 words"]);
    expect(human("insulin")).toEqual(["INS words", "INSR words", "IRS1 words"]);
    expect(human("tp53 tumor")).toEqual(["TP53 words", "TP53BP1 words"]);
    expect(human("ins")).toEqual(["INS exact", "INSR prefix", "IRS1 words"]);
    expect(human("in", { labelMinimum: 2 })).toEqual(["INS prefix", "INSR prefix"]);
  });

  test("inside of labels, where match asks for it", () => {
    expect(human("t2a")).toEqual([]);
    expect(human("t2a", { match: "infix" })).toEqual(["KMT2A infix"]);
    expect(human("t2a", { match: "fuzzy" })).toEqual(["KMT2A infix"]);
  });
});

describe("ids", () => {
  const label = (query: string, from = reference, species = "homo_sapiens") =>
    from.suggest([species], query).map(line);

  test("ensg00000139618.12, hgnc:1101 and p51587 are BRCA2", () => {
    for (const id of ["ensg00000139618.12", "ENSG00000139618", "hgnc:1101", "p51587", "675"]) {
      expect(label(id)).toEqual(["BRCA2 id"]);
      expect(take("homo_sapiens", id)).toEqual(["BRCA2 id"]);
    }
  });

  test("ENSG00000139 is the beginning of one", () => {
    expect(label("ENSG00000139")).toEqual(["BRCA2 id-prefix"]);
    // All three begin with ENSG00000, and one letter more is not enough.
    expect(label("ENSG000001")).toEqual([]);
    expect(label("ENSG0000014")).toEqual(["TP53 id-prefix"]);
    expect(take("homo_sapiens", "ENSG00000139")).toEqual([]);
  });

  test.each([
    ["SPBC11B10.02", ["SPBC11B10.01", "SPBC11B10.03"]],
    ["orf19.5007", ["orf19.1", "orf19.500"]],
    ["LmjF.01.0010", ["LmjF.01.0020", "LmjF.01.0030"]],
    ["ZC395.2", ["ZC395.1", "ZC395.8"]],
  ])("%s is whole", (id, others) => {
    const withoutIt = referenceOf(
      others.map((stableId) => geneOf({ species: "x", label: `of ${stableId}`, stableId })),
    );
    expect(withoutIt.suggest(["x"], id)).toEqual([]);
    expect(withoutIt.resolve("x", id)).toEqual({ taken: [], suggestions: [] });
    expect(withoutIt.genesByStableId(["x"], id)).toEqual([]);
    const withIt = referenceOf(
      [id, ...others].map((stableId) =>
        geneOf({ species: "x", label: `of ${stableId}`, stableId }),
      ),
    );
    expect(withIt.resolve("x", id.toLowerCase()).taken.map(line)).toEqual([`of ${id} id`]);
    expect(withIt.genesByStableId(["x"], id).map(({ stableId }) => stableId)).toEqual([id]);
  });

  test("the sequence name of a worm is a label and an id", () => {
    expect(suggest("caenorhabditis_elegans", "zc395.2")).toEqual(["ZC395.2 exact"]);
    expect(suggest("caenorhabditis_elegans", "zc395.1")).toEqual(["clk-1 id"]);
    expect(suggest("caenorhabditis_elegans", "zc395.3")).toEqual([]);
    expect(suggest("caenorhabditis_elegans", "zc395.")).toEqual([
      "ZC395.2 prefix",
      "ZC395.8 prefix",
    ]);
  });

  test("of GENCODE have versions with and without _PAR_Y", () => {
    const gencode = referenceOf([
      geneOf({ species: "x", label: "CD99", stableId: "ENSG00000002586.20" }),
      geneOf({ species: "x", label: "CD99", stableId: "ENSG00000002586.20_PAR_Y" }),
      geneOf({ species: "x", label: "DDX11L1", stableId: "ENSG00000223972.5_2" }),
    ]);
    const ids = (id: string) => gencode.genesByStableId(["x"], id).map((gene) => gene.stableId);
    expect(ids("ENSG00000002586")).toEqual(["ENSG00000002586.20"]);
    expect(ids("ENSG00000002586.12_3")).toEqual(["ENSG00000002586.20"]);
    expect(ids("ENSG00000002586.20_PAR_Y")).toEqual(["ENSG00000002586.20_PAR_Y"]);
    expect(ids("ENSG00000002586_PAR_Y")).toEqual(["ENSG00000002586.20_PAR_Y"]);
    expect(ids("ENSG00000002586.7_1_PAR_Y")).toEqual(["ENSG00000002586.20_PAR_Y"]);
    expect(ids("ensg00000223972")).toEqual(["ENSG00000223972.5_2"]);
    expect(ids("ensg00000223972.12_3")).toEqual(["ENSG00000223972.5_2"]);
    const [parY] = gencode.suggest(["x"], "ensg00000002586_par_y");
    expect(parY).toMatchObject({ label: "CD99", tier: "id" });
    expect(parY!.gene.stableId).toBe("ENSG00000002586.20_PAR_Y");
    expect(parY!.genes).toEqual([parY!.gene]);
  });

  test("that match to the letter come first", () => {
    const genes = [
      geneOf({ species: "x", label: "A", stableId: "Abc-1", weight: 9 }),
      geneOf({ species: "x", label: "B", stableId: "ABC-1" }),
      geneOf({ species: "x", label: "C", stableId: "xyz", otherIds: ["abc-1"] }),
      geneOf({ species: "x", label: "C", stableId: "xyy" }),
    ];
    const ids = referenceOf(genes);
    expect(ids.suggest(["x"], "ABC-1").map(line)).toEqual(["B id", "A id", "C id"]);
    expect(ids.suggest(["x"], "abc-1").map(line)).toEqual(["C id", "A id", "B id"]);
    expect(ids.suggest(["x"], "abc-1")[0]!.genes).toEqual([genes[2]!]);
    expect(ids.genesByStableId(["x"], "ABC-1")).toEqual([genes[1]!, genes[0]!]);
  });

  test("that several genes have mean them all", () => {
    const shared = referenceOf([
      geneOf({ species: "x", label: "LONGER", otherIds: ["P1"] }),
      geneOf({ species: "x", label: "SHORT", otherIds: ["P1"] }),
      geneOf({ species: "x", label: "HEAVY-ONE", otherIds: ["P1"], weight: 1 }),
    ]);
    expect(shared.resolve("x", "p1").taken.map(({ label }) => label)).toEqual([
      "HEAVY-ONE",
      "SHORT",
      "LONGER",
    ]);
  });
});

describe("inside a tier", () => {
  test("weight, former symbols, length and bytes of the name, then the label", () => {
    const x = referenceOf([
      geneOf({ species: "x", label: "ABCD" }),
      geneOf({ species: "x", label: "ABCE" }),
      geneOf({ species: "x", label: "abca" }),
      geneOf({ species: "x", label: "ABC" }),
      geneOf({ species: "x", label: "ABCDE" }),
      geneOf({ species: "x", label: "ABCDEFG", weight: 1 }),
      geneOf({ species: "x", label: "ABCDEFGH", weight: 10_000 }),
    ]);
    expect(x.suggest(["x"], "abc").map(({ label }) => label)).toEqual([
      "ABC",
      "ABCDEFGH",
      "ABCDEFG",
      "abca",
      "ABCD",
      "ABCE",
      "ABCDE",
    ]);
    const y = referenceOf(
      genesOf("y", { P: "abcd", Q: "abcdef", R: "|abcdefgh", S: "abc-d", TT: "abcd", U: "abc" }),
    );
    expect(y.suggest(["y"], "abcd").map(line)).toEqual([
      "P alias abcd",
      "TT alias abcd",
      "S alias-loose abc-d",
      "R alias-prefix abcdefgh (former)",
      "Q alias-prefix abcdef",
    ]);
  });

  test("the best alias of a label is shown, and the label stands once", () => {
    const x = referenceOf(genesOf("x", { A: "abcdef abcde |abcdefghi", B: "ab-cd abc-d a-bcd" }));
    expect(x.suggest(["x"], "abc").map(line)).toEqual([
      "A alias-prefix abcdefghi (former)",
      "B alias-prefix a-bcd",
    ]);
    expect(x.suggest(["x"], "abcd").map(line)).toEqual([
      "B alias-loose a-bcd",
      "A alias-prefix abcdefghi (former)",
    ]);
  });

  test("descriptions go by how they begin, weight, and length, the best of a label's genes", () => {
    const x = referenceOf([
      geneOf({ species: "x", label: "A", description: "binds heat shock" }),
      geneOf({ species: "x", label: "A", description: "of shock by heat", weight: 5 }),
      geneOf({ species: "x", label: "B", description: "heat shock protein", weight: 1 }),
      geneOf({ species: "x", label: "C", description: "heat shock proteins" }),
      geneOf({ species: "x", label: "D", description: "Heat  shock" }),
      geneOf({ species: "x", label: "E", description: "a shock of heat" }),
      geneOf({ species: "x", label: "HEAT", description: "shocks" }),
      geneOf({ species: "x", label: "HEAT", description: "other", reference: false }),
      geneOf({ species: "x", label: "SHOCK", description: "without warmth" }),
    ]);
    const suggestions = x.suggest(["x"], "heat shock");
    expect(suggestions.map(({ label }) => label)).toEqual(["D", "B", "C", "A", "HEAT", "E"]);
    expect(suggestions[3]!.gene.description).toBe("binds heat shock");
    expect(suggestions[3]!.genes.length).toBe(2);
  });

  test("at most 256 aliases of a label count", () => {
    const names = Array.from({ length: 300 }, (_, index) => ({
      name: `alias${index + 100}`,
      former: index === 299,
    }));
    const [first, second] = [names.slice(0, 150), names.slice(100)];
    const x = referenceOf([
      geneOf({ species: "x", label: "A", aliases: first }),
      geneOf({ species: "x", label: "A", aliases: second }),
    ]);
    expect(x.droppedAliases("x")).toBe(44);
    expect(x.droppedAliases("y")).toBe(0);
    const isFound = (name: string) => x.suggest(["x"], name).length > 0;
    expect(names.filter(({ name }) => !isFound(name)).map(({ name }) => name)).toEqual(
      names.slice(255, 299).map(({ name }) => name),
    );
  });

  test("fuzzy goes by distance, order of letters, whole labels and the rule", () => {
    const x = referenceOf(
      genesOf("x", { EGF: "", "EGFR-AS1": "", EGFR: "", EGRX: "", ERFX: "", EGR: "" }),
    );
    expect(x.suggest(["x"], "egrf", { match: "fuzzy" }).map(({ label }) => label)).toEqual([
      "EGFR",
      "EGFR-AS1",
      "EGF",
      "EGR",
      "EGRX",
      "ERFX",
    ]);
  });

  test("fuzzy stands beside words alone", () => {
    const x = referenceOf([
      geneOf({ species: "x", label: "EGFR" }),
      geneOf({ species: "x", label: "ABC", description: "egrf" }),
      geneOf({ species: "y", label: "EGFR" }),
      geneOf({ species: "y", label: "ABC", aliases: [{ name: "egrf", former: false }] }),
    ]);
    const fuzzy: Options = { match: "fuzzy" };
    expect(x.suggest(["x"], "egrf", fuzzy).map(line)).toEqual(["ABC words", "EGFR fuzzy"]);
    expect(x.suggest(["y"], "egrf", fuzzy).map(line)).toEqual(["ABC alias egrf"]);
    expect(x.suggest(["x", "y"], "egrf", fuzzy).map(line)).toEqual([
      "ABC alias egrf",
      "ABC words",
      "EGFR fuzzy",
    ]);
  });
});

describe("of several species", () => {
  const genes = [
    geneOf({ species: "human", label: "ABC1" }),
    geneOf({ species: "human", label: "X", aliases: [{ name: "abc", former: false }] }),
    geneOf({ species: "mouse", label: "Abc" }),
    geneOf({ species: "mouse", label: "Abc1" }),
  ];
  const of = (species: string[], query: string, options?: Options) =>
    referenceOf(genes)
      .suggest(species, query, options)
      .map(({ species, label, tier }) => `${species} ${label} ${tier}`);

  test("answers are merged by tier, then in the order asked", () => {
    expect(of(["human", "mouse"], "abc")).toEqual([
      "mouse Abc exact",
      "human ABC1 prefix",
      "mouse Abc1 prefix",
      "human X alias",
    ]);
    expect(of(["mouse", "human", "mouse", "cat"], "abc1")).toEqual([
      "mouse Abc1 exact",
      "human ABC1 exact",
    ]);
    expect(of(["mouse", "human"], "abc", { limit: 2 })).toEqual([
      "mouse Abc exact",
      "mouse Abc1 prefix",
    ]);
  });

  test("locate puts first what each would take", () => {
    const located = referenceOf(genes).locate(["human", "mouse"], "abc");
    expect(located.map(({ species, label, tier }) => `${species} ${label} ${tier}`)).toEqual([
      "mouse Abc exact",
      "human X alias",
      "human ABC1 prefix",
      "mouse Abc1 prefix",
    ]);
  });
});

describe("the least length of queries", () => {
  const x = referenceOf(
    genesOf("x", { "A-1": "", AB: "A1B", B: "a1", A1: "", C: { stableId: "a1" } }),
  );
  const lines = (query: string, options?: Options) => x.suggest(["x"], query, options).map(line);

  test("leaves whole names in the order of the table under /v1", () => {
    const whole = ["A1 exact", "C id", "B alias a1", "A-1 exact-loose"];
    expect(lines("a1")).toEqual(whole);
    expect(lines("a1", { api: "/gene_suggest/" })).toEqual([]);
    expect(lines("a1", { labelMinimum: 2 })).toEqual([
      "A1 exact",
      "C id",
      "A-1 exact-loose",
      "B alias a1",
      "AB alias-prefix A1B",
    ]);
    expect(lines("a1", { labelMinimum: 2, api: "/gene_suggest/" })).toEqual(
      lines("a1", { labelMinimum: 2 }),
    );
    expect(lines("a1b", { labelMinimum: 4 })).toEqual(["AB alias A1B"]);
  });

  test("is counted in code points of folds", () => {
    const astral = referenceOf(genesOf("x", { 𐐀𐐀A: "" }));
    expect(astral.suggest(["x"], "𐐨𐐨").length).toBe(0);
    expect(astral.suggest(["x"], "𐐨𐐨a").length).toBe(1);
    expect(astral.suggest(["x"], "𐐨𐐨", { labelMinimum: 2 }).length).toBe(1);
    expect(lines("a1\u200b ", { api: "/gene_suggest/" })).toEqual([]);
  });
});

describe("matches", () => {
  const matches = (query: string, gene: Partial<Gene>, options?: Options) =>
    referenceOf([geneOf({ species: "x", label: "?", ...gene })]).suggest(["x"], query, {
      labelMinimum: 1,
      ...options,
    })[0]!.matches;
  const alias = (name: string): Partial<Gene> => ({ aliases: [{ name, former: false }] });

  test.each([
    ["brca2", { label: "BRCA2" }, { field: "label", offset: 0, length: 5 }],
    ["brc", { label: "BRCA2" }, { field: "label", offset: 0, length: 3 }],
    ["nkx25", { label: "NKX2-5" }, { field: "label", offset: 0, length: 6 }],
    ["nkx2.5", { label: "NKX2-5-AS" }, { field: "label", offset: 0, length: 6 }],
    ["tra", { label: "TRA@" }, { field: "label", offset: 0, length: 3 }],
    ["t-ra", { label: "(TRA)" }, { field: "label", offset: 1, length: 3 }],
    ["tnfal", { label: "TNFα-1" }, { field: "label", offset: 0, length: 4 }],
    ["𐐨-", { label: "𐐀-a" }, { field: "label", offset: 0, length: 3 }],
    ["-𐐨a", { label: "𐐀-a-b" }, { field: "label", offset: 0, length: 4 }],
    ["cd20", alias("CD20"), { field: "alias", offset: 0, length: 4 }],
    ["ki67", alias("Ki-67"), { field: "alias", offset: 0, length: 5 }],
    ["pd-l", alias("PD-L1"), { field: "alias", offset: 0, length: 4 }],
    ["pdl", alias("PD-L1"), { field: "alias", offset: 0, length: 4 }],
  ] as [string, Partial<Gene>, object][])("of %s in %j", (query, gene, expected) => {
    expect(matches(query, gene)).toEqual([expected as never]);
  });

  test("of what stands inside a label", () => {
    expect(matches("ca", { label: "BRCACA" }, { match: "infix" })).toEqual([
      { field: "label", offset: 2, length: 2 },
    ]);
  });

  test("of words", () => {
    expect(matches("tp53 tumor", { label: "TP53", description: "tumor protein p53" })).toEqual([
      { field: "label", offset: 0, length: 4 },
      { field: "description", offset: 0, length: 5 },
    ]);
    expect(matches("rec insu ins", { description: "the insulin receptor" })).toEqual([
      { field: "description", offset: 4, length: 4 },
      { field: "description", offset: 12, length: 3 },
    ]);
    expect(matches("the xyz", { ...alias("xyz"), description: "the insulin receptor" })).toEqual([
      { field: "description", offset: 0, length: 3 },
    ]);
  });

  test("are absent for ids, misspellings and what does not fold one unit for one", () => {
    const absent: [string, Partial<Gene>, Options?][] = [
      ["abc1", { stableId: "ABC1" }],
      ["egrf", { label: "EGFR" }, { match: "fuzzy" }],
      ["fi", { label: "ﬁ" }],
      ["a b", { label: "A  B" }],
      ["abc", alias("\u00adABC")],
      ["the", { description: "the  spaces" }],
    ];
    for (const [query, gene, options] of absent) {
      expect(matches(query, gene, options)).toBeUndefined();
    }
    expect(matches("abc the", { label: "ABC", description: "the  spaces" })).toEqual([
      { field: "label", offset: 0, length: 3 },
    ]);
  });
});

test("the genes of a label stand with the reference first, then by id", () => {
  const genes = [
    geneOf({ species: "x", label: "A", stableId: "1", reference: false }),
    geneOf({ species: "x", label: "A", stableId: null }),
    geneOf({ species: "x", label: "A", stableId: "3" }),
    geneOf({ species: "x", label: "A", stableId: "2" }),
  ];
  const [suggestion] = referenceOf(genes).suggest(["x"], "a");
  expect(suggestion!.genes).toEqual([genes[3]!, genes[2]!, genes[1]!, genes[0]!]);
  expect(suggestion!.gene).toBe(genes[3]!);
});

test("texts of more than 512 UTF-16 units are no names", () => {
  const long = "a".repeat(513);
  const x = referenceOf([
    geneOf({ species: "x", label: long, aliases: [{ name: "short", former: false }] }),
    geneOf({ species: "x", label: "b", aliases: [{ name: long, former: false }] }),
    geneOf({ species: "x", label: "c", stableId: long, otherIds: [long], description: long }),
  ]);
  const options: Options = { match: "fuzzy", labelMinimum: 1 };
  expect(x.suggest(["x"], long, options)).toEqual([]);
  expect(x.suggest(["x"], "a".repeat(512), options)).toEqual([]);
  expect(x.genesByStableId(["x"], long)).toEqual([]);
  expect(x.suggest(["x"], "aaaa", options)).toEqual([]);
  expect(x.suggest(["x"], "short", options)[0]!.label).toBe(long);
});
