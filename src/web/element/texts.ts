/** The words of the element, and how a suggestion is displayed. Labels are foreign data: they become text nodes. */

import type { GeneSuggestion } from "./suggestions.ts";

export type Reason = "id" | "alias" | "former" | "loose" | "fuzzy";

/** What the tiers are called whose labels do not show why they matched. */
const REASON = /^id|^alias|loose$|fuzzy/;

/** Everything that the element shows or announces in words, and how it writes numbers. */
export interface Texts {
  /** Name of a field that has no label. */
  field: string;
  /** Name of the list of suggestions. */
  suggestions: string;
  /** Announces how many suggestions are shown. */
  count(suggestions: number): string;
  chosen(label: string): string;
  /** Is shown while an answer takes long. */
  searching: string;
  nothingFound: string;
  /** The text has fewer characters than are needed. */
  keepTyping(minimum: number): string;
  noSpecies: string;
  unknownSpecies(species: string): string;
  /** The server cannot be reached, or is busy; the element tries again. */
  notNow: string;
  /** The server refuses the request. */
  notHere: string;
  /** A text that has to be a gene is none. */
  notAGene: string;
  /** Why a suggestion was found where its label does not show it. */
  reasons: Readonly<Record<Reason, string>>;
  genes(count: number): string;
  number(value: number): string;
  /** Is there for fields with `multiple` whose words are not English. */
  list?: ListTexts;
}

/** The words of a field with `multiple`. */
export interface ListTexts {
  /** Name of the list of chosen genes. */
  chosenGenes: string;
  remove(name: string): string;
  removed(name: string): string;
  /** Announces how many names were looked up, and how many of them are no genes. */
  resolved(names: number, unknown: number): string;
}

export const ENGLISH: Texts = {
  field: "Gene",
  suggestions: "Suggestions",
  count: (suggestions) => (suggestions === 1 ? "1 suggestion" : `${suggestions} suggestions`),
  chosen: (label) => `${label} chosen`,
  searching: "Searching…",
  nothingFound: "No gene found",
  keepTyping: (minimum) => `Keep typing: ${minimum} characters or more`,
  noSpecies: "No species is chosen",
  unknownSpecies: (species) => `There is no species "${species}"`,
  notNow: "No suggestions at the moment",
  notHere: "Suggestions are not available",
  notAGene: "Choose a gene from the list",
  reasons: {
    id: "id",
    alias: "alias",
    former: "formerly",
    loose: "other spelling",
    fuzzy: "similar",
  },
  genes: (count) => `${count} genes`,
  number: (value) => value.toLocaleString("en"),
};

/** `17:7,661,779-7,687,538`; null where the location is not known. */
export function locationOf(
  { chromosome, start, end, location }: GeneSuggestion,
  number: Texts["number"],
): string | null {
  if (chromosome === undefined || start === undefined) return location ?? null;
  return `${chromosome}:${number(start)}-${number(end ?? start)}`;
}

/** `homo_sapiens` as `Homo sapiens`. */
export function speciesText(name: string): string {
  const text = name.replaceAll("_", " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** One of a suggestion's texts, with the parts that matched marked. */
export function marked(
  { matches = [], ...texts }: GeneSuggestion,
  field: "label" | "alias",
): Node[] {
  const text = texts[field] ?? "";
  const nodes: Node[] = [];
  let end = 0;
  for (const match of matches) {
    if (match.field !== field) continue;
    const mark = document.createElement("mark");
    mark.part.add("match");
    mark.textContent = text.slice(match.offset, match.offset + match.length);
    nodes.push(new Text(text.slice(end, match.offset)), mark);
    end = match.offset + match.length;
  }
  return [...nodes, new Text(text.slice(end))];
}

/** Why a label matched: `alias p53`, `formerly MLL`, `other spelling`; nothing where the label itself shows it. */
export function reasonOf(suggestion: GeneSuggestion, texts: Texts): (Node | string)[] {
  const { tier, former, alias } = suggestion;
  const reason = former ? "former" : (REASON.exec(tier)?.[0] as Reason | undefined);
  if (reason === undefined) return [];
  const word = texts.reasons[reason];
  return alias === undefined ? [word] : [`${word} `, ...marked(suggestion, "alias")];
}
