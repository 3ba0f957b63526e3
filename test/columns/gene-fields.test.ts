import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { FieldReader, FieldValues, Gene } from "../../src/columns/gene-field.ts";
import {
  byField,
  FIELD_NAMES,
  type FieldName,
  GENE_FIELDS,
  GENE_MEMBERS,
  GeneReader,
  GeneRows,
  type GeneTexts,
  isSameGene,
  OPTIONAL_FIELDS,
  type OptionalColumns,
  SHOWN_MEMBERS,
} from "../../src/columns/gene-fields.ts";
import { writeLocations } from "../../src/columns/location-field.ts";
import { writeOtherIds } from "../../src/columns/other-ids-field.ts";
import { ColumnReader, type ColumnWriter } from "../../src/columns/packed.ts";
import { writeStableIds } from "../../src/columns/stable-id-field.ts";
import { TextColumn, writeTextColumn } from "../../src/columns/text-column.ts";
import { compareTexts } from "../../src/names/order.ts";
import { bytesOf, refusalOf, written } from "./written.ts";

/** What the values of each kind of member are. */
const KINDS = { text: "string", texts: "array", count: "number" };
const typeOf = (value: unknown) => (Array.isArray(value) ? "array" : typeof value);
const LARGEST = 2 ** 32 - 1;

/** A text without control characters, as sources may give. */
const writable = fc
  .oneof(fc.string({ maxLength: 5 }), fc.string({ unit: "binary", maxLength: 5 }))
  .filter((text) => !/\p{Cc}/u.test(text));

/** An id as one of a list: not blank, without white space around it and without the separator. */
const anyOtherId = fc
  .oneof(fc.constantFrom("HGNC:1101", "HGNC:1100", "675", "P51587", "NM_000059.4"), writable)
  .map((id) => id.trim())
  .filter((id) => id !== "" && !id.includes("|"));

/** Texts for each field: few, so that some are equal, and such as are alike. */
const TEXTS: Record<FieldName, fc.Arbitrary<string>> = {
  stableId: fc.oneof(
    fc.constantFrom("ENSG1", "ENSG1.2", "ENSG02", "ENSG2", "YAL001C", "X"),
    fc.nat(99).map((n) => `ENSG${n}`),
    fc.stringMatching(/^[A-Z0-9.]{0,24}$/),
    writable,
  ),
  location: fc.oneof(
    fc.constantFrom("1:2-3", "1:2-4", "1:5-6", "10:1-2", "2:1-2", "MT:5-6", `1:0-${LARGEST}`),
    fc.constantFrom("?", "=1:2-3", "?1:2-3", "nowhere", "1:3-2", "Mito", "HG:1:2-3"),
    writable,
  ),
  db: fc.oneof(fc.constantFrom("core", "otherfeatures", "cdna", "Core", ""), writable),
  biotype: fc.oneof(fc.constantFrom("protein_coding", "lncRNA", "tRNA", ""), writable),
  otherIds: fc.uniqueArray(anyOtherId, { minLength: 1, maxLength: 3 }).map((ids) => ids.join("|")),
};

/** Columns of one gene that has a text which the table of texts lacks. */
const DAMAGED: Record<FieldName, (out: ColumnWriter) => void> = {
  stableId: (out) => writeStableIds(out, { kinds: [], kind: [1], number: [0] }),
  location: (out) => writeLocations(out, { places: [], place: [1], start: [0], span: [0] }),
  db: (out) => writeTextColumn(out, [], [1]),
  biotype: (out) => writeTextColumn(out, [], [1]),
  otherIds: (out) => writeOtherIds(out, { ends: [1], kinds: [], kind: [1], number: [0] }),
};

/** A value for each field, or none. */
const anyGene: fc.Arbitrary<GeneTexts> = fc.record(
  byField((name) => fc.option(TEXTS[name], { freq: 4 })),
);
const anyGenes = fc.array(anyGene, { maxLength: 20 });

/** The text that a field of a gene came from. */
function textIn(name: FieldName, gene: Gene) {
  const { stable_id, chromosome, start, end, location, db, biotype, other_ids } = gene;
  const parsed = chromosome === undefined ? null : `${chromosome}:${start}-${end}`;
  const texts: GeneTexts = {
    stableId: stable_id ?? null,
    location: parsed ?? location ?? null,
    db: db ?? null,
    biotype: biotype ?? null,
    otherIds: other_ids?.join("|") ?? null,
  };
  return texts[name];
}

