import { expect } from "bun:test";
import axe from "axe-core";
import type { Page } from "playwright-core";

/** Fails if axe finds a violation in the current state of a page, which must bypass content security policies. */
export async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(axe.source);
  const violations = await page.evaluate(async () => {
    const found = await (globalThis as unknown as { axe: typeof axe }).axe.run();
    return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html)}`);
  });
  expect(violations).toEqual([]);
}
