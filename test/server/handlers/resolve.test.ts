import { afterAll, describe, expect, test } from "bun:test";
import { inOneStep, type Resolutions } from "../../../src/lookup/catalogue.ts";
import { IndexCatalogue } from "../../../src/lookup/index-catalogue.ts";
import type { Resolution } from "../../../src/lookup/suggestion.ts";
import { startServer } from "../../../src/server/server.ts";
import { ServerState } from "../../../src/server/state.ts";
import { TURN_LIMITS } from "../../../src/server/turns.ts";
import { Connection } from "../../support/clients/connection.ts";
import { GENES } from "../../support/data/genes.ts";
import { manyGenes } from "../../support/data/label-files.ts";
import { indexOf } from "../../support/indexes/compiled.ts";
import { KeptLog } from "../../support/servers/feeds.ts";
import {
  DEFAULTS,
  type ProblemBody,
  serveNothing,
  serveRows,
} from "../../support/servers/served.ts";
import { until } from "../../support/until.ts";

const MAXIMUM_BYTES = 1024 * 1024;

const server = serveRows();
afterAll(() => server[Symbol.asyncDispose]());

const post = (body: RequestInit["body"], headers: Record<string, string> = {}, from = server) =>
  from.get("/v1/resolve", { method: "POST", body, headers });

const JSON_TYPE = { "Content-Type": "application/json" };
const ask = (body: unknown) => post(JSON.stringify(body), JSON_TYPE);

async function resolve(names: readonly string[], species = "homo_sapiens"): Promise<Resolution[]> {
  const response = await ask({ species, names });
  expect(response.status).toBe(200);
  return ((await response.json()) as Resolutions).results;
}

async function problem(response: Response | Promise<Response>): Promise<ProblemBody> {
  const { headers, status } = await response;
  expect(headers.get("content-type")).toBe("application/problem+json");
  expect(headers.get("cache-control")).toBe("no-store");
  const body = (await (await response).json()) as ProblemBody;
  expect(body.status).toBe(status);
  return body;
}

test("an answer has exactly these fields, in this order, and may not be cached", async () => {
  const response = await ask({ species: "Homo sapiens", names: ["brca2", "no such"] });
  expect(response.headers.get("content-type")).toBe("application/json");
  expect(response.headers.get("cache-control")).toBe("no-store");
  expect(response.headers.get("access-control-allow-origin")).toBe("*");
  expect(response.headers.has("etag")).toBeFalse();
  expect(await response.text()).toBe(
    '{"species":"homo_sapiens","results":[{"name":"brca2","tier":"exact","genes":[' +
      '{"label":"BRCA2","species":"homo_sapiens","stable_id":"ENSG00000139618",' +
      '"chromosome":"13","start":32315086,"end":32400268,"db":"core"}],"suggestions":[]},' +
      '{"name":"no such","tier":null,"genes":[],"suggestions":[]}]}',
  );
});

test("If-None-Match is ignored", async () => {
  const body = JSON.stringify({ species: "homo_sapiens", names: ["brca2"] });
  expect((await post(body, { ...JSON_TYPE, "If-None-Match": "*" })).status).toBe(200);
});

test("each name has the genes of the first tier of whole names that matches", async () => {
  const names = ["BRCA1", "ENSG00000185515.3", "hla a", "tbx1"];
  const found = await resolve(names);
  expect(found.map(({ name, tier, genes }) => [name, tier, genes.map((g) => g.label)])).toEqual([
    ["BRCA1", "exact", ["BRCA1"]],
    ["ENSG00000185515.3", "id", ["BRCC3"]],
    ["hla a", "exact-loose", ["HLA-A", "HLA-A", "HLA-A"]],
    ["tbx1", null, []],
  ]);
});

test("similar labels are suggested but never taken as the gene", async () => {
  const [near] = await resolve(["brca"]);
  expect(near).toMatchObject({ tier: null, genes: [] });
  expect(near!.suggestions.map(({ label, tier }) => [label, tier])).toEqual([
    ["BRCA1", "prefix"],
    ["BRCA2", "prefix"],
  ]);
  const [swapped] = await resolve(["BRAC1"]);
  expect(swapped!.suggestions.map(({ label, tier }) => [label, tier])).toEqual([
    ["BRCA1", "fuzzy"],
  ]);
});

test("names keep their order, including repeated and empty ones, whether resolved in slices or not", async () => {
  const names = Array.from({ length: 1000 }, (_, i) => ["brca1", "", "nope", "BRCA2"][i % 4]!);
  const found = await resolve(names);
  expect(found.map(({ name }) => name)).toEqual(names);
  expect(found.map(({ tier }) => tier)).toEqual(
    names.map((name) => (/brca/i.test(name) ? "exact" : null)),
  );
});

