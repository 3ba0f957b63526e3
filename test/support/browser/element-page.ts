/** The element embedded in a page of another site. */

import { expect } from "bun:test";
import type { BrowserContextOptions, Locator, Page } from "playwright-core";
import { untilPasses } from "../until.ts";
import type { OpenPage, TestPage } from "./browser.ts";
import { pageWith, type Site, serveSite } from "./site.ts";

export interface ElementPage extends AsyncDisposable {
  readonly page: Page;
  readonly requested: readonly string[];
  readonly element: Locator;
  readonly input: Locator;
  readonly options: Locator;
  /** The labels in the list, from top to bottom. */
  labels(): Promise<string[]>;
  /** The queries that were sent to the server, in order. */
  queries(): string[];
  /** Types a text, and waits until the list shows these labels. */
  type(text: string, labels: readonly string[]): Promise<void>;
  /** Waits until the list shows these labels. */
  expectLabels(labels: readonly string[]): Promise<void>;
}

export const ELEMENT =
  '<label for="gene">Gene</label> <gene-suggest id="gene" name="gene" species="homo_sapiens"></gene-suggest>';

/**
 * Opens a page with some markup around one `<gene-suggest>`. The site has the strictest content security policy. When the
 * page is closed, it is checked that nothing violated the policy and that there was no uncaught error.
 *
 * @param server where the element's script comes from
 */
export async function openElement(
  open: OpenPage,
  server: string,
  markup = ELEMENT,
  options: BrowserContextOptions = {},
): Promise<ElementPage> {
  const script = `<script type="module" src="${server}/gene-suggest.js"></script>`;
  const site = serveSite(new URL(server).origin, {
    "/": pageWith(markup, script),
    "/sent": pageWith("sent"),
  });
  return onPage(await open(site.url, options), site);
}

function onPage({ page, requested, wrong, ...opened }: TestPage, site: Site): ElementPage {
  const element = page.locator("gene-suggest");
  const options = element.getByRole("option");
  const labels = () => options.locator(".label").allTextContents();
  const expectLabels = async (wanted: readonly string[]) => {
    await untilPasses(async () => expect(await labels()).toEqual([...wanted]));
  };
  return {
    page,
    requested,
    element,
    input: element.locator("input"),
    options,
    labels,
    queries: () => {
      const asked = requested.map((url) => new URL(url));
      const suggest = asked.filter(({ pathname }) => pathname.endsWith("/v1/suggest"));
      return suggest.map(({ searchParams }) => searchParams.get("query")!);
    },
    expectLabels,
    async type(text, wanted) {
      await element.locator("input").pressSequentially(text);
      await expectLabels(wanted);
    },
    async [Symbol.asyncDispose]() {
      await opened[Symbol.asyncDispose]();
      await site[Symbol.asyncDispose]();
      expect(wrong).toEqual([]);
    },
  };
}
