/** Attacks with files, by other users of the machine and by those who make the index. */

import { existsSync, lstatSync, readdirSync, symlinkSync, unlinkSync } from "node:fs";
import { chmod, chown, link, mkdir, readdir, rename, symlink, truncate } from "node:fs/promises";
import { hostname } from "node:os";
import { mountSmall, mountStoppable } from "../../support/processes/confined.ts";
import { mappedFiles } from "../../support/processes/proc.ts";
import { Program, run } from "../../support/processes/program.ts";
import { serveCommand, serveIndex } from "../../support/processes/server-process.ts";
import { type TempDir, tempDir } from "../../support/temp.ts";
import { ROWS } from "../target.ts";
import type { Fault, Form, Trial } from "../trial.ts";
import { type Attacked, asProgram, attackFault } from "./attack.ts";
import { within } from "./attackers.ts";
import {
  builtIndex,
  bytesOnDisk,
  HONEST_OF_ROWS,
  indexOfRows,
  largeAttacked,
  WIDE,
} from "./data.ts";

/** A file that takes no room on the disk, and says that it is so large. */
const SPARSE_BYTES: Record<Form, number> = { short: 1.5 * 2 ** 30, long: 3 * 2 ** 30 };
/** What a copy that is given up again may take on the disk meanwhile. */
const COPIED_BYTES = 64 << 20;
const PIPE_MS = 2000;
/** A server has to notice within it what has become of its files. */
const NOTICE_MS = 20_000;
const END_MS = 5000;
/** How long a server waits for a call, and some more. */
const HANG_MS = 45_000;
const PLANTED_MS = 100;
const NOBODY = 65_534;
/** So many that an index of them has pages behind the one that is left when it is cut. */
const FURTHER_ROWS = 20_000;

const isRoot = process.getuid?.() === 0;

/** A file of two labels, of which one is a name to look for. */
const another = (trial: Trial, dir: TempDir, label: string) =>
  builtIndex(trial.program, dir, `index-of-${label}`, [
    ["homo_sapiens", label],
    ["homo_sapiens", "BRCA2"],
  ]);

/** Puts a file in the place of the index. */
async function replace(dir: TempDir, file: string): Promise<void> {
  await rename(file, dir.join("index"));
}

/** An index whose end is followed by zeros that take no room. */
async function sparseIndex(trial: Trial, dir: TempDir): Promise<string> {
  const path = await another(trial, dir, "SPARSE");
  await truncate(path, SPARSE_BYTES[trial.form]);
  return path;
}

/** A sparse file is refused, and takes neither memory nor room meanwhile. */
async function sparseFile(trial: Trial, { dir, server }: Attacked): Promise<void> {
  const state = dir.join("state");
  const before = await bytesOnDisk(state);
  await replace(dir, await sparseIndex(trial, dir));
  server.hangUp();
  let most = 0;
  const isRefused = await within(NOTICE_MS, async () => {
    most = Math.max(most, (await bytesOnDisk(state)) - before);
    return server.events("index refused").length > 0;
  });
  if (!isRefused) trial.mistake("a sparse file was not refused");
  trial.note(`${(most / 1e6).toFixed(0)} MB in STATE_DIR meanwhile`);
  if (most > COPIED_BYTES) trial.mistake(`${most} bytes were copied`);
}

/** A pipe in the place of the index holds up nothing that comes later. */
async function pipeAtIndex(trial: Trial, { dir, server }: Attacked): Promise<void> {
  await makePipe(dir, "pipe");
  await replace(dir, dir.join("pipe"));
  await Bun.sleep(PIPE_MS);
  const isLogged = server.events("index refused").length > 0;
  if (!isLogged) trial.mistake("no line of the log says that there is a pipe");
  await replace(dir, await another(trial, dir, "AFTER"));
  const isTaken = await within(NOTICE_MS, async () => (await server.labels("aft")).length > 0);
  if (!isTaken) trial.mistake("no index is taken any more");
}

async function makePipe(dir: TempDir, name: string): Promise<void> {
  await run(["mkfifo", dir.join(name)], { cwd: dir.path });
}

/** A server that finds a pipe when it starts can be ended. */
async function pipeAtStart(trial: Trial): Promise<void> {
  trial.tried++;
  await using dir = await tempDir();
  await makePipe(dir, "index");
  const confined = asProgram(trial.program);
  const command = serveCommand(dir, { index: dir.join("index"), confined });
  await using server = new Program(command, { cwd: dir.path });
  // It has begun to look at its index by then.
  await within(END_MS, async () => (await readdir(dir.path)).includes("state"));
  await Bun.sleep(PIPE_MS / 4);
  await endedInTime(trial, server);
}

