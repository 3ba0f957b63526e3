/** Builds the container image and runs it for real, without a container engine or an image registry. */

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import packageJson from "../package.json" with { type: "json" };
import { ensureTools } from "../test/support/processes/debian.ts";
import { ASSEMBL, succeed } from "../test/support/processes/program.ts";
import { bases } from "./image/bases.ts";
import { Buildah, type ImageConfig } from "./image/buildah.ts";
import { npmAccess } from "./image/machine.ts";
import { programsIn, writableIn } from "./image/root.ts";
import { ImageServer } from "./image/server.ts";
import { workspace } from "./image/workspace.ts";

const REPOSITORY = join(import.meta.dir, "..");
const LABELS = ["BRCA1", "BRCA2", "BRCC3"];

const QUESTION = "/gene_suggest/?species=homo_sapiens&query=brc";

async function test(stop: AbortSignal): Promise<void> {
  await step("the tools are there", prepare);
  await using work = await workspace();
  const { build, runtime } = await step("base file systems", () => bases(work.folder, stop));
  const buildah = new Buildah(work.folder, stop);
  const name = await step("image built", () => buildImage(buildah, build, runtime));
  const { config, layers } = await buildah.inspect(name);
  checkLabels(config);
  const data = await step("demo index made", () => makeIndex(work.folder, stop));
  await using server = await step("server ready", () =>
    ImageServer.start(buildah, name, config, data),
  );
  await step("answers as expected", async () =>
    expect("answer", await server.get(QUESTION), LABELS),
  );
  await step("runs as the image's user", async () => checkUser(server));
  await step("nothing else can be run in it", async () =>
    expect("programs", await programsIn(server.root()), [server.config.Entrypoint[0]]),
  );
  await step("its user may write to /tmp alone", async () =>
    expect("writable paths", await writableIn(server.root()), ["/tmp"]),
  );
  await step("health check passes", async () => expect("exit code", await server.health(), 0));
  await step("SIGTERM ends it", async () => expect("exit code", await server.terminate(), 0));
  await step("health check fails then", async () => expect("exit code", await server.health(), 1));
  console.log(`layers: ${layers.map(megabytes).join(" + ")}`);
}

async function prepare(): Promise<void> {
  if (process.platform !== "linux" || process.getuid?.() !== 0) {
    throw new Error("the image test makes root file systems: run it as root on Debian or Ubuntu");
  }
  await ensureTools([
    { program: "buildah", package: "buildah" },
    { program: "debootstrap", package: "debootstrap" },
  ]);
}

async function buildImage(buildah: Buildah, build: string, runtime: string): Promise<string> {
  const { env, volumes } = npmAccess();
  const bun = { "/usr/local/bin/bun": process.execPath };
  const args = {
    BUILD_IMAGE: await buildah.importBase("assembl-build-base", build, bun, env),
    RUNTIME_IMAGE: await buildah.importBase("assembl-runtime-base", runtime),
  };
  return await buildah.build("assembl", REPOSITORY, args, volumes);
}

function checkLabels(config: ImageConfig): void {
  expect("version label", config.Labels["org.opencontainers.image.version"], packageJson.version);
  expect(
    "description label",
    config.Labels["org.opencontainers.image.description"],
    packageJson.description,
  );
}

async function makeIndex(folder: string, stop: AbortSignal): Promise<string> {
  const data = join(folder, "data");
  const from = join(folder, "labels.tsv");
  const output = join(data, "assembl.msgpack");
  await mkdir(data);
  const rows = [...LABELS, "TP53"].map(
    (label, i) => `homo_sapiens\t${label}\tENSG0000000000${i}\t1:${i + 1}00-${i + 1}50\tcore\n`,
  );
  await Bun.write(from, `species\tdisplay_label\tstable_id\tlocation\tdb\n${rows.join("")}`);
  await succeed([...ASSEMBL, "build", "--from", from, "--output", output], { stop });
  return data;
}

function checkUser(server: ImageServer): void {
  const user = server.user();
  expect("user", user, Number(server.config.User.split(":")[0]));
  if (user === 0) throw new Error("the image runs as root");
}

function expect(what: string, actual: unknown, wanted: unknown): void {
  if (!Bun.deepEquals(actual, wanted)) {
    throw new Error(`${what} is ${JSON.stringify(actual)}, not ${JSON.stringify(wanted)}`);
  }
}

async function step<T>(name: string, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  try {
    const result = await work();
    console.log(`ok ${name} (${((performance.now() - start) / 1000).toFixed(1)} s)`);
    return result;
  } catch (error) {
    throw new Error(`${name}: ${error instanceof Error ? error.message : error}`, { cause: error });
  }
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

const interruption = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => interruption.abort(new Error(`interrupted by ${signal}`)));
}
try {
  await test(interruption.signal);
} catch (error) {
  console.error(`error: image test: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
