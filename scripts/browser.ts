import { find, type Tool } from "./debian.ts";

/** Programs that are a Chromium, by the names that systems give them. */
const NAMES = ["chromium", "google-chrome", "chromium-browser"];

/** What brings a browser, where there is none. */
export const BROWSER: Tool = {
  program: NAMES.find((name) => find(name) !== null) ?? "chromium",
  package: "chromium",
};

/** The path of a browser. @throws Error where this machine has none */
export function findBrowser(): string {
  const path = find(BROWSER.program);
  if (path === null) throw new Error("there is no Chromium: apt-get install chromium");
  return path;
}
