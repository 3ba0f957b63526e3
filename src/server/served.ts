import type { Catalogue } from "../lookup/catalogue.ts";
import type { Match } from "../lookup/tiers.ts";
import { type SettingsIn, settingsIn } from "../settings.ts";
import { VERSION } from "../version.ts";
import { commonHeaders } from "./headers.ts";
import { RecentAnswers } from "./recent-answers.ts";

/** The settings that decide what is answered, and how it is sent. */
export type AnswerSettings = SettingsIn<"answers" | "http">;

/** A catalogue that is served, with everything that its answers have in common. */
export class Served {
  /**
   * The strong tag of every answer: the same generation, program and settings give the same bytes. Null where there
   * is no generation, so that clients can keep nothing.
   */
  readonly tag: string | null;
  /** The headers of every JSON answer: one object for all, which is cheaper than one for each. */
  readonly headers: Headers;
  /** The latest answers; null where the same question may have another answer later. */
  readonly recent: RecentAnswers | null;
  /** What `match` is where a request does not set it: MATCH if the catalogue supports it, else the widest it does. */
  readonly match: Match;

  /** Answers that are the same for everybody, by their routes: one copy for all. */
  readonly shared = new Map<string, Blob>();

  constructor(
    readonly catalogue: Catalogue,
    readonly settings: AnswerSettings,
  ) {
    const { generation, tiers, matches } = catalogue;
    this.match = matches.find((match) => match === settings.match) ?? matches.at(-1)!;
    this.headers = new Headers({
      "Content-Type": "application/json",
      ...commonHeaders(settings.corsOrigin),
    });
    this.tag = generation === null ? null : `"${generation}-${shapeOf(tiers, settings)}"`;
    this.recent = generation === null ? null : new RecentAnswers();
    if (this.tag === null) return;
    this.headers.set("Cache-Control", cacheControl(settings));
    this.headers.set("ETag", this.tag);
  }
}

/** How long clients and caches may keep an answer (RFC 9111), and how long caches may serve it stale (RFC 5861). */
function cacheControl({ cacheSeconds, staleSeconds, staleErrorSeconds }: AnswerSettings): string {
  const stale = {
    // Where no answer is to be kept, none is to be served stale while there is a new one.
    "stale-while-revalidate": cacheSeconds === 0 ? 0 : staleSeconds,
    "stale-if-error": staleErrorSeconds,
  };
  const directives = Object.entries(stale).filter(([, seconds]) => seconds > 0);
  return [
    "public",
    `max-age=${cacheSeconds}`,
    ...directives.map(([name, seconds]) => `${name}=${seconds}`),
  ].join(", ");
}

/** A short name for everything but the data that decides what is answered. */
function shapeOf(tiers: readonly string[], settings: AnswerSettings): string {
  const shape = [VERSION, tiers, ...settingsIn("answers").map((name) => settings[name])];
  return Bun.hash(JSON.stringify(shape)).toString(16).padStart(16, "0").slice(0, 8);
}
