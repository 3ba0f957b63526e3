/** Private nginx servers with the recipes in the documents. */

import { join } from "node:path";
import { installed } from "../processes/debian.ts";
import { type TempDir, tempDir } from "../temp.ts";
import { Daemon, onFreePort } from "./daemon.ts";

const RECIPES = join(import.meta.dir, "../../../docs/recipes");

/** The servers in the recipes, which are numbered from 1. */
const UPSTREAM = /10\.0\.0\.(\d+):8000/g;

export interface Nginx extends AsyncDisposable {
  readonly url: string;
}

/**
 * `await using nginx = await startNginx("nginx-cache.conf", [8000])`: a recipe as it is in the documents, except for
 * addresses and folders.
 *
 * @param ports of 127.0.0.1, instead of the recipe's servers
 * @throws Error with nginx's output, if it does not start
 */
export async function startNginx(recipe: string, ports: readonly number[]): Promise<Nginx> {
  await using stack = new AsyncDisposableStack();
  const dir = stack.use(await tempDir());
  const text = await Bun.file(join(RECIPES, recipe)).text();
  const adapted = text
    .replace(UPSTREAM, (_, number) => `127.0.0.1:${ports[Number(number) - 1]}`)
    .replaceAll("/var/cache/nginx", dir.path);
  const config = dir.join("nginx.conf");
  const command = [installed("nginx"), "-p", dir.path, "-c", config, "-e", "stderr"];
  const { port, server } = await onFreePort(async (port) => {
    const listening = adapted.replace("listen 80;", `listen 127.0.0.1:${port};`);
    await Bun.write(config, mainConfig(dir, listening));
    return { port, server: await Daemon.start(command, () => isListening(port)) };
  });
  // SIGTERM, and not SIGKILL, ends its workers too.
  stack.defer(async () => {
    server.kill("SIGTERM");
    await server.ended;
  });
  const started = stack.move();
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
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

async function isListening(port: number): Promise<boolean> {
  try {
    const socket = await Bun.connect({ hostname: "127.0.0.1", port, socket: { data() {} } });
    socket.end();
    return true;
  } catch {
    return false;
  }
}
