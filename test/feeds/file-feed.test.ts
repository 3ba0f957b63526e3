import { expect, test } from "bun:test";
import { watch } from "node:fs";
import { mkdir, rename, rm, stat, symlink, truncate, writeFile } from "node:fs/promises";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { FileFeed } from "../../src/feeds/file-feed.ts";
import { flipped } from "../support/indexes/damage.ts";
import { mountStoppable } from "../support/processes/confined.ts";
import { run } from "../support/processes/program.ts";
import { type FedServer, generationsIn, indexWith, serveFeed } from "../support/servers/feeds.ts";
import { type TempDir, tempDir } from "../support/temp.ts";
import { until } from "../support/until.ts";

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

test.each([
  ["zstd", zstdCompressSync],
  ["gzip", gzipSync],
])(
  "a file that is compressed with %s is unpacked, and one that is cut is refused",
  async (_, pack) => {
    await using dir = await tempDir();
    const path = dir.join("index.zst");
    await writeFile(path, pack(indexWith("OLD")));
    await using server = await serve(dir, path);
    expect(server.labels()[0]).toBe("OLD");
    const next = pack(indexWith("NEW"));
    const others = [
      next.subarray(0, next.length - 9),
      pack(Buffer.concat([indexWith("NEW"), Buffer.alloc(9)])),
      pack(indexWith("NEW").subarray(0, -9)),
      pack(Buffer.from("an error page")),
    ];
    for (const bytes of others) {
      await writeFile(path, bytes);
      await server.look();
      expect(server.labels()[0]).toBe("OLD");
    }
    await writeFile(path, next);
    await server.look();
    expect(server.labels()[0]).toBe("NEW");
    await writeFile(path, indexWith("PLAIN"));
    await server.look();
    expect(server.labels()[0]).toBe("PLAIN");
  },
);

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

/** Takes note of each time that the copies of a folder are begun anew. */
const copiesBegun = (folder: string) => {
  let begun = 0;
  const watcher = watch(folder, (event, name) => {
    if (event === "rename" && name?.startsWith(".copy-")) begun++;
  });
  return {
    get begun() {
      return begun;
    },
    [Symbol.dispose]: () => watcher.close(),
  };
};

test("a file that was refused is not read again until it changes", async () => {
  await using dir = await tempDir();
  const path = dir.join("index");
  await writeFile(path, indexWith("OLD"));
  await using server = await serve(dir, path);
  await writeFile(dir.join("next"), flipped(indexWith("NEW")));
  await rename(dir.join("next"), path);
  // Once it has been as it is for a while.
  await until(async () => Date.now() - (await stat(path)).ctimeMs > 2500);
  await server.look();
  using copies = copiesBegun(dir.join("state"));
  for (let look = 0; look < 3; look++) await server.look();
  await writeFile(dir.join("state/.copy-last"), "");
  await until(() => copies.begun > 0);
  expect(copies.begun).toBe(1);
  expect(server.log.refusals).toHaveLength(1);
  expect(server.labels()).toEqual(["OLD"]);
  await writeFile(dir.join("next"), indexWith("NEW"));
  await rename(dir.join("next"), path);
  await server.until("NEW");
});

test("a pipe is refused at once, and what comes after it is taken", async () => {
  await using dir = await tempDir();
  const path = dir.join("index");
  await writeFile(path, indexWith("OLD"));
  await using server = await serve(dir, path);
  await run(["mkfifo", dir.join("next")]);
  await rename(dir.join("next"), path);
  await server.look();
  expect(server.log.refusals).toEqual([expect.stringContaining("(it is no regular file)")]);
  expect(server.labels()).toEqual(["OLD"]);
  await writeFile(dir.join("next"), indexWith("NEW"));
  await rename(dir.join("next"), path);
  await server.until("NEW");
});

test("a mount that hangs is told of once, and holds up no look", async () => {
  await using dir = await tempDir();
  await using mount = await mountStoppable(dir);
  const path = dir.join("source/index");
  await writeFile(path, indexWith("OLD"));
  const limits = { silenceMs: 200, longestMs: 60_000 };
  const generations = await generationsIn(dir.join("state"));
  const feed = new FileFeed(mount.join("index"), generations, limits);
  await using server = await serveFeed(feed);
  mount.stop();
  await until(() => server.log.refusals.length > 0);
  await Promise.all([server.look(), server.look()]);
  expect(server.log.refusals).toEqual([expect.stringContaining("takes longer than 0.2 s")]);
  expect(server.labels()).toEqual(["OLD"]);
  await writeFile(dir.join("next"), indexWith("NEW"));
  await rename(dir.join("next"), path);
  mount.resume();
  await server.until("NEW");
});
