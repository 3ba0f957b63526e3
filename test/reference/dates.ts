/**
 * What spreadsheets make of symbols.
 *
 * Choices where the contract can be read in two ways:
 * - A date is one or two digits, a hyphen (-) and the first three letters of an English month, or the other way
 *   round, in any case: `1-Mar`, `01-Mar`, `Mar-1`, `Mar-01`. Years, other languages and other separators are not
 *   looked for. `OCT-4`, `apr-1` and `dec-1` are dates as well, which makes no difference where they are names.
 * - The symbols that a date was made of are, in this order, MARCH and MARC or SEPT for these two months, and for all
 *   months their three letters, each with the number without leading zeros: `1-Mar` may have been MARCH1, MARC1 or
 *   MAR1, `4-Oct` OCT4.
 */

import { fold } from "./names.ts";

const MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");
const LONGER: Record<string, string[]> = { mar: ["MARCH", "MARC"], sep: ["SEPT"] };

const DAY_FIRST = /^(?<number>[0-9]{1,2})-(?<month>[a-z]{3})$/;
const MONTH_FIRST = /^(?<month>[a-z]{3})-(?<number>[0-9]{1,2})$/;

/** The symbols that a spreadsheet may have made a date of; none where the text is no date. */
export function symbolsOfDate(text: string): string[] {
  const folded = fold(text) ?? "";
  const { number, month } = (DAY_FIRST.exec(folded) ?? MONTH_FIRST.exec(folded))?.groups ?? {};
  if (number === undefined || month === undefined || !MONTHS.includes(month)) return [];
  const stems = [...(LONGER[month] ?? []), month.toUpperCase()];
  return stems.map((stem) => `${stem}${Number(number)}`);
}

export const isDate = (text: string): boolean => symbolsOfDate(text).length > 0;