function valuesOf(name: FieldName, texts: readonly (string | null)[]): FieldValues {
  const values = GENE_FIELDS[name].collect();
  for (const text of texts) {
    expect(values.offer(text)).toBeNull();
    values.keep();
  }
  return values;
}

function readerOf(name: FieldName, values: FieldValues, rows: readonly number[]): FieldReader {
  const columns = written((out) => values.encode(Uint32Array.from(rows), out));
  return GENE_FIELDS[name].open(columns, rows.length);
}

const added = (field: FieldValues | FieldReader, index: number): Gene => {
  const gene: Gene = {};
  field.addTo(gene, index);
  return gene;
};

describe.each([...FIELD_NAMES])("field %s", (name) => {
  const anyTexts = fc.array(fc.option(TEXTS[name], { freq: 4 }));

  test("gives back what it was given, from rows and from columns", () => {
    const anyRows = anyTexts.chain((texts) =>
      fc.tuple(
        fc.constant(texts),
        texts.length === 0 ? fc.constant([]) : fc.array(fc.nat(texts.length - 1)),
      ),
    );
    fc.assert(
      fc.property(anyRows, ([texts, rows]) => {
        const values = valuesOf(name, texts);
        expect(texts.map((_, row) => textIn(name, added(values, row)))).toEqual(texts);
        const reader = readerOf(name, values, rows);
        expect(rows.map((_, gene) => added(reader, gene))).toEqual(
          rows.map((row) => added(values, row)),
        );
        expect(refusalOf(() => reader.check())).toBeNull();
      }),
    );
  });

  test("sets only members that it describes, to values of their kind", () => {
    fc.assert(
      fc.property(TEXTS[name], (text) => {
        const { members } = GENE_FIELDS[name] as { members: Partial<typeof GENE_MEMBERS> };
        for (const [member, value] of Object.entries(added(valuesOf(name, [text]), 0))) {
          expect(KINDS[members[member as keyof Gene]!.kind]).toBe(typeOf(value));
        }
      }),
    );
    expect(added(valuesOf(name, [null]), 0)).toEqual({});
  });

  test("refuses control characters and texts that are too long, which do not affect the next row", () => {
    const values = valuesOf(name, ["a1"]);
    expect(values.offer("a\n1")).toBe("control character");
    expect(values.offer("a\u00001")).toBe("control character");
    expect(values.offer("a".repeat(256))).toBe("too long");
    expect(values.offer(`${"a".repeat(245)}12345678901`)).toBe("too long");
    expect(values.offer(`${"a".repeat(244)}12345678901`)).toBeNull();
    expect(values.offer("😀".repeat(255))).toBeNull();
    values.keep();
    expect(values.offer("a2")).toBeNull();
    values.keep();
    expect(values.offer(null)).toBeNull();
    values.keep();
    expect([0, 1, 2, 3].map((row) => textIn(name, added(values, row)))).toEqual([
      "a1",
      "😀".repeat(255),
      "a2",
      null,
    ]);
  });

  test("keeps the last value that it was offered, if it is asked to keep it", () => {
    const values = valuesOf(name, ["1:1-2"]);
    values.offer("2:3-4");
    values.offer(null);
    values.keep();
    expect(added(values, 1)).toEqual({});
    values.offer(null);
    values.offer("2:3-4");
    values.keep();
    expect(textIn(name, added(values, 2))).toBe("2:3-4");
  });

  test("has a total order with absent values last, which is 0 only for equal values", () => {
    fc.assert(
      fc.property(fc.array(fc.option(TEXTS[name], { freq: 4 }), { maxLength: 8 }), (texts) => {
        expectTotalOrder(
          valuesOf(name, texts),
          texts.length,
          (a, b) => texts[a] === texts[b],
          (row) => texts[row] === null,
        );
      }),
      { numRuns: 50 },
    );
  });

  test("is encoded to the same bytes whatever the order in which rows are read", () => {
    fc.assert(
      fc.property(anyTexts, (texts) => {
        const rows = Uint32Array.from(texts.keys());
        const forwards = valuesOf(name, texts);
        const backwards = valuesOf(name, texts.toReversed());
        expect(bytesOf((out) => backwards.encode(rows.toReversed(), out))).toEqual(
          bytesOf((out) => forwards.encode(rows, out)),
        );
      }),
    );
  });

  test("refuses columns of another number of genes", () => {
    const values = valuesOf(name, ["1:2-3", "ENSG1"]);
    const rows = Uint32Array.of(0, 1);
    const open = (genes: number) =>
      refusalOf(() =>
        GENE_FIELDS[name].open(
          written((out) => values.encode(rows, out)),
          genes,
        ),
      );
    const problem =
      name === "otherIds" ? "other ids of another number of genes" : "wrong width or size";
    expect(open(2)).toBeNull();
    expect(open(1)).toContain(problem);
    expect(open(3)).toContain(problem);
  });
});

