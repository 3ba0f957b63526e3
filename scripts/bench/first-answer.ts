/** How long a server takes from its start to its first correct answer. */

import { exchange } from "../../test/support/clients/connection.ts";
import { Program } from "../../test/support/processes/program.ts";
import { freePort } from "../../test/support/servers/daemon.ts";
import { ENVIRONMENT } from "./processes.ts";

const POLL_MS = 1;

/** The command that starts a server on a given port. */
export type ServerCommand = (port: number) => string[];

/** Milliseconds until the first answer to `path`. @throws Error if it is not `body`, or the server ends */
export async function firstAnswerMs(
  command: ServerCommand,
  path: string,
  body: string,
): Promise<number> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const request = `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`;
  // Its output is not read, so only a connection shows that it is up.
  const ask = () => exchange(url, request).catch(() => null);
  const start = performance.now();
  await using server = new Program(command(port), { env: ENVIRONMENT, isQuiet: true });
  let hasEnded = false;
  server.ended.then(() => {
    hasEnded = true;
  });
  let answer = await ask();
  while (answer === null) {
    if (hasEnded) throw new Error(`${command(port).join(" ")} has ended`);
    await Bun.sleep(POLL_MS);
    answer = await ask();
  }
  const ms = performance.now() - start;
  if (!answer.endsWith(`\r\n\r\n${body}`)) throw new Error(`unexpected answer: ${answer}`);
  return ms;
}
