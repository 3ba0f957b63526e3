/** The compose file in docs/recipes: it must agree with the program, the image and the documents, and its services run. */

import { expect, setDefaultTimeout, spyOn, test } from "bun:test";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { YAML } from "bun";
import { runCommandLine } from "../../src/cli/run.ts";
import { COMMANDS } from "../../src/commands/all.ts";
import { parseRedisLocation } from "../../src/redis/location.ts";
import { readSettings, SETTINGS, type SettingName } from "../../src/settings.ts";
import { GENES } from "../support/data/genes.ts";
import { installed } from "../support/processes/debian.ts";
import { ASSEMBL, succeed } from "../support/processes/program.ts";
import { ServerProcess } from "../support/processes/server-process.ts";
import { Daemon, onFreePort } from "../support/servers/daemon.ts";
import { fillTable } from "../support/servers/database.ts";
import { startMariaDb } from "../support/servers/mariadb.ts";
import { tempDir } from "../support/temp.ts";

// A database has to start.
setDefaultTimeout(120_000);

interface Service {
  image: string;
  command: string[];
  environment?: Record<string, string>;
  profiles?: string[];
  ports?: string[];
  tmpfs?: string[];
  volumes?: string[];
  user?: string;
  depends_on?: string[];
  restart?: string;
  stop_grace_period?: string;
  healthcheck?: object;
  read_only?: boolean;
  cap_drop?: string[];
  security_opt?: string[];
}

interface Mount {
  source: string;
  target: string;
  isReadOnly: boolean;
}

const textOf = (path: string) => Bun.file(join(import.meta.dir, "../..", path)).text();

const text = await textOf("docs/recipes/compose.yaml");
const dockerfile = await textOf("Dockerfile");
const operations = await textOf("docs/OPERATIONS.md");
const { services, volumes } = YAML.parse(text) as {
  services: Record<"redis" | "server" | "build" | "publish", Service>;
  volumes: Record<string, null>;
};
const { redis, server, build, publish } = services;
const ours = Object.entries(services).filter(([, { image }]) => image === "assembl");

const settingOf = (variable: string) =>
  (Object.keys(SETTINGS) as SettingName[]).find((name) => SETTINGS[name].variable === variable);

/** The settings of a service, as the program reads them. */
function settingsOf<N extends SettingName>(service: Service, ...names: N[]) {
  return readSettings(names, { flags: {}, environment: service.environment ?? {} });
}

const mountsOf = ({ volumes: given = [] }: Service): Mount[] =>
  given.map((volume) => {
    const [source, target, mode] = volume.split(":") as [string, string, string?];
    return { source, target, isReadOnly: mode === "ro" };
  });

/** The arguments of an instruction in the Dockerfile. */
const instruction = (name: string) => new RegExp(`^${name} (.*)$`, "m").exec(dockerfile)![1]!;

test.each(ours)("%s runs a command that reads its settings", async (_, service) => {
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
  // With --help only the options are checked.
  using _quiet = spyOn(console, "log").mockImplementation(() => {});
  expect(await runCommandLine(COMMANDS, [...command, "--help"], {})).toBe(0);
});

test("the images are those in the documents, and the program's image has a health check", () => {
  expect(ours.map(([name]) => name).sort()).toEqual(["build", "publish", "server"]);
  expect(operations).toContain("docker build -t assembl .\n");
  expect(redis.image).toMatch(/^redis:\d+[.\d]*@sha256:[0-9a-f]{64}$/);
  expect(redis.command[0]).toBe("redis-server");
  for (const [, { healthcheck }] of ours) expect(healthcheck).toBeUndefined();
  expect(instruction("HEALTHCHECK")).toEndWith('CMD ["/usr/local/bin/assembl", "health"]');
  expect(COMMANDS.map(({ name }) => name)).toContain("health");
});

test("the server takes its index from where it is published, in the Redis of the recipe", () => {
  const { index } = settingsOf(server, "index");
  const { publishTo } = settingsOf(publish, "publishTo");
  expect(index).toBe(publishTo!);
  const { key } = parseRedisLocation(index!);
  expect(key).toBe("genes");
  const { hostname, port } = new URL(index!);
  expect(Object.keys(services)).toContain(hostname);
  expect(services[hostname as keyof typeof services]).toBe(redis);
  expect(port).toBe("6379");
  expect(server.depends_on).toEqual([hostname]);
});

test("the server's copies are in memory, in a folder that only the image's user can enter", () => {
  const { stateDir } = settingsOf(server, "stateDir");
  const [folder, options] = server.tmpfs![0]!.split(":") as [string, string];
  expect(server.tmpfs).toHaveLength(1);
  expect(folder).toBe(stateDir!);
  const [uid, gid] = instruction("USER").split(":");
  expect(options.split(",").sort()).toEqual([`gid=${gid}`, "mode=0700", `uid=${uid}`]);
  expect(server.user).toBeUndefined();
});

