import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  listed,
  type OtherIdColumns,
  OtherIdReader,
  OtherIdValues,
  writeOtherIds,
} from "../../src/columns/other-ids-field.ts";
import { bytesOf, refusalOf, written } from "./written.ts";

/** The text of each row's column. */
type Texts = readonly (string | null)[];

const anyId = fc
  .oneof(
    fc.constantFrom("HGNC:1101", "675", "P51587", "NM_000059.4", "Q9Y6X3-2", "ENSG1", "X"),
    fc.nat(99).map((n) => `HGNC:${n}`),
    fc.stringMatching(/^[A-Z]\d{1,20}$/),
    fc.string({ unit: "binary", maxLength: 5 }).filter((text) => !/\p{Cc}/u.test(text)),
  )
  .map((id) => id.trim())
  .filter((id) => id !== "" && !id.includes("|"));

/** A column as a source may write it: with blanks, empty parts and repeated ids. */
const anyText = fc.option(
  fc
    .array(fc.tuple(fc.constantFrom("", " "), fc.oneof(anyId, fc.constant("")), fc.constant("")))
    .map((parts) => parts.map((part) => part.join("")).join("|")),
  { freq: 4 },
);
const anyTexts = fc.array(anyText, { maxLength: 12 });

const uniqueIds = (text: string | null) => [...new Set(listed(text))];

function valuesOf(texts: Texts): OtherIdValues {
  const values = new OtherIdValues();
  for (const text of texts) {
    expect(values.offer(text)).toBeNull();
    values.keep();
  }
  return values;
}

function readerOf(values: OtherIdValues, rows: readonly number[]): OtherIdReader {
  const columns = written((out) => values.encode(Uint32Array.from(rows), out));
  return new OtherIdReader(columns, rows.length);
}

describe("a list in one column", () => {
  test.each<[string | null, string[]]>([
    [null, []],
    ["", []],
    [" | |", []],
    ["675", ["675"]],
    ["HGNC:1101|P51587", ["HGNC:1101", "P51587"]],
    [" HGNC:1101 || P51587 ", ["HGNC:1101", "P51587"]],
    ["a b|a b", ["a b", "a b"]],
    ["a,b;c", ["a,b;c"]],
  ])("%j holds %j", (text, items) => {
    expect(listed(text)).toEqual(items);
  });
});

describe("other ids", () => {
  const withMore = anyTexts.chain((texts) =>
    fc.tuple(
      fc.constant(texts),
      texts.length === 0
        ? fc.constant([])
        : fc.array(fc.tuple(fc.nat(texts.length - 1), anyId), { maxLength: 8 }),
      texts.length === 0 ? fc.constant([]) : fc.array(fc.nat(texts.length - 1)),
    ),
  );

  test("are given back in their order, each once, from rows and from columns", () => {
    fc.assert(
      fc.property(withMore, ([texts, more, rows]) => {
        const values = valuesOf(texts);
        const expected = texts.map(uniqueIds);
        expect(texts.map((_, row) => values.at(row))).toEqual(expected);
        for (const [row, id] of more) {
          expect(values.add(row, id)).toBeNull();
          if (!expected[row]!.includes(id)) expected[row]!.push(id);
        }
        expect(texts.map((_, row) => values.at(row))).toEqual(expected);
        const reader = readerOf(values, rows);
        const ofGenes = rows.map((row) => expected[row]!);
        expect(rows.map((_, gene) => reader.ofGene(gene))).toEqual(ofGenes);
        expect(reader.count).toBe(ofGenes.flat().length);
        expect(Array.from({ length: reader.count }, (_, id) => reader.at(id))).toEqual(
          ofGenes.flat(),
        );
        expect(Array.from({ length: reader.count }, (_, id) => reader.geneOf(id))).toEqual(
          ofGenes.flatMap((ids, gene) => ids.map(() => gene)),
        );
        expect(refusalOf(() => reader.check())).toBeNull();
      }),
    );
  });

  test("give the same bytes whether they came with their rows or later", () => {
    fc.assert(
      fc.property(anyTexts, (texts) => {
        const rows = Uint32Array.from(texts.keys());
        const later = valuesOf(texts.map(() => null));
        for (const [row, text] of texts.entries()) {
          for (const id of listed(text)) expect(later.add(row, id)).toBeNull();
        }
        const bytes = (values: OtherIdValues) => bytesOf((out) => values.encode(rows, out));
        expect(bytes(later)).toEqual(bytes(valuesOf(texts)));
      }),
    );
  });

  test("are members of a gene only where it has some", () => {
    const values = valuesOf(["675", null, ""]);
    const reader = readerOf(values, [0, 1, 2]);
    for (const field of [values, reader]) {
      const genes = [0, 1, 2].map((index) => {
        const gene = { stable_id: "ENSG1" };
        field.addTo(gene, index);
        return gene;
      });
      expect(genes).toEqual([
        { stable_id: "ENSG1", other_ids: ["675"] },
        { stable_id: "ENSG1" },
        { stable_id: "ENSG1" },
      ] as typeof genes);
    }
  });

  test("are compared with those that came later", () => {
    const values = valuesOf(["A", "A", "B"]);
    expect(Math.sign(values.compare(0, 1))).toBe(0);
    values.add(1, "C");
    expect([values.compare(0, 1), values.compare(1, 2)].map(Math.sign)).toEqual([-1, -1]);
  });

  const LONG = "x".repeat(256);

  test.each<[string, string]>([
    ["HGNC:1|a\n1|675", "control character"],
    ["HGNC:1|a\u00001", "control character"],
    [`${LONG}|HGNC:1`, "too long"],
    [`HGNC:1|${"x".repeat(250)}123456`, "too long"],
  ])("refuse the whole row for one of them: %j", (text, reason) => {
    const values = valuesOf(["675"]);
    expect(values.offer(text)).toBe(reason as never);
    expect(values.offer("P51587")).toBeNull();
    values.keep();
    expect([values.at(0), values.at(1)]).toEqual([["675"], ["P51587"]]);
    expect(readerOf(values, [0, 1]).count).toBe(2);
  });

  test("have no limit together, only each of them", () => {
    const ids = Array.from({ length: 300 }, (_, i) => `HGNC:${i}`);
    expect(valuesOf([ids.join("|")]).at(0)).toEqual(ids);
    expect(valuesOf(["😀".repeat(255)]).at(0)).toEqual(["😀".repeat(255)]);
  });

  test("refuse to be added later for the same reasons, and are then left as they were", () => {
    const values = valuesOf(["675", null]);
    expect(values.add(0, "a\n1")).toBe("control character");
    expect(values.add(0, "a\u00001")).toBe("control character");
    expect(values.add(1, LONG)).toBe("too long");
    expect(values.add(0, "675")).toBeNull();
    expect([values.at(0), values.at(1)]).toEqual([["675"], []]);
    expect(readerOf(values, [0, 1]).count).toBe(1);
  });
});

