import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import { FORMAT_VERSION } from "../src/format/index-file.ts";
import { WEB_FILES } from "../src/server/handlers/web-file.ts";
import { VERSION } from "../src/version.ts";
import { requestSlowly, unchunked } from "./support/clients/connection.ts";
import { GENES } from "./support/data/genes.ts";
import { LARGE_ANSWER, labelFile, manyGenes } from "./support/data/label-files.ts";
import { flipped } from "./support/indexes/damage.ts";
import { type Ended, type ProgramOptions, run } from "./support/processes/program.ts";
import { ServerProcess } from "./support/processes/server-process.ts";
import { serveNothing } from "./support/servers/served.ts";
import { type TempDir, tempDir } from "./support/temp.ts";

// Compiling takes about a second, and building a large index two; a busy machine takes longer.
setDefaultTimeout(120_000);

const CHECKOUT = join(import.meta.dir, "..");
/** So many that the answer does not fit into the system's buffers. */
const MANY = 5000;

/** A folder with the executable and an index of a few genes. */
let home: TempDir;
let program: string;
let index: string;

beforeAll(async () => {
  home = await tempDir();
  program = home.join("assembl");
  index = home.join("genes.msgpack");
  const compiled = await run(
    [process.execPath, join(CHECKOUT, "scripts/compile.ts"), "--outfile", program],
    { cwd: home.path },
  );
  if (compiled.code !== 0) throw new Error(compiled.stdout + compiled.stderr);
  const built = await assembl(home, ["build", "--from", "-", "--output", index], {
    stdin: labelFile(GENES),
  });
  if (built.code !== 0) throw new Error(built.stderr);
});

afterAll(() => home[Symbol.asyncDispose]());

type Options = Omit<ProgramOptions, "cwd">;

/** Runs the executable in a folder, with an empty environment: no PATH, no HOME. */
const assembl = (dir: TempDir, args: readonly string[], options: Options = {}): Promise<Ended> =>
  run([program, ...args], { cwd: dir.path, ...options });

/** There is no load balancer that must notice a stop. */
const LISTEN = ["--bind", "127.0.0.1", "--port", "0", "--drain-time", "0"];

/** Starts a server on a free port; resolves once it listens. */
async function serve(dir: TempDir, args: readonly string[] = [], options: Options = {}) {
  const command = [program, "serve", "--index", index, ...LISTEN];
  const state = ["--state-dir", dir.join("state")];
  const server = await ServerProcess.start([...command, ...state, ...args], {
    cwd: dir.path,
    ...options,
  });
  // It prints two lines.
  await server.until(/^try it: curl '.*'$/m);
  return server;
}

const oneLine = (text: string) => expect(text).toMatch(/^error: [^\n]+; [^\n]+\n$/);

describe("the executable", () => {
  test("builds from a file, and verifies, inspects and asks what it built", async () => {
    await using dir = await tempDir();
    await Bun.write(dir.join("genes.tsv"), labelFile(GENES));
    const built = await assembl(dir, ["build", "--from", "genes.tsv", "--json"]);
    expect(built.code).toBe(0);
    const { generation } = JSON.parse(built.stdout);

    const verified = await assembl(dir, ["verify"]);
    expect(verified).toMatchObject({
      code: 0,
      stdout: `assembl.msgpack is intact, generation ${generation}\n`,
      stderr: "",
    });

    const inspected = await assembl(dir, ["inspect", "--json"]);
    expect(JSON.parse(inspected.stdout)).toMatchObject({
      path: "assembl.msgpack",
      format_version: FORMAT_VERSION,
      generation,
      source: "file:genes.tsv",
      builder: `assembl ${VERSION}`,
      labels: 17,
      genes: 20,
      aliases: 0,
      species: expect.arrayContaining([
        { name: "homo_sapiens", names: [], labels: 4, genes: 6, aliases: 0 },
      ]),
    });
    const shown = await assembl(dir, ["inspect"]);
    expect(shown.stdout).toMatch(/^homo_sapiens +4 +6 +0$/m);

    const asked = await assembl(dir, ["query", "Homo sapiens", "brca", "--limit", "1"]);
    expect(asked).toMatchObject({
      code: 0,
      stdout: "BRCA1  prefix  1 gene  ENSG00000012048  17:43044295-43170245\n",
      stderr: "",
    });
    const nothing = await assembl(dir, ["query", "homo_sapiens", "nothing", "--json"]);
    expect(nothing).toMatchObject({ code: 0, stdout: "[]\n" });
  });

  test("prints its version and its commands", async () => {
    await using dir = await tempDir();
    expect(await assembl(dir, ["--version"])).toMatchObject({ code: 0, stdout: `${VERSION}\n` });
    expect(await assembl(dir, ["--help"])).toMatchObject({ code: 0, stderr: "" });
    expect(await assembl(dir, [])).toMatchObject({ code: 2, stderr: "" });
  });

  test("is not affected by files and settings for Bun in its working directory", async () => {
    await using dir = await tempDir();
    const poison = 'console.log("poisoned"); process.exit(99);';
    await Bun.write(dir.join("poison.ts"), poison);
    await Bun.write(dir.join("bunfig.toml"), 'preload = ["./poison.ts"]\n');
    await Bun.write(dir.join(".env"), "LABEL_MINIMUM=nonsense\nLOG=nonsense\n");
    await Bun.write(dir.join(".env.production"), "DEFAULT_LIMIT=nonsense\n");
    await Bun.write(dir.join("package.json"), '{"type": "commonjs", "main": "poison.ts"}');
    await Bun.write(dir.join("tsconfig.json"), '{"extends": "./nowhere.json"}');
    const asked = await assembl(dir, ["query", "homo_sapiens", "brca2", "--index", index]);
    expect(asked).toMatchObject({ code: 0, stderr: "" });
    expect(asked.stdout).toStartWith("BRCA2  exact ");
    await using server = await serve(dir);
    server.kill("SIGTERM");
    expect(await server.ended).toMatchObject({ code: 0 });
  });
});

