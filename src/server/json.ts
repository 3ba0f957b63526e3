import type { Steps } from "../lookup/steps.ts";

/** Items of lists that are made JSON in one step. */
const ITEMS_A_STEP = 64;

/** Whether a value holds a list so long that it is made JSON in steps. */
export function isLong(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (Array.isArray(value)) return value.length > ITEMS_A_STEP;
  for (const name in value) {
    const member: unknown = value[name as keyof typeof value];
    if (Array.isArray(member) && member.length > ITEMS_A_STEP) return true;
  }
  return false;
}

/** The JSON of a value, as JSON.stringify makes it: lists in it are made in steps. */
export function* jsonInSteps(value: unknown): Steps<string> {
  if (Array.isArray(value)) {
    const items: string[] = [];
    for (const item of value) {
      if (items.length % ITEMS_A_STEP === ITEMS_A_STEP - 1) yield;
      items.push(isLong(item) ? yield* jsonInSteps(item) : (JSON.stringify(item) ?? "null"));
    }
    return `[${items.join(",")}]`;
  }
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members: string[] = [];
  for (const [name, member] of Object.entries(value)) {
    if (member === undefined) continue;
    members.push(`${JSON.stringify(name)}:${yield* jsonInSteps(member)}`);
  }
  return `{${members.join(",")}}`;
}