test("other requests have their turn between names", async () => {
  const order: (number | "others")[] = [];
  class WatchedCatalogue extends IndexCatalogue {
    override readonly stepwise = inOneStep(this);

    override resolve(species: string, names: readonly string[]): Resolutions {
      order.push(names.length);
      setImmediate(() => order.push("others"));
      // Until other requests had their turn.
      for (const start = performance.now(); performance.now() - start < TURN_LIMITS.turnMs; );
      return super.resolve(species, names);
    }
  }
  await using watched = serveNothing();
  watched.state.serve(new WatchedCatalogue(indexOf(GENES)));
  const body = JSON.stringify({ species: "homo_sapiens", names: Array(50).fill("BRAC1") });
  expect((await post(body, JSON_TYPE, watched)).status).toBe(200);
  const slices = order.filter((turn) => turn !== "others");
  expect(slices.reduce((sum, names) => sum + names, 0)).toBe(50);
  expect(slices.length).toBeGreaterThan(10);
  for (const [i, turn] of order.entries()) {
    if (i > 0 && turn !== "others") expect(order[i - 1]).toBe("others");
  }
});

test("names that mean too many genes are rejected as too many names", async () => {
  await using many = serveRows(manyGenes(1250));
  const asked = (count: number) =>
    post(
      JSON.stringify({ species: "homo_sapiens", names: Array(count).fill("y_rna") }),
      JSON_TYPE,
      many,
    );
  expect((await asked(4)).status).toBe(200);
  expect(await problem(asked(5))).toMatchObject({
    status: 400,
    type: "urn:assembl:problem:bad-body",
    detail: "the names stand for more than 5000 genes: give fewer",
    parameter: "names",
  });
});

describe("a body is accepted", () => {
  const BODY = JSON.stringify({ species: "homo_sapiens", names: ["brca1"] });

  test.each([
    "application/json",
    "application/json; charset=utf-8",
    'application/json;charset="UTF-8"',
    "Application/JSON",
  ])("as %s", async (type) => {
    expect((await post(BODY, { "Content-Type": type })).status).toBe(200);
  });

  test("without a type, and in pieces", async () => {
    const head = `POST /v1/resolve HTTP/1.1\r\nHost: h\r\nConnection: close\r\n`;
    const whole = `${head}Content-Length: ${BODY.length}\r\n\r\n${BODY}`;
    const pieces = [...BODY].map((byte) => `1\r\n${byte}\r\n`).join("");
    const chunked = `${head}Transfer-Encoding: chunked\r\n\r\n${pieces}0\r\n\r\n`;
    for (const request of [whole, chunked]) {
      const answer = await server.raw(request);
      expect(answer).toStartWith("HTTP/1.1 200 ");
      expect(answer).toContain('"name":"brca1","tier":"exact"');
    }
  });

  test("of 1 MiB, with unknown members", async () => {
    const padded = (bytes: number) => BODY.replace("}", `,"x":"${"x".repeat(bytes)}"}`);
    const fill = MAXIMUM_BYTES - padded(0).length;
    expect((await post(padded(fill), JSON_TYPE)).status).toBe(200);
    expect((await post(padded(fill + 1), JSON_TYPE)).status).toBe(413);
  });

  test.each([
    ["text/plain"],
    ["application/x-www-form-urlencoded"],
    ["application/json; charset=latin1"],
    ["application/jsonx"],
    ["text/json"],
  ])("not as %s", async (type) => {
    expect(await problem(post(BODY, { "Content-Type": type }))).toEqual({
      type: "urn:assembl:problem:media-type",
      title: "The body is of the wrong type",
      status: 415,
      detail: "send application/json",
      parameter: null,
    });
  });
});

describe("a body that is too large is refused", () => {
  const TOO_LARGE = {
    type: "urn:assembl:problem:too-large",
    title: "The body is too large",
    status: 413,
    detail: "send at most 1048576 bytes",
    parameter: null,
  };

  test("by its Content-Length, before any of it is sent", async () => {
    const answer = await server.raw(
      "POST /v1/resolve HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 1048577\r\n\r\n",
    );
    expect(answer).toStartWith("HTTP/1.1 413 ");
    expect(answer).toEndWith(JSON.stringify(TOO_LARGE));
  });

  test("while it is read, if it has no Content-Length", async () => {
    let sent = 0;
    const endless = new ReadableStream({
      pull(controller) {
        controller.enqueue(new Uint8Array(64 * 1024).fill(0x20));
        sent++;
      },
    });
    expect(await problem(post(endless, JSON_TYPE))).toEqual(TOO_LARGE);
    expect(sent).toBeGreaterThan(16);
  });
});

