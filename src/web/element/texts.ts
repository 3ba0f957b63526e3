/** How a suggestion is displayed. Labels are foreign data: they become text nodes, never markup. */

import type { GeneSuggestion } from "./suggestions.ts";

/** Why a label matched, by tier; null where the label itself shows it. */
export const REASONS: Readonly<Record<string, string | null>> = {
  exact: null,
  id: "id",
  alias: "alias",
  "exact-loose": "loose",
  "alias-loose": "alias",
  prefix: null,
  "prefix-loose": "loose",
  "alias-prefix": "alias",
  "id-prefix": "id",
  infix: null,
  fuzzy: "typo",
};

/** `alias p53`, `loose`, `typo`, `id`; null where the label itself shows why it matched. */
export function reasonOf({ tier, alias }: GeneSuggestion): string | null {
  const reason = REASONS[tier] ?? null;
  if (reason === null) return null;
  return alias === undefined ? reason : `${reason} ${alias}`;
}

/** `17:7,661,779-7,687,538`; null where the location is not known. */
export function locationOf({ chromosome, start, end, location }: GeneSuggestion): string | null {
  if (chromosome === undefined || start === undefined) return location ?? null;
  const places = [start, end ?? start].map((place) => place.toLocaleString("en"));
  return `${chromosome}:${places.join("-")}`;
}

/** `homo_sapiens` as `Homo sapiens`. */
export function speciesText(name: string): string {
  const text = name.replaceAll("_", " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The label with its matched part marked. */
export function markedLabel({ label, offset, length }: GeneSuggestion): Node[] {
  if (offset === undefined || length === undefined || length === 0) return [new Text(label)];
  const mark = document.createElement("mark");
  mark.part.add("match");
  mark.textContent = label.slice(offset, offset + length);
  return [new Text(label.slice(0, offset)), mark, new Text(label.slice(offset + length))];
}

/** Creates a part of a suggestion that pages can style by its name. */
export function piece(name: string, ...content: (Node | string)[]): HTMLElement {
  const span = document.createElement("span");
  span.className = name;
  span.part.add(name);
  span.append(...content);
  return span;
}
