import { expect } from "bun:test";
import axe from "axe-core";
import type { Page } from "playwright-core";

/** Fails where axe finds anything in a page as it stands; its context has to bypass content policies. */
export async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(axe.source);
  const violations = await page.evaluate(async () => {
    const found = await (globalThis as unknown as { axe: typeof axe }).axe.run();
    return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html)}`);
  });
  expect(violations).toEqual([]);
}
