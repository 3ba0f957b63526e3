/** Tests what docs/ARCHITECTURE.md says about the code: its map, its journeys and its invariants. */

import { describe, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

const SRC = join(import.meta.dir, "../src");
const DOCUMENT = await Bun.file(join(import.meta.dir, "../docs/ARCHITECTURE.md")).text();

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

/** The text of the document from one heading to the next of the same level. */
function section(heading: string): string {
  const start = DOCUMENT.indexOf(`${heading}\n`);
  expect({ heading, isThere: start >= 0 }).toEqual({ heading, isThere: true });
  const level = heading.slice(0, heading.indexOf(" ") + 1);
  const end = DOCUMENT.indexOf(`\n${level}`, start + heading.length);
  return DOCUMENT.slice(start + heading.length, end < 0 ? undefined : end);
}

/** The cells of a table's rows, without its head. */
const rowsOf = (text: string) =>
  text
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .map((line) => line.split(" | ").map((cell) => cell.replace(/^\| | ?\|$/g, "")));

/** What each part of src imports, types included, as the code map says: without the ends of their names. */
const PARTS = new Map(
  rowsOf(section("## Code map")).map(([part, , imports]) => [
    nameOfPart(part!.replaceAll("`", "")),
    imports === "" ? [] : imports!.split(", "),
  ]),
);

/** A part as the code map names it: a folder, or a file. */
function nameOfPart(part: string): string {
  return part.replace(/(\/|\.ts)$/, "");
}

/** The tests of invariants, by the words of the document. */
const INVARIANTS = section("## Invariants")
  .split(/\n- /)
  .slice(1)
  .map((bullet) => bullet.split("\n\n", 1)[0]!.replace(/\s+/g, " "));
const held: string[] = [];

function invariant(words: string, check: () => void | Promise<void>): void {
  held.push(words);
  test(words, check);
}

const partOf = (path: string) => nameOfPart(path.split("/", 1)[0]!);
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

describe("the code map", () => {
  test("has every part", () => {
    expect([...new Set(sources.map(({ part }) => part))].sort()).toEqual([...PARTS.keys()].sort());
  });

  test.each([...PARTS.keys()])("says what %s imports, no more and no less", (part) => {
    const found = all
      .filter((file) => file.part === part)
      .flatMap(({ imports }) => imports.filter(isOurs).map(partOf))
      .filter((other) => other !== part);
    expect([...new Set(found)].sort()).toEqual([...PARTS.get(part)!].sort());
  });
});

describe("the document", () => {
  test("names files that exist", () => {
    const paths = new Set(all.map(({ path }) => path));
    const named = Array.from(DOCUMENT.matchAll(/`([a-z-]+\/[\w/-]+\.ts)`/g), ([, path]) => path!);
    const isThere = (path: string) =>
      paths.has(path) || existsSync(join(import.meta.dir, "..", path));
    expect(named.length).toBeGreaterThan(30);
    expect(named.filter((path) => !isThere(path))).toEqual([]);
  });

  const journeys = section("## The journeys").split("\n### ").slice(1);
  test.each(journeys.map((journey) => [journey.split("\n", 1)[0]!, journey]))(
    "follows %s through files that lead to each other",
    (_, journey) => {
      const path = rowsOf(journey).map(([file]) => file!.replaceAll("`", ""));
      expect(path.length).toBeGreaterThan(5);
      const importsOf = new Map(all.map((file) => [file.path, file.imports]));
      const passed = new Set([path[0]!]);
      for (const file of path.slice(1)) {
        // Between two files of a journey there may be one that has no row.
        const reached = [...passed].flatMap((from) => importsOf.get(from)!);
        const beyond = reached.flatMap((from) => importsOf.get(from) ?? []);
        // The implementation of an interface is not imported by the files before it, but imports the interface from one.
        const isBehind = importsOf.get(file)!.some((name) => passed.has(name));
        const isReached = isBehind || [...reached, ...beyond].includes(file);
        expect({ file, isReached }).toEqual({
          file,
          isReached: true,
        });
        passed.add(file);
      }
    },
  );
});

invariant("Imports go downwards only, as the code map says.", () => {
  const order = [...PARTS.keys()];
  for (const [part, below] of PARTS) {
    for (const other of below) {
      expect({ part, other, isBelow: order.indexOf(other) > order.indexOf(part) }).toEqual({
        part,
        other,
        isBelow: true,
      });
    }
  }
});

invariant("No file loads itself by way of others.", () => {
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

invariant(
  "The program imports nothing from outside `src/` but its manifest, modules of the runtime and two packages.",
  () => {
    const outside = sources.flatMap(({ imports }) => imports).filter((name) => !isOurs(name));
    const others = new Set(outside.filter((name) => !/^(node|bun):/.test(name)));
    expect([...others].sort()).toEqual(["../package.json", "@msgpack/msgpack", "mysql2"]);
  },
);

invariant(
  "What browsers run imports nothing of the program, and makes no markup, code or style of a text.",
  () => {
    const importsOf = (folder: string) =>
      forBrowsers.filter(({ path }) => path.startsWith(`web/${folder}/`)).flatMap((f) => f.imports);
    const foldersIn = (imports: readonly string[]) =>
      [...new Set(imports.filter(isOurs).map((path) => path.split("/", 2)[1]!))].sort();
    expect(foldersIn(importsOf("combobox"))).toEqual(["combobox"]);
    expect(foldersIn(importsOf("element"))).toEqual(["combobox", "element"]);
    expect(foldersIn(importsOf("page"))).toEqual(["combobox", "element", "page"]);
    expect(filesThatImport(FOR_BROWSERS)).toEqual([]);
    const others = forBrowsers.flatMap(({ imports }) => imports).filter((name) => !isOurs(name));
    expect([...new Set(others)].sort()).toEqual(["web/element/chips.css", "web/element/style.css"]);
    const ours = /\b(Bun|process|require|console(?!\.warn\b))\b/;
    const markup =
      /\b(innerHTML|outerHTML|insertAdjacentHTML|setHTML\w*|eval|Function|cssText)\b|document\.write/;
    for (const { path, code } of forBrowsers) {
      for (const pattern of [ours, markup]) {
        expect({ path, found: code.match(pattern)?.[0] }).toEqual({ path, found: undefined });
      }
    }
  },
);

/** What may reach another machine, and the files that use it; everything else is in HARMLESS. */
const NETWORK: Record<string, readonly string[]> = {
  "Bun.serve": ["server/server.ts"],
  "Bun.listen": ["server/server.ts"],
  // Reads s3:// addresses too, so what people name is checked before it comes here.
  "Bun.file": ["sources/files/input.ts", "web/bundle.ts"],
  fetch: ["feeds/fetch-index.ts"],
  mysql2: ["sources/mysql/connection.ts", "sources/mysql/pool.ts"],
  "node:http": ["commands/health.ts"],
  "node:net": ["redis/connection.ts", "server/client-address.ts", "sources/mysql/connection.ts"],
  "node:tls": ["redis/connection.ts"],
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

const WAYS_OUT =
  "Only `feeds/fetch-index.ts` sends HTTP requests to other machines, only `redis/connection.ts` connects to Redis, and " +
  "only `sources/mysql/` to databases; every other way to a network is used in files that the test lists.";

invariant(WAYS_OUT, () => {
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

invariant("Nothing in `trie/`, `columns/` or `names/` does I/O.", () => {
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

invariant("Only `store/` maps files.", () => {
  expect(new Set(filesWith(/\bmmap\b/g).map(partOf))).toEqual(new Set(["store"]));
});

invariant("Only `format/` knows msgpack.", () => {
  expect(filesThatImport(/^@msgpack\//)).toEqual(["format/index-file.ts"]);
});

invariant("`server/` knows neither files nor tries nor the format of the index.", () => {
  const imported = sources.filter(({ part }) => part === "server").flatMap((f) => f.imports);
  expect(
    imported.map(partOf).filter((part) => ["trie", "format", "store", "node:fs"].includes(part)),
  ).toEqual([]);
});

invariant("Only `server/turns.ts` takes the steps of answers.", () => {
  const taking = filesWith(/\.next\(|\bfinish(InTime)?\(/g).filter((p) => partOf(p) === "server");
  expect([...new Set(taking)]).toEqual(["server/turns.ts"]);
});

invariant("Only `main.ts` reads the environment.", () => {
  expect(filesWith(/\bprocess\.env\b/g)).toEqual(["main.ts"]);
  expect(filesWith(/\b(Bun|import\.meta)\.env\b|\bprocess\.argv\b/g)).toEqual(["main.ts"]);
});

invariant("Only `main.ts` ends the process, but for the second signal to a server.", () => {
  expect(filesWith(/\bprocess\.(exit|abort|reallyExit)\(/g)).toEqual([
    "commands/serve.ts",
    "main.ts",
  ]);
});

invariant("Only `cli/print.ts`, `cli/progress.ts` and the log print.", () => {
  const files = new Set(filesWith(/\bconsole\.\w+\(|\bprocess\.std(out|err)\.write\(/g));
  // The last is a separate program, which prints to the one that bundles.
  expect([...files]).toEqual(["cli/print.ts", "cli/progress.ts", "log.ts", "web/bundle.ts"]);
});

/** Files that make errors of other kinds, and what turns each into an AssemblError or an answer. */
const OTHER_ERRORS: Record<string, string> = {
  "feeds/fetch-index.ts": "its own IndexError has the message as its reason",
  "redis/connection.ts": "its own functions make an AssemblError of it",
  "redis/replies.ts": "redis/connection.ts",
  "sources/mysql/connection.ts": "sources/mysql/error.ts",
  "sources/mysql/pool.ts": "sources/mysql/error.ts",
  "store/private-folder.ts": "store/generations.ts warns of it and takes the next folder",
  "web/bundled.ts": "fails the compilation of the executable",
};

invariant(
  "An error that a user can cause is an `AssemblError`: what is wrong, and what to do.",
  () => {
    const declared = sources.flatMap(({ path, code }) =>
      Array.from(code.matchAll(/class (\w+) extends (\w+)/g), ([, name, base]) => ({
        path,
        name: name!,
        base: base!,
      })),
    );
    const kinds = new Set(["AssemblError"]);
    for (let size = 0; size < kinds.size; ) {
      size = kinds.size;
      for (const { name, base } of declared) if (kinds.has(base)) kinds.add(name);
    }
    expect([...kinds]).toContain("UnknownSpecies");
    const isOther = (name: string, part: string) =>
      name === "Problem" ? part !== "server" : !kinds.has(name) && name.endsWith("Error");
    const others = sources.flatMap(({ path, part, code }) =>
      Array.from(code.matchAll(/\bnew (\w+)\(/g), ([, name]) => name!)
        .filter((name) => isOther(name, part))
        .map(() => path),
    );
    const thrown = filesWith(/\bthrow (["'`{[]|Object\b|Promise\b)/g);
    expect([...new Set([...others, ...thrown])].sort()).toEqual(Object.keys(OTHER_ERRORS));
  },
);

invariant("Every folder of `test/` is one of `src/`, or is explained above.", async () => {
  const paths = await Array.fromAsync(new Bun.Glob("*/**/*.ts").scan(import.meta.dir));
  const folders = [...new Set(paths.map((path) => path.split("/", 1)[0]!))].sort();
  const explained = section("## Code map");
  const isKnown = (folder: string) => PARTS.has(folder) || explained.includes(`\`test/${folder}\``);
  expect(folders.filter((folder) => !isKnown(folder))).toEqual([]);
});

test("every invariant of the document is held, in its words", () => {
  expect(held.toSorted()).toEqual(INVARIANTS.toSorted());
});
