/** How long a server takes from its spawn to its first right answer. */

import { exchange } from "../../test/support/clients/connection.ts";
import { Program } from "../../test/support/processes/program.ts";
import { freePort } from "../../test/support/servers/daemon.ts";
import { ENVIRONMENT } from "./processes.ts";

const POLL_MS = 1;

/** The command of a server that listens on the port that it is told. */
export type ServerCommand = (port: number) => string[];

/** Milliseconds until the first answer to `path`. @throws Error where it is not `body`, or the server ends */
export async function firstAnswerMs(
  command: ServerCommand,
  path: string,
  body: string,
): Promise<number> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const request = `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`;
  // Nothing but its port tells that it is there.
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
