/** A list of names, the table of their genes, and the same table as a file. */

import type { GeneSuggestion } from "../element/suggestions.ts";
import { ENGLISH, locationOf, reasonOf } from "../element/texts.ts";
import { byId, make } from "./elements.ts";
import { type ResolvedName, resolve } from "./server.ts";

const HEADINGS = ["name", "label", "stable_id", "location", "found_by"];
/** What is between names; blanks are where there is nothing else. */
const SEPARATORS = /[,;\t\r\n]+/;

/** Sets up the form. @param species is asked for the species whose genes the names are of */
export function startNameTable(species: () => string): void {
  const status = byId("resolved", HTMLElement);
  const download = byId("download", HTMLButtonElement);
  let rows: string[][] = [];
  byId("resolve", HTMLFormElement).addEventListener("submit", async (event) => {
    event.preventDefault();
    const names = namesIn(byId("list", HTMLTextAreaElement).value);
    if (names.length === 0) return;
    status.textContent = "Looking up…";
    try {
      const results = await resolve(species().split(",")[0]!, names);
      rows = results.flatMap(rowsOf);
      show(results);
      status.textContent = summaryOf(results);
      download.hidden = false;
    } catch (error) {
      status.textContent = (error as Error).message;
    }
  });
  download.addEventListener("click", () => save(rows));
}

function namesIn(text: string): string[] {
  const list = text.trim();
  const names = list.split(SEPARATORS.test(list) ? SEPARATORS : /\s+/);
  return names.map((name) => name.trim()).filter((name) => name !== "");
}

function summaryOf(results: readonly ResolvedName[]): string {
  const unknown = results.filter(({ tier }) => tier === null).length;
  const found = `${results.length - unknown} of ${results.length} found`;
  return unknown === 0 ? found : `${found}, ${unknown} not`;
}

/** A row of texts for each gene of a name, and one for a name without any. */
function rowsOf({ name, tier, genes }: ResolvedName): string[][] {
  if (tier === null) return [[name, "", "", "", ""]];
  return genes.map((gene) => [
    name,
    gene.label,
    gene.stable_id ?? "",
    locationOf(gene, String) ?? "",
    reasonText({ ...gene, tier }),
  ]);
}

function reasonText(gene: GeneSuggestion): string {
  const [reason = "label"] = reasonOf(gene, ENGLISH);
  return String(reason);
}

function show(results: readonly ResolvedName[]): void {
  const rows = results.flatMap((result) =>
    result.tier === null
      ? [unknownRow(result)]
      : rowsOf(result).map((texts) => make("tr", "", ...texts.map((text) => make("td", "", text)))),
  );
  byId("rows", HTMLElement).replaceChildren(...rows);
  byId("table", HTMLElement).hidden = false;
}

function unknownRow({ name, suggestions }: ResolvedName): HTMLElement {
  const labels = suggestions.slice(0, 3).map(({ label }) => label);
  const perhaps = labels.length === 0 ? "" : `; perhaps ${labels.join(", ")}`;
  const cell = make("td", "", `not found${perhaps}`);
  cell.colSpan = HEADINGS.length - 1;
  return make("tr", "unknown", make("td", "", name), cell);
}

/** Saves rows as a TSV file. Blanks take the place of tabs and line ends in them. */
function save(rows: readonly string[][]): void {
  const lines = [HEADINGS, ...rows].map((row) =>
    row.map((text) => text.replace(/[\t\r\n]+/g, " ")).join("\t"),
  );
  const link = make("a", "");
  link.href = URL.createObjectURL(
    new Blob([`${lines.join("\n")}\n`], { type: "text/tab-separated-values" }),
  );
  link.download = "genes.tsv";
  link.click();
  URL.revokeObjectURL(link.href);
}
