/** The invariants of docs/ARCHITECTURE.md: what is nowhere in the code. */

import { describe, expect, test } from "bun:test";
import { dirname, join, normalize } from "node:path";

const SRC = join(import.meta.dir, "../src");

/**
 * What each part of src imports, types included. Every part names only parts that stand below it, so that
 * dependencies run one way.
 */
const PARTS: Record<string, readonly string[]> = {
  "main.ts": ["commands", "cli"],
  commands: [
    "cli",
    "serving",
    "server",
    "feeds",
    "redis",
    "live",
    "compile",
    "sources",
    "store",
    "lookup",
    "format",
    "names",
    "settings.ts",
    "log.ts",
    "errors.ts",
  ],
  cli: ["compile", "settings.ts", "version.ts", "errors.ts"],
  serving: [
    "server",
    "metrics",
    "feeds",
    "live",
    "store",
    "lookup",
    "settings.ts",
    "back-off.ts",
    "log.ts",
    "errors.ts",
  ],
  server: [
    "metrics",
    "web",
    "lookup",
    "columns",
    "settings.ts",
    "version.ts",
    "log.ts",
    "errors.ts",
  ],
  "settings.ts": ["feeds", "errors.ts"],
  metrics: [],
  web: [],
  feeds: ["redis", "sources", "store", "format", "log.ts", "errors.ts"],
  redis: ["back-off.ts", "errors.ts"],
  live: ["compile", "sources", "lookup", "format", "columns", "names", "version.ts", "log.ts"],
  compile: ["sources", "store", "format", "columns", "trie", "names", "version.ts", "errors.ts"],
  sources: ["columns", "errors.ts"],
  store: ["lookup", "format", "columns", "trie", "errors.ts"],
  lookup: ["format", "columns", "trie", "names", "errors.ts"],
  format: ["trie", "errors.ts"],
  columns: ["trie", "names", "errors.ts"],
  trie: ["names", "errors.ts"],
  names: [],
  "version.ts": [],
  "back-off.ts": [],
  "log.ts": ["errors.ts"],
  "errors.ts": [],
};

interface SourceFile {
  /** Path from src. */
  path: string;
  part: string;
  /** What it imports, types included: paths from src, and names of packages. */
  imports: string[];
  /** Of those, what it imports at run time. */
  loads: string[];
  /** The code without comments and types. */
  code: string;
}

const transpiler = new Bun.Transpiler({ loader: "ts" });

async function readSources(): Promise<SourceFile[]> {
  const paths = await Array.fromAsync(new Bun.Glob("**/*.ts").scan(SRC));
  return Promise.all(
    paths.sort().map(async (path) => {
      const text = await Bun.file(join(SRC, path)).text();
      const resolved = (name: string) =>
        name.startsWith(".") ? normalize(join(dirname(path), name)) : name;
      const named = text.matchAll(/\b(?:from |import\()"([^"]+)"\)?/g);
      return {
        path,
        part: partOf(path),
        imports: Array.from(named, ([, name]) => resolved(name!)),
        loads: transpiler.scanImports(text).map((found) => resolved(found.path)),
        // A macro would be run by the transpiler.
        code: transpiler.transformSync(text.replaceAll(' with { type: "macro" }', "")),
      };
    }),
  );
}

const partOf = (path: string) => path.split("/", 1)[0]!;
const isOurs = (name: string) => name.endsWith(".ts");
const isForeign = (name: string) => !isOurs(name) && !name.endsWith(".json");

/** What browsers run; everything else runs in the program. */
const FOR_BROWSERS = /^web\/(combobox|element|page)\//;

const all = await readSources();
const sources = all.filter(({ path }) => !FOR_BROWSERS.test(path));
const forBrowsers = all.filter(({ path }) => FOR_BROWSERS.test(path));

/** The files whose code has what a pattern finds, each as often as it has it. */
const filesWith = (pattern: RegExp) =>
  sources.flatMap(({ path, code }) => Array.from(code.matchAll(pattern), () => path));

const filesThatImport = (name: RegExp) =>
  sources.filter(({ imports }) => imports.some((given) => name.test(given))).map((f) => f.path);

