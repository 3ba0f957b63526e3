import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { watch } from "node:fs";
import { chmod, readdir } from "node:fs/promises";
import { labelFile, numberedGenes } from "../../support/data/label-files.ts";
import { built, bytesOf, openVerified } from "../../support/indexes/build.ts";
import { bounded, mountSmall, unprivileged } from "../../support/processes/confined.ts";
import { ASSEMBL, Program, run } from "../../support/processes/program.ts";
import { type TempDir, tempDir } from "../../support/temp.ts";

const INDEX = "assembl.msgpack";
/** So many that a kill can hit the build in any phase. */
const MANY = 30_000;
const KILLS = 12;

// Each test runs a dozen builds.
setDefaultTimeout(120_000);

const FEW = { stdin: labelFile(numberedGenes(100)) };
type Build = (dir: TempDir) => Promise<{ unchanged: boolean }>;

/** A folder with an index of few genes and a label file of many other genes. */
async function folderWithIndex(): Promise<TempDir> {
  const dir = await tempDir();
  await built(dir, ["--from", "-"], FEW);
  await Bun.write(dir.join("many.tsv"), labelFile(numberedGenes(MANY, "OTHER")));
  return dir;
}

const COMMAND = [...ASSEMBL, "build", "--from", "many.tsv"];

/** What is in the folder besides the index and the label file. */
const litterOf = async (dir: TempDir) =>
  (await readdir(dir.path)).filter((name) => name !== INDEX && name !== "many.tsv").sort();

/** Starts a build, and kills it once it has begun to write, up to some time later. */
async function killWhileWriting(dir: TempDir, laterMs: number): Promise<void> {
  await using program = new Program(COMMAND, { cwd: dir.path });
  const began = Promise.withResolvers<void>();
  using _ = closing(watch(dir.path, () => began.resolve()));
  await Promise.race([began.promise, program.ended]);
  if (laterMs > 0) await Bun.sleep(Math.random() * laterMs);
  program.kill("SIGKILL");
  const { code, stderr } = await program.ended;
  // A build that fails would never leave what these tests wait for.
  if (code !== null && code !== 0) throw new Error(stderr);
}

function closing<T extends { close(): void }>(resource: T): T & Disposable {
  return Object.assign(resource, { [Symbol.dispose]: () => resource.close() });
}

describe("a build that is killed", () => {
  test("at any moment leaves the old index intact, or the new one", async () => {
    await using dir = await folderWithIndex();
    const before = await bytesOf(dir.join(INDEX));
    const { generation: old } = await openVerified(dir.join(INDEX));
    const start = performance.now();
    const { generation: replacing } = await built(dir, ["--from", "many.tsv"]);
    const wholeMs = performance.now() - start;

    const left: string[] = [];
    for (let kill = 0; kill < KILLS; kill++) {
      await Bun.write(dir.join(INDEX), before);
      await using program = new Program(COMMAND, { cwd: dir.path });
      await Promise.race([Bun.sleep(Math.random() * wholeMs), program.ended]);
      program.kill("SIGKILL");
      await program.ended;
      left.push((await openVerified(dir.join(INDEX))).generation);
    }
    for (const generation of left) expect([old, replacing]).toContain(generation);
    expect(left).toContain(old);
  });

  test("while it writes leaves the old index or the new one", async () => {
    await using dir = await folderWithIndex();
    const before = await bytesOf(dir.join(INDEX));
    const { generation: old } = await openVerified(dir.join(INDEX));
    const left: string[] = [];
    for (let kill = 0; kill < KILLS; kill++) {
      await Bun.write(dir.join(INDEX), before);
      await killWhileWriting(dir, 20);
      left.push((await openVerified(dir.join(INDEX))).generation);
    }
    const { generation: replacing } = await built(dir, ["--from", "many.tsv"]);
    for (const generation of left) expect([old, replacing]).toContain(generation);
    expect(left).toContain(old);
  });

  test.each<[string, Build]>([
    ["that replaces the index", (dir) => built(dir, ["--from", "many.tsv"])],
    ["that leaves the index alone", (dir) => built(dir, ["--from", "-"], FEW)],
    ["of another index in the folder", (dir) => built(dir, ["--from", "-", "--output", "x"], FEW)],
  ])("has its temporary files removed by the next build %s", async (_, next) => {
    await using dir = await folderWithIndex();
    const before = await bytesOf(dir.join(INDEX));
    while ((await litterOf(dir)).length === 0) {
      await killWhileWriting(dir, 0);
      // If the build was faster than the kill, its index is there, and the next build would write nothing.
      await Bun.write(dir.join(INDEX), before);
    }
    await next(dir);
    expect((await litterOf(dir)).filter((name) => name !== "x")).toEqual([]);
  });

  test("does not have files of others removed", async () => {
    await using dir = await folderWithIndex();
    const others = [".hidden.tmp", `.${INDEX}.another-machine.1.tmp`, `${INDEX}.bak`, "x.tmp"];
    for (const name of others) await Bun.write(dir.join(name), "mine");
    await built(dir, ["--from", "many.tsv"]);
    expect(await litterOf(dir)).toEqual(others.sort());
  });
});

