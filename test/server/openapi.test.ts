import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { Validator } from "@seriousme/openapi-schema-validator";
import fc from "fast-check";
import type { Suggestion } from "../../src/lookup/suggestion.ts";
import { TIERS } from "../../src/lookup/tiers.ts";
import { PROBLEM_TYPES } from "../../src/server/problem.ts";
import { API_ROUTES, ROUTES } from "../../src/server/routes.ts";
import { VERSION } from "../../src/version.ts";
import { GENES } from "../support/data/genes.ts";
import { databaseOf } from "../support/servers/database.ts";
import { serveLive } from "../support/servers/live-server.ts";
import { type MariaDb, startMariaDb } from "../support/servers/mariadb.ts";
import { serveNothing, serveRows, type TestServer } from "../support/servers/served.ts";
import {
  type DescribedParameter,
  Description,
  initOf,
  type Operation,
  targetOf,
} from "./described.ts";

// A database has to start.
setDefaultTimeout(120_000);

const server = serveRows();
afterAll(() => server[Symbol.asyncDispose]());
const api = await Description.of(server);
const OPERATIONS = api.operations.map((operation) => [operation.path, operation] as const);

const UNKNOWN_SPECIES = "homo_sapien";

/** All subsets of some items. */
function choicesOf<T>([first, ...others]: readonly T[]): T[][] {
  if (first === undefined) return [[]];
  return choicesOf(others).flatMap((choice) => [choice, [first, ...choice]]);
}

/** The targets of an operation with its required parameters and any subset of the others. */
function targetsOf(operation: Operation, values: Record<string, string> = {}): string[] {
  const isRequired = ({ required }: DescribedParameter) => required;
  const required = operation.parameters.filter(isRequired);
  const optional = operation.parameters.filter((parameter) => !isRequired(parameter));
  return choicesOf(optional).map((choice) => targetOf(operation, [...required, ...choice], values));
}

describe("the description", () => {
  test("is OpenAPI 3.1", async () => {
    const { valid, errors } = await new Validator().validate(structuredClone(api.document));
    expect(errors ?? []).toEqual([]);
    expect(valid).toBeTrue();
    expect(api.document).toMatchObject({
      openapi: expect.stringMatching(/^3\.1\./),
      info: { version: VERSION },
    });
  });

  test("has every route of the API, including its own, and no files for browsers", () => {
    const routes = API_ROUTES.map(({ method, paths }) => `${method} ${paths[0]}`);
    const described = api.operations.map(({ method, path }) => `${method} ${path}`);
    expect(described).toEqual(routes);
    expect(described).toContain("GET /openapi.json");
    expect(described).not.toContain("GET /");
  });

  test("has unique names of operations, and no unused schemas", () => {
    const text = JSON.stringify(api.document);
    const names = [...text.matchAll(/"operationId":"(\w+)"/g)].map(([, name]) => name);
    expect(new Set(names).size).toBe(api.operations.length);
    for (const name of Object.keys(api.document.components.schemas)) {
      expect(text).toContain(`"#/components/schemas/${name}"`);
    }
  });

  test("has examples that conform to it", () => {
    for (const { parameters, requestBody } of api.operations) {
      for (const { schema, example } of parameters) {
        const isNumber = (schema as { type: string }).type === "integer";
        const validate = api.validator(schema);
        expect({ valid: validate(isNumber ? Number(example) : example), example }).toEqual({
          valid: true,
          example,
        });
      }
      for (const { schema, example } of Object.values(requestBody?.content ?? {})) {
        expect(api.validator(schema)(example)).toBeTrue();
      }
    }
  });

  test("has the defaults that are set", async () => {
    await using other = serveRows(GENES, { defaultLimit: 9, maximumLimit: 7, match: "infix" });
    const { parameters } = (await Description.of(other)).operation("/v1/suggest");
    const defaults = Object.fromEntries(
      parameters.map(({ name, schema }) => [name, (schema as { default?: unknown }).default]),
    );
    expect(defaults).toMatchObject({ limit: 7, match: "infix" });
  });

  test("is answered before there is an index, and is not cached", async () => {
    await using empty = serveNothing();
    const response = await empty.get("/openapi.json");
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(await response.json()).toEqual(api.document);
  });
});

test("docs/API.md mentions every route, parameter, tier and problem", async () => {
  const text = await Bun.file(new URL("../../docs/API.md", import.meta.url)).text();
  const row = (path: string) => text.split("\n").find((line) => line.startsWith(`| \`${path}\``));
  for (const path of ROUTES.keys()) expect(text).toContain(`\`${path}\``);
  for (const { paths, parameters } of API_ROUTES) {
    if (parameters.length === 0) continue;
    for (const { name } of parameters) expect(row(paths[0])).toContain(`\`${name}\``);
  }
  const tiers = [...text.matchAll(/^\| `([a-z-]+)` \|.*: [^|]*\|$|^\| `(id-prefix)` /gm)];
  expect(tiers.map(([, tier, other]) => tier ?? other!)).toEqual([...TIERS]);
  for (const type of PROBLEM_TYPES) expect(text).toContain(`\`${type.split(":").at(-1)}\``);
});

