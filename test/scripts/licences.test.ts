import { describe, expect, test } from "bun:test";
import packageJson from "../../package.json" with { type: "json" };
import { licencesText, packagesInside } from "../../scripts/licences.ts";

const fileText = (path: string) => Bun.file(new URL(`../../${path}`, import.meta.url)).text();

/** Licences that only require attribution. */
const PERMISSIVE = [
  "0BSD",
  "Apache-2.0",
  "BlueOak-1.0.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "ISC",
  "MIT",
];

test("docs/LICENCES.md is what scripts/licences.ts writes", async () => {
  expect(await fileText("docs/LICENCES.md")).toBe(await licencesText());
});

test("the packages in the executable may be distributed", async () => {
  const others = (await packagesInside()).filter(({ licence }) => !PERMISSIVE.includes(licence));
  expect(others).toEqual([]);
});

describe("dependencies are pinned:", () => {
  const all = { ...packageJson.dependencies, ...packageJson.devDependencies };

  test("the manifest names exact versions", () => {
    for (const [name, version] of Object.entries(all)) {
      expect({ name, version }).toEqual({
        name,
        version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      });
    }
  });

  test("the lock file holds those versions, and a checksum of every package", async () => {
    const lock = await fileText("bun.lock");
    for (const [name, version] of Object.entries(all))
      expect(lock).toContain(`"${name}@${version}"`);
    const packages = lock.slice(lock.indexOf('"packages"')).match(/^ {4}"[^"]+": \[.*\],?$/gm)!;
    expect(packages.length).toBeGreaterThan(30);
    expect(packages.filter((line) => !/"sha512-[\w+/=]+"\],?$/.test(line))).toEqual([]);
  });

  test("builds and checks install only by the lock file", async () => {
    const { ci, start, dev } = packageJson.scripts;
    for (const script of [ci, start, dev])
      expect(script).toContain("bun install --frozen-lockfile");
    expect(await fileText("Dockerfile")).toContain("bun install --frozen-lockfile --production");
  });

  test("no package may run a script when it is installed", () => {
    expect("trustedDependencies" in packageJson).toBe(false);
  });
});