describe("a server", () => {
  test("answers, and is healthy while it runs and not afterwards", async () => {
    await using dir = await tempDir();
    await using server = await serve(dir, ["--log", "text"]);
    const port = String(server.port);
    expect(await server.labels("brc")).toEqual(["BRCA1", "BRCA2", "BRCC3"]);

    const healthy = await assembl(dir, ["health", "--port", port]);
    expect(healthy).toMatchObject({ code: 0, stdout: "ready\n", stderr: "" });

    server.kill("SIGTERM");
    expect(await server.ended).toMatchObject({ code: 0, signal: null });

    const after = await assembl(dir, ["health", "--port", port]);
    expect(after).toMatchObject({ code: 1, stdout: "" });
    expect(after.stderr).toStartWith(`error: no server answers at http://127.0.0.1:${port}/readyz`);
    oneLine(after.stderr);
  });

  test("serves the same page and element as the checkout does", async () => {
    await using dir = await tempDir();
    await using server = await serve(dir);
    await using checkout = serveNothing();
    for (const path of WEB_FILES.map(({ paths }) => paths[0])) {
      const [ours, theirs] = [await checkout.get(path), await server.get(path)];
      expect(theirs.status).toBe(200);
      expect(await theirs.text()).toBe(await ours.text());
      expect(theirs.headers.get("etag")).toBe(ours.headers.get("etag"));
    }
  });

  test("is asked for its health directly, whatever proxy is set", async () => {
    await using dir = await tempDir();
    await using server = await serve(dir);
    const nowhere = "http://127.0.0.1:1";
    const env = { HTTP_PROXY: nowhere, http_proxy: nowhere, ALL_PROXY: nowhere };
    expect(
      await assembl(dir, ["health"], { env: { ...env, PORT: `${server.port}` } }),
    ).toMatchObject({
      code: 0,
      stdout: "ready\n",
    });
  });

  test("prints an example that finds something", async () => {
    await using dir = await tempDir();
    await using server = await serve(dir);
    const [, target] = await server.until(/^try it: curl '(.*)'$/m);
    expect(target).toStartWith(`${server.url}/gene_suggest/?`);
    expect(await (await fetch(target!)).json()).not.toEqual([]);
  });

  test("logs one line of JSON per event if there is no terminal", async () => {
    await using dir = await tempDir();
    await using server = await serve(dir, ["--access-log", "on"]);
    await server.get("/healthz");
    server.kill("SIGINT");
    expect((await server.ended).code).toBe(0);
    const events = server.events();
    expect(events).toContainEqual(expect.objectContaining({ event: "request", path: "/healthz" }));
    expect(events).toContainEqual(expect.objectContaining({ event: "stopping", signal: "SIGINT" }));
  });

  test("takes its settings from variables, and flags take precedence", async () => {
    await using dir = await tempDir();
    const env = { DEFAULT_LIMIT: "2", MAXIMUM_LIMIT: "1", LABEL_MINIMUM: "1", LOG: "off" };
    await using server = await serve(dir, ["--maximum-limit", "9"], { env });
    expect(await server.labels("b")).toEqual(["BRCA1", "BRCA2"]);
    expect(server.stderr).toBe("");
  });
});

