/** What the page's address says: `/?species=homo_sapiens&query=brca2&match=fuzzy`. */

export interface Address {
  species: string;
  query: string;
  match: string;
}

/** What is not said is empty. */
export function readAddress(): Address {
  const given = new URLSearchParams(location.search);
  const value = (name: string) => given.get(name)?.trim() ?? "";
  return { species: value("species"), query: given.get("query") ?? "", match: value("match") };
}

/** Has the address say what the page shows, without another page in the browser's history. */
export function writeAddress(address: Address): void {
  const given = Object.entries(address).filter(([, value]) => value !== "");
  history.replaceState(null, "", `?${new URLSearchParams(given)}`);
}
