/** The systemd units in docs/recipes, as far as systemd-analyze can check them without a running systemd. */

import { expect, test } from "bun:test";
import { join } from "node:path";
import { COMMANDS } from "../../src/commands/all.ts";
import { SETTINGS, type SettingName } from "../../src/settings.ts";
import { installed } from "../support/processes/debian.ts";
import { run } from "../support/processes/program.ts";
import { tempDir } from "../support/temp.ts";

const RECIPES = join(import.meta.dir, "../../docs/recipes");
const UNITS = ["assembl.service", "assembl-rebuild.service", "assembl-rebuild.timer"];
const PROGRAM = "/usr/local/bin/assembl";

/** In tenths of systemd's score for the exposure of a service, from 0 to 10; up to 4 it is called OK. */
const MOST_EXPOSURE = "20";

const textOf = (unit: string) => Bun.file(join(RECIPES, unit)).text();

function analyze(args: readonly string[], cwd: string) {
  return run([installed("systemd-analyze"), ...args], { cwd });
}

test("systemd accepts them", async () => {
  await using dir = await tempDir();
  for (const unit of UNITS) {
    // It checks that the program exists.
    await Bun.write(dir.join(unit), (await textOf(unit)).replaceAll(PROGRAM, process.execPath));
  }
  const { code, stderr } = await analyze(
    ["verify", ...UNITS.map((unit) => dir.join(unit))],
    dir.path,
  );
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
});

test("the server's unit leaves it few permissions", async () => {
  const service = join(RECIPES, "assembl.service");
  const args = ["security", "--offline=true", `--threshold=${MOST_EXPOSURE}`, service];
  const { code, stdout } = await analyze(args, RECIPES);
  expect(stdout).toContain("Overall exposure level");
  expect(code).toBe(0);
});

test.each(UNITS.filter((unit) => unit.endsWith(".service")))(
  "%s runs commands and sets settings that there are",
  async (unit) => {
    const text = await textOf(unit);
    const commands = [...text.matchAll(/^ExecStart=\/usr\/local\/bin\/assembl (\w+)/gm)];
    expect(commands.length).toBeGreaterThan(0);
    const known = COMMANDS.map(({ name }) => name);
    for (const [, command] of commands) expect(known).toContain(command!);
    const variables = (Object.keys(SETTINGS) as SettingName[]).map(
      (name) => SETTINGS[name].variable,
    );
    const set = [...text.matchAll(/^Environment=(.*)$/gm)].flatMap(([, pairs]) =>
      pairs!.split(" "),
    );
    for (const pair of set) expect(variables as string[]).toContain(pair.split("=")[0]!);
  },
);