describe("the answers of an index are as described:", () => {
  test.each(OPERATIONS)("%s", (_, operation) => expectAnswersDescribed(server, operation));
});

test("the answers of each tier are as described", async () => {
  await using every = serveRows([
    ...GENES,
    ["homo_sapiens", "TP53", "ENSG00000141510", "17:7661779-7687538", "core", null, "p53|LFS-1"],
  ]);
  const names = [
    "brca1",
    "ENSG00000139618.12",
    "hla a",
    "brc",
    "hlaa",
    "hla",
    "hl-a",
    "p53",
    "lfs1",
    "lfs",
  ];
  const queries = [...names, "ENSG0000013", "rca1", "brac1", "no such"];
  const operation = api.operation("/v1/suggest");
  const tiers = new Set<string>();
  for (const query of queries) {
    const values = { species: "homo_sapiens", query, match: "fuzzy" };
    const response = await every.get(targetOf(operation, operation.parameters, values));
    const { suggestions } = (await response.clone().json()) as { suggestions: Suggestion[] };
    for (const { tier } of suggestions) tiers.add(tier);
    expect(await api.expectDescribed(operation, response)).toBe(200);
  }
  expect([...tiers].sort()).toEqual([...TIERS].sort());
  const resolve = api.operation("/v1/resolve");
  const body = JSON.stringify({ species: "homo_sapiens", names: queries });
  const response = await every.get("/v1/resolve", { ...initOf(resolve), body });
  expect(await api.expectDescribed(resolve, response)).toBe(200);
});

describe("the answers of a database are as described:", () => {
  let db: MariaDb;
  let live: TestServer;
  beforeAll(async () => {
    db = await startMariaDb();
    const ascii = GENES.filter(([, label]) => /^[\x20-\x7e]*$/.test(label!));
    live = await serveLive((await databaseOf(db, ascii)).url);
  });
  afterAll(async () => {
    await live[Symbol.asyncDispose]();
    await db[Symbol.asyncDispose]();
  });

  test.each(OPERATIONS)("%s", (_, operation) => expectAnswersDescribed(live, operation));
});

/** All subsets of parameters are answered as described, and at least one with a 200 that is not empty. */
async function expectAnswersDescribed(from: TestServer, operation: Operation): Promise<void> {
  const statuses = new Set<number>();
  for (const target of targetsOf(operation)) {
    const init = initOf(operation);
    statuses.add(await api.expectDescribed(operation, await from.get(target, init)));
    if (operation.responses[304] === undefined) continue;
    const headers = { "If-None-Match": "*" };
    const again = await from.get(target, { ...init, headers });
    statuses.add(await api.expectDescribed(operation, again));
  }
  expect(statuses).toContain(200);
  statuses.delete(200);
  for (const status of statuses) expect(Object.keys(operation.responses)).toContain(`${status}`);
}

describe("problems are as described:", () => {
  test.each(OPERATIONS)("%s with another method", async (_, operation) => {
    const method = operation.method === "GET" ? "POST" : "GET";
    const response = await server.get(operation.path, { method });
    expect(await api.expectDescribed(operation, response)).toBe(405);
  });

  test.each(OPERATIONS)("%s without an index", async (_, operation) => {
    await using empty = serveNothing();
    const response = await empty.get(targetsOf(operation)[0]!, initOf(operation));
    const status = await api.expectDescribed(operation, response);
    expect(status).toBe(operation.responses[503] === undefined ? 200 : 503);
  });

  const withSpecies = OPERATIONS.filter(
    ([path, { parameters }]) =>
      path.startsWith("/v1/") && parameters.some(({ name }) => name === "species"),
  );
  test.each(withSpecies)("%s with an unknown species", async (_, operation) => {
    const statuses = new Set<number>();
    for (const target of targetsOf(operation, { species: UNKNOWN_SPECIES })) {
      const response = await server.get(target);
      statuses.add(await api.expectDescribed(operation, response));
    }
    expect(statuses).toContain(404);
  });

  const withRequired = OPERATIONS.flatMap(([path, operation]) =>
    operation.parameters
      .filter(({ required }) => required)
      .map(({ name }) => [path, name, operation] as const),
  );
  test.each(withRequired)("%s without %s", async (_, missing, operation) => {
    const given = operation.parameters.filter(({ name }) => name !== missing);
    const response = await server.get(targetOf(operation, given));
    expect(await response.clone().json()).toMatchObject({ status: 400, parameter: missing });
    await api.expectDescribed(operation, response);
  });

  test("/v1/resolve with bad bodies", async () => {
    const operation = api.operation("/v1/resolve");
    const post = async (body: string, type = "application/json") => {
      const headers = { "Content-Type": type };
      const response = await server.get("/v1/resolve", { method: "POST", headers, body });
      return api.expectDescribed(operation, response);
    };
    expect(await post("{")).toBe(400);
    expect(await post("{}")).toBe(400);
    expect(await post("{}", "text/plain")).toBe(415);
    expect(await post(" ".repeat(2 ** 21))).toBe(413);
    expect(await post(JSON.stringify({ species: UNKNOWN_SPECIES, names: ["x"] }))).toBe(404);
  });
});

