import { describe, expect, test } from "bun:test";
import { ColumnReader, ColumnWriter } from "../../src/columns/packed.ts";
import {
  type StableIdColumns,
  StableIdReader,
  StableIdValues,
  writeStableIds,
} from "../../src/columns/stable-id-field.ts";
import { refusalOf, written } from "./written.ts";

const ENSG = { prefix: "ENSG", digits: 11, suffix: "" };
const YEAST = { prefix: "YAL", digits: 3, suffix: "C" };

function valuesOf(ids: readonly (string | null)[]): StableIdValues {
  const values = new StableIdValues();
  for (const id of ids) {
    expect(values.offer(id)).toBeNull();
    values.keep();
  }
  return values;
}

function readerOf(ids: readonly (string | null)[]): StableIdReader {
  const rows = Uint32Array.from(ids.keys());
  return new StableIdReader(
    written((out) => valuesOf(ids).encode(rows, out)),
    ids.length,
  );
}

describe("stable ids of rows", () => {
  const ids = ["ENSG00000139618", "ENSG00000000001", null, "YAL001C", "ENSG00000000002", "ENSG1"];
  const values = valuesOf(ids);

  test("have the same kind if they differ only in their number", () => {
    const kinds = ids.map((_, row) => values.kindAt(row));
    expect(kinds.map((kind) => kinds.indexOf(kind))).toEqual([0, 0, 2, 3, 0, 5]);
    expect(kinds[2]).toBe(0);
    expect(ids.map((_, row) => values.numberAt(row))).toEqual([139618, 1, 0, 1, 2, 1]);
  });

  test("are given back, and null for rows without one", () => {
    expect(ids.map((_, row) => values.has(row))).toEqual(ids.map((id) => id !== null));
    expect(ids.map((_, row) => values.at(row))).toEqual(ids);
  });

  test("may be empty, which is not the same as absent", () => {
    const empty = valuesOf(["", null]);
    expect([empty.has(0), empty.at(0), empty.has(1), empty.at(1)]).toEqual([true, "", false, null]);
    expect(empty.compare(0, 1)).toBeLessThan(0);
  });
});

describe("columns of stable ids", () => {
  test("count the genes that have one, and list kinds in byte order", () => {
    const reader = readerOf(["YAL001C", null, "ENSG00000000002", "YAL017C", null]);
    expect(reader.count).toBe(3);
    expect(reader.kinds).toEqual([ENSG, YEAST]);
    expect([...reader.kindOfEach()]).toEqual([2, 0, 1, 2, 0]);
    expect([...reader.numberOfEach()]).toEqual([1, 0, 2, 17, 0]);
    expect(reader.at(3)).toBe("YAL017C");
    expect(reader.at(1)).toBeNull();
  });

  test("of no genes are empty", () => {
    const reader = readerOf([]);
    expect([reader.count, reader.kinds]).toEqual([0, []]);
    expect(refusalOf(() => reader.check())).toBeNull();
  });

  const columns: StableIdColumns = { kinds: [ENSG, YEAST], kind: [1, 2, 0], number: [7, 1, 0] };
  const open = (changes: Partial<StableIdColumns>) =>
    new StableIdReader(
      written((out) => writeStableIds(out, { ...columns, ...changes })),
      3,
    );

  test("are refused if a gene has a kind that does not exist", () => {
    expect(refusalOf(() => open({}).check())).toBeNull();
    const damaged = open({ kind: [1, 3, 0] });
    expect(refusalOf(() => damaged.check())).toContain("a text that does not exist");
    expect(refusalOf(() => damaged.at(1))).toContain("a text that does not exist");
    expect(damaged.at(0)).toBe("ENSG00000000007");
  });

  test("are refused if a kind is malformed or has more digits than a number holds", () => {
    const problem = "a malformed kind of stable id";
    const tooLong = open({ kinds: [ENSG, { ...YEAST, digits: 16 }] });
    expect(refusalOf(() => tooLong.check())).toContain(problem);
    expect(refusalOf(() => tooLong.at(0))).toContain(problem);
    const out = new ColumnWriter();
    out.texts(["ENSG"]);
    out.numbers([1]);
    out.numbers([1]);
    const notKind = new StableIdReader(new ColumnReader(out.finish(), 0), 1);
    expect(refusalOf(() => notKind.check())).toContain(problem);
  });

  test("are refused if they have another number of genes", () => {
    expect(refusalOf(() => open({ kind: [1, 2] }))).toContain("wrong width or size");
    expect(refusalOf(() => open({ number: [1, 2] }))).toContain("wrong width or size");
  });
});
