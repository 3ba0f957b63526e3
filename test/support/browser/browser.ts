/** A real browser: Debian's Chromium, or another one of its kind that this machine has. */

import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { launchBrowser } from "./browser-program.ts";

export interface TestPage extends AsyncDisposable {
  readonly page: Page;
  /** Everything that the page has asked for so far. */
  readonly requested: readonly string[];
  /** What went wrong in the page: uncaught errors, and what its content policy refused. */
  readonly wrong: readonly string[];
}

/** `await using browser = await startBrowser()`: one process for the pages of a test file. */
export async function startBrowser(): Promise<TestBrowser> {
  return new TestBrowser(await launchBrowser());
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
