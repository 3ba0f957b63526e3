import { expect, test } from "bun:test";
import { mkdir, rename, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { FileFeed } from "../../src/feeds/file-feed.ts";
import { type FedServer, generationsIn, indexWith, serveFeed } from "../support/servers/feeds.ts";
import { type TempDir, tempDir } from "../support/temp.ts";

async function serve(dir: TempDir, path: string): Promise<FedServer> {
  return serveFeed(new FileFeed(path, await generationsIn(dir.join("state"))));
}

test("a file renamed over the served one is picked up", async () => {
  await using dir = await tempDir();
  await writeFile(dir.join("index"), indexWith("OLD"));
  await using server = await serve(dir, dir.join("index"));
  expect(server.labels()[0]).toBe("OLD");
  await writeFile(dir.join("next"), indexWith("NEW"));
  await rename(dir.join("next"), dir.join("index"));
  await server.until("NEW");
});

test("a file that is slowly rewritten in place is picked up once it is complete", async () => {
  await using dir = await tempDir();
  await writeFile(dir.join("index"), indexWith("OLD"));
  await using server = await serve(dir, dir.join("index"));
  const bytes = indexWith("NEW");
  await truncate(dir.join("index"), 0);
  for (const end of [100, 200, bytes.length]) {
    await writeFile(dir.join("index"), bytes.subarray(0, end));
    await server.look();
    expect(server.labels()[0]).toBe(end < bytes.length ? "OLD" : "NEW");
  }
});

test("a link with a new target and a parent folder that is moved are followed", async () => {
  await using dir = await tempDir();
  for (const name of ["one", "two", "three"]) {
    await mkdir(dir.join(name));
    await writeFile(`${dir.join(name)}/index`, indexWith(name.toUpperCase()));
  }
  await symlink(dir.join("one"), dir.join("current"));
  await using server = await serve(dir, `${dir.join("current")}/index`);
  await symlink(dir.join("two"), dir.join("next"));
  await rename(dir.join("next"), dir.join("current"));
  await server.until("TWO");
  await rename(dir.join("two"), dir.join("away"));
  await rename(dir.join("three"), dir.join("two"));
  await server.until("THREE");
});

test("a file that is not an index is refused, the old index stays in use, and the next good one is taken", async () => {
  await using dir = await tempDir();
  const path = dir.join("index");
  await writeFile(path, indexWith("OLD"));
  await using server = await serve(dir, path);
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
    expect(server.labels()[0]).toBe("OLD");
  }
  await rm(path, { recursive: true });
  await writeFile(path, indexWith("NEW"));
  await server.until("NEW");
});

test("two looks at the same time serve the same generation", async () => {
  await using dir = await tempDir();
  await writeFile(dir.join("index"), indexWith("OLD"));
  await using server = await serve(dir, dir.join("index"));
  await writeFile(dir.join("index"), indexWith("NEW"));
  await Promise.all([server.look(), server.look()]);
  expect(server.labels()[0]).toBe("NEW");
});
