import { describe, expect, test } from "bun:test";
import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { type Connection, createConnection } from "mysql2";
import { mysqlSource } from "../../../src/sources/mysql/autocomplete.ts";
import type { Timeouts } from "../../../src/sources/mysql/connection.ts";
import { failureOf, RowList, rowsOf } from "../../support/data/rows.ts";

/** The members of mysql2's server side of a connection that its types lack. */
interface ServerConnection extends Connection {
  writeColumns(columns: object[]): void;
  writeTextRow(values: string[]): void;
}

/** What a server does when it is asked for the rows. */
type Answer = (connection: ServerConnection, socket: Socket) => void;

const PATIENT: Timeouts = { connectMs: 10_000, silenceMs: 10_000 };
const QUERY = "SELECT species, display_label FROM genes";

const UTF8MB4 = 45;
const VARCHAR = 253;
const CAPABILITIES = 0xf7ff;

/** Accepts every log-in and every SET, and answers a query with `answer`. */
function speakMysql(socket: Socket, answer: Answer): void {
  const connection = createConnection({ stream: socket, isServer: true }) as ServerConnection;
  connection.on("error", () => {});
  connection.on("stmt_prepare", () => {
    connection.writeOk();
    connection.sequenceId = 0;
  });
  // The client is to close the connection.
  connection.on("quit", () => {});
  connection.on("query", () => answer(connection, socket));
  connection.serverHandshake({
    protocolVersion: 10,
    serverVersion: "10.11-test",
    connectionId: 1,
    statusFlags: 2,
    characterSet: UTF8MB4,
    capabilityFlags: CAPABILITIES,
    authCallback: (_: unknown, accept: (error: null) => void) => {
      accept(null);
      connection.sequenceId = 0;
    },
  });
}

