import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { byField, GeneRows } from "../../src/columns/gene-fields.ts";
import { writeGroups } from "../../src/columns/groups.ts";
import { encodeIdColumns, type IdColumns, IdOrder, idColumns } from "../../src/columns/id-order.ts";
import { ColumnWriter } from "../../src/columns/packed.ts";
import { encodeGenes, SpeciesGenes } from "../../src/columns/species-genes.ts";
import { writeStableIds } from "../../src/columns/stable-id-field.ts";
import { codePoints, fold } from "../../src/names/fold.ts";
import { compareTexts, rankedName } from "../../src/names/order.ts";
import { idPrefixOf, prefixesWithVersions, withoutVersion } from "../../src/names/stable-id.ts";
import { refusalOf } from "./written.ts";

type Ids = readonly (string | null)[];
/** The other ids of each gene; none behind the end of the list. */
type Others = readonly (readonly string[])[];

function rowsOf(ids: Ids, others: Others = []): GeneRows {
  const rows = new GeneRows();
  for (const [row, stableId] of ids.entries()) {
    const otherIds = others[row]?.join("|") || null;
    const refusal = rows.offer({ ...byField(() => null), stableId, otherIds });
    if (refusal !== null) throw new Error(stableId!);
    rows.keep();
  }
  return rows;
}

/** Labels of which genes have one each, in no order; some genes have the same. */
const LABELS = ["bb", "A", "é", "aaa", "a", "AB", "ab", "A"];
const labelOf = (gene: number) => rankedName(LABELS[gene % LABELS.length]!, gene % 3);

/** The genes with ids, in the order in which they have to be. */
function expectedOrder(ids: Ids): number[] {
  return [...ids.keys()]
    .filter((gene) => ids[gene] !== null)
    .sort((a, b) => {
      const [x, y] = [labelOf(a), labelOf(b)];
      return (
        compareTexts(fold(ids[a]!), fold(ids[b]!)) ||
        compareTexts(ids[a]!, ids[b]!) ||
        codePoints(fold(x.name)) - codePoints(fold(y.name)) ||
        compareTexts(fold(x.name), fold(y.name)) ||
        compareTexts(x.name, y.name) ||
        a - b
      );
    });
}

function columnsOf(ids: Ids, others: Others = [], rows = Uint32Array.from(ids.keys())): IdColumns {
  const { stableId, otherIds } = rowsOf(ids, others).values;
  return idColumns({ stableIds: stableId, otherIds, rows, labelOf });
}

function order(ids: Ids): number[] {
  return Array.from(columnsOf(ids).stable);
}

function genesOf(ids: Ids, others: Others = []): SpeciesGenes {
  const genes = Uint32Array.from(ids.keys());
  const bytes = encodeGenes(rowsOf(ids, others), genes, new Uint8Array(ids.length).fill(1));
  return new SpeciesGenes(bytes, 0, ids.length, ids.length);
}

/** @param changes columns in place of the right ones */
function openOrder(ids: Ids, others: Others = [], changes: Partial<IdColumns> = {}): IdOrder {
  const columns = { ...columnsOf(ids, others), ...changes };
  return new IdOrder(encodeIdColumns(columns), 0, genesOf(ids, others));
}

const ascending = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b);

const ofOneKind = fc.array(
  fc.option(
    fc.oneof(fc.nat(20), fc.nat(99_999_999_999)).map((n) => `ENSG${String(n).padStart(11, "0")}`),
  ),
);
const ofManyKinds = fc.array(
  fc.option(
    fc.oneof(
      fc.constantFrom("ENSG1", "ensg1", "ENSG1.2", "ENSG1.2.3", "ENSG10", "ENSG", "YAL1C", "yal1c"),
      fc.stringMatching(/^[AaBb]{0,2}\d{0,3}(\.\d{1,2})?$/),
      fc.constantFrom("Σ1", "ς1", "σ1.1", "ﬁ2", "FI2", "İ3", "１"),
      fc.constantFrom("A1_PAR_Y", "A1.1_PAR_Y", "A1.1", "A2.1_3", "A2.2_3_PAR_Y", "ZC1.1"),
    ),
  ),
);
const anyIds = fc.oneof(ofOneKind, ofManyKinds);
const anyVersioned = fc.stringMatching(/^[AB]\d(\.\d{1,2}){0,2}(_\d)?(_PAR_Y)?$/);

