/** A TCP proxy that can hold back what the server answers, and break connections. */

import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

export interface TcpProxy extends AsyncDisposable {
  readonly port: number;
  /** Resolves once an answer is held back because it is too long. */
  readonly holding: Promise<void>;
  /** Holds back all answers from now on, on new connections too; resolves once there is one. */
  hold(): Promise<void>;
  /** Passes on what was held back, and everything after it. */
  release(): void;
  /** Breaks all connections. */
  cut(): void;
  /** Breaks each open connection when the client next sends something, as firewalls do with idle ones. */
  forget(): void;
}

/** Passes connections on to a port of this machine; an answer is held back after so many bytes. */
export async function startProxy(
  target: number,
  bytes = Number.POSITIVE_INFINITY,
): Promise<TcpProxy> {
  const { promise: holding, resolve } = Promise.withResolvers<void>();
  const clients: Socket[] = [];
  const sockets: Socket[] = [];
  const held: Socket[] = [];
  const kept: (() => void)[] = [];
  let keep: (() => void) | undefined;
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const upstream = connect(target, "127.0.0.1");
    clients.push(client);
    sockets.push(client, upstream);
    client.on("error", () => upstream.destroy());
    upstream.on("error", () => client.destroy());
    client.pipe(upstream);
    let passed = 0;
    let isFree = false;
    upstream.on("data", (chunk) => {
      if (keep !== undefined) {
        kept.push(() => client.write(chunk));
        keep();
        return;
      }
      client.write(chunk);
      passed += chunk.length;
      if (passed < bytes || isFree) return;
      isFree = true;
      upstream.pause();
      held.push(upstream);
      resolve();
    });
    upstream.on("end", () => {
      if (keep === undefined) client.end();
      else kept.push(() => client.end());
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as { port: number }).port,
    holding,
    hold() {
      const { promise, resolve } = Promise.withResolvers<void>();
      keep = resolve;
      return promise;
    },
    release() {
      keep = undefined;
      for (const pass of kept.splice(0)) pass();
      for (const upstream of held) upstream.resume();
    },
    cut,
    forget() {
      for (const client of clients) {
        client.unpipe();
        client.once("data", () => client.resetAndDestroy());
        client.resume();
      }
    },
    async [Symbol.asyncDispose]() {
      cut();
      server.close();
      await once(server, "close");
    },
  };
}