/** A command that fails with one line, and changes nothing. */
async function expectRefusal(
  dir: TempDir,
  command: readonly string[],
  problem: RegExp,
): Promise<void> {
  const before = await bytesOf(dir.join(INDEX));
  const names = await readdir(dir.path);
  const { code, stdout, stderr } = await run(command, { cwd: dir.path });
  expect({ code, stdout, stderr }).toEqual({
    code: 1,
    stdout: "",
    stderr: expect.stringMatching(problem),
  });
  const errors = stderr.split("\n").filter((line) => line.startsWith("error: "));
  expect(errors).toHaveLength(1);
  expect(stderr).toEndWith(`${errors[0]}\n`);
  expect(await bytesOf(dir.join(INDEX))).toEqual(before);
  expect(await readdir(dir.path)).toEqual(names);
}

describe("a build that cannot write its index says why and changes nothing:", () => {
  test("files cannot grow so large", async () => {
    await using dir = await folderWithIndex();
    await expectRefusal(dir, bounded(COMMAND), /cannot write the index .*: EFBIG.*; make room or/);
  });

  test("the disk is full", async () => {
    await using dir = await folderWithIndex();
    await using disk = await mountSmall(dir.join("disk"));
    await Bun.write(disk.join(INDEX), await bytesOf(dir.join(INDEX)));
    const command = disk.confined([...ASSEMBL, "build", "--from", dir.join("many.tsv")]);
    await expectRefusal(disk, command, /cannot write the index .*: (ENOSPC|EFBIG).*; make room or/);
  });

  test("the folder is read-only", async () => {
    await using dir = await folderWithIndex();
    await chmod(dir.path, 0o555);
    await expectRefusal(
      dir,
      unprivileged(COMMAND),
      /cannot write the index .*: EACCES.*; make room or/,
    );
    await chmod(dir.path, 0o755);
  });

  test("the old index cannot be read", async () => {
    await using dir = await folderWithIndex();
    const before = await bytesOf(dir.join(INDEX));
    await chmod(dir.join(INDEX), 0);
    const { code, stdout, stderr } = await run(unprivileged(COMMAND), { cwd: dir.path });
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/^error: cannot read the index .* \(EACCES\); give a file [^\n]*\n$/);
    await chmod(dir.join(INDEX), 0o644);
    expect(await bytesOf(dir.join(INDEX))).toEqual(before);
    expect(await litterOf(dir)).toEqual([]);
  });
});

test("a build does not wait for a pipe in the place of its output", async () => {
  await using dir = await tempDir();
  await run(["mkfifo", dir.join(INDEX)]);
  const { code, stderr } = await run([...ASSEMBL, "build", "--from", "-"], {
    cwd: dir.path,
    ...FEW,
  });
  expect(code).toBe(1);
  expect(stderr).toContain(`cannot read the index ${INDEX} (it is no regular file)`);
});
