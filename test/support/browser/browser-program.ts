import { type Browser, chromium } from "playwright-core";
import { find, type Tool } from "../processes/debian.ts";

/** Programs that are a Chromium, by the names that systems give them. */
const NAMES = ["chromium", "google-chrome", "chromium-browser"];

/** What brings a browser, where there is none. */
export const BROWSER: Tool = {
  program: NAMES.find((name) => find(name) !== null) ?? "chromium",
  package: "chromium",
};

/** The path of a browser. @throws Error where this machine has none */
function findBrowser(): string {
  const path = find(BROWSER.program);
  if (path === null) throw new Error("there is no Chromium: apt-get install chromium");
  return path;
}

/** Without what a browser does of its own accord: nothing but the pages that it is given is asked for. */
const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** @throws Error where this machine has none */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: findBrowser(), args: ARGUMENTS });
}
