import type { SpeciesEntry } from "../index/document.ts";
import type { OpenIndex } from "../index/open-index.ts";
import type { Settings } from "../settings.ts";
import { SpeciesNames } from "../suggest/species-names.ts";
import { TIERS } from "../suggest/suggestion.ts";
import { VERSION } from "../version.ts";
import { RecentAnswers } from "./recent-answers.ts";

/** The settings that shape answers and their headers. */
export type AnswerSettings = Pick<
  Settings,
  "labelMinimum" | "defaultLimit" | "maximumLimit" | "corsOrigin" | "cacheSeconds"
>;

/** An index as one generation of it is served: everything that its answers have in common. */
export class ServedIndex {
  readonly names: SpeciesNames<SpeciesEntry>;
  /** Strong tag of every answer: the same generation, program and settings give the same bytes. */
  readonly tag: string;
  /** Headers of every JSON answer; one object for all, which is cheaper than one each. */
  readonly headers: Headers;
  readonly recent = new RecentAnswers();

  constructor(
    readonly index: OpenIndex,
    readonly settings: AnswerSettings,
  ) {
    this.names = new SpeciesNames(index.species);
    this.tag = `"${index.generation}-${shapeOf(settings)}"`;
    this.headers = new Headers({
      "Content-Type": "application/json",
      "Cache-Control": `public, max-age=${settings.cacheSeconds}`,
      ETag: this.tag,
      ...corsHeaders(settings.corsOrigin),
    });
  }
}

/** Lets pages of the origin read answers and their tags; nothing where the origin is empty. */
export function corsHeaders(origin: string): Record<string, string> {
  if (origin === "") return {};
  return {
    "Access-Control-Allow-Origin": origin,
    "Access-Control-Expose-Headers": "ETag",
    ...(origin === "*" ? {} : { Vary: "Origin" }),
  };
}

/** A short name for all that shapes an answer beside the index. */
function shapeOf({ labelMinimum, defaultLimit, maximumLimit }: AnswerSettings): string {
  const shape = [VERSION, TIERS, labelMinimum, defaultLimit, maximumLimit];
  return Bun.hash(JSON.stringify(shape)).toString(16).padStart(16, "0").slice(0, 8);
}
