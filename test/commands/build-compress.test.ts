import { expect, setDefaultTimeout, test } from "bun:test";
import { lstat, mkdir, readdir, symlink } from "node:fs/promises";
import { GENES } from "../support/data/genes.ts";
import { labelFile, numberedGenes } from "../support/data/label-files.ts";
import { build, built, bytesOf, openVerified, refused } from "../support/indexes/build.ts";
import { ASSEMBL, run } from "../support/processes/program.ts";
import { ServerProcess } from "../support/processes/server-process.ts";
import { type TempDir, tempDir } from "../support/temp.ts";

// Each test runs several builds, which takes longer on a busy machine.
setDefaultTimeout(60_000);

const FROM_STDIN = ["--from", "-"];
const COMPRESS = [...FROM_STDIN, "--compress"];
const INDEX = "assembl.msgpack";
const COMPRESSED = "assembl.msgpack.zst";
const genes = { stdin: labelFile(GENES) };

/** A compressed file as another program decompresses it. */
async function decompressed(path: string): Promise<Buffer> {
  const zstd = Bun.spawn(["zstd", "-dc", path], { stdout: "pipe", stderr: "pipe" });
  const bytes = Buffer.from(await new Response(zstd.stdout).bytes());
  expect(await new Response(zstd.stderr).text()).toBe("");
  return bytes;
}

async function expectBoth(dir: TempDir): Promise<void> {
  await openVerified(dir.join(INDEX));
  expect(await decompressed(dir.join(COMPRESSED))).toEqual(await bytesOf(dir.join(INDEX)));
  expect((await readdir(dir.path)).sort()).toEqual([INDEX, COMPRESSED]);
}

test("the index is also written compressed, and the report says so", async () => {
  await using dir = await tempDir();
  const { compressed, bytes } = await built(dir, COMPRESS, {
    stdin: labelFile(numberedGenes(2000)),
  });
  await expectBoth(dir);
  expect(compressed).toEqual({ path: COMPRESSED, bytes: Bun.file(dir.join(COMPRESSED)).size });
  expect(compressed.bytes).toBeLessThan(bytes);
});

test("the table says so too", async () => {
  await using dir = await tempDir();
  const { code, stdout } = await build(dir, COMPRESS, genes);
  expect(code).toBe(0);
  const size = Bun.file(dir.join(COMPRESSED)).size.toLocaleString("en");
  expect(stdout).toMatch(new RegExp(`^bytes compressed +${size}$`, "m"));
});

test("without --compress there is no such file, and the report does not mention it", async () => {
  await using dir = await tempDir();
  expect(await built(dir, FROM_STDIN, genes)).not.toHaveProperty("compressed");
  expect((await build(dir, FROM_STDIN, genes)).stdout).not.toContain("compressed");
  expect(await readdir(dir.path)).toEqual([INDEX]);
});

test("an unchanged index is compressed too, and a changed one again", async () => {
  await using dir = await tempDir();
  await built(dir, FROM_STDIN, genes);
  const first = await built(dir, COMPRESS, genes);
  expect(first).toMatchObject({ unchanged: true, compressed: { path: COMPRESSED } });
  await expectBoth(dir);
  await Bun.write(dir.join(COMPRESSED), "what somebody else has left");
  expect(await built(dir, COMPRESS, genes)).toMatchObject({ unchanged: true });
  await expectBoth(dir);
  const more = { stdin: labelFile([...GENES, ...numberedGenes(100)]) };
  expect(await built(dir, COMPRESS, more)).toMatchObject({ unchanged: false });
  await expectBoth(dir);
});

test("with another --output the compressed index is beside that", async () => {
  await using dir = await tempDir();
  await mkdir(dir.join("www"));
  const { compressed } = await built(dir, [...COMPRESS, "--output", "www/genes"], genes);
  expect(compressed.path).toBe("www/genes.zst");
  expect((await readdir(dir.join("www"))).sort()).toEqual(["genes", "genes.zst"]);
  expect(await decompressed(dir.join("www/genes.zst"))).toEqual(
    await bytesOf(dir.join("www/genes")),
  );
});

test("a link in its place is kept", async () => {
  await using dir = await tempDir();
  await mkdir(dir.join("www"));
  await Bun.write(dir.join("www/genes.zst"), "");
  await symlink("www/genes.zst", dir.join(COMPRESSED));
  await built(dir, COMPRESS, genes);
  expect((await lstat(dir.join(COMPRESSED))).isSymbolicLink()).toBeTrue();
  expect(await decompressed(dir.join("www/genes.zst"))).toEqual(await bytesOf(dir.join(INDEX)));
  expect(await readdir(dir.join("www"))).toEqual(["genes.zst"]);
});

test("a folder in its place is an error, and the index itself is written", async () => {
  await using dir = await tempDir();
  await mkdir(dir.join(COMPRESSED));
  await Bun.write(dir.join(COMPRESSED, "kept"), "kept");
  const error = await refused(dir, COMPRESS, genes);
  expect(error).toContain(`cannot write the compressed index ${COMPRESSED}: `);
  expect(error).toContain("the index itself was written");
  expect((await openVerified(dir.join(INDEX))).species).toHaveLength(5);
  expect((await readdir(dir.path)).sort()).toEqual([INDEX, COMPRESSED]);
  expect(await readdir(dir.join(COMPRESSED))).toEqual(["kept"]);
});

test("a server and a query can read it from a web server", async () => {
  await using dir = await tempDir();
  await built(dir, COMPRESS, genes);
  await using web = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: () => new Response(Bun.file(dir.join(COMPRESSED))),
  });
  const index = ["--index", `http://127.0.0.1:${web.port}/${COMPRESSED}`];
  const query = await run([...ASSEMBL, "query", ...index, "homo_sapiens", "brca"], {
    cwd: dir.path,
  });
  expect({ code: query.code, stderr: query.stderr }).toEqual({ code: 0, stderr: "" });
  expect(query.stdout).toContain("BRCA1");

  const listen = ["--bind", "127.0.0.1", "--port", "0", "--state-dir", dir.join("state")];
  const serve = [...ASSEMBL, "serve", ...index, ...listen];
  await using server = await ServerProcess.start(serve, { cwd: dir.path });
  await server.becomesReady();
  expect(await server.labels("brca")).toEqual(["BRCA1", "BRCA2"]);
});