test("these tests read every import", () => {
  for (const { path, imports, loads } of all) {
    expect({ path, missed: loads.filter((name) => !imports.includes(name)) }).toEqual({
      path,
      missed: [],
    });
  }
  expect(sources.length).toBeGreaterThan(50);
});

describe("dependencies run one way:", () => {
  test("each part stands above those that it names", () => {
    const order = Object.keys(PARTS);
    for (const [part, below] of Object.entries(PARTS)) {
      for (const other of below) {
        expect({ part, other, isBelow: order.indexOf(other) > order.indexOf(part) }).toEqual({
          part,
          other,
          isBelow: true,
        });
      }
    }
  });

  test.each(Object.keys(PARTS))("%s imports what it names, no more and no less", (part) => {
    const found = all
      .filter((file) => file.part === part)
      .flatMap(({ imports }) => imports.filter(isOurs).map(partOf))
      .filter((other) => other !== part);
    expect([...new Set(found)].sort()).toEqual([...PARTS[part]!].sort());
  });

  test("no part is left out", () => {
    expect([...new Set(sources.map(({ part }) => part))].sort()).toEqual(Object.keys(PARTS).sort());
  });

  test("no file loads itself by way of others", () => {
    const loads = new Map(all.map((file) => [file.path, file.loads.filter(isOurs)]));
    const reaches = (from: string, seen = new Set<string>()): Set<string> => {
      for (const next of loads.get(from)!) {
        if (seen.has(next)) continue;
        seen.add(next);
        reaches(next, seen);
      }
      return seen;
    };
    expect([...loads.keys()].filter((path) => reaches(path).has(path))).toEqual([]);
  });

  test("nothing imports from outside src but the manifest, modules of the runtime and two packages", () => {
    const outside = sources.flatMap(({ imports }) => imports).filter((name) => !isOurs(name));
    const others = new Set(outside.filter((name) => !/^(node|bun):/.test(name)));
    expect([...others].sort()).toEqual(["../package.json", "@msgpack/msgpack", "mysql2"]);
  });
});

describe("in what browsers run", () => {
  test("the element knows nothing of the page, and the program none of both", () => {
    const importsOf = (folder: string) =>
      forBrowsers.filter(({ path }) => path.startsWith(`web/${folder}/`)).flatMap((f) => f.imports);
    const foldersIn = (imports: readonly string[]) =>
      [...new Set(imports.filter(isOurs).map((path) => path.split("/", 2)[1]!))].sort();
    expect(foldersIn(importsOf("combobox"))).toEqual(["combobox"]);
    expect(foldersIn(importsOf("element"))).toEqual(["combobox", "element"]);
    expect(foldersIn(importsOf("page"))).toEqual(["combobox", "element", "page"]);
    expect(filesThatImport(FOR_BROWSERS)).toEqual([]);
  });

  test("nothing but a style sheet is imported", () => {
    const others = forBrowsers.flatMap(({ imports }) => imports).filter((name) => !isOurs(name));
    expect([...new Set(others)].sort()).toEqual(["web/element/style.css"]);
  });

  test("nothing is of the program's runtime, and no text becomes markup, code or style", () => {
    const ours = /\b(Bun|process|require|console(?!\.warn\b))\b/;
    const markup =
      /\b(innerHTML|outerHTML|insertAdjacentHTML|setHTML\w*|eval|Function|cssText)\b|document\.write/;
    for (const { path, code } of forBrowsers) {
      for (const pattern of [ours, markup]) {
        expect({ path, found: code.match(pattern)?.[0] }).toEqual({ path, found: undefined });
      }
    }
  });
});

/** What may reach another machine, and the files that use it; everything else is in HARMLESS. */
const NETWORK: Record<string, readonly string[]> = {
  "Bun.serve": ["server/server.ts"],
  "Bun.listen": ["server/server.ts"],
  "Bun.RedisClient": ["redis/connection.ts"],
  // Reads s3:// addresses too, so what people name is checked before it comes here.
  "Bun.file": [
    "feeds/kept-validators.ts",
    "sources/files/input.ts",
    "store/generations.ts",
    "store/read-index.ts",
    "web/bundle.ts",
  ],
  fetch: ["feeds/fetch-index.ts"],
  mysql2: ["sources/mysql/connection.ts", "sources/mysql/pool.ts"],
  "node:http": ["commands/health.ts"],
  "node:net": ["server/client-address.ts", "sources/mysql/connection.ts"],
};

