/** What spreadsheets make of symbols: `1-Mar` of MARCH1 or MARC1, `2-Sep` of SEPT2. */

import { fold } from "./fold.ts";

const MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");
/** Months whose names are longer in symbols. */
const STEMS: Readonly<Record<string, readonly string[]>> = {
  mar: ["MARCH", "MARC"],
  sep: ["SEPT"],
};

const DAY_FIRST = /^(\d{1,2})-([a-z]{3})$/;
const MONTH_FIRST = /^([a-z]{3})-(\d{1,2})$/;

/** The symbols that a spreadsheet may have made a date of, the likeliest first; none where the text is no date. */
export function symbolsOfDate(text: string): string[] {
  const folded = fold(text);
  const [day, month] =
    DAY_FIRST.exec(folded)?.slice(1) ?? MONTH_FIRST.exec(folded)?.slice(1).reverse() ?? [];
  if (day === undefined || month === undefined || !MONTHS.includes(month)) return [];
  return [...(STEMS[month] ?? []), month.toUpperCase()].map((stem) => `${stem}${Number(day)}`);
}
