import { expect, test } from "bun:test";
import { SETTINGS, type Setting } from "../src/settings.ts";

const readme = await Bun.file(new URL("../README.md", import.meta.url)).text();

test.each(Object.values(SETTINGS) as Setting<unknown>[])(
  "the README says of $variable what the table of settings says",
  ({ variable, flag, default: standard, help }) => {
    const cells = [variable, `--${flag}`, standard ?? "none", help];
    expect(readme).toContain(`| ${cells.join(" | ")} |`);
  },
);
