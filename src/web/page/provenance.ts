import { byId, make } from "./elements.ts";
import type { IndexInfo } from "./server.ts";

/** Characters of a generation that are enough to tell it from others. */
const SHOWN_GENERATION = 12;

/** Shows which data the server answers from. */
export function showProvenance(index: IndexInfo): void {
  const { species, labels, genes } = index;
  byId("counts", HTMLElement).textContent =
    `${counted(genes, "gene")} of ${number(species)} species, under ${counted(labels, "name")}.`;
  const rows: [string, string | null][] = [
    ["Read from", sourceText(index.source)],
    ["Release", index.release],
    ["Built", index.built === null ? null : timeText(index.built)],
    ["Generation", index.generation?.slice(0, SHOWN_GENERATION) ?? "asked of the database"],
    ["Program", index.builder],
  ];
  const known = rows.filter((row): row is [string, string] => row[1] !== null);
  byId("provenance", HTMLElement).replaceChildren(
    ...known.map(([name, value]) => make("div", "", make("dt", "", name), make("dd", "", value))),
  );
}

/** `file:genes.tsv` as `the file genes.tsv`, and a database without the scheme of its URL. */
function sourceText(source: string): string {
  return source.replace(/\bfile:/g, "the file ").replace(/\bmysql:\/\/(?:[^@\s]*@)?/g, "MySQL at ");
}

function counted(count: number, what: string): string {
  return `${number(count)} ${count === 1 ? what : `${what}s`}`;
}

function number(count: number): string {
  return count.toLocaleString("en");
}

function timeText(iso: string): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return iso;
  return `${time.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
