/** Conditional requests: RFC 9110, 13.1.2. */

/** An entity tag, with or without its weakness. */
const ENTITY_TAG = /(?:W\/)?("[^"]*")/g;

/** Whether an If-None-Match header names the tag; weak comparison, lists and `*`. */
export function matchesTag(ifNoneMatch: string, tag: string): boolean {
  if (ifNoneMatch.trim() === "*") return true;
  for (const [, opaque] of ifNoneMatch.matchAll(ENTITY_TAG)) {
    if (opaque === tag) return true;
  }
  return false;
}
