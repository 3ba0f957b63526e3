import type { Suggestion } from "../lookup/suggestion.ts";

type Located = Pick<Suggestion, "chromosome" | "start" | "end" | "location">;

/** `17:43044295-43170245`, or the location as it is written; nothing where there is none. */
export function formatLocation({ chromosome, start, end, location }: Located): string {
  return chromosome === undefined ? (location ?? "") : `${chromosome}:${start}-${end}`;
}