describe("a server that is stopped", () => {
  let large: string;

  beforeAll(async () => {
    large = home.join("large.msgpack");
    const args = ["build", "--from", "-", "--output", large];
    const { code, stderr } = await assembl(home, args, { stdin: labelFile(manyGenes(MANY)) });
    if (code !== 0) throw new Error(stderr);
  });

  /** A server with an answer under way that its client does not read. */
  async function busyServer(dir: TempDir) {
    const server = await serve(dir, ["--index", large]);
    const whole = await (await server.get(LARGE_ANSWER)).text();
    return { server, whole, client: await requestSlowly(server.url + LARGE_ANSWER) };
  }

  test.each<NodeJS.Signals>(["SIGTERM", "SIGINT"])(
    "by %s finishes the answer that is under way, and exits with 0",
    async (signal) => {
      await using dir = await tempDir();
      const { server, whole, client } = await busyServer(dir);
      await using _ = server;
      server.kill(signal);
      await server.until(/"stopping"/);
      // Not `toBe`, which would print both, 18 MB each.
      expect(unchunked(await client.rest()) === whole).toBeTrue();
      expect(await server.ended).toMatchObject({ code: 0, signal: null });
    },
  );

  test.each<[NodeJS.Signals, NodeJS.Signals]>([
    ["SIGTERM", "SIGTERM"],
    ["SIGINT", "SIGTERM"],
  ])("by %s exits at once at a second signal, %s", async (first, second) => {
    await using dir = await tempDir();
    const { server, client } = await busyServer(dir);
    await using _ = server;
    using __ = client;
    server.kill(first);
    await server.until(/"stopping"/);
    server.kill(second);
    // Otherwise it would wait for the client, which reads nothing.
    expect(await server.ended).toMatchObject({ code: 1, signal: null });
  });
});

describe("an error is one line without a stack trace:", () => {
  test("a port in use", async () => {
    await using dir = await tempDir();
    const taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    const { port } = taken.address() as { port: number };
    const args = ["--index", index, "--bind", "127.0.0.1", "--port", String(port), "--log", "off"];
    const { code, stdout, stderr } = await assembl(dir, [
      "serve",
      ...args,
      "--state-dir",
      dir.join("state"),
    ]);
    taken.close();
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toStartWith(`error: cannot listen on 127.0.0.1:${port} (`);
    oneLine(stderr);
  });

  const COMMANDS: [string, string[]][] = [
    ["serve", ["serve", "--port", "0", "--log", "off", "--state-dir", "state", "--index"]],
    ["query", ["query", "homo_sapiens", "brc", "--index"]],
    ["inspect", ["inspect"]],
    ["verify", ["verify"]],
  ];
  const BAD_INDEXES: [string, string, (bytes: Buffer) => Uint8Array | null][] = [
    ["that does not exist", "there is no index at bad", () => null],
    ["that is empty", "the index is an empty file", () => Buffer.alloc(0)],
    ["that is a text file", "the file is", () => Buffer.from("species\tdisplay_label\n")],
    ["that is truncated", "the file is", (bytes) => bytes.subarray(0, -1)],
  ];
  describe.each(COMMANDS)("%s of an index", (_, args) => {
    test.each(BAD_INDEXES)("%s", async (__, problem, damage) => {
      await using dir = await tempDir();
      const bytes = damage(Buffer.from(await Bun.file(index).bytes()));
      if (bytes !== null) await Bun.write(dir.join("bad"), bytes);
      const { code, stdout, stderr } = await assembl(dir, [...args, "bad"]);
      expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
      expect(stderr).toContain(problem);
      oneLine(stderr);
    });
  });

  test.each(COMMANDS.filter(([name]) => name !== "inspect"))(
    "%s of an index with a flipped bit",
    async (_, args) => {
      await using dir = await tempDir();
      await Bun.write(dir.join("bad"), flipped(await Bun.file(index).bytes()));
      const { code, stdout, stderr } = await assembl(dir, [...args, "bad"]);
      expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
      expect(stderr).toContain("the index");
      oneLine(stderr);
    },
  );

  test.each([
    ["no index at all, serve", ["serve", "--port", "0"], 1, "no ./assembl.msgpack"],
    ["no index at all, query", ["query", "homo_sapiens", "brc"], 1, "no ./assembl.msgpack"],
    ["an unknown flag", ["serve", "--prot", "1"], 2, "Unknown option '--prot'"],
    ["an unknown command", ["srve"], 2, "there is no command srve"],
    ["a bad value", ["serve", "--port", "65536"], 2, '--port is "65536"; it takes a whole number'],
    ["no source", ["build"], 2, "there is nothing to build from"],
  ])("%s", async (_, args, expected, problem) => {
    await using dir = await tempDir();
    const { code, stdout, stderr } = await assembl(dir, args);
    expect({ code, stdout }).toEqual({ code: expected, stdout: "" });
    expect(stderr).toContain(problem);
    oneLine(stderr);
  });

  test("an unknown species, with similar names", async () => {
    await using dir = await tempDir();
    const asked = await assembl(dir, ["query", "homo_sapien", "brc", "--index", index]);
    expect(asked).toMatchObject({
      code: 1,
      stdout: "",
      stderr: 'error: there is no species "homo_sapien"; did you mean homo_sapiens?\n',
    });
  });
});