/** Expects a comparison to be a total order of rows, with rows without a value last. */
function expectTotalOrder(
  values: Pick<FieldValues, "compare">,
  size: number,
  areEqual: (a: number, b: number) => boolean,
  isAbsent: (row: number) => boolean,
): void {
  const rows = Array.from({ length: size }, (_, row) => row);
  for (const a of rows) {
    for (const b of rows) {
      const order = Math.sign(values.compare(a, b));
      expect(order).toBe(-Math.sign(values.compare(b, a)) + 0);
      expect({ a, b, isEqual: order === 0 }).toEqual({ a, b, isEqual: areEqual(a, b) });
      if (isAbsent(b) && !isAbsent(a)) expect(order).toBe(-1);
      for (const c of rows) {
        if (order <= 0 && values.compare(b, c) <= 0) {
          expect(values.compare(a, c)).toBeLessThanOrEqual(0);
        }
      }
    }
  }
}

function rowsOf(genes: readonly Partial<GeneTexts>[]): GeneRows {
  const rows = new GeneRows();
  for (const gene of genes) {
    expect(rows.offer({ ...byField(() => null), ...gene })).toBeNull();
    rows.keep();
  }
  return rows;
}

/** The columns of optional fields that some rows have. */
function optionalOf(rows: GeneRows, of: Uint32Array): OptionalColumns {
  const present = OPTIONAL_FIELDS.flatMap((name) => {
    const bytes = rows.encodeOptional(name, of);
    return bytes === null ? [] : [[name, new ColumnReader(bytes, 0)] as const];
  });
  return Object.fromEntries(present);
}