describe("exactly what the description allows is accepted:", () => {
  const TEXTS: Record<string, readonly string[]> = {
    limit: ["1", "25", "1000000", "0", "-1", "1.5", "x", "", "1e1"],
    match: ["prefix", "infix", "fuzzy", "PREFIX", "regex", "", "prefix,infix"],
    species: ["", ",", "homo_sapiens", "homo_sapiens,mus_musculus"],
  };
  /** The value that a text in a query string stands for, by the schema. */
  const asTyped = (name: string, text: string): unknown => {
    if (name === "limit") return /^[\d.-]+$/.test(text) ? Number(text) : text;
    return name === "species" ? text.split(",").filter((item) => item !== "") : text;
  };

  test.each(Object.keys(TEXTS))("%s", async (name) => {
    const operation = api.operation("/v1/suggest");
    const validate = api.validator(
      operation.parameters.find((parameter) => parameter.name === name)!.schema,
    );
    const taken = new Set<boolean>();
    for (const text of TEXTS[name]!) {
      const response = await server.get(
        targetOf(operation, operation.parameters, { [name]: text }),
      );
      const isTaken = response.status === 200;
      expect({ text, isTaken }).toEqual({ text, isTaken: validate(asTyped(name, text)) });
      taken.add(isTaken);
    }
    expect(taken.size).toBe(2);
  });

  test("bodies of /v1/resolve", async () => {
    const { requestBody } = api.operation("/v1/resolve");
    const validate = api.validator(requestBody!.content["application/json"]!.schema);
    const longest = "x".repeat(255);
    const name = fc.oneof(
      fc.constantFrom<unknown>(longest, `${longest}x`, "😀".repeat(255), "😀".repeat(256), null, 7),
      fc.string({ maxLength: 9 }),
    );
    const names = fc.oneof(
      fc.array(name, { maxLength: 4 }),
      fc.constantFrom<unknown>(Array(1000).fill("x"), Array(1001).fill("x"), "x", {}, null),
    );
    const species = fc.constantFrom<unknown>("homo_sapiens", " Homo sapiens", "", " ", 7, null);
    const body = fc.oneof(
      {
        weight: 9,
        arbitrary: fc.record({ species, names, more: fc.jsonValue() }, { requiredKeys: [] }),
      },
      { weight: 1, arbitrary: fc.jsonValue() },
    );
    let taken = 0;
    await fc.assert(
      fc.asyncProperty(body, async (value) => {
        const response = await server.get("/v1/resolve", {
          method: "POST",
          body: JSON.stringify(value),
          headers: { "Content-Type": "application/json" },
        });
        const isValid = validate(JSON.parse(JSON.stringify(value)));
        expect(response.status).toBe(isValid ? 200 : 400);
        if (isValid) taken++;
      }),
      { numRuns: 300 },
    );
    expect(taken).toBeGreaterThan(0);
  });
});

test("the schemas refuse wrong answers, so that these tests can fail", async () => {
  const answers: Record<string, unknown> = {
    Suggestions: await server.json("/v1/suggest?species=homo_sapiens&query=brca2"),
    Genes: await server.json("/v1/genes?species=homo_sapiens&label=brca2"),
    AllSpecies: await server.json("/v1/species"),
    Index: await server.json("/v1/index"),
    Problem: await (await server.get("/nowhere")).json(),
  };
  for (const [name, answer] of Object.entries(answers)) {
    const validate = api.validator({ $ref: `#/components/schemas/${name}` });
    expect(validate(answer)).toBeTrue();
    const text = JSON.stringify(answer);
    const changed = [
      text.replace(/"(\w+)":/, '"$1_":'),
      text.replace(/:"[^"]*"/, ":7"),
      text.replace(/\{/, '{"more":1,'),
    ];
    for (const other of changed) {
      expect({ other, valid: validate(JSON.parse(other)) }).toEqual({ other, valid: false });
    }
  }
});