/** A server whose index lies where every call hangs answers on, says so once, and can be ended. */
async function mountThatHangs(trial: Trial): Promise<void> {
  trial.tried++;
  await using dir = await tempDir();
  await using mount = await mountStoppable(dir);
  const index = mount.join("index");
  await rename(await indexOfRows(trial.program, dir), dir.join("source/index"));
  const confined = asProgram(trial.program);
  await using server = await serveIndex(dir, { index, confined });
  const own = { index, stateDir: dir.join("starting"), confined };
  mount.stop();
  await using starting = new Program(serveCommand(dir, own), { cwd: dir.path });
  server.hangUp();
  server.hangUp();
  if ((await server.labels("brca")).length === 0) trial.mistake("nothing is answered meanwhile");
  if (!(await within(HANG_MS, () => existsSync(own.stateDir)))) trial.mistake("it does not start");
  await endedInTime(trial, starting);
  const refusals = () => server.events("index refused").map(({ reason }) => reason);
  if (!(await within(HANG_MS, () => refusals().length > 0))) trial.mistake("no line of the log");
  mount.resume();
  await rename(await another(trial, dir, "AFTER"), dir.join("source/index"));
  const isTaken = await within(NOTICE_MS, async () => (await server.labels("aft")).length > 0);
  if (!isTaken) trial.mistake("no index is taken any more");
  if (refusals().length > 1) trial.mistake(`it says ${JSON.stringify(refusals())}`);
  mount.stop();
  server.hangUp();
  await endedInTime(trial, server);
}

async function endedInTime(trial: Trial, program: Program): Promise<void> {
  let hasEnded = false;
  void program.ended.then(() => {
    hasEnded = true;
  });
  program.kill("SIGTERM");
  if (!(await within(END_MS, async () => hasEnded))) trial.mistake("SIGTERM does nothing");
}

/** What is mapped is a copy, wherever the index lies. */
async function truncated(_: Trial, { dir }: Attacked): Promise<void> {
  await truncate(dir.join("state", "mine.msgpack"), 100);
  await Bun.sleep(PIPE_MS);
}

/** The generation that an index is of. */
async function generationOf(trial: Trial, index: string): Promise<string> {
  const { stdout } = await run([...trial.program, "inspect", index, "--json"], { cwd: "/" });
  return JSON.parse(stdout).generation;
}

/** Puts a file of the right name and bytes into STATE_DIR, to which another user can still write. */
async function plantGeneration(trial: Trial, dir: TempDir): Promise<string> {
  const index = await longIndex(trial, dir);
  const state = dir.join("state");
  await mkdir(state, { mode: 0o700 });
  const planted = `${state}/${await generationOf(trial, index)}.msgpack`;
  await Bun.write(dir.join("theirs"), Bun.file(index));
  await link(dir.join("theirs"), planted);
  await chmod(planted, 0o600);
  if (isRoot) await chown(planted, NOBODY, NOBODY);
  return index;
}

/** The file that was planted is cut short. */
async function harmPlanted(_: Trial, { dir }: Attacked): Promise<void> {
  await truncate(dir.join("theirs"), 100);
  await Bun.sleep(PIPE_MS);
}

/** Nothing is mapped of a folder to which a group may write. */
async function groupFolder(trial: Trial): Promise<void> {
  trial.tried++;
  await using dir = await tempDir();
  const state = dir.join("state");
  await mkdir(state);
  await chmod(state, 0o770);
  const index = await indexOfRows(trial.program, dir);
  const confined = asProgram(trial.program);
  await using server = await serveIndex(dir, { index, confined });
  trial.compare("mapped files", await mappedFiles(server.pid, state), []);
}

/** A link at the name under which a build writes leads to somebody's file, which stays as it was. */
async function linkAtTemporary(trial: Trial): Promise<void> {
  while (trial.tried < trial.times) {
    trial.tried++;
    await using dir = await tempDir();
    const victim = dir.join("victim");
    await Bun.write(victim, "mine");
    await Bun.write(dir.join("rows"), "species\tdisplay_label\nhomo_sapiens\tBRCA2\n");
    const command = [...trial.program, "build", "--from", "rows", "--output", "index"];
    await using build = new Program(command, { cwd: dir.path });
    let hasEnded = false;
    void build.ended.then(() => {
      hasEnded = true;
    });
    // It is planted again and again, as a build removes what it finds before it writes.
    await within(END_MS, () => {
      plantFor(PLANTED_MS, victim, dir.join(`.index.${hostname()}.${build.pid}.tmp`));
      plantFor(PLANTED_MS, victim, ...temporariesIn(dir.path));
      return hasEnded;
    });
    const text = await Bun.file(victim).text();
    if (text !== "mine") trial.mistake("somebody's file is overwritten");
  }
}

/** The temporary files of a build, whose names can be seen while it writes them. */
const temporariesIn = (folder: string) =>
  readdirSync(folder)
    .filter((name) => /^\.index-.*\.tmp$/.test(name))
    .map((name) => `${folder}/${name}`);