describe("genes", () => {
  test("give back what they were given, from rows and from columns", () => {
    fc.assert(
      fc.property(anyGenes, (genes) => {
        const rows = rowsOf(genes);
        const read = written((out) => rows.encode(Uint32Array.from(genes.keys()), out));
        const optional = optionalOf(rows, Uint32Array.from(genes.keys()));
        const reader = new GeneReader(read, genes.length, optional);
        for (const [row, texts] of genes.entries()) {
          expect(byField((name) => textIn(name, rows.inFull(row)))).toEqual({ ...texts });
          expect(reader.inFull(row)).toEqual(rows.inFull(row));
          expect(JSON.stringify(reader.inFull(row))).toBe(JSON.stringify(rows.inFull(row)));
          expect(JSON.stringify(reader.at(row))).toBe(JSON.stringify(rows.at(row)));
          const { other_ids: _, ...shown } = rows.inFull(row);
          expect(rows.at(row)).toEqual(shown);
        }
        expect(refusalOf(() => reader.check())).toBeNull();
      }),
    );
  });

  test("have their members in the order in which they are described", () => {
    const rows = rowsOf([
      {
        ...{ stableId: "ENSG1", location: "1:2-3", db: "core", biotype: "lncRNA" },
        otherIds: "HGNC:1|675",
      },
    ]);
    const shown = {
      ...{ stable_id: "ENSG1", chromosome: "1", start: 2, end: 3, db: "core", biotype: "lncRNA" },
    };
    expect(rows.at(0)).toEqual(shown);
    expect(rows.inFull(0)).toEqual({ ...shown, other_ids: ["HGNC:1", "675"] });
    const members = Object.keys(GENE_MEMBERS);
    expect(Object.keys(rows.inFull(0))).toEqual(
      members.filter((member) => member in rows.inFull(0)),
    );
    expect(members.toSorted()).toEqual(
      [
        "stable_id",
        "chromosome",
        "start",
        "end",
        "location",
        "db",
        "biotype",
        "other_ids",
      ].toSorted(),
    );
    expect(Object.keys(rows.at(0))).toEqual(members.filter((member) => member in rows.at(0)));
  });

  test("are shown without their other ids, and the members that are shown are described alike", () => {
    expect(Object.keys(SHOWN_MEMBERS)).toEqual(
      Object.keys(GENE_MEMBERS).filter((member) => member !== "other_ids"),
    );
    expect(GENE_MEMBERS).toMatchObject(SHOWN_MEMBERS);
  });

  test("are refused for the first field that is refused, which does not affect the next row", () => {
    const rows = rowsOf([]);
    const long = "x".repeat(256);
    const offer = (texts: Partial<GeneTexts>) =>
      rows.offer({ ...byField(() => null), otherIds: `HGNC:1|${long}`, ...texts });
    expect(offer({ stableId: "\n", location: long, db: long })).toBe("control character");
    expect(offer({ stableId: "ENSG1", location: long, db: "\n" })).toBe("too long");
    expect(offer({ stableId: "ENSG1", location: "1:2-3", db: "\n" })).toBe("control character");
    expect(offer({ stableId: "ENSG1", location: "1:2-3", db: "core" })).toBe("too long");
    expect(offer({ db: "core", otherIds: null })).toBeNull();
    rows.keep();
    expect(rows.inFull(0)).toEqual({ db: "core" });
  });

  test.each([...FIELD_NAMES])("are refused by a check if their %s is damaged", (damaged) => {
    const problemOf = (isDamaged: boolean) => {
      const write = (names: readonly FieldName[]) =>
        written((out) => {
          for (const name of names) {
            if (isDamaged && name === damaged) DAMAGED[name](out);
            else valuesOf(name, ["1:2-3"]).encode(Uint32Array.of(0), out);
          }
        });
      const optional = Object.fromEntries(OPTIONAL_FIELDS.map((name) => [name, write([name])]));
      const columns = write(FIELD_NAMES.filter((name) => !(name in optional)));
      return refusalOf(() => new GeneReader(columns, 1, optional).check());
    };
    expect(problemOf(false)).toBeNull();
    expect(problemOf(true)).toContain("a text that does not exist");
  });

  test("are the same if they have the same members", () => {
    const gene: Gene = {
      ...{ stable_id: "ENSG1", chromosome: "1", start: 2, end: 3, db: "core" },
      other_ids: ["HGNC:1", "675"],
    };
    expect(isSameGene(gene, { ...gene, other_ids: ["HGNC:1", "675"] })).toBe(true);
    expect(isSameGene({}, {})).toBe(true);
    expect(isSameGene({ db: "undefined" }, {})).toBe(false);
    expect(isSameGene({ other_ids: ["A,B"] }, { other_ids: ["A", "B"] })).toBe(false);
    expect(isSameGene({ other_ids: ["A", "B"] }, { other_ids: ["B", "A"] })).toBe(false);
    const others = { text: "other", texts: ["HGNC:1"], count: 9 };
    for (const member of Object.keys(GENE_MEMBERS) as (keyof Gene)[]) {
      const other = { ...gene, [member]: others[GENE_MEMBERS[member]!.kind] };
      expect([member, isSameGene(gene, other), isSameGene(other, gene)]).toEqual([
        member,
        false,
        false,
      ]);
      const { [member]: _, ...less } = gene;
      expect([member, isSameGene(gene, less)]).toEqual([member, !(member in gene)]);
    }
  });

  test("are repeated if they have a stable id and equal fields", () => {
    const rows = rowsOf([
      { stableId: "ENSG1", location: "1:2-3", db: "core" },
      { stableId: "ENSG1", location: "1:2-3", db: "core" },
      { stableId: "ENSG1", location: "1:2-4", db: "core" },
      { stableId: "ENSG1.1", location: "1:2-3", db: "core" },
      { stableId: "ENSG1", location: "1:2-3" },
      { location: "1:2-3" },
      { location: "1:2-3" },
      { stableId: "" },
      { stableId: "" },
      { stableId: "ENSG2", otherIds: "HGNC:1|675" },
      { stableId: "ENSG2", otherIds: " HGNC:1 ||675" },
      { stableId: "ENSG2", otherIds: "HGNC:1" },
    ]);
    const repeated = (a: number, b: number) => rows.isRepeated(a, b);
    expect(repeated(0, 1)).toBe(true);
    expect([repeated(0, 2), repeated(0, 3), repeated(0, 4)]).toEqual([false, false, false]);
    expect(repeated(5, 6)).toBe(false);
    expect(repeated(7, 8)).toBe(true);
    expect([repeated(9, 10), repeated(9, 11)]).toEqual([true, false]);
  });
});

