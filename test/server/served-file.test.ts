import { expect, test } from "bun:test";
import { mkdir, rename, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { Generations } from "../../src/index/generations.ts";
import { Log } from "../../src/log.ts";
import { ServedFile } from "../../src/server/served-file.ts";
import { ServerState } from "../../src/server/state.ts";
import { compileRows, fileOf } from "../support/compiled.ts";
import { DEFAULTS } from "../support/served.ts";
import { type TempDir, tempDir } from "../support/temp.ts";

const POLL_MS = 20;

const indexWith = (label: string) =>
  fileOf(compileRows([["homo_sapiens", label, null, null, null]]));

/** The one label that is served. */
function servedLabel(state: ServerState): string | undefined {
  const index = state.served?.index;
  return index?.labels(index.species[0]!, "", 1)[0];
}

async function until(label: string, state: ServerState): Promise<void> {
  while (servedLabel(state) !== label) await Bun.sleep(POLL_MS);
}

async function serve(dir: TempDir, path: string) {
  const generations = await Generations.open([dir.join("state")], 3, () => {});
  const state = new ServerState(DEFAULTS);
  const served = new ServedFile(path, generations, state, new Log("off"));
  await served.start();
  return { state, look: () => served.look(), [Symbol.dispose]: () => served.stop() };
}

test("a file renamed over the served one is picked up", async () => {
  await using dir = await tempDir();
  await writeFile(dir.join("index"), indexWith("OLD"));
  using server = await serve(dir, dir.join("index"));
  expect(servedLabel(server.state)).toBe("OLD");
  await writeFile(dir.join("next"), indexWith("NEW"));
  await rename(dir.join("next"), dir.join("index"));
  await until("NEW", server.state);
});

test("a file rewritten in place, slowly, is picked up once it is whole", async () => {
  await using dir = await tempDir();
  await writeFile(dir.join("index"), indexWith("OLD"));
  using server = await serve(dir, dir.join("index"));
  const bytes = indexWith("NEW");
  await truncate(dir.join("index"), 0);
  for (const end of [100, 200, bytes.length]) {
    await writeFile(dir.join("index"), bytes.subarray(0, end));
    await server.look();
    expect(servedLabel(server.state)).toBe(end < bytes.length ? "OLD" : "NEW");
  }
});

test("a link that leads elsewhere and a parent folder that moves are followed", async () => {
  await using dir = await tempDir();
  for (const name of ["one", "two", "three"]) {
    await mkdir(dir.join(name));
    await writeFile(`${dir.join(name)}/index`, indexWith(name.toUpperCase()));
  }
  await symlink(dir.join("one"), dir.join("current"));
  using server = await serve(dir, `${dir.join("current")}/index`);
  await symlink(dir.join("two"), dir.join("next"));
  await rename(dir.join("next"), dir.join("current"));
  await until("TWO", server.state);
  await rename(dir.join("two"), dir.join("away"));
  await rename(dir.join("three"), dir.join("two"));
  await until("THREE", server.state);
});

test("what is no index is refused, the old one serves on, and the next good one is taken", async () => {
  await using dir = await tempDir();
  const path = dir.join("index");
  await writeFile(path, indexWith("OLD"));
  using server = await serve(dir, path);
  const bad: (() => Promise<unknown>)[] = [
    () => writeFile(path, "an error page"),
    () => writeFile(path, ""),
    () => writeFile(path, indexWith("NEW").subarray(0, 150)),
    () => rm(path),
    () => mkdir(path),
  ];
  for (const make of bad) {
    await make();
    await server.look();
    expect(servedLabel(server.state)).toBe("OLD");
  }
  await rm(path, { recursive: true });
  await writeFile(path, indexWith("NEW"));
  await until("NEW", server.state);
});

test("looking twice at once serves one generation", async () => {
  await using dir = await tempDir();
  await writeFile(dir.join("index"), indexWith("OLD"));
  using server = await serve(dir, dir.join("index"));
  await writeFile(dir.join("index"), indexWith("NEW"));
  await Promise.all([server.look(), server.look()]);
  expect(servedLabel(server.state)).toBe("NEW");
});