const anyOtherId = fc.oneof(
  fc.constantFrom("HGNC:1", "hgnc:1", "HGNC:10", "675", "ENSG1", "A1", "Σ1", "ς1"),
  fc.stringMatching(/^[AB]\d{1,2}(\.\d)?$/),
);
const anyWithOthers: fc.Arbitrary<[Ids, Others]> = ofManyKinds.chain((ids) =>
  fc.tuple(
    fc.constant(ids),
    fc.array(fc.uniqueArray(anyOtherId, { maxLength: 3 }), {
      minLength: ids.length,
      maxLength: ids.length,
    }),
  ),
);

describe("the order of stable ids", () => {
  test("is the byte order of their folds, then theirs, then that of labels, for one kind and for many", () => {
    fc.assert(
      fc.property(anyIds, (ids) => {
        expect(order(ids)).toEqual(expectedOrder(ids));
      }),
    );
  });

  test("is that of labels for genes with the same id", () => {
    expect(order(["A1", "A1", "A1", "A1", "a1", "A1", "A1", "A1"])).toEqual([
      1, 7, 2, 5, 6, 0, 3, 4,
    ]);
  });

  test("compares the upper and the lower halves of numbers", () => {
    const ids = [2 ** 32 - 1, 2 ** 16, 2 ** 16 - 1, 0, 2 ** 31, 2 ** 16 + 1].map(
      (number) => `X${String(number).padStart(10, "0")}`,
    );
    expect(order(ids)).toEqual([3, 2, 1, 5, 4, 0]);
  });

  test("holds for numbers of more than 32 bits", () => {
    const ids = [2 ** 32, 2 ** 33, 5].map((number) => `X${String(number).padStart(11, "0")}`);
    expect(order(ids)).toEqual([2, 0, 1]);
  });

  test("is one of genes, not of their rows", () => {
    const ids = ["B1", null, "A1", "C1"];
    const rows = Uint32Array.of(3, 2, 1);
    expect(Array.from(columnsOf(ids, [], rows).stable)).toEqual([1, 0]);
  });
});

describe("ids have versions", () => {
  const versionedOf = (ids: Ids) => columnsOf(ids).versioned;

  test("for each id prefix in which dropping them makes no two ids equal", () => {
    expect(versionedOf(["ENSG1.2", "ENSG2.1", "ENSG3"])).toEqual(["ensg"]);
    expect(versionedOf(["ENSG1.2", "ENSG1.3"])).toEqual([]);
    expect(versionedOf(["ENSG1.2", "ENSG1"])).toEqual([]);
    expect(versionedOf(["ENSMUSG1.2", "ENSG1.2", "ENSG1.3"])).toEqual(["ensmusg"]);
    expect(versionedOf(["X", "1.2", "2.2"])).toEqual(["", "x"]);
    expect(versionedOf([null])).toEqual([]);
    expect(versionedOf([])).toEqual([]);
  });

  test("whatever their case and however many genes have them", () => {
    expect(versionedOf(["ENSG1.2", "ensg1.2", "ENSG1.2", null])).toEqual(["ensg"]);
    expect(versionedOf(["ENSG1.2", "ensg1.3"])).toEqual([]);
  });

  test.each<[string, Ids]>([
    ["worm", ["ZC395.2", "ZC395.10", "ZC395.3a"]],
    ["fission yeast", ["SPBC11B10.02", "SPBC11B10.10c", "SPBC11B10.03"]],
    ["Candida", ["orf19.5007", "orf19.1", "orf19.5007.1"]],
    ["Leishmania", ["LmjF.01.0010", "LmjF.01.0020"]],
  ])("but not in the %s", (_, ids) => {
    expect(versionedOf(ids)).toEqual([]);
    expect(versionedOf([...ids, "WBGene00000001.2"])).toEqual(["wbgene"]);
  });

  test("in GENCODE, where the genes on Y are kept apart from those on X", () => {
    expect(
      versionedOf(["ENSG00000002586.20", "ENSG00000002586.20_PAR_Y", "ENSG00000139618.12_3"]),
    ).toEqual(["ensg"]);
    expect(versionedOf(["ENSG00000139618.12", "ENSG00000139618.12_3"])).toEqual([]);
  });

  test("by that definition for any ids, in byte order of the prefixes", () => {
    fc.assert(
      fc.property(ofManyKinds, (ids) => {
        const folds = ids.filter((id) => id !== null).map(fold);
        const isVersioned = (prefix: string) => {
          const own = [...new Set(folds)].filter((id) => idPrefixOf(id) === prefix);
          return own.every((a) =>
            own.every((b) => a === b || withoutVersion(a) !== withoutVersion(b)),
          );
        };
        const expected = [...new Set(folds.map(idPrefixOf))].filter(isVersioned);
        expect(versionedOf(ids)).toEqual(expected.toSorted(compareTexts));
        expect(prefixesWithVersions(folds).toSorted()).toEqual(expected.toSorted());
      }),
    );
  });
});

