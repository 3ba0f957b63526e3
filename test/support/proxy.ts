/** A stand-in for a server that passes everything on, until so much was answered; then it holds the answer back. */

import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

export interface TcpProxy extends AsyncDisposable {
  readonly port: number;
  /** Resolves once the answer is held back. */
  readonly holding: Promise<void>;
  /** Passes on what was held back, and all that follows. */
  release(): void;
  /** Breaks the connection. */
  cut(): void;
}

/** Passes connections on to a port of this machine; each server may answer with so many bytes. */
export async function startProxy(target: number, bytes: number): Promise<TcpProxy> {
  const { promise: holding, resolve } = Promise.withResolvers<void>();
  const sockets: Socket[] = [];
  const held: Socket[] = [];
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  const server = createServer((client) => {
    const upstream = connect(target, "127.0.0.1");
    sockets.push(client, upstream);
    client.on("error", () => upstream.destroy());
    upstream.on("error", () => client.destroy());
    client.pipe(upstream);
    let passed = 0;
    let isFree = false;
    upstream.on("data", (chunk) => {
      client.write(chunk);
      passed += chunk.length;
      if (passed < bytes || isFree) return;
      isFree = true;
      upstream.pause();
      held.push(upstream);
      resolve();
    });
    upstream.on("end", () => client.end());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as { port: number }).port,
    holding,
    release() {
      for (const upstream of held) upstream.resume();
    },
    cut,
    async [Symbol.asyncDispose]() {
      cut();
      server.close();
      await once(server, "close");
    },
  };
}
