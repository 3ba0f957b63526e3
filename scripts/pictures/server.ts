import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const MAIN = join(import.meta.dir, "../../src/main.ts");
/** What a server says once it takes requests. */
const SERVING = /^serving .* at (http:\S+)$/m;

export interface ServedIndex extends AsyncDisposable {
  url: string;
}

/** Serves an index on a free port, as a user does. @throws Error where it does not start */
export async function serveIndex(index: string): Promise<ServedIndex> {
  const stateDir = await mkdtemp(join(tmpdir(), "assembl-pictures-"));
  const where = ["--index", index, "--state-dir", stateDir, "--bind", "127.0.0.1", "--port", "0"];
  const options = [...where, "--log", "off", "--drain-time", "0"];
  const server = Bun.spawn([process.execPath, MAIN, "serve", ...options], {
    stdout: "pipe",
    stderr: "inherit",
  });
  let printed = "";
  for await (const chunk of server.stdout.pipeThrough(new TextDecoderStream())) {
    printed += chunk;
    const url = SERVING.exec(printed)?.[1];
    if (url === undefined) continue;
    return {
      url,
      async [Symbol.asyncDispose]() {
        server.kill("SIGTERM");
        await server.exited;
        await rm(stateDir, { recursive: true });
      },
    };
  }
  throw new Error(`the server does not start: ${printed}`);
}