function plantFor(milliseconds: number, victim: string, ...links: string[]): void {
  const end = performance.now() + milliseconds;
  while (links.length > 0 && performance.now() < end) {
    for (const link of links) {
      // An exception where it is there would take so long that the build comes first.
      const found = lstatSync(link, { throwIfNoEntry: false });
      if (found?.isSymbolicLink()) continue;
      try {
        if (found !== undefined) unlinkSync(link);
        symlinkSync(victim, link);
      } catch {
        // The build was faster.
      }
    }
  }
}

/** A link in the place of the temporary folder for copies leads to somebody's folder, where nothing is written. */
async function linkAtFolder(trial: Trial): Promise<void> {
  trial.tried++;
  await using dir = await tempDir();
  const victim = dir.join("victim");
  const temporary = dir.join("tmp");
  await mkdir(victim, { mode: 0o700 });
  await mkdir(temporary);
  // As /tmp is.
  await chmod(temporary, 0o1777);
  await symlink(victim, `${temporary}/assembl-${process.getuid?.()}`);
  const index = await indexOfRows(trial.program, dir);
  const confined = asProgram(trial.program, (command) => {
    const at = command.indexOf("--state-dir");
    const without = command.filter((_, i) => i !== at && i !== at + 1);
    return ["env", "HOME=/proc/none", `TMPDIR=${temporary}`, ...without];
  });
  await using server = new Program(serveCommand(dir, { index, confined }), { cwd: dir.path });
  await server.until(/serving generation/);
  trial.compare("files in somebody's folder", await readdir(victim), []);
}

/** A large index in the place of a small one, where there is no room for its copy. */
async function swapWithoutRoom(trial: Trial, { dir, server }: Attacked): Promise<void> {
  await run(["cp", await largeIndexOf(trial), dir.join("next")], { cwd: "/" });
  await replace(dir, dir.join("next"));
  server.hangUp();
  const isServed = await within(
    NOTICE_MS,
    async () => server.events("serving generation").length > 1,
  );
  if (!isServed) trial.mistake("the large index is not served");
}

const largeIndexOf = async (trial: Trial) => (await largeAttacked(trial, WIDE)).index;

/** An index of ROWS and many others. */
const longIndex = (trial: Trial, dir: TempDir) => {
  const rows = Array.from({ length: FURTHER_ROWS }, (_, i) => ["homo_sapiens", `FURTHER${i}`]);
  return builtIndex(trial.program, dir, "index", [...ROWS, ...rows]);
};

const rowsAttacked = async (trial: Trial, dir: TempDir) => ({
  index: await indexOfRows(trial.program, dir),
  honest: HONEST_OF_ROWS,
  isSteady: false,
});

const withoutRoom = async (trial: Trial, dir: TempDir) => {
  const disk = await mountSmall(dir.join("state"));
  return {
    ...(await rowsAttacked(trial, dir)),
    confined: (command: readonly string[]) => disk.confined(command),
    beside: [disk],
  };
};

const once = { short: 1, long: 1 };

export const FILE_ATTACKS: readonly Fault[] = [
  attackFault("a sparse file at INDEX", {
    prepare: rowsAttacked,
    attack: sparseFile,
  }),
  attackFault("a sparse file at INDEX, STATE_DIR full", {
    prepare: withoutRoom,
    attack: sparseFile,
  }),
  attackFault("a pipe at INDEX for two seconds", {
    prepare: rowsAttacked,
    attack: pipeAtIndex,
  }),
  { name: "attacks: a pipe at INDEX at start", times: once, run: pipeAtStart },
  { name: "attacks: a mount that hangs", times: once, isPatient: true, run: mountThatHangs },
  attackFault("an index inside STATE_DIR, truncated in place", {
    prepare: async (trial, dir) => {
      await mkdir(dir.join("state"), { mode: 0o700 });
      const index = dir.join("state", "mine.msgpack");
      await rename(await longIndex(trial, dir), index);
      return { index, honest: HONEST_OF_ROWS };
    },
    attack: truncated,
  }),
  attackFault("a generation that others planted in STATE_DIR", {
    prepare: async (trial, dir) => ({
      index: await plantGeneration(trial, dir),
      honest: HONEST_OF_ROWS,
    }),
    attack: harmPlanted,
  }),
  {
    name: "attacks: a STATE_DIR that a group may write to",
    times: once,
    run: groupFolder,
  },
  {
    name: "attacks: a link at a build's temporary file",
    times: { short: 10, long: 50 },
    run: linkAtTemporary,
  },
  { name: "attacks: a link at the temporary folder", times: once, run: linkAtFolder },
  attackFault("a large index, STATE_DIR full", {
    prepare: withoutRoom,
    attack: swapWithoutRoom,
    indexBytes: async (trial) => Bun.file(await largeIndexOf(trial)).size,
  }),
];
