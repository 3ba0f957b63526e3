/** How long a server takes from its spawn to its first right answer. */

import { ENVIRONMENT } from "./processes.ts";

const POLL_MS = 1;
const HOST = "127.0.0.1";

/** A server that listens on the port that it is told. */
export type ServerCommand = (port: number) => string[];

/** Milliseconds until the first answer to `path`. @throws Error where it is not `body`, or the server ends */
export async function firstAnswerMs(
  command: ServerCommand,
  path: string,
  body: string,
): Promise<number> {
  const port = freePort();
  const start = performance.now();
  const child = Bun.spawn(command(port), {
    env: ENVIRONMENT,
    stdio: ["ignore", "ignore", "ignore"],
  });
  try {
    let answer = await ask(port, path);
    while (answer === null) {
      if (child.exitCode !== null) throw new Error(`${command(port).join(" ")} has ended`);
      await Bun.sleep(POLL_MS);
      answer = await ask(port, path);
    }
    const ms = performance.now() - start;
    if (!answer.endsWith(`\r\n\r\n${body}`)) throw new Error(`unexpected answer: ${answer}`);
    return ms;
  } finally {
    child.kill("SIGKILL");
    await child.exited;
  }
}

/** A port that nobody listened on a moment ago. */
function freePort(): number {
  const listener = Bun.listen({ hostname: HOST, port: 0, socket: { data() {} } });
  listener.stop(true);
  return listener.port;
}

/** One request on a connection of its own, as cheap as can be; null where nobody listens. */
async function ask(port: number, path: string): Promise<string | null> {
  const { promise: closed, resolve, reject } = Promise.withResolvers<string>();
  let received = "";
  try {
    await Bun.connect({
      hostname: HOST,
      port,
      socket: {
        open: (socket) => {
          socket.write(`GET ${path} HTTP/1.1\r\nHost: ${HOST}\r\nConnection: close\r\n\r\n`);
        },
        data: (_, chunk) => {
          received += chunk.toString();
        },
        close: () => resolve(received),
        error: (_, error) => reject(error),
      },
    });
  } catch {
    return null;
  }
  return closed;
}