/** A server on a free port of 127.0.0.1, until the end of the scope. */
async function serve(handle: (socket: Socket) => void) {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    socket.on("error", () => {});
    sockets.push(socket);
    handle(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  return {
    source: (timeouts: Partial<Timeouts> = {}) =>
      mysqlSource({
        url: `mysql://u:s3cr%40t@127.0.0.1:${port}/db`,
        query: QUERY,
        timeouts: { ...PATIENT, ...timeouts },
      }),
    /** Resolves once every client has closed its connection. */
    async closedByClients() {
      await Promise.all(sockets.map((socket) => socket.closed || once(socket, "close")));
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

const serveMysql = (answer: Answer) => serve((socket) => speakMysql(socket, answer));

function writeRows(connection: ServerConnection, rows: number): void {
  const column = { catalog: "def", schema: "", table: "", orgTable: "", characterSet: UTF8MB4 };
  const columns = ["species", "display_label"].map((name) => ({
    ...column,
    name,
    orgName: name,
    columnLength: 255,
    columnType: VARCHAR,
    type: VARCHAR,
    flags: 0,
    decimals: 0,
  }));
  connection.writeColumns(columns);
  for (let row = 0; row < rows; row++) connection.writeTextRow(["species", `label${row}`]);
}

test("rows are read from the server of these tests when it behaves well", async () => {
  await using server = await serveMysql((connection) => {
    writeRows(connection, 3);
    connection.writeEof();
    connection.sequenceId = 0;
  });
  expect(await rowsOf(server.source())).toEqual(
    [0, 1, 2].map((row) => ["species", `label${row}`, null, null, null]),
  );
  await server.closedByClients();
});

describe("a lost connection is not taken for the end of the rows:", () => {
  test.each<[string, Answer]>([
    ["before the columns", (_, socket) => socket.end()],
    [
      "between two rows",
      (connection, socket) => {
        writeRows(connection, 3);
        socket.end();
      },
    ],
    [
      "inside a row",
      (connection, socket) => {
        writeRows(connection, 3);
        socket.end(Buffer.from([20, 0, 0, connection.sequenceId, 7, 0x73]));
      },
    ],
    [
      "with a reset",
      (connection, socket) => {
        writeRows(connection, 3);
        socket.resetAndDestroy();
      },
    ],
  ])("%s", async (_, answer) => {
    await using server = await serveMysql(answer);
    const error = await failureOf(server.source());
    expect(error.problem).toMatch(/^lost the connection to mysql:\/\/u@127\.0\.0\.1:\d+\/db: /);
    expect(error.message).not.toContain("s3cr");
    await server.closedByClients();
  });
});

test("an error packet after some rows is an error", async () => {
  await using server = await serveMysql((connection) => {
    writeRows(connection, 3);
    connection.writeError({ message: "Query execution was\ninterrupted.", code: 1317 });
  });
  const sink = new RowList();
  const error = await failureOf(server.source(), sink);
  expect(error.problem).toEndWith("/db answers: Query execution was interrupted");
  expect(sink.rows).toHaveLength(3);
  await server.closedByClients();
});

test("too many connections is an error with its own remedy", async () => {
  await using server = await serve((socket) => {
    socket.end(
      Buffer.concat([
        Buffer.from([23, 0, 0, 0, 0xff, 0x10, 0x04]),
        Buffer.from("Too many connections"),
      ]),
    );
  });
  const error = await failureOf(server.source());
  expect(error.message).toContain("Too many connections; try again later");
  await server.closedByClients();
});

test("a server of another protocol is an error", async () => {
  await using server = await serve((socket) => socket.write("HTTP/1.1 400 Bad Request\r\n\r\n"));
  const error = await failureOf(server.source({ connectMs: 50 }));
  expect(error.problem).toStartWith("cannot connect to mysql://u@127.0.0.1");
  await server.closedByClients();
});

describe("a silent server is given up", () => {
  test("before its greeting", async () => {
    await using server = await serve(() => {});
    const error = await failureOf(server.source({ connectMs: 50 }));
    expect(error.problem).toMatch(/^cannot connect to mysql:.*ETIMEDOUT$/);
    await server.closedByClients();
  });

  test("after its greeting", async () => {
    await using server = await serve((socket) => {
      speakMysql(socket, () => {});
      socket.removeAllListeners("data");
      socket.resume();
    });
    const error = await failureOf(server.source({ connectMs: 50 }));
    expect(error.problem).toMatch(/^cannot connect to mysql:.*ETIMEDOUT$/);
    await server.closedByClients();
  });

  test.each<[string, Answer]>([
    ["at the query", () => {}],
    ["after some rows", (connection) => writeRows(connection, 3)],
  ])("%s", async (_, answer) => {
    await using server = await serveMysql(answer);
    const error = await failureOf(server.source({ silenceMs: 50 }));
    expect(error.problem).toMatch(
      /^lost the connection to .*: the server sent nothing for 0.05 s$/,
    );
    await server.closedByClients();
  });
});

test("a server that sends slowly but steadily is read to the end", async () => {
  await using server = await serveMysql((connection) => {
    let left = 30;
    writeRows(connection, 0);
    const timer = setInterval(() => {
      connection.writeTextRow(["species", `label${left--}`]);
      if (left > 0) return;
      clearInterval(timer);
      connection.writeEof();
      connection.sequenceId = 0;
    }, 25);
  });
  expect(await rowsOf(server.source({ silenceMs: 500 }))).toHaveLength(30);
});

test("a server that asks for a local file gets none", async () => {
  const received: Buffer[] = [];
  await using server = await serveMysql((connection, socket) => {
    socket.removeAllListeners("data");
    socket.on("data", (data: Buffer) => {
      received.push(data);
      socket.end();
    });
    const request = Buffer.from("\xfb/etc/hostname", "latin1");
    socket.write(
      Buffer.concat([Buffer.from([request.length, 0, 0, connection.sequenceId]), request]),
    );
  });
  await failureOf(server.source());
  await server.closedByClients();
  const emptyPacket = Buffer.from([0, 0, 0, 2]);
  expect(Buffer.concat(received)).toEqual(emptyPacket);
});
