/** What a build refuses because no query could find it, or no index could store it. */

import { codePoints, fold } from "../names/fold.ts";
import { MAXIMUM_KEY_BYTES, MAXIMUM_TEXT_LENGTH } from "../names/key.ts";

/** Why a build refuses a row. */
export type Refusal = "no species" | "no label" | "control character" | "too long";

const CONTROL_CHARACTER = /\p{Cc}/u;

/** Why a label or an alias is refused; null if it is accepted. */
export function refusalOfLabel(label: string): Refusal | null {
  const refusal = refusalOfName(label, "no label");
  if (refusal !== null) return refusal;
  // Nothing is left of a label of invisible characters.
  const folded = fold(label);
  if (folded === "") return "no label";
  // The longest key of a name: fold, end and the name itself.
  const bytes = Buffer.byteLength(folded) + 1 + Buffer.byteLength(label);
  return bytes > MAXIMUM_KEY_BYTES ? "too long" : null;
}

/** Why a name is refused; null if it is accepted. */
export function refusalOfName(name: string, whenEmpty: Refusal): Refusal | null {
  return name.trim() === "" ? whenEmpty : refusalOfText(name);
}

/** Why a text of a gene is refused; null if it is accepted. */
export function refusalOfText(text: string): Refusal | null {
  const isLong = text.length > MAXIMUM_TEXT_LENGTH && codePoints(text) > MAXIMUM_TEXT_LENGTH;
  if (isLong) return "too long";
  return CONTROL_CHARACTER.test(text) ? "control character" : null;
}
