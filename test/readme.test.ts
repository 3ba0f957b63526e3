import { expect, test } from "bun:test";
import { existsSync, statSync } from "node:fs";
import { SETTINGS, type Setting } from "../src/settings.ts";

const readme = await Bun.file(new URL("../README.md", import.meta.url)).text();

test.each(Object.values(SETTINGS) as Setting<unknown>[])(
  "the README says of $variable what the table of settings says",
  ({ variable, flag, default: standard, help }) => {
    const cells = [variable, `--${flag}`, standard ?? "none", help];
    expect(readme).toContain(`| ${cells.join(" | ")} |`);
  },
);

/** Larger pictures take too long to load. */
const MOST_BYTES = 200_000;

test("the README's pictures exist, and are small", () => {
  const found = readme.matchAll(/(?:src|srcset)="([^"]+)"|!\[[^\]]+\]\(([^)]+)\)/g);
  const pictures = Array.from(found, ([, source, target]) => source ?? target!);
  expect(pictures.length).toBe(4);
  for (const picture of pictures.filter((path) => path.startsWith("docs/"))) {
    const { size } = statSync(new URL(`../${picture}`, import.meta.url));
    expect({ picture, isSmall: size > 0 && size < MOST_BYTES }).toEqual({ picture, isSmall: true });
  }
});

test("the README's links lead to existing files", () => {
  for (const [, target] of readme.matchAll(/\]\((docs\/[^)#]+|[A-Z]+\.md)\)/g)) {
    expect({ target, isThere: existsSync(new URL(`../${target}`, import.meta.url)) }).toEqual({
      target: target!,
      isThere: true,
    });
  }
});
