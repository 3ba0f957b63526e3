/** nginx of a test's own, with a recipe of the docs. */

import { join } from "node:path";
import type { Subprocess } from "bun";
import { find } from "../processes/debian.ts";
import { type TempDir, tempDir } from "../temp.ts";
import { freePort } from "./free-port.ts";

const RECIPES = join(import.meta.dir, "../../../docs/recipes");
const START_TIMEOUT_MS = 30_000;
const POLL_MS = 10;

/** Servers of the recipes, in order. */
const UPSTREAM = /10\.0\.0\.(\d+):8000/g;

export interface Nginx extends AsyncDisposable {
  readonly url: string;
}

/**
 * `await using nginx = await startNginx("nginx-cache.conf", [8000])`: a recipe as it stands in the docs, but for the
 * addresses and folders of this machine.
 *
 * @param ports of 127.0.0.1, in the place of the recipe's servers
 * @throws Error with nginx's log, where it does not start
 */
export async function startNginx(recipe: string, ports: readonly number[]): Promise<Nginx> {
  const program = find("nginx");
  if (program === null)
    throw new Error("nginx is missing; run `bun run ci`, or install nginx-light");
  const dir = await tempDir();
  const port = await freePort();
  const text = await Bun.file(join(RECIPES, recipe)).text();
  const adapted = text
    .replace(UPSTREAM, (_, number) => `127.0.0.1:${ports[Number(number) - 1]}`)
    .replace("listen 80;", `listen 127.0.0.1:${port};`)
    .replaceAll("/var/cache/nginx", dir.path);
  await Bun.write(dir.join("nginx.conf"), mainConfig(dir, adapted));
  const log = dir.join("log");
  const server = Bun.spawn([program, "-p", dir.path, "-c", dir.join("nginx.conf"), "-e", log], {
    stdin: "ignore",
    stdout: Bun.file(log),
    stderr: Bun.file(log),
  });
  const killNow = () => server.kill("SIGKILL");
  process.once("exit", killNow);
  const end = async () => {
    // Told to end it ends its workers too.
    server.kill("SIGTERM");
    await server.exited;
    process.off("exit", killNow);
    await dir[Symbol.asyncDispose]();
  };
  try {
    await isListening(server, port, log);
  } catch (error) {
    await end();
    throw error;
  }
  return { url: `http://127.0.0.1:${port}`, [Symbol.asyncDispose]: end };
}

function mainConfig(dir: TempDir, recipe: string): string {
  const user = process.getuid?.() === 0 ? "user root;" : "";
  const folders = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (name) => `${name}_temp_path ${dir.join(name)};`,
  );
  return `${user} daemon off; worker_processes 1; pid ${dir.join("pid")};
    events { worker_connections 1024; }
    http { access_log off; ${folders.join(" ")}
    ${recipe} }`;
}

async function isListening(server: Subprocess, port: number, log: string): Promise<void> {
  const deadline = performance.now() + START_TIMEOUT_MS;
  for (;;) {
    if (server.exitCode !== null || performance.now() > deadline) {
      throw new Error(`nginx does not start:\n${await Bun.file(log).text()}`);
    }
    try {
      const socket = await Bun.connect({ hostname: "127.0.0.1", port, socket: { data() {} } });
      socket.end();
      return;
    } catch {
      await Bun.sleep(POLL_MS);
    }
  }
}
