import type { Steps } from "../lookup/steps.ts";

/** Items of lists that are made JSON in one step. */
const ITEMS_A_STEP = 64;

/** Whether a value is or holds a list so long that it is made JSON in steps. */
export function isLong(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (Array.isArray(value)) return value.length > ITEMS_A_STEP;
  for (const name in value) {
    const member: unknown = value[name as keyof typeof value];
    if (Array.isArray(member) && member.length > ITEMS_A_STEP) return true;
  }
  return false;
}

/** The JSON of a value, as JSON.stringify makes it, in pieces: lists in it are made in steps. */
export function* jsonInSteps(value: unknown): Steps<string[]> {
  const pieces: string[] = [];
  yield* addJson(value, pieces);
  return pieces;
}

function* addJson(value: unknown, pieces: string[]): Steps<void> {
  if (Array.isArray(value)) yield* addList(value, pieces);
  else if (typeof value === "object" && value !== null) {
    let before = "{";
    for (const [name, member] of Object.entries(value)) {
      if (member === undefined) continue;
      pieces.push(`${before}${JSON.stringify(name)}:`);
      yield* addJson(member, pieces);
      before = ",";
    }
    pieces.push(before === "{" ? "{}" : "}");
  } else pieces.push(JSON.stringify(value));
}

/** Items that hold no long list are made JSON many at a time. */
function* addList(list: readonly unknown[], pieces: string[]): Steps<void> {
  let before = "[";
  for (let i = 0; i < list.length; ) {
    let end = i;
    while (end < list.length && end - i < ITEMS_A_STEP && !isLong(list[end])) end++;
    pieces.push(before);
    if (end > i) pieces.push(JSON.stringify(list.slice(i, end)).slice(1, -1));
    else yield* addJson(list[end++], pieces);
    before = ",";
    i = end;
    if (i < list.length) yield;
  }
  pieces.push(before === "[" ? "[]" : "]");
}
