/** Connections to what answers as it likes. */

import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { createServer, type Server, type Socket } from "node:net";
import { createServer as createSecureServer } from "node:tls";
import { connect, RedisConnection } from "../../src/redis/connection.ts";
import { parseRedisLocation } from "../../src/redis/location.ts";
import { Notices } from "../../src/redis/notices.ts";
import { readPublished } from "../../src/redis/read.ts";
import { type Certificate, inspectAt, makeCertificate } from "../support/servers/certificate.ts";
import { type TempDir, tempDir } from "../support/temp.ts";
import { until } from "../support/until.ts";

setDefaultTimeout(60_000);

/** Answers each chunk that a client sends. */
type Answering = (socket: Socket, sent: string) => void;

async function serving(answer: Answering, secure?: { key: string; cert: string }) {
  const sockets = new Set<Socket>();
  const accept = (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
    socket.on("data", (chunk) => answer(socket, chunk.toString("latin1")));
  };
  const server: Server =
    secure === undefined ? createServer(accept) : createSecureServer(secure, accept);
  server.on("tlsClientError", () => {});
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as { port: number };
  return {
    port,
    sockets,
    location: parseRedisLocation(`redis://127.0.0.1:${port}/0?key=genes`),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

const problemOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => "none",
    (error: Error) => error.message,
  );

describe("a look ends, and so does the connection, where Redis answers with", () => {
  test.each<[string, Answering, string]>([
    ["a value of 400 MB", (socket) => socket.write("$400000000\r\naaaa"), "more than 4096 bytes"],
    [
      "a line without end",
      (socket) => socket.write(`+${"a".repeat(70_000)}`),
      "a line without end",
    ],
    ["a list", (socket) => socket.write("*1000000\r\n"), "with 1000000 items"],
    ["two answers", (socket) => socket.write("$1\r\n1\r\n+OK\r\n"), "holds no published index"],
    ["what is no answer", (socket) => socket.write("<html>\r\n"), "does not answer as Redis does"],
    ["an end", (socket) => socket.end(), "has closed the connection"],
  ])("%s", async (_, answer, problem) => {
    await using server = await serving(answer);
    expect(await problemOf(readPublished(server.location))).toContain(problem);
    await until(() => server.sockets.size === 0);
  });

  test("a byte now and then", async () => {
    const timers: ReturnType<typeof setInterval>[] = [];
    await using server = await serving((socket) => {
      socket.write("$1000\r\n");
      timers.push(setInterval(() => socket.write("a"), 20));
    });
    const limits = { connectMs: 5000, answerMs: 300 };
    const connection = await connect(server.location, limits);
    expect(await problemOf(connection.get("genes", 4096))).toBe(
      "it takes longer than 0.3 s for an answer",
    );
    expect(await problemOf(connection.send("PING"))).toContain("0.3 s");
    await until(() => server.sockets.size === 0);
    for (const timer of timers) clearInterval(timer);
  });
});

test("a server that says nothing while a client logs in is given up", async () => {
  await using server = await serving(() => {});
  const url = `redis://user:secret@127.0.0.1:${server.port}/3`;
  const opening = RedisConnection.open(url, { connectMs: 200, answerMs: 60_000 });
  expect(await problemOf(opening)).toBe("it takes longer than 0.2 s for an answer");
  await until(() => server.sockets.size === 0);
});

test("login and database are sent as they are given", async () => {
  let sent = "";
  await using server = await serving((socket, chunk) => {
    sent += chunk;
    socket.write("+OK\r\n");
  });
  const limits = { connectMs: 5000, answerMs: 5000 };
  const login = `${encodeURIComponent("ü:r")}:${encodeURIComponent("p@ss")}@`;
  const connection = await RedisConnection.open(
    `redis://${login}127.0.0.1:${server.port}/3`,
    limits,
  );
  connection.close();
  const utf8 = Buffer.from(sent, "latin1").toString();
  expect(utf8).toBe(
    "*3\r\n$4\r\nAUTH\r\n$4\r\nü:r\r\n$4\r\np@ss\r\n*2\r\n$6\r\nSELECT\r\n$1\r\n3\r\n",
  );
});

test("what a server says of an error is told in one short line", async () => {
  await using server = await serving((socket) =>
    socket.write(`-${"\u001b[31mno ".repeat(300)}\r\n`),
  );
  const problem = await problemOf(readPublished(server.location));
  expect(problem.length).toBeLessThan(1500);
  expect(problem).not.toContain("\u001b");
});

test("many messages are few notices, and pings are answered beside them", async () => {
  const MESSAGES = 5000;
  const message = "*3\r\n$7\r\nmessage\r\n$15\r\ngenes:published\r\n$1\r\n1\r\n";
  let pings = 0;
  await using server = await serving((socket, sent) => {
    if (sent.includes("SUBSCRIBE")) {
      socket.write("*3\r\n$9\r\nsubscribe\r\n$15\r\ngenes:published\r\n:1\r\n");
      socket.write(message.repeat(MESSAGES));
    }
    if (sent.includes("PING")) {
      pings++;
      socket.write("*2\r\n$4\r\npong\r\n$0\r\n\r\n");
    }
  });
  let published = 0;
  const lost: string[] = [];
  const listener = {
    published: () => published++,
    lost: (why: string) => lost.push(why),
    back: () => {},
  };
  const notices = new Notices(server.location, listener, { pingMs: 50, silenceMs: 60_000 });
  void notices.start();
  await until(() => pings >= 5 && published >= 2);
  notices.stop();
  expect(lost).toEqual([]);
  expect(published).toBeLessThan(MESSAGES / 10);
});

describe("over TLS", () => {
  let dir: TempDir;
  let certificate: Certificate;

  beforeAll(async () => {
    dir = await tempDir();
    certificate = await makeCertificate(dir);
  });
  afterAll(() => dir[Symbol.asyncDispose]());

  /** Asks a TLS server for what is published, in a process that may trust its certificate. */
  async function ask(host: string, trusted?: Certificate): Promise<string> {
    await using server = await serving((socket) => socket.write("$-1\r\n"), certificate);
    return await inspectAt(`rediss://${host}:${server.port}/0?key=a`, trusted);
  }

  test("a server whose certificate is trusted is asked", async () => {
    expect(await ask("localhost", certificate)).toContain("nothing is published");
  });

  test("a certificate that nobody has signed is refused", async () => {
    expect(await ask("localhost")).toMatch(/cannot connect to .*: .*(self.signed|verify)/i);
  });

  test("a certificate of another host is refused", async () => {
    expect(await ask("127.0.0.1", certificate)).toMatch(
      /cannot connect to .*: .*(altnames|does not match)/i,
    );
  });

  test("a server that does not speak it is an error", async () => {
    await using server = await serving((socket) => socket.write("-ERR\r\n"));
    const { location, port } = server;
    const secured = { ...location, url: `rediss://127.0.0.1:${port}/0` };
    expect(await problemOf(connect(secured, { connectMs: 3000, answerMs: 3000 }))).toStartWith(
      "cannot connect to redis://127.0.0.1:",
    );
  });
});