/** Members of Bun, modules and packages that reach no other machine. */
const HARMLESS = [
  "@msgpack/msgpack",
  "Bun.CryptoHasher",
  "Bun.build",
  "Bun.gc",
  "Bun.hash",
  "Bun.mmap",
  "Bun.sleep",
  "Bun.spawn",
  "Bun.spawnSync",
  "Bun.stdin",
  "Bun.zstdCompress",
  "bun:jsc",
  "node:buffer",
  "node:fs",
  "node:fs/promises",
  "node:os",
  "node:path",
  "node:stream/consumers",
  "node:timers/promises",
  "node:util",
];

const BUN_MEMBER = /\bBun\.(?:\w+|\$)/g;
const NETWORK_GLOBAL =
  /(?<![.#\w])(?:fetch(?=[(,;)\].}])|(?:WebSocket|EventSource|XMLHttpRequest)\b)/g;
/** What could reach one of them under another name. */
const DISGUISE = /(?<![#\w])require[(.]|\bglobalThis\b|\bBun\b(?!\.)/;

test("each way to another machine is used where it is meant to be, and nowhere else", () => {
  const uses = sources.flatMap(({ path, loads, code }) => {
    expect({ path, disguise: code.match(DISGUISE)?.[0] }).toEqual({ path, disguise: undefined });
    const named = [...code.matchAll(BUN_MEMBER), ...code.matchAll(NETWORK_GLOBAL)];
    const names = [...named.map(([name]) => name), ...loads.filter(isForeign)];
    return [...new Set(names)].map((name) => ({ name, path }));
  });
  const files = Object.entries(Object.groupBy(uses, ({ name }) => name));
  expect(
    files
      .map(([name]) => name)
      .filter((name) => !(name in NETWORK))
      .sort(),
  ).toEqual(HARMLESS);
  const network = files.filter(([name]) => !HARMLESS.includes(name));
  expect(
    Object.fromEntries(network.map(([name, all]) => [name, all!.map(({ path }) => path)])),
  ).toEqual(NETWORK as Record<string, string[]>);
});

describe("there is no", () => {
  test("I/O and no msgpack in trie, columns and names", () => {
    const pure = sources.filter(({ part }) => ["trie", "columns", "names"].includes(part));
    for (const { path, imports, code } of pure) {
      expect({ path, outside: imports.filter((name) => !isOurs(name)) }).toEqual({
        path,
        outside: [],
      });
      expect({ path, found: code.match(/\b(Bun|process|fetch|require|console)\b/) }).toEqual({
        path,
        found: null,
      });
    }
  });

  test("knowledge of bytes in server", () => {
    const above = sources.filter(({ part }) => part === "server");
    const imported = new Set(above.flatMap(({ imports }) => imports.map(partOf)));
    expect(imported).not.toContain("trie");
    expect(imported).not.toContain("@msgpack");
  });

  test("mapped file outside store", () => {
    const files = filesWith(/\bmmap\b/g);
    expect(new Set(files.map(partOf))).toEqual(new Set(["store"]));
  });

  test("msgpack outside format", () => {
    expect(filesThatImport(/^@msgpack\//)).toEqual(["format/index-file.ts"]);
  });

  test("environment outside main.ts, which hands it on", () => {
    expect(filesWith(/\bprocess\.env\b/g)).toEqual(["main.ts"]);
    expect(filesWith(/\b(Bun|import\.meta)\.env\b|\bprocess\.argv\b/g)).toEqual(["main.ts"]);
  });

  test("exit outside main.ts but for the second signal to a server", () => {
    expect(filesWith(/\bprocess\.(exit|abort|reallyExit)\(/g)).toEqual([
      "commands/serve.ts",
      "main.ts",
    ]);
  });

  test("word on the terminal from below the commands", () => {
    const files = new Set(filesWith(/\bconsole\.\w+\(|\bprocess\.std(out|err)\.write\(/g));
    const allowed = [...files].filter((path) => !["cli", "commands"].includes(partOf(path)));
    // The second is a program of its own, which prints to the one that bundles.
    expect(allowed).toEqual(["log.ts", "web/bundle.ts"]);
  });
});