describe("a body that cannot be used is a 400 that says what is wrong and where:", () => {
  const SPECIES = "homo_sapiens";
  test.each<[string, unknown, string | null]>([
    ["the body is not a JSON object", [], null],
    ["the body is not a JSON object", "names", null],
    ["the body is not a JSON object", null, null],
    ["species is not a name", {}, "species"],
    ["species is not a name", { names: ["x"] }, "species"],
    ["species is not a name", { species: " ", names: ["x"] }, "species"],
    ["species is not a name", { species: [SPECIES], names: ["x"] }, "species"],
    ["names is not an array", { species: SPECIES }, "names"],
    ["names is not an array", { species: SPECIES, names: "x" }, "names"],
    ["names is not an array", { species: SPECIES, names: { length: 1 } }, "names"],
    ["names has 0 items: give 1 to 1000", { species: SPECIES, names: [] }, "names"],
    ["names has 1001 items", { species: SPECIES, names: Array(1001).fill("x") }, "names"],
    ["names[1] is not a string", { species: SPECIES, names: ["x", 7] }, "names"],
    ["names[0] is not a string", { species: SPECIES, names: [null] }, "names"],
    [
      "names[2] is longer than 255",
      { species: SPECIES, names: ["", "", "😀".repeat(256)] },
      "names",
    ],
  ])("%s", async (detail, body, parameter) => {
    const found = await problem(ask(body));
    expect(found).toMatchObject({ type: "urn:assembl:problem:bad-body", status: 400, parameter });
    expect(found.detail).toStartWith(detail);
  });

  test.each<[string, RequestInit["body"]]>([
    ["nothing", ""],
    ["half of the JSON", '{"species":"homo_sapiens","names":["x"'],
    ["more after the JSON", '{"species":"homo_sapiens","names":["x"]}}'],
    ["deeply nested arrays", "[".repeat(4000)],
    ["bytes that are not UTF-8", Buffer.from('{"species":"\xff","names":["x"]}', "latin1")],
  ])("%s", async (_, body) => {
    const found = await problem(post(body, JSON_TYPE));
    expect(found).toMatchObject({ type: "urn:assembl:problem:bad-body", parameter: null });
    expect(found.detail).toStartWith("the body is not JSON in UTF-8 (");
    expect(found.detail.length).toBeLessThan(200);
  });

  test("names of 255 characters are not bad", async () => {
    expect(await resolve(["😀".repeat(255), "x".repeat(255)])).toHaveLength(2);
  });
});

test("an unknown species is a 404 that suggests similar ones", async () => {
  expect(await problem(ask({ species: "homo_sapien", names: ["x"] }))).toMatchObject({
    status: 404,
    parameter: "species",
    did_you_mean: ["homo_sapiens"],
  });
});

test("without an index the answer is 503, whatever was sent", async () => {
  await using empty = serveNothing();
  for (const body of ["", "x", JSON.stringify({ species: "homo_sapiens", names: ["x"] })]) {
    expect(await problem(post(body, JSON_TYPE, empty))).toMatchObject({ status: 503 });
  }
});

test("a connection stays usable after a request whose body was refused", async () => {
  const body = "x".repeat(100_000);
  const refused = `POST /v1/resolve HTTP/1.1\r\nHost: h\r\nContent-Type: text/plain\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  const next = "GET /healthz HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
  const answer = await server.raw(refused + next);
  expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual(["HTTP/1.1 415", "HTTP/1.1 200"]);
});

describe("a client that disconnects", () => {
  /** A server with a catalogue, the lines of its log, and a connection to it. */
  async function connected(catalogue: IndexCatalogue) {
    const log = new KeptLog();
    const state = new ServerState(DEFAULTS);
    state.serve(catalogue);
    const logged = startServer({ bind: "127.0.0.1", port: 0, state, log, accessLog: true });
    const connection = await Connection.open(logged.url);
    return {
      connection,
      post: (body: string, length = body.length) =>
        connection.send(
          `POST /v1/resolve HTTP/1.1\r\nHost: h\r\nContent-Length: ${length}\r\n\r\n${body}`,
        ),
      /** Resolves once another request is answered; by then requests sent before it are being handled. */
      other: () => fetch(`${logged.url}/healthz`),
      answered: () => until(async () => log.lines.some((line) => line.includes("/v1/resolve"))),
      failures: () => log.lines.filter((line) => line.includes("request failed")),
      [Symbol.asyncDispose]: async () => {
        connection.reset();
        await logged.stop();
      },
    };
  }

  test("before it has sent the whole body is not counted as a server error", async () => {
    await using client = await connected(new IndexCatalogue(indexOf(GENES)));
    client.post("{", 999);
    await client.other();
    client.connection.reset();
    await client.answered();
    expect(client.failures()).toEqual([]);
  });

  test("before it is answered stops the look-ups for it", async () => {
    const looked: string[] = [];
    let turn = async () => {};
    class SlowCatalogue extends IndexCatalogue {
      override readonly stepwise = inOneStep(this);

      override resolve(species: string, names: readonly string[]): Resolutions {
        looked.push(...names);
        const found = super.resolve(species, names);
        return turn().then(() => found) as unknown as Resolutions;
      }
    }
    await using client = await connected(new SlowCatalogue(indexOf(GENES)));
    turn = async () => {
      client.connection.reset();
      await client.other();
    };
    const names = Array.from({ length: 1000 }, (_, i) => `none${i}`);
    client.post(JSON.stringify({ species: "homo_sapiens", names }));
    await client.answered();
    expect(looked.length).toBeGreaterThan(0);
    expect(looked.length).toBeLessThan(names.length);
    expect(client.failures()).toEqual([]);
  });
});
