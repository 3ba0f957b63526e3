/** The correct answers of a server, by the plain reference. */

import { MATCHES, type Match } from "../../../src/lookup/tiers.ts";
import { codePoints, fold } from "../../../src/names/fold.ts";
import { referenceGenes } from "../../conformance/judge.ts";
import { answered, referenceOf, type Suggestion } from "../../reference/reference.ts";
import type { Row } from "../../support/data/rows.ts";

const LABEL_MINIMUM = 3;
const DEFAULT_LIMIT = 5;
const MAXIMUM_LIMIT = 25;
const MOST_SPECIES = 20;
const LONGEST_NAME = 255;
/** Number of answers that are remembered, because the reference is slow. */
const REMEMBERED = 50_000;

/** Production names of species, by the spellings that are asked for. */
export const SPELLINGS: Readonly<Record<string, string>> = {
  homo_sapiens: "homo_sapiens",
  "Homo sapiens": "homo_sapiens",
  "HOMO-SAPIENS": "homo_sapiens",
  human: "homo_sapiens",
  "9606": "homo_sapiens",
  hsapiens: "homo_sapiens",
  mus_musculus: "mus_musculus",
  "Mus musculus": "mus_musculus",
  mouse: "mus_musculus",
  danio_rerio: "danio_rerio",
  "Danio Rerio": "danio_rerio",
  drosophila_melanogaster: "drosophila_melanogaster",
  saccharomyces_cerevisiae: "saccharomyces_cerevisiae",
};

/** The correct status of an answer, and its JSON if the reference knows that. */
export interface Expected {
  status: number;
  json?: unknown;
}

/** A suggestion without its genes and the parts that matched. */
type Suggested = Pick<Suggestion, "label" | "species" | "tier" | "alias" | "former">;

/** The plain reference for several species. */
export class Reference {
  readonly #rows = new Map<string, Row[]>();
  readonly #judge: ReturnType<typeof referenceOf>;
  readonly #known = new Map<string, Suggested[]>();

  constructor(rows: readonly Row[]) {
    for (const row of rows) {
      const name = row[0]!;
      this.#rows.set(name, [...(this.#rows.get(name) ?? []), row]);
    }
    this.#judge = referenceOf(referenceGenes(rows));
  }

  get names(): string[] {
    return [...this.#rows.keys()].sort();
  }

  /** Of `/gene_suggest/`. */
  geneSuggest(query: URLSearchParams): Expected {
    const names = namesIn(query.get("species") ?? "").slice(0, MOST_SPECIES);
    const species = [...new Set(names.map((name) => this.#find(name)))].filter((n) => n !== null);
    const text = query.get("query") ?? "";
    const given = query.get("limit")?.trim() ?? "";
    const limit = isLimit(given) ? Math.min(Number(given), MAXIMUM_LIMIT) : DEFAULT_LIMIT;
    const match = MATCHES.find((known) => known === query.get("match")) ?? "prefix";
    if (codePoints(fold(text)) < LABEL_MINIMUM) return { status: 200, json: [] };
    const labels = this.#suggested(species, text, match).map(({ label }) => label);
    return { status: 200, json: [...new Set(labels)].slice(0, limit) };
  }

  /** Of `/v1/suggest`; for a query of fewer than three characters only the status is known. */
  suggest(query: URLSearchParams): Expected {
    const names = namesIn(query.get("species") ?? "");
    const text = query.get("query");
    const given = query.get("limit");
    const asked = query.get("match") ?? "prefix";
    const match = MATCHES.find((known) => known === asked);
    const isBad =
      names.length === 0 ||
      names.length > MOST_SPECIES ||
      text === null ||
      match === undefined ||
      (given !== null && !isLimit(given));
    if (isBad) return { status: 400 };
    const species = [...new Set(names.map((name) => this.#find(name)))];
    if (species.includes(null)) return { status: 404 };
    if (codePoints(fold(text)) < LABEL_MINIMUM) return { status: 200 };
    const limit = Math.min(given === null ? DEFAULT_LIMIT : Number(given), MAXIMUM_LIMIT);
    const suggestions = this.#suggested(species as string[], text, match).slice(0, limit);
    return { status: 200, json: { query: text, species, suggestions } };
  }

  /** Of `/v1/genes`. */
  genes(query: URLSearchParams): Expected {
    const [label, id, name] = [query.get("label"), query.get("stable_id"), query.get("species")];
    if (label !== null && id !== null) return { status: 400 };
    const isNamed = name !== null && name.trim() !== "";
    if (id === null && !isNamed) return { status: 400 };
    if (id === null && label === null) return { status: 400 };
    const species = isNamed ? this.#find(name) : null;
    if (isNamed && species === null) return { status: 404 };
    if (label === null) return { status: 200 };
    const genes = this.#judge.genesByLabel(species!, label);
    const json = genes.map((gene) => ({ label: gene.label, species, ...answered(gene) }));
    return { status: 200, json };
  }

  /** Of `/v1/resolve`: the tier of each name, and the distinct labels of its genes. */
  resolve(species: string, names: readonly string[]): Expected {
    if (names.some((one) => codePoints(one) > LONGEST_NAME)) return { status: 400 };
    const name = this.#find(species);
    if (name === null) return { status: 404 };
    const json = names.map((one) => {
      const { taken } = this.#judge.resolve(name, one);
      return { tier: taken[0]?.tier ?? null, labels: taken.map(({ label }) => label) };
    });
    return { status: 200, json };
  }

  #find(spelling: string): string | null {
    const trimmed = spelling.trim();
    const name = Object.hasOwn(SPELLINGS, trimmed) ? SPELLINGS[trimmed]! : null;
    return name !== null && this.#rows.has(name) ? name : null;
  }

  #suggested(species: readonly string[], text: string, match: Match): Suggested[] {
    const key = JSON.stringify([species, text, match]);
    let suggestions = this.#known.get(key);
    if (suggestions === undefined) {
      suggestions = this.#judge.suggest(species, text, { match }).map(suggested);
      if (this.#known.size >= REMEMBERED) this.#known.clear();
      this.#known.set(key, suggestions);
    }
    return suggestions;
  }
}

/** A suggestion as an answer has it, without its genes and the parts that matched. */
export function withoutGenes(answer: { suggestions: Suggested[] }): unknown {
  return { ...answer, suggestions: answer.suggestions.map(suggested) };
}

function suggested({ label, species, tier, alias, former }: Suggested): Suggested {
  return {
    label,
    species,
    tier,
    ...(alias !== undefined && { alias }),
    ...(former && { former }),
  };
}

function namesIn(given: string): string[] {
  const names = given.split(",").map((name) => name.trim());
  return [...new Set(names.filter((name) => name !== ""))];
}

function isLimit(text: string): boolean {
  return /^\d+$/.test(text) && Number(text) >= 1;
}
