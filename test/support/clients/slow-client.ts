/** A client that asks for more than the system's buffers hold and does not read it until it is told to. */

import { once } from "node:events";
import { connect } from "node:net";
import type { Row } from "../data/rows.ts";

/** Genes enough of one label that the answer to LARGE_ANSWER stays in the server's hands. */
export function manyGenes(count: number): Row[] {
  return Array.from({ length: count }, (_, i) => [
    "homo_sapiens",
    "Y_RNA",
    `ENSG${String(i).padStart(11, "0")}`,
    "a contig with a name that is long enough to make the answer large:1-2",
    "core",
  ]);
}

export const LARGE_ANSWER = "/v1/genes?species=homo_sapiens&label=Y_RNA";

export interface SlowClient extends AsyncDisposable {
  /** The whole answer, headers included, read to the end of the connection. */
  readAll(): Promise<string>;
}

/** Resolves once the server has begun to answer. */
export async function requestSlowly(url: string): Promise<SlowClient> {
  const { hostname, port, pathname, search } = new URL(url);
  const socket = connect(Number(port), hostname);
  await once(socket, "connect");
  socket.write(`GET ${pathname}${search} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n`);
  await once(socket, "readable");
  return {
    async readAll() {
      const chunks: Buffer[] = [];
      for await (const chunk of socket) chunks.push(chunk);
      return Buffer.concat(chunks).toString();
    },
    [Symbol.asyncDispose]: async () => {
      socket.destroy();
    },
  };
}
