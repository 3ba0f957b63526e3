/** A real browser: Debian's Chromium, or another one of its kind that this machine has. */

import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { findBrowser } from "../../scripts/browser.ts";

/** Without what a browser does of its own accord: nothing but the pages of a test is asked for. */
const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export interface TestPage extends AsyncDisposable {
  readonly page: Page;
  /** Everything that the page has asked for so far. */
  readonly requested: readonly string[];
  /** What went wrong in the page: uncaught errors, and what its content policy refused. */
  readonly wrong: readonly string[];
}

/** `await using browser = await startBrowser()`: one process for the pages of a test file. */
export async function startBrowser(): Promise<TestBrowser> {
  return new TestBrowser(
    await chromium.launch({ executablePath: findBrowser(), args: [...ARGUMENTS] }),
  );
}

export class TestBrowser implements AsyncDisposable {
  constructor(private readonly browser: Browser) {}

  /** A page that shares nothing with others. */
  async open(url: string, options: BrowserContextOptions = {}): Promise<TestPage> {
    const context = await this.browser.newContext(options);
    const page = await context.newPage();
    const requested: string[] = [];
    const wrong: string[] = [];
    page.on("request", (request) => requested.push(request.url()));
    page.on("pageerror", (error) => wrong.push(error.message));
    page.on("console", (message) => {
      if (/Content.Security.Policy|Trusted/i.test(message.text())) wrong.push(message.text());
    });
    await page.goto(url);
    return { page, requested, wrong, [Symbol.asyncDispose]: () => context.close() };
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.browser.close();
  }
}
