/** What a build does not take, because nobody could look it up. */

import { codePoints } from "../names/fold.ts";
import { keyOf, MAXIMUM_TEXT_LENGTH } from "../names/key.ts";
import { MAXIMUM_KEY_BYTES } from "../trie/trie.ts";

/** Why a row is not taken. */
export type Refusal = "no species" | "no label" | "control character" | "too long";

const CONTROL_CHARACTER = /\p{Cc}/u;

/** Why a label or an alias is not taken; null where it is. */
export function refusalOfLabel(label: string): Refusal | null {
  const refusal = refusalOfName(label, "no label");
  if (refusal !== null) return refusal;
  return Buffer.byteLength(keyOf(label)) > MAXIMUM_KEY_BYTES ? "too long" : null;
}

/** Why a name is not taken; null where it is. */
export function refusalOfName(name: string, whenEmpty: Refusal): Refusal | null {
  return name.trim() === "" ? whenEmpty : refusalOfText(name);
}

/** Why a gene's text is not taken; null where it is. */
export function refusalOfText(text: string): Refusal | null {
  const isLong = text.length > MAXIMUM_TEXT_LENGTH && codePoints(text) > MAXIMUM_TEXT_LENGTH;
  if (isLong) return "too long";
  return CONTROL_CHARACTER.test(text) ? "control character" : null;
}
