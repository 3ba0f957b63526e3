/** The state of the page as its address holds it: `/?species=homo_sapiens&query=brca2&match=fuzzy`. */

export interface Address {
  species: string;
  query: string;
  match: string;
}

/** Reads the address; what it does not contain is empty. */
export function readAddress(): Address {
  const given = new URLSearchParams(location.search);
  const value = (name: string) => given.get(name)?.trim() ?? "";
  return { species: value("species"), query: given.get("query") ?? "", match: value("match") };
}

/** Writes the state into the address without adding an entry to the browser's history. */
export function writeAddress(address: Address): void {
  const given = Object.entries(address).filter(([, value]) => value !== "");
  history.replaceState(null, "", `?${new URLSearchParams(given)}`);
}
