import { describe, expect, test } from "bun:test";
import { cp, symlink } from "node:fs/promises";
import { join } from "node:path";
import { encodeIndex } from "../../src/format/index-file.ts";
import { IndexCatalogue } from "../../src/lookup/index-catalogue.ts";
import { OpenIndex } from "../../src/lookup/open-index.ts";
import { type AnswerSettings, Served } from "../../src/server/served.ts";
import { GENES } from "../support/data/genes.ts";
import { compileRows, PROVENANCE } from "../support/indexes/compiled.ts";
import { run } from "../support/processes/program.ts";
import { DEFAULTS } from "../support/servers/served.ts";
import { tempDir } from "../support/temp.ts";

const CHECKOUT = join(import.meta.dir, "../..");

const data = compileRows(GENES);
const otherData = compileRows(GENES.slice(1));

function tagOf(
  settings: Partial<AnswerSettings> = {},
  { rows = data, provenance = PROVENANCE } = {},
): string {
  const bytes = Buffer.concat(encodeIndex(rows, provenance).parts);
  return new Served(new IndexCatalogue(new OpenIndex(bytes)), { ...DEFAULTS, ...settings }).tag!;
}

test("the ETag is strong, and contains the generation", () => {
  const { generation } = encodeIndex(data, PROVENANCE);
  expect(tagOf()).toMatch(new RegExp(`^"${generation}-[0-9a-f]{8}"$`));
});

describe("the ETag changes with", () => {
  const shaping: Partial<AnswerSettings>[] = [
    { labelMinimum: 2 },
    { defaultLimit: 6 },
    { maximumLimit: 26 },
    { match: "infix" },
    { labelMinimum: 5, defaultLimit: 3 },
  ];
  test.each(shaping)("a setting that shapes answers: %j", (settings) => {
    expect(tagOf(settings)).not.toBe(tagOf());
  });

  test("each setting in a different way", () => {
    expect(new Set([{}, ...shaping].map((settings) => tagOf(settings))).size).toBe(
      1 + shaping.length,
    );
  });

  test("the generation", () => {
    expect(tagOf({}, { rows: otherData })).not.toBe(tagOf());
  });

  test("the version of the program", async () => {
    expect(await tagOfCheckout((manifest) => ({ ...manifest, version: "0.1.1-x" }))).not.toBe(
      tagOf(),
    );
  });
});

describe("the ETag does not change with", () => {
  test("the time and source of the build", () => {
    const provenance = { ...PROVENANCE, built: "2025-01-01T00:00:00Z", source: "file:other.tsv" };
    expect(tagOf({}, { provenance })).toBe(tagOf());
  });

  test.each<Partial<AnswerSettings>>([{ cacheSeconds: 7 }, { corsOrigin: "" }])(
    "setting that shapes headers alone: %j",
    (settings) => {
      expect(tagOf(settings)).toBe(tagOf());
    },
  );

  test("the process, and anything else in the manifest", async () => {
    expect(await tagOfCheckout((manifest) => ({ ...manifest, description: "other" }))).toBe(
      tagOf(),
    );
  });
});

test.each<[Partial<AnswerSettings>, string]>([
  [{}, "public, max-age=60, stale-while-revalidate=60, stale-if-error=86400"],
  [
    { cacheSeconds: 7, staleSeconds: 8, staleErrorSeconds: 9 },
    "public, max-age=7, stale-while-revalidate=8, stale-if-error=9",
  ],
  [{ staleSeconds: 0, staleErrorSeconds: 0 }, "public, max-age=60"],
  [{ cacheSeconds: 0 }, "public, max-age=0, stale-if-error=86400"],
])("Cache-Control is as it is set: %j", (settings, cacheControl) => {
  const bytes = Buffer.concat(encodeIndex(data, PROVENANCE).parts);
  const catalogue = new IndexCatalogue(new OpenIndex(bytes));
  const { headers } = new Served(catalogue, { ...DEFAULTS, ...settings });
  expect(headers.get("cache-control")).toBe(cacheControl);
});

/** The ETag of the same index in a copy of the program with another manifest. */
async function tagOfCheckout(change: (manifest: object) => object): Promise<string> {
  await using dir = await tempDir();
  await cp(join(CHECKOUT, "src"), dir.join("src"), { recursive: true });
  await symlink(join(CHECKOUT, "node_modules"), dir.join("node_modules"));
  const manifest = await Bun.file(join(CHECKOUT, "package.json")).json();
  await Bun.write(dir.join("package.json"), JSON.stringify(change(manifest)));
  await Bun.write(dir.join("index"), Buffer.concat(encodeIndex(data, PROVENANCE).parts));
  await Bun.write(
    dir.join("tag.ts"),
    `import { OpenIndex } from "./src/lookup/open-index.ts";
     import { Served } from "./src/server/served.ts";
     import { IndexCatalogue } from "./src/lookup/index-catalogue.ts";
     const index = new OpenIndex(await Bun.file("index").bytes());
     process.stdout.write(new Served(new IndexCatalogue(index), ${JSON.stringify(DEFAULTS)}).tag);`,
  );
  const { code, stdout, stderr } = await run([process.execPath, "tag.ts"], { cwd: dir.path });
  if (code !== 0) throw new Error(stderr);
  return stdout;
}
