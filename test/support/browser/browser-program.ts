import { type Browser, chromium } from "playwright-core";
import { find, type Tool } from "../processes/debian.ts";

/** Names of Chromium's program on different systems. */
const NAMES = ["chromium", "google-chrome", "chromium-browser"];

/** The browser, and the package to install where there is none. */
export const BROWSER: Tool = {
  program: NAMES.find((name) => find(name) !== null) ?? "chromium",
  package: "chromium",
};

/** The path of a browser. @throws Error if this machine has none */
function findBrowser(): string {
  const path = find(BROWSER.program);
  if (path === null) throw new Error("there is no Chromium: apt-get install chromium");
  return path;
}

/** Keeps the browser from making requests other than those of its pages. */
const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** @throws Error if this machine has no browser */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: findBrowser(), args: ARGUMENTS });
}
