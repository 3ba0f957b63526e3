/** A real browser: Debian's Chromium, or another build of it on this machine. */

import { afterAll, beforeAll, setDefaultTimeout } from "bun:test";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import type { Row } from "../data/rows.ts";
import { serveRows, type TestServer } from "../servers/served.ts";
import { launchBrowser } from "./browser-program.ts";
import { type ElementPage, openElement } from "./element-page.ts";

export interface TestPage extends AsyncDisposable {
  readonly page: Page;
  /** The URLs that the page has requested so far. */
  readonly requested: readonly string[];
  /** What went wrong in the page: uncaught errors, and violations of its content security policy. */
  readonly wrong: readonly string[];
}

/** Opens a page in a context of its own. */
export type OpenPage = (url: string, options?: BrowserContextOptions) => Promise<TestPage>;

/** What the tests of a file share: a browser and a server. */
export interface BrowserTests {
  readonly server: TestServer;
  readonly open: OpenPage;
  /** Opens a page of another site with the element in it, whose script comes from the server. */
  openElement(
    markup?: string,
    options?: BrowserContextOptions,
    server?: string,
  ): Promise<ElementPage>;
}

/** Starts a browser and a server with some rows for the tests of a file; both end after the last test. */
export function useBrowser(rows?: readonly Row[]): BrowserTests {
  // A browser has to start.
  setDefaultTimeout(120_000);
  const server = serveRows(rows);
  let browser: Browser;
  const idle = new Map<string, Page[]>();
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await server[Symbol.asyncDispose]();
  });
  const open: OpenPage = (url, options) => openPage(browser, idle, url, options);
  return {
    server,
    open,
    openElement: (markup, options, from = server.url) => openElement(open, from, markup, options),
  };
}

/**
 * Opens a URL in a page that an earlier test with the same options has left, if there is one: a new page costs the
 * browser more time than most tests.
 *
 * @param idle those pages, by their options
 */
async function openPage(
  browser: Browser,
  idle: Map<string, Page[]>,
  url: string,
  options: BrowserContextOptions = {},
): Promise<TestPage> {
  const key = JSON.stringify(options);
  const page = idle.get(key)?.pop() ?? (await (await browser.newContext(options)).newPage());
  const requested: string[] = [];
  const wrong: string[] = [];
  page.on("request", (request) => requested.push(request.url()));
  page.on("pageerror", (error) => wrong.push(error.message));
  page.on("console", (message) => {
    if (/Content.Security.Policy|Trusted/i.test(message.text())) wrong.push(message.text());
  });
  await page.goto(url);
  return {
    page,
    requested,
    wrong,
    async [Symbol.asyncDispose]() {
      for (const event of ["request", "requestfailed", "pageerror", "console"]) {
        await page.removeAllListeners(event, { behavior: "ignoreErrors" });
      }
      await page.unrouteAll({ behavior: "ignoreErrors" });
      await page.evaluate(() => localStorage.clear());
      await page.goto("about:blank");
      idle.set(key, [...(idle.get(key) ?? []), page]);
    },
  };
}
