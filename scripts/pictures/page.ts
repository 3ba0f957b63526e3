import type { Browser } from "playwright-core";
import { serveIndex } from "../../test/support/processes/server-process.ts";
import { tempDir } from "../../test/support/temp.ts";

/** A picture for the documentation. */
export interface Picture {
  /** Name of its file, without `.png`. */
  name: string;
  png: Uint8Array;
}

/** Pixels of a picture per pixel of the page: sharp on most screens, in a small file. */
export const SCALE = 1.5;
const VIEWPORT = { width: 960, height: 650 };

/** The page while someone types, light and dark. */
export async function takePage(browser: Browser, index: string): Promise<Picture[]> {
  await using dir = await tempDir();
  await using server = await serveIndex(dir, { index });
  const take = async (name: string, colorScheme: "light" | "dark") => {
    const page = await browser.newPage({
      colorScheme,
      viewport: VIEWPORT,
      deviceScaleFactor: SCALE,
    });
    await page.goto(server.url);
    const field = page.locator("#gene input");
    await page.getByText("genes of 15 species").waitFor();
    await field.pressSequentially("brca");
    await page.getByRole("option").first().waitFor();
    await field.press("ArrowDown");
    const png = await page.screenshot();
    await page.close();
    return { name, png };
  };
  return [await take("page-light", "light"), await take("page-dark", "dark")];
}