describe("genes are found", () => {
  test("by their id, whether or not it or the query has a version", () => {
    const ids = ["ENSG2.1", "ENSG1.5", "ensg1.5", "ENSG10", "ENSG1.x", "ENSG1x", null];
    const found = openOrder(ids);
    expect(found.withId("ensg1")).toEqual([1, 2]);
    expect(found.withId("ensg1.99")).toEqual([1, 2]);
    expect(found.withId("ensg2")).toEqual([0]);
    expect(found.withId("ensg10.3")).toEqual([3]);
    expect(found.withId("ensg1.x")).toEqual([4]);
    expect(found.withId("ensg3")).toEqual([]);
    expect(found.withId("")).toEqual([]);
    expect(openOrder(["A1.2", "A0"]).withId("a1.2.3")).toEqual([]);
    expect(openOrder(["A1.2", "A1"]).withId("a1.2.3")).toEqual([]);
  });

  test("by their whole id alone where ids like it have no versions", () => {
    const found = openOrder(["ENSG1", "ENSG1.5", "ensg1.12", "ENSG10", null, "ENSMUSG1.2"]);
    expect(found.withId("ensg1")).toEqual([0]);
    expect(found.withId("ensg1.5")).toEqual([1]);
    expect(found.withId("ensg1.12")).toEqual([2]);
    expect(found.withId("ensg1.99")).toEqual([]);
    expect(found.withId("ensg10.3")).toEqual([]);
    expect(found.withId("ensmusg1")).toEqual([5]);
    expect(found.withId("ensmusg1.3")).toEqual([5]);
  });

  test.each<[string, Ids, Record<string, number[]>]>([
    [
      "worm",
      ["ZC395.2", "ZC395.10", "WBGene00000001", "WBGene00000002.3"],
      {
        "zc395.2": [0],
        "zc395.10": [1],
        "zc395.1": [],
        zc395: [],
        "zc395.2.1": [],
        "wbgene00000001.7": [2],
        wbgene00000002: [3],
      },
    ],
    [
      "fission yeast",
      ["SPBC11B10.03", "SPBC11B10.10c", "SPBC11B10.01"],
      { "spbc11b10.03": [0], "spbc11b10.02": [], spbc11b10: [], "spbc11b10.10c": [1] },
    ],
    [
      "Candida",
      ["orf19.1", "orf19.5008"],
      { "orf19.1": [0], "orf19.5007": [], orf19: [], "orf19.5008": [1] },
    ],
    [
      "Leishmania",
      ["LmjF.01.0010", "LmjF.01.0020"],
      { "lmjf.01.0010": [0], "lmjf.01": [], "lmjf.01.0030": [] },
    ],
    [
      "human of GENCODE",
      ["ENSG00000002586.20", "ENSG00000002586.20_PAR_Y", "ENSG00000139618.12_3"],
      {
        ensg00000002586: [0],
        "ensg00000002586.20": [0],
        "ensg00000002586.7_2": [0],
        ensg00000002586_par_y: [1],
        "ensg00000002586.20_par_y": [1],
        "ensg00000002586.9_par_y": [1],
        "ensg00000002586.9_4_par_y": [1],
        ensg00000139618: [2],
        "ensg00000139618.12": [2],
        "ensg00000139618.12_3": [2],
        "ensg00000139618.99_1": [2],
        ensg00000139618_par_y: [],
      },
    ],
  ])("by ids of the %s", (_, ids, expected) => {
    const found = openOrder(ids);
    for (const [query, genes] of Object.entries(expected)) {
      expect([query, found.withStableId(query)]).toEqual([query, genes]);
      expect([query, found.withId(query)]).toEqual([query, genes]);
    }
  });

  test("by any id, without its version where ids like it have them", () => {
    fc.assert(
      fc.property(ofManyKinds, fc.array(anyVersioned), (ids, more) => {
        const found = openOrder(ids);
        const { versioned } = columnsOf(ids);
        for (const id of [...ids, ...more].filter((one) => one !== null).map(fold)) {
          for (const query of [id, withoutVersion(id), `${id}.7`]) {
            const isVersioned = versioned.includes(idPrefixOf(query));
            const compared = (text: string) => (isVersioned ? withoutVersion(text) : text);
            expect([query, ascending(found.withStableId(query))]).toEqual([
              query,
              [...ids.keys()].filter(
                (gene) => ids[gene] !== null && compared(fold(ids[gene]!)) === compared(query),
              ),
            ]);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  test("by the start of their id, in the order of ids", () => {
    fc.assert(
      fc.property(anyIds, fc.nat(), fc.nat(12), (ids, some, length) => {
        const found = openOrder(ids);
        const prefixes = [
          "",
          "e",
          "ensg0",
          "zz",
          fold(ids[some % ids.length] ?? "").slice(0, length),
        ];
        for (const prefix of prefixes) {
          expect([...found.startingWith(prefix)]).toEqual(
            expectedOrder(ids).filter((gene) => fold(ids[gene]!).startsWith(prefix)),
          );
        }
      }),
    );
  });

  test("by no id in a species without ids", () => {
    const found = openOrder([null, null]);
    expect([found.withId("ensg1"), [...found.startingWith("")]]).toEqual([[], []]);
    expect(found.withStableId("ensg1")).toEqual([]);
    expect(refusalOf(() => found.check(labelOf))).toBeNull();
  });

  test("up to a limit per query, however many an index has", () => {
    const count = 2001;
    const ids = Array.from({ length: count }, (_, i) => `E${String(i).padStart(6, "0")}`);
    let found = 0;
    for (const gene of openOrder(ids).startingWith("e")) if (gene === found) found++;
    expect(found).toBe(2000);
  });
});

describe("genes are found by other ids", () => {
  test("whole and in any case, behind those that have it as their stable id, each once", () => {
    const found = openOrder(
      ["ENSG3", "ENSG1", null, "HGNC:1101"],
      [["HGNC:1101", "NM_000059.4"], ["675"], ["hgnc:1101", "ENSG1"], ["HGNC:1101"]],
    );
    expect(found.withId("hgnc:1101")).toEqual([3, 0, 2]);
    expect(found.withId("675")).toEqual([1]);
    expect(found.withId("ensg1")).toEqual([1, 2]);
    expect(found.withId("nm_000059.4")).toEqual([0]);
    expect(found.withId("nm_000059")).toEqual([]);
    expect(found.withId("hgnc:110")).toEqual([]);
    expect(found.withId("")).toEqual([]);
  });

  test("but not where stable ids alone are asked for", () => {
    const found = openOrder(["ENSG1", null], [["675"], ["ENSG1"]]);
    expect(found.withStableId("675")).toEqual([]);
    expect(found.withStableId("ensg1")).toEqual([0]);
    expect([...found.startingWith("")]).toEqual([0]);
    expect(found.sharedLength).toBe(5);
  });

  test("in a species that has no stable ids", () => {
    const found = openOrder([null, null], [["675"], ["A1", "675"]]);
    expect(found.withId("675")).toEqual([0, 1]);
    expect(found.withId("a1")).toEqual([1]);
    expect(found.withId("a1.1")).toEqual([]);
  });

  test("by any of them, beside stable ids", () => {
    fc.assert(
      fc.property(anyWithOthers, ([ids, others]) => {
        const found = openOrder(ids, others);
        for (const query of [...others.flat(), ...ids.filter((id) => id !== null)].map(fold)) {
          const byStableId = found.withStableId(query);
          const genes = found.withId(query);
          expect(genes.slice(0, byStableId.length)).toEqual(byStableId);
          const byOtherId = [...others.keys()].filter((gene) =>
            others[gene]!.some((id) => fold(id) === query),
          );
          expect(ascending(genes)).toEqual(ascending([...new Set([...byStableId, ...byOtherId])]));
        }
      }),
    );
  });

  test("in byte order of their folds, equal ones by their index", () => {
    fc.assert(
      fc.property(anyWithOthers, ([ids, others]) => {
        const all = others.flat();
        expect(Array.from(columnsOf(ids, others).other)).toEqual(
          [...all.keys()].sort((a, b) => compareTexts(fold(all[a]!), fold(all[b]!)) || a - b),
        );
      }),
    );
  });
});

describe("the length that all stable ids share", () => {
  test.each<[number, Ids]>([
    [Number.POSITIVE_INFINITY, []],
    [Number.POSITIVE_INFINITY, [null]],
    [5, ["ENSG1"]],
    [5, ["ENSG1", "ensg1"]],
    [4, ["ENSG1", "ENSG2", null]],
    [3, ["ENSG1", "ENSMUSG1"]],
    [0, ["ENSG1", "WBGene1"]],
    [1, ["🧬1", "🧬2"]],
    [0, ["🧬1", "🧭1"]],
    [0, ["", "A1"]],
  ])("is %p code points for %j", (length, ids) => {
    expect(openOrder(ids).sharedLength).toBe(length);
  });

  test("is that of the longest beginning of all their folds", () => {
    fc.assert(
      fc.property(anyIds, (ids) => {
        const folds = ids.filter((id) => id !== null).map(fold);
        let shared = [...(folds[0] ?? "")];
        while (!folds.every((id) => id.startsWith(shared.join("")))) shared = shared.slice(0, -1);
        const expected = folds.length === 0 ? Number.POSITIVE_INFINITY : shared.length;
        expect(openOrder(ids).sharedLength).toBe(expected);
        expect(codePoints(shared.join(""))).toBe(shared.length);
      }),
    );
  });
});

describe("a check", () => {
  test("accepts the right order", () => {
    fc.assert(
      fc.property(anyIds, (ids) => {
        expect(refusalOf(() => openOrder(ids).check(labelOf))).toBeNull();
      }),
    );
    fc.assert(
      fc.property(anyWithOthers, ([ids, others]) => {
        expect(refusalOf(() => openOrder(ids, others).check(labelOf))).toBeNull();
      }),
    );
  });

  test("refuses any other order of the same genes", () => {
    const shuffled = anyIds.chain((ids) => {
      const right = expectedOrder(ids);
      return fc.tuple(
        fc.constant(ids),
        fc.shuffledSubarray(right, { minLength: right.length, maxLength: right.length }),
      );
    });
    fc.assert(
      fc.property(shuffled, ([ids, stable]) => {
        const isRight = stable.join() === expectedOrder(ids).join();
        const problem = refusalOf(() => openOrder(ids, [], { stable }).check(labelOf));
        if (isRight) expect(problem).toBeNull();
        else expect(problem).toContain("stable ids out of order");
      }),
    );
  });

  test("compares ids as texts if their numbers have more digits than their kind", () => {
    const out = new ColumnWriter();
    writeGroups(out, Uint8Array.of(1, 1));
    writeStableIds(out, {
      kinds: [{ prefix: "ENSG", digits: 3, suffix: "" }],
      kind: [1, 1],
      number: [200, 1000],
    });
    rowsOf([null, null]).values.location.encode(Uint32Array.of(0, 1), out);
    rowsOf([null, null]).values.db.encode(Uint32Array.of(0, 1), out);
    rowsOf([null, null]).values.otherIds.encode(Uint32Array.of(0, 1), out);
    const genes = new SpeciesGenes(out.finish(), 0, 2, 2);
    const check = (order: readonly number[]) =>
      refusalOf(() =>
        new IdOrder(
          encodeIdColumns({ stable: order, versioned: ["ensg"], other: [] }),
          0,
          genes,
        ).check(labelOf),
      );
    expect(genes.at(1)).toEqual({ stable_id: "ENSG1000" });
    expect(check([1, 0])).toBeNull();
    expect(check([0, 1])).toContain("out of order");
  });

  test("refuses an order that lacks a gene, repeats one, or has one without an id", () => {
    const ids = ["A1", null, "A2"];
    const check = (stable: readonly number[]) =>
      refusalOf(() => openOrder(ids, [], { stable }).check(labelOf));
    expect(check([0, 2])).toBeNull();
    expect(check([0])).toContain("other stable ids than the genes have");
    expect(check([])).toContain("other stable ids than the genes have");
    expect(check([0, 2, 2])).toContain("other stable ids than the genes have");
    expect(check([0, 3])).toContain("other stable ids than the genes have");
    expect(check([0, 2 ** 30])).toContain("other stable ids than the genes have");
    expect(check([0, 0])).toContain("out of order");
    expect(check([0, 1])).toContain("other stable ids than the genes have");
  });

  test("refuses any other order of the same other ids", () => {
    const shuffled = anyWithOthers.chain(([ids, others]) => {
      const right = Array.from(columnsOf(ids, others).other);
      return fc.tuple(
        fc.constant({ ids, others, right }),
        fc.shuffledSubarray(right, { minLength: right.length, maxLength: right.length }),
      );
    });
    fc.assert(
      fc.property(shuffled, ([{ ids, others, right }, other]) => {
        const problem = refusalOf(() => openOrder(ids, others, { other }).check(labelOf));
        if (other.join() === right.join()) expect(problem).toBeNull();
        else expect(problem).toContain("other ids out of order");
      }),
    );
  });

  test("refuses an order that lacks another id, repeats one, or has one that does not exist", () => {
    const check = (other: readonly number[]) =>
      refusalOf(() => openOrder(["A1", null], [["X2"], ["X1", "X3"]], { other }).check(labelOf));
    expect(check([1, 0, 2])).toBeNull();
    expect(check([1, 0])).toContain("order other ids than the genes have");
    expect(check([])).toContain("order other ids than the genes have");
    expect(check([1, 0, 2, 2])).toContain("order other ids than the genes have");
    expect(check([1, 0, 3])).toContain("order other ids than the genes have");
    expect(check([1, 1, 2])).toContain("other ids out of order");
  });

  test("refuses other prefixes than those whose ids have versions", () => {
    const checked = (ids: Ids, versioned: string[]) =>
      refusalOf(() => {
        const { stable } = columnsOf(ids);
        new IdOrder(encodeIdColumns({ stable, versioned, other: [] }), 0, genesOf(ids)).check(
          labelOf,
        );
      });
    expect(checked(["A1.1", "B1.1", "B1.2"], ["a"])).toBeNull();
    for (const versioned of [[], ["b"], ["a", "b"], ["a", "a"], ["c"]]) {
      expect(checked(["A1.1", "B1.1", "B1.2"], versioned)).toContain("versions in other ids");
    }
    expect(checked(["A1", "B1"], ["a", "b"])).toBeNull();
    expect(checked(["A1", "B1"], ["b", "a"])).toContain("versions in other ids");
  });

  test("refuses damaged texts of the prefixes that have versions", () => {
    const columns = { stable: [0], versioned: ["aжb"], other: [] };
    const bytes = Buffer.from(encodeIdColumns(columns));
    const at = bytes.indexOf("aжb");
    const check = () => refusalOf(() => new IdOrder(bytes, 0, genesOf(["AжB1"])).check(labelOf));
    expect(check()).toBeNull();
    bytes[at + 1] = 0xff;
    expect(check()).toContain("not UTF-8");
  });
});

test("columns of several species follow each other", () => {
  const section = Buffer.concat([
    encodeIdColumns({ stable: [0, 1], versioned: [], other: [1, 0] }),
    encodeIdColumns({ stable: [1, 0], versioned: ["a"], other: [] }),
  ]);
  const first = new IdOrder(section, 0, genesOf(["A1", "A2"], [["X2"], ["X1"]]));
  const second = new IdOrder(section, first.end, genesOf(["A2", "A1"]));
  expect(second.end).toBe(section.length);
  expect([...second.startingWith("")]).toEqual([1, 0]);
  expect([first.withId("a1.1"), second.withId("a1.1")]).toEqual([[], [1]]);
  expect([first.withId("x1"), second.withId("x1")]).toEqual([[1], []]);
});