test("the server is as restricted as the container in docs/OPERATIONS.md", () => {
  const line = /docker run --rm -p 8000:8000 --read-only[\s\S]*?assembl\n/.exec(operations)![0];
  expect(server.read_only).toBeTrue();
  for (const capability of server.cap_drop!) expect(line).toContain(`--cap-drop ${capability} `);
  expect(server.cap_drop).toHaveLength(1);
  expect(server.security_opt).toEqual(["no-new-privileges:true"]);
  expect(line).toContain("--security-opt no-new-privileges ");
  expect(line).toContain(`--tmpfs ${server.tmpfs![0]} -e STATE_DIR=/state `);
  expect(build.cap_drop).toEqual(server.cap_drop!);
});

test("the server's port is the one that the image listens on", () => {
  const { port } = settingsOf(server, "port");
  expect(server.ports).toEqual([`${port}:${port}`]);
  expect(instruction("EXPOSE")).toBe(String(port));
});

test("the server has enough time to drain before it is killed, and two workers that log JSON", () => {
  const { drainTime, workers, log } = settingsOf(server, "drainTime", "workers", "log");
  const [, seconds] = /^(\d+)s$/.exec(server.stop_grace_period!)!;
  expect(Number(seconds) * 1000).toBeGreaterThan(2 * drainTime);
  expect({ workers, log }).toEqual({ workers: 2, log: "json" });
});

test("the build writes to a volume that the publication only reads", () => {
  const [written, ...others] = mountsOf(build);
  expect(others).toEqual([]);
  expect(written!.isReadOnly).toBeFalse();
  expect(mountsOf(publish)).toEqual([{ ...written!, isReadOnly: true }]);
  expect(Object.keys(volumes)).toEqual([written!.source]);
  const output = build.command[build.command.indexOf("--output") + 1]!;
  expect(output).toStartWith(`${written!.target}/`);
  expect(publish.command).toEqual(["publish", output]);
  // A new volume belongs to root.
  expect(build.user).toBe("0:0");
  expect(publish.user).toBeUndefined();
  expect(mountsOf(server)).toEqual([]);
});

test("services that run once are started by name, and the others are restarted when they end", () => {
  const [, up] = /^# +docker compose up -d (.*)$/m.exec(text)!;
  const once = Array.from(text.matchAll(/docker compose run --rm (\w+)$/gm), ([, name]) => name!);
  for (const [name, { restart, profiles }] of Object.entries(services)) {
    const isLasting = up!.split(" ").includes(name);
    expect(once.includes(name)).toBe(!isLasting);
    expect(profiles).toEqual(isLasting ? undefined : ["rebuild"]);
    expect(restart).toBe(isLasting ? "unless-stopped" : undefined);
  }
  // The only variable in the commands at the top of the file.
  expect(text).toContain("DATABASE_URL=mysql://");
  expect(build.environment).toEqual({
    DATABASE_URL: expect.stringMatching(/^\$\{DATABASE_URL:-\}$/),
  });
});

test("its commands build, publish and serve, when only addresses and folders are changed", async () => {
  await using dir = await tempDir();
  await using db = await startMariaDb();
  await fillTable(db, GENES);
  const [program, ...redisArgs] = redis.command;
  const { port, daemon } = await onFreePort(async (port) => {
    const where = ["--port", String(port), "--bind", "127.0.0.1", "--dir", dir.path];
    const command = [installed(program!), ...redisArgs, ...where];
    return { port, daemon: await Daemon.start(command, () => answers(port)) };
  });
  await using _ = daemon;
  using client = redisClient(port);
  const configured = async (name: string) => (await client.send("CONFIG", ["GET", name]))[name];
  expect(await configured("maxmemory-policy")).toBe("noeviction");
  expect(await configured("save")).toBe("");
  // Nothing is evicted, because its memory is not limited.
  expect(await configured("maxmemory")).toBe("0");

  const here = (given: string) =>
    given
      .replace("redis:6379", `127.0.0.1:${port}`)
      .replace(/^\/(?:data|state)/, (folder) => dir.join(folder.slice(1)))
      .replace(/^\$\{DATABASE_URL:-\}$/, db.url);
  const environmentOf = ({ environment = {} }: Service) =>
    Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, here(value)]));
  const commandOf = ({ command }: Service) => [...ASSEMBL, ...command.map(here)];
  await mkdir(dir.join("data"));
  for (const service of [build, publish]) {
    await succeed(commandOf(service), { cwd: dir.path, env: environmentOf(service) });
  }
  const listen = ["--bind", "127.0.0.1", "--port", "0"];
  const env = environmentOf(server);
  await using started = await ServerProcess.start([...commandOf(server), ...listen], { env });
  await started.becomesReady();
  expect(await started.labels("brc")).toEqual(["BRCA1", "BRCA2", "BRCC3"]);
  expect(started.workers).toHaveLength(2);
  const copies = started.events("serving generation").map(({ copy }) => copy);
  expect(copies).toEqual([expect.stringContaining(dir.join("state"))]);
  expect(started.warnings()).toEqual([]);
});

function redisClient(port: number): Bun.RedisClient & Disposable {
  const client = new Bun.RedisClient(`redis://127.0.0.1:${port}`, { autoReconnect: false });
  return Object.assign(client, { [Symbol.dispose]: () => client.close() });
}

async function answers(port: number): Promise<boolean> {
  try {
    using client = redisClient(port);
    await client.connect();
    return true;
  } catch {
    return false;
  }
}
