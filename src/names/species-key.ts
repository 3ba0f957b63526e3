/**
 * The spelling under which a species is looked up: `Homo sapiens`, `homo-sapiens` and `HOMO_SAPIENS` are
 * all `homo_sapiens`.
 */
export function speciesKey(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/[\s_-]+/g, "_");
}
