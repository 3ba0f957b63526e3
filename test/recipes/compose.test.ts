/** The compose file that docs/OPERATIONS.md offers, as far as it can be judged without an engine. */

import { expect, spyOn, test } from "bun:test";
import { join } from "node:path";
import { YAML } from "bun";
import { runCommandLine } from "../../src/cli/run.ts";
import { COMMANDS } from "../../src/commands/all.ts";
import { readSettings, SETTINGS, type SettingName } from "../../src/settings.ts";

interface Service {
  image: string;
  command: string[];
  environment?: Record<string, string>;
}

const recipe = join(import.meta.dir, "../../docs/recipes/compose.yaml");
const { services } = YAML.parse(await Bun.file(recipe).text()) as {
  services: Record<string, Service>;
};
const ours = Object.entries(services).filter(([, { image }]) => image === "assembl");

const settingOf = (variable: string) =>
  (Object.keys(SETTINGS) as SettingName[]).find((name) => SETTINGS[name].variable === variable);

test.each(ours)("%s runs a command with settings that it reads", async (_, service) => {
  const { command, environment = {} } = service;
  const known = COMMANDS.find(({ name }) => name === command[0]);
  expect(known).toBeDefined();
  for (const [variable, value] of Object.entries(environment)) {
    const setting = settingOf(variable);
    expect(known!.settings).toContain(setting!);
    expect(() =>
      readSettings([setting!], { flags: {}, environment: { [variable]: value } }),
    ).not.toThrow();
  }
  // Its options are known to it: help comes before anything is done.
  using _quiet = spyOn(console, "log").mockImplementation(() => {});
  expect(await runCommandLine(COMMANDS, [...command, "--help"], {})).toBe(0);
});

test("all share one place in Redis", () => {
  const places = ours.flatMap(([, { environment = {} }]) => [
    environment.INDEX,
    environment.PUBLISH_TO,
  ]);
  const named = places.filter((place) => place !== undefined);
  expect(named.length).toBe(2);
  expect(new Set(named).size).toBe(1);
  expect(services).toHaveProperty(new URL(named[0]!).hostname);
});