describe("columns of other ids", () => {
  test("are empty if no gene has any", () => {
    for (const texts of [[], [null], ["", " | ", null]]) {
      const values = valuesOf(texts);
      const reader = readerOf(values, [...texts.keys()]);
      expect([reader.count, ...texts.map((_, gene) => reader.ofGene(gene).length)]).toEqual([
        0,
        ...texts.map(() => 0),
      ]);
      expect(refusalOf(() => reader.check())).toBeNull();
      expect(bytesOf((out) => values.encode(Uint32Array.from(texts.keys()), out))).toEqual(
        bytesOf((out) => writeOtherIds(out, { ends: [], kinds: [], kind: [], number: [] })),
      );
    }
  });

  const HGNC = { prefix: "HGNC:", digits: 4, suffix: "" };
  const UNIPROT = { prefix: "P", digits: 5, suffix: "" };
  const columns: OtherIdColumns = {
    ends: [2, 2, 3],
    kinds: [HGNC, UNIPROT],
    kind: [1, 2, 1],
    number: [1101, 51587, 1100],
  };
  const open = (changes: Partial<OtherIdColumns>, genes = 3) =>
    new OtherIdReader(
      written((out) => writeOtherIds(out, { ...columns, ...changes })),
      genes,
    );

  test("hold the ids of each gene together", () => {
    const reader = open({});
    expect([0, 1, 2].map((gene) => reader.ofGene(gene))).toEqual([
      ["HGNC:1101", "P51587"],
      [],
      ["HGNC:1100"],
    ]);
    expect([0, 1, 2].map((id) => reader.geneOf(id))).toEqual([0, 0, 2]);
    expect(refusalOf(() => reader.check())).toBeNull();
  });

  test("are refused if they are of another number of genes or ids", () => {
    const problem = "other ids of another number of genes";
    expect(refusalOf(() => open({}, 2))).toContain(problem);
    expect(refusalOf(() => open({}, 4))).toContain(problem);
    expect(refusalOf(() => open({ ends: [2, 2, 4] }))).toContain("wrong width or size");
    expect(refusalOf(() => open({ ends: [] }))).toContain("wrong width or size");
    expect(refusalOf(() => open({ kind: [1, 2] }))).toContain("wrong width or size");
    expect(refusalOf(() => open({ number: [1, 2, 3, 4] }))).toContain("wrong width or size");
  });

  test("are refused if the ids of one gene end before those of the gene before it, or behind all", () => {
    for (const ends of [
      [2, 1, 3],
      [4, 4, 3],
    ]) {
      const damaged = open({ ends });
      expect(refusalOf(() => damaged.check())).toContain("other ids out of order");
      expect(refusalOf(() => [0, 1, 2].map((gene) => damaged.ofGene(gene)))).toContain(
        "other ids out of order",
      );
    }
  });

  test("are refused if an id has a kind that does not exist, or none", () => {
    const unknown = open({ kind: [1, 3, 1] });
    expect(refusalOf(() => unknown.check())).toContain("a text that does not exist");
    expect(refusalOf(() => unknown.at(1))).toContain("a text that does not exist");
    expect(unknown.at(0)).toBe("HGNC:1101");
    const none = open({ kind: [1, 0, 1] });
    expect(refusalOf(() => none.check())).toContain("an id of no kind");
    expect(refusalOf(() => none.ofGene(0))).toContain("an id of no kind");
  });

  test("are refused if a kind has more digits than a number holds", () => {
    const tooLong = open({ kinds: [HGNC, { ...UNIPROT, digits: 16 }] });
    expect(refusalOf(() => tooLong.check())).toContain("an id of no kind");
    expect(refusalOf(() => tooLong.at(1))).toContain("an id of no kind");
  });
});
