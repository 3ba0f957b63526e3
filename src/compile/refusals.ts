/** What a build does not take, because nobody could look it up. */

import { codePoints } from "../names/fold.ts";
import { keyOf, MAXIMUM_TEXT_LENGTH } from "../names/key.ts";
import { parseKind } from "../names/stable-id.ts";
import { MAXIMUM_KEY_BYTES } from "../trie/trie.ts";

/** Why a row is not taken. */
export type Refusal = "no species" | "no label" | "control character" | "too long";

const CONTROL_CHARACTER = /\p{Cc}/u;

export function refusalOfKind(text: string): Refusal | null {
  const kind = parseKind(text);
  return kind === null
    ? "control character"
    : refusalOfGene(kind.prefix + kind.digits + kind.suffix);
}

/** Why a label or an alias is not taken; null where it is. */
export function refusalOfLabel(label: string): Refusal | null {
  const refusal = refusalOf(label, "no label");
  if (refusal !== null) return refusal;
  return Buffer.byteLength(keyOf(label)) > MAXIMUM_KEY_BYTES ? "too long" : null;
}

export function refusalOf(text: string, whenEmpty: Refusal): Refusal | null {
  return text.trim() === "" ? whenEmpty : refusalOfGene(text);
}

export function refusalOfGene(text: string): Refusal | null {
  if (text.length > MAXIMUM_TEXT_LENGTH && codePoints(text) > MAXIMUM_TEXT_LENGTH)
    return "too long";
  return CONTROL_CHARACTER.test(text) ? "control character" : null;
}
