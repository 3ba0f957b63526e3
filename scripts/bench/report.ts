/** Figures as tables for people, and as JSON for programs. */

import { cpus } from "node:os";
import { alignColumns } from "../../src/cli/table.ts";
import { type Figure, type Limit, type Measured, meets, ratioOf, type Table } from "./figures.ts";

const HEADINGS = ["figure", "ours", "baseline", "ratio", "must", "aim"];
const NUMBER_COLUMNS = [1, 3];

const SMALL_NOTE = "SMALL CORPUS: the figures mean nothing, and limits are not checked";

/** A table as text; limits are not checked on the small corpus. */
export function toText({ title, figures }: Table, small: boolean): string {
  const lines = figures.map((figure) => [
    figure.name,
    measuredText(figure.ours, figure.unit),
    baselineText(figure),
    shown(ratioOf(figure)),
    limitsText(figure, figure.must, small),
    limitsText(figure, figure.aim, small),
  ]);
  const heading = small ? `${title}\n${SMALL_NOTE}` : title;
  return `\n${heading}\n${alignColumns([HEADINGS, ...lines], NUMBER_COLUMNS).join("\n")}`;
}

/** The tables as JSON, with the machine that they were measured on. */
export function toJson(tables: readonly Table[], small: boolean): string {
  const [cpu] = cpus();
  const machine = { cpu: cpu?.model ?? "unknown", cores: cpus().length, bun: Bun.version };
  return JSON.stringify({ date: new Date().toISOString(), machine, small, tables }, null, 2);
}

function baselineText({ baseline, unit }: Figure): string {
  return baseline === undefined ? "" : `${measuredText(baseline, unit)} ${baseline.name}`;
}

function measuredText({ value, min, max }: Measured, unit: Figure["unit"]): string {
  const spread = min === max ? "" : ` (${shown(min!)} to ${shown(max!)})`;
  return `${shown(value)} ${unit}${spread}`;
}

function limitsText(figure: Figure, limits: Limit[] | undefined, small: boolean): string {
  if (limits === undefined) return "";
  const texts = limits.map(({ of, atMost }) => {
    if (of === "ratio") return `${shown(atMost)} times`;
    return `${of === "excess" ? "+" : ""}${shown(atMost)} ${figure.unit}`;
  });
  const verdict = small ? "" : meets(figure, limits) ? ": met" : ": MISSED";
  return texts.join(", ") + verdict;
}

/** Three significant digits, and whole numbers from 1,000 on. */
function shown(value: number | null): string {
  if (value === null) return "";
  if (value >= 1000) return Math.round(value).toLocaleString("en");
  return Number(value.toPrecision(3)).toString();
}