describe("the genes of a label are ordered by", () => {
  const ordered: [rule: string, first: Partial<GeneTexts>, second: Partial<GeneTexts>][] = [
    [
      "db core before any other",
      { db: "core", location: "9:9-9" },
      { db: "cdna", location: "1:1-1" },
    ],
    ["db core before none", { db: "core" }, { location: "1:1-1", stableId: "A" }],
    ["the shorter name of a chromosome", { location: "9:5-6" }, { location: "10:1-2" }],
    ["a chromosome before its haplotypes", { location: "6:5-6" }, { location: "CHR_HSCHR6:1-2" }],
    ["byte order of chromosomes as long", { location: "21:5-6" }, { location: "22:1-2" }],
    ["a location that parses", { location: "HSCHR6_MHC:5-6" }, { location: "1" }],
    ["byte order of those that do not parse", { location: "aa" }, { location: "b" }],
    ["any location before none", { location: "x" }, { stableId: "A" }],
    ["start", { location: "1:2-9", stableId: "B" }, { location: "1:10-11", stableId: "A" }],
    [
      "stable id, before the end",
      { location: "1:2-9", stableId: "A" },
      { location: "1:2-3", stableId: "B" },
    ],
    ["stable ids as texts, not as numbers", { stableId: "ENSG10" }, { stableId: "ENSG9" }],
    ["a stable id before none", { stableId: "Z" }, {}],
    ["end", { location: "1:2-3", db: "z" }, { location: "1:2-4", db: "a" }],
    ["the other dbs", { db: "cdna" }, { db: "otherfeatures" }],
    ["a db before none", { db: "z" }, {}],
    ["biotype, after db", { db: "a", biotype: "z" }, { db: "b", biotype: "a" }],
    ["biotype, before other ids", { biotype: "a", otherIds: "Z" }, { biotype: "b" }],
    ["a biotype before none", { biotype: "z" }, {}],
    ["db, before other ids", { db: "a", otherIds: "Z" }, { db: "b", otherIds: "A" }],
    ["other ids as texts, one by one", { otherIds: "A2|Z" }, { otherIds: "A3|A1" }],
    ["the fewer other ids", { otherIds: "A" }, { otherIds: "A|B" }],
    ["other ids before none", { otherIds: "Z" }, {}],
  ];

  test.each(ordered)("%s", (_, first, second) => {
    const rows = rowsOf([second, first]);
    expect(rows.compare(1, 0)).toBeLessThan(0);
    expect(rows.compare(0, 1)).toBeGreaterThan(0);
  });

  test("genes on the reference, before all others", () => {
    const rows = new GeneRows();
    const texts = byField(() => null);
    rows.offer({ ...texts, db: "core", location: "1:1-2", stableId: "A" });
    rows.keep(false);
    rows.offer({ ...texts, db: "x", location: "2:1-2", stableId: "B" });
    rows.keep(true);
    rows.offer({ ...texts, db: "core", location: "1:1-2", stableId: "A" });
    rows.keep(true);
    expect([0, 1, 2].sort((a, b) => rows.compare(a, b))).toEqual([2, 1, 0]);
    expect(rows.isRepeated(0, 2)).toBe(false);
  });

  test("all fields: the order is total, and 0 only if all fields are equal", () => {
    fc.assert(
      fc.property(fc.array(anyGene, { maxLength: 6 }), (genes) => {
        expectTotalOrder(
          rowsOf(genes),
          genes.length,
          (a, b) => FIELD_NAMES.every((name) => genes[a]![name] === genes[b]![name]),
          () => false,
        );
      }),
      { numRuns: 50 },
    );
  });
});

test("db core is stored before other dbs, which are in byte order", () => {
  const values = valuesOf("db", ["rnaseq", "core", "Core", "cdna", "rnaseq"]);
  const { texts, numbers } = new TextColumn(
    written((out) => values.encode(Uint32Array.of(0, 1, 2, 3, 4), out)),
    5,
    compareTexts,
  );
  expect(Array.from({ length: texts.size }, (_, i) => texts.at(i))).toEqual([
    "core",
    "Core",
    "cdna",
    "rnaseq",
  ]);
  expect([...numbers.all()]).toEqual([4, 1, 2, 3, 4]);
});

test("byField makes values in the order of fields", () => {
  const made: string[] = [];
  const lengths = byField((name) => made.push(name));
  expect(made).toEqual([...FIELD_NAMES]);
  expect(Object.entries(lengths)).toEqual(FIELD_NAMES.map((name, i) => [name, i + 1]));
});

test("each field has a source column of its own", () => {
  const columns = FIELD_NAMES.map((name) => GENE_FIELDS[name].column);
  expect(new Set(columns).size).toBe(columns.length);
  expect(columns.toSorted(compareTexts)).toEqual(["biotype", "db", "ids", "location", "stable_id"]);
});
