/** Ensembl's release, as its databases are named after it: `ensembl_website_112`, `ensembl_autocomplete_115`. */
export function releaseOf(source: string): string | null {
  return /\/ensembl_[a-z]+_(\d+)\b/.exec(source)?.[1] ?? null;
}
