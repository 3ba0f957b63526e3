import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { byField, GeneRows } from "../../src/columns/gene-fields.ts";
import { writeGroups } from "../../src/columns/groups.ts";
import { encodeIdOrder, IdOrder, idOrder } from "../../src/columns/id-order.ts";
import { ColumnWriter } from "../../src/columns/packed.ts";
import { encodeGenes, SpeciesGenes } from "../../src/columns/species-genes.ts";
import { writeStableIds } from "../../src/columns/stable-id-field.ts";
import { fold } from "../../src/names/fold.ts";
import { compareTexts } from "../../src/names/order.ts";
import { withoutVersion } from "../../src/names/stable-id.ts";
import { refusalOf } from "./written.ts";

type Ids = readonly (string | null)[];

function rowsOf(ids: Ids): GeneRows {
  const rows = new GeneRows();
  for (const stableId of ids) {
    if (rows.offer({ ...byField(() => null), stableId }) !== null) throw new Error(stableId!);
    rows.keep();
  }
  return rows;
}

/** The genes with ids, in the order in which they have to be. */
function expectedOrder(ids: Ids): number[] {
  return [...ids.keys()]
    .filter((gene) => ids[gene] !== null)
    .sort((a, b) => compareTexts(fold(ids[a]!), fold(ids[b]!)) || a - b);
}

function order(ids: Ids): number[] {
  return [...idOrder(rowsOf(ids).values.stableId, Uint32Array.from(ids.keys()))];
}

function genesOf(ids: Ids): SpeciesGenes {
  const genes = Uint32Array.from(ids.keys());
  const bytes = encodeGenes(rowsOf(ids), genes, new Uint8Array(ids.length).fill(1));
  return new SpeciesGenes(bytes, 0, ids.length, ids.length);
}

/** @param genes their order, if not the right one */
function openOrder(ids: Ids, genes: readonly number[] = order(ids)): IdOrder {
  return new IdOrder(encodeIdOrder(genes), 0, genesOf(ids));
}

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
    ),
  ),
);
const anyIds = fc.oneof(ofOneKind, ofManyKinds);

describe("the order of stable ids", () => {
  test("is the byte order of their folds, then that of genes, for one kind and for many", () => {
    fc.assert(
      fc.property(anyIds, (ids) => {
        expect(order(ids)).toEqual(expectedOrder(ids));
      }),
    );
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
    expect([...idOrder(rowsOf(ids).values.stableId, rows)]).toEqual([1, 0]);
  });
});

describe("genes are found", () => {
  test("by their id, whether or not it or the query has a version", () => {
    const ids = ["ENSG2.1", "ENSG1", "ENSG1.5", "ensg1.12", "ENSG10", "ENSG1.x", "ENSG1x", null];
    const found = openOrder(ids);
    expect(found.withId("ensg1")).toEqual([1, 3, 2]);
    expect(found.withId("ensg1.99")).toEqual([1, 3, 2]);
    expect(found.withId("ensg2")).toEqual([0]);
    expect(found.withId("ensg10.3")).toEqual([4]);
    expect(found.withId("ensg1.x")).toEqual([5]);
    expect(found.withId("ensg3")).toEqual([]);
    expect(found.withId("")).toEqual([]);
    expect(openOrder(["A1.2", "ABC1"]).withId("a1.2.3")).toEqual([]);
  });

  test("by any id without its version", () => {
    fc.assert(
      fc.property(ofManyKinds, (ids) => {
        const found = openOrder(ids);
        for (const query of ids) {
          if (query === null) continue;
          const wanted = withoutVersion(fold(query));
          // Of an id with two versions only the last is one.
          if (withoutVersion(wanted) !== wanted) continue;
          expect(found.withId(fold(query)).toSorted((a, b) => a - b)).toEqual(
            [...ids.keys()].filter(
              (gene) => ids[gene] !== null && withoutVersion(fold(ids[gene]!)) === wanted,
            ),
          );
        }
      }),
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
    expect(refusalOf(() => found.check())).toBeNull();
  });

  test("up to a limit per query, however many an index has", () => {
    const count = 200_001;
    const ids = Array.from({ length: count }, (_, i) => `E${String(i).padStart(6, "0")}`);
    let found = 0;
    for (const gene of openOrder(ids).startingWith("e")) if (gene === found) found++;
    expect(found).toBe(200_000);
  });
});

describe("a check", () => {
  test("accepts the right order", () => {
    fc.assert(
      fc.property(anyIds, (ids) => {
        expect(refusalOf(() => openOrder(ids).check())).toBeNull();
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
      fc.property(shuffled, ([ids, genes]) => {
        const isRight = genes.join() === expectedOrder(ids).join();
        const problem = refusalOf(() => openOrder(ids, genes).check());
        if (isRight) expect(problem).toBeNull();
        else expect(problem).toContain("out of order");
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
    const genes = new SpeciesGenes(out.finish(), 0, 2, 2);
    const check = (order: readonly number[]) =>
      refusalOf(() => new IdOrder(encodeIdOrder(order), 0, genes).check());
    expect(genes.at(1)).toEqual({ stable_id: "ENSG1000" });
    expect(check([1, 0])).toBeNull();
    expect(check([0, 1])).toContain("out of order");
  });

  test("refuses an order that lacks a gene, repeats one, or has one without an id", () => {
    const ids = ["A1", null, "A2"];
    const check = (genes: readonly number[]) => refusalOf(() => openOrder(ids, genes).check());
    expect(check([0, 2])).toBeNull();
    expect(check([0])).toContain("other stable ids than the genes have");
    expect(check([])).toContain("other stable ids than the genes have");
    expect(check([0, 2, 2])).toContain("other stable ids than the genes have");
    expect(check([0, 3])).toContain("other stable ids than the genes have");
    expect(check([0, 2 ** 30])).toContain("other stable ids than the genes have");
    expect(check([0, 0])).toContain("out of order");
    expect(check([0, 1])).toContain("other stable ids than the genes have");
  });
});

test("columns of several species follow each other", () => {
  const section = Buffer.concat([encodeIdOrder([0, 1]), encodeIdOrder([1, 0])]);
  const first = new IdOrder(section, 0, genesOf(["A1", "A2"]));
  const second = new IdOrder(section, first.end, genesOf(["A2", "A1"]));
  expect(second.end).toBe(section.length);
  expect([...second.startingWith("")]).toEqual([1, 0]);
});
