import { describe, expect, test } from "bun:test";
import { readdir, rm, stat, writeFile } from "node:fs/promises";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { redirected } from "../../src/feeds/fetch-index.ts";
import { WebFeed } from "../../src/feeds/web-feed.ts";
import { Problem } from "../../src/server/problem.ts";
import { flipped } from "../support/indexes/damage.ts";
import { inspectAt, makeCertificate } from "../support/servers/certificate.ts";
import { FedServer, generationsIn, indexWith, serveFeed } from "../support/servers/feeds.ts";
import {
  type Answer,
  beginning,
  file,
  headOf,
  startWeb,
  status,
} from "../support/servers/web-server.ts";
import { type TempDir, tempDir } from "../support/temp.ts";
import { until } from "../support/until.ts";

const OLD = indexWith("OLD");
const NEW = indexWith("NEW");
const NEVER = 0;

/** Makes a feed as a new run of the program does. */
async function feedOf(dir: TempDir, url: string, refreshMs = NEVER): Promise<WebFeed> {
  return new WebFeed(url, refreshMs, await generationsIn(dir.join("state")));
}

describe("the format of an index is recognized by its content:", () => {
  const FORMS: [string, Uint8Array][] = [
    ["plain", OLD],
    ["gzip", gzipSync(OLD)],
    ["gzip in two members", Buffer.concat([OLD.subarray(0, 200), OLD.subarray(200)].map(pack))],
    ["zstd", zstdCompressSync(OLD)],
  ];
  const CLAIMS: [string, string, Record<string, string>][] = [
    ["nothing", "/genes", {}],
    ["gzip", "/genes.msgpack.gz", { "Content-Type": "application/gzip" }],
    ["gzip as an encoding", "/genes.msgpack", { "Content-Encoding": "gzip" }],
    ["zstd", "/genes.zst", { "Content-Type": "application/zstd" }],
    ["text", "/genes.html", { "Content-Type": "text/html; charset=utf-8" }],
  ];

  function pack(part: Uint8Array): Buffer {
    return gzipSync(part);
  }

  describe.each(FORMS)("%s", (_, body) => {
    test.each(CLAIMS)("if the server says that it is %s", async (__, target, headers) => {
      await using dir = await tempDir();
      await using web = await startWeb(file(body, headers));
      await using server = await serveFeed(await feedOf(dir, web.url(target)));
      expect(server.labels()).toEqual(["OLD"]);
      expect(server.log.refusals).toEqual([]);
    });
  });

  test("in small chunks, without a Content-Length", async () => {
    await using dir = await tempDir();
    const body = Buffer.from(gzipSync(OLD));
    await using web = await startWeb((connection) => {
      connection.write(headOf(200, { "Transfer-Encoding": "chunked" }));
      for (let at = 0; at < body.length; at += 7) {
        const chunk = body.subarray(at, at + 7);
        connection.write(Buffer.concat([Buffer.from(`${chunk.length}\r\n`), chunk, CRLF]));
      }
      connection.end("0\r\n\r\n");
    });
    await using server = await serveFeed(await feedOf(dir, web.url()));
    expect(server.labels()).toEqual(["OLD"]);
  });
});

const CRLF = Buffer.from("\r\n");

describe("a URL", () => {
  test.each<[string, string, string, string]>([
    ["without a path", "", "/", ""],
    ["of a folder", "/indexes/", "/indexes/", "/indexes/"],
    ["with a query", "/get?name=genes&release=115", "/get?name=genes&release=115", "/get"],
    ["with encoded characters", "/a%20b/%C3%A9", "/a%20b/%C3%A9", "/a%20b/%C3%A9"],
    ["with a fragment", "/genes#old", "/genes", "/genes"],
  ])("%s", async (_, written, asked, shown) => {
    await using dir = await tempDir();
    await using web = await startWeb(file(OLD));
    await using server = await serveFeed(await feedOf(dir, web.url(written)));
    expect(server.labels()).toEqual(["OLD"]);
    expect(web.last.target).toBe(asked);
    expect(server.name).toBe(web.url(shown === "" ? "/" : shown));
  });

  test("in capitals, with the name of a host", async () => {
    await using dir = await tempDir();
    await using web = await startWeb(file(OLD));
    const url = web.url().replace("http://127.0.0.1", "HTTP://LOCALHOST");
    await using server = await serveFeed(await feedOf(dir, url));
    expect(server.labels()).toEqual(["OLD"]);
  });

  test("that redirects is followed, with the login", async () => {
    await using dir = await tempDir();
    await using web = await startWeb((connection, request) => {
      const steps: Record<string, string> = { "/genes": "/latest", "/latest": web.url("/115") };
      const Location = steps[request.target];
      const answer = Location === undefined ? file(OLD) : status(302, { Location });
      answer(connection, request);
    });
    await using server = await serveFeed(await feedOf(dir, web.url("/genes", "me:pass@")));
    expect(server.labels()).toEqual(["OLD"]);
    expect(web.requests.map(({ target }) => target)).toEqual(["/genes", "/latest", "/115"]);
    const logins = web.requests.map(({ headers }) => headers.get("authorization"));
    expect(logins).toEqual(Array(3).fill(`Basic ${btoa("me:pass")}`));
  });

  test.each([
    ["http://me:pass@host/a/b", "/c", "http://me:pass@host/c"],
    ["http://me:pass@host/a/b", "c?d", "http://me:pass@host/a/c?d"],
    ["http://host/a", "https://host/b", "https://host/b"],
    ["https://host:444/a", "https://you:other@host:444/b", "https://host:444/b"],
    ["http://host/a", "https://other/b", null],
    ["http://host:8080/a", "https://host/b", null],
    ["http://host/a", "https://host:444/b", null],
    ["https://host/a", "http://host/b", null],
    ["http://host/a", "http://host:81/b", null],
    ["http://host/a", "http://[", null],
  ])("%s that redirects to %s leads to %s", (from, location, to) => {
    const lead = () => redirected(new URL(from), location).href;
    if (to === null) expect(lead).toThrow(/^it redirects to (another server|no address)/);
    else expect(lead()).toBe(to);
  });

  test("that redirects to another server is not followed", async () => {
    await using dir = await tempDir();
    await using other = await startWeb(file(OLD));
    for (const Location of [other.url("/115"), other.url("/").replace("http:", ""), "ftp://a/"]) {
      await using web = await startWeb(status(302, { Location }));
      await using server = await serveFeed(await feedOf(dir, web.url("/genes", "me:pass@")));
      expect(server.log.refusals).toEqual([
        expect.stringContaining("it redirects to another server, which is not followed"),
      ]);
    }
    expect(other.requests).toEqual([]);
  });

  test("that differs only in its query is that of another index", async () => {
    await using dir = await tempDir();
    await using web = await startWeb((connection, request) => {
      const body = request.target.endsWith("=old") ? OLD : NEW;
      file(body, { "Last-Modified": DATE })(connection, request);
    });
    const [first, second] = [web.url("/get?name=old"), web.url("/get?name=new")];
    await using one = await serveFeed(await feedOf(dir, first));
    await using two = await serveFeed(await feedOf(dir, second));
    expect([...one.labels(), ...two.labels()]).toEqual(["OLD", "NEW"]);
    await web.close();
    await using again = await serveFeed(await feedOf(dir, first));
    expect(again.labels()).toEqual(["OLD"]);
  });

  test("may contain secrets, which are sent, but neither shown nor logged", async () => {
    await using dir = await tempDir();
    await using web = await startWeb(file(OLD, { ETag: '"one"' }));
    const url = web.url("/genes?token=t0ken", "reader:s3cr%40t@");
    await using server = await serveFeed(await feedOf(dir, url));
    const basic = btoa("reader:s3cr@t");
    expect(web.last.headers.get("authorization")).toBe(`Basic ${basic}`);
    expect(web.last.target).toBe("/genes?token=t0ken");
    expect(server.name).toBe(web.url("/genes"));

    const faults: Answer[] = [
      file(NEW),
      status(401),
      status(302, { Location: "/genes?token=t0ken" }),
      status(302, { Location: "ftp://reader:s3cr%40t@127.0.0.1/?token=t0ken" }),
      status(302, { Location: "http://[?token=t0ken" }),
      file(Buffer.from("<p>s3cr@t")),
      (connection) => connection.end("no HTTP\r\n\r\n"),
      file(gzipSync(OLD).subarray(0, -1)),
      (connection) => connection.end(headOf(200, { "Content-Length": "9" })),
    ];
    for (const answer of faults) {
      web.answer = answer;
      await server.look();
    }
    await web.close();
    await server.look();
    expect(server.log.refusals).toHaveLength(faults.length);
    const log = server.log.lines.join("\n");
    for (const secret of ["s3cr", "t0ken", basic, "reader"]) expect(log).not.toContain(secret);
    // Advice for programmers does not belong there either.
    expect(log).not.toContain("fetch()");
    for (const name of await readdir(dir.join("state"))) expect(name).not.toContain("t0ken");
  });
});

const DATE = "Sun, 06 Nov 1994 08:49:37 GMT";

describe("after the first request, a server is asked for another index", () => {
  /** The conditions of the first request, and of two requests after the index was taken. */
  async function conditionsOf(answer: Answer) {
    await using dir = await tempDir();
    await using web = await startWeb(answer);
    await using server = await serveFeed(await feedOf(dir, web.url()));
    const { served } = server;
    await server.look();
    await server.look();
    expect(server.labels()).toEqual(["OLD"]);
    expect(server.served).toBe(served);
    expect(server.log.refusals).toEqual([]);
    return web.requests.map(({ headers }) => ({
      etag: headers.get("if-none-match"),
      date: headers.get("if-modified-since"),
    }));
  }
  const ANY = { etag: null, date: null };

  test.each(['"one"', 'W/"one"', '"a, b"'])("by its ETag, %s", async (ETag) => {
    const later = { etag: ETag, date: null };
    expect(await conditionsOf(file(OLD, { ETag, "Last-Modified": DATE }))).toEqual([
      ANY,
      later,
      later,
    ]);
  });

  test("by its date if it has no ETag", async () => {
    const later = { etag: null, date: DATE };
    expect(await conditionsOf(file(OLD, { "Last-Modified": DATE }))).toEqual([ANY, later, later]);
  });

  test("without a condition if it has neither", async () => {
    expect(await conditionsOf(file(OLD))).toEqual([ANY, ANY, ANY]);
  });

  test("and only the beginning of the file is read if the server ignores conditions", async () => {
    await using dir = await tempDir();
    await using web = await startWeb(file(OLD));
    await using server = await serveFeed(await feedOf(dir, web.url()));
    const { served } = server;
    // Reading all of it would never end.
    web.answer = beginning(OLD.subarray(0, 200), OLD.length);
    await server.look();
    expect(web.requests).toHaveLength(2);
    expect(server.served).toBe(served);
    expect(server.log.refusals).toEqual([]);
    await until(() => web.connections === 0);
  });

  test("by the ETag of the current index", async () => {
    await using dir = await tempDir();
    await using web = await startWeb(file(OLD, { ETag: '"one"' }));
    await using server = await serveFeed(await feedOf(dir, web.url()));
    web.answer = file(NEW, { ETag: '"two"' });
    await server.look();
    web.answer = status(500, { ETag: '"three"' });
    await server.look();
    web.answer = file(NEW, { ETag: '"two"' });
    await server.look();
    const etags = web.requests.map(({ headers }) => headers.get("if-none-match"));
    expect(etags).toEqual([null, '"one"', '"two"', '"two"']);
    expect(server.labels()).toEqual(["NEW"]);
  });
});

describe("what a server says of a version", () => {
  const LONG = `"${"a".repeat(254)}"`;
  test.each<[string, Record<string, string>, boolean]>([
    ["an ETag of 256 characters", { ETag: LONG }, true],
    ["an ETag of 257 characters", { ETag: `${LONG}a` }, false],
    ["an ETag of 12 kB", { ETag: `"${"a".repeat(12_000)}"` }, false],
    ["an ETag beyond ASCII", { ETag: '"\u00e4"' }, false],
    ["a date of 257 characters", { "Last-Modified": "a".repeat(257) }, false],
  ])("is sent again if it is %s", async (_, headers, isSent) => {
    await using dir = await tempDir();
    await using web = await startWeb(file(OLD, headers));
    await using server = await serveFeed(await feedOf(dir, web.url()));
    await using again = await serveFeed(await feedOf(dir, web.url()));
    for (const each of [server, again]) {
      await each.look();
      const { headers: sent } = web.last;
      expect(sent.has("if-none-match") || sent.has("if-modified-since")).toBe(isSent);
    }
  });

  const BROKEN = flipped(NEW);
  test.each<[string, Record<string, string>, Record<string, string>]>([
    ["its ETag", { ETag: '"one"' }, { ETag: '"broken"' }],
    ["its date", { "Last-Modified": DATE }, { "Last-Modified": `${DATE}.` }],
  ])("keeps one that was refused from being fetched again, by %s", async (_, good, bad) => {
    await using dir = await tempDir();
    await using web = await startWeb(file(OLD, good));
    await using server = await serveFeed(await feedOf(dir, web.url()));
    let sent = 0;
    web.answer = (connection, request) => {
      const tags = request.headers.get("if-none-match")?.split(", ") ?? [];
      const date = request.headers.get("if-modified-since") ?? "";
      if ([...tags, date].includes(Object.values(bad)[0]!)) {
        return status(304, bad)(connection, request);
      }
      sent++;
      file(BROKEN, bad)(connection, request);
    };
    for (let look = 0; look < 3; look++) await server.look();
    expect(sent).toBe(1);
    expect(server.log.refusals).toEqual([expect.stringContaining("checksum")]);
    // One that is served again is none that was refused.
    web.answer = file(OLD, good);
    await server.look();
    web.answer = file(NEW, bad);
    await server.look();
    expect(server.labels()).toEqual(["NEW"]);
  });
});

test("a certificate is refused that nobody has signed, or of another host", async () => {
  await using dir = await tempDir();
  const certificate = await makeCertificate(dir);
  const { key, cert } = certificate;
  using server = Bun.serve({ port: 0, tls: { key, cert }, fetch: () => new Response(OLD) });
  const at = (host: string) => `https://${host}:${server.port}/genes`;
  expect(await inspectAt(at("localhost"), certificate)).toContain("generation");
  expect(await inspectAt(at("localhost"))).toMatch(/cannot fetch the index .*: .*self.signed/i);
  expect(await inspectAt(at("127.0.0.1"), certificate)).toMatch(
    /cannot fetch the index .*: .*(altname|does not match)/i,
  );
});

describe("another index", () => {
  test("is served after a request to look for one", async () => {
    await using dir = await tempDir();
    await using web = await startWeb(file(OLD, { ETag: '"one"' }));
    await using server = await serveFeed(await feedOf(dir, web.url()));
    web.answer = file(NEW, { ETag: '"two"' });
    await Promise.all([server.look(), server.look()]);
    expect(server.labels()).toEqual(["NEW"]);
    expect(web.requests).toHaveLength(2);
  });

  test("is found by regular requests, unless these are switched off", async () => {
    await using dir = await tempDir();
    await using web = await startWeb(file(OLD));
    await using never = await serveFeed(await feedOf(dir, web.url("/never"), NEVER));
    await using often = await serveFeed(await feedOf(dir, web.url("/often"), 20));
    const asked = (path: string) => web.requests.filter(({ target }) => target === path).length;
    web.answer = file(NEW);
    await often.until("NEW");
    await until(() => asked("/often") >= 10);
    expect(asked("/never")).toBe(1);
    expect(never.labels()).toEqual(["OLD"]);
    await never.look();
    expect(never.labels()).toEqual(["NEW"]);
    await often.stop();
    // A request that was under way has arrived before this one.
    await never.look();
    const before = asked("/often");
    await until(async () => {
      await never.look();
      return asked("/never") >= 10;
    });
    expect(asked("/often")).toBe(before);
  });

  test("that is older than the one before is served, as after a rollback", async () => {
    await using dir = await tempDir();
    await using web = await startWeb(file(OLD, { ETag: '"one"', "Last-Modified": DATE }));
    await using server = await serveFeed(await feedOf(dir, web.url()));
    web.answer = file(NEW, { ETag: '"two"' });
    await server.look();
    expect(server.labels()).toEqual(["NEW"]);
    web.answer = file(OLD, { ETag: '"one"', "Last-Modified": DATE });
    await server.look();
    expect(server.labels()).toEqual(["OLD"]);
  });
});

describe("the index of an earlier run", () => {
  /** Runs a server once. @returns the path of the note of what it has kept */
  async function runOnce(dir: TempDir, url: string): Promise<string> {
    await using server = await serveFeed(await feedOf(dir, url));
    expect(server.labels()).toEqual(["OLD"]);
    const kept = (await readdir(dir.join("state"))).find((name) => /^web-.*\.json$/.test(name));
    return dir.join("state", kept!);
  }

  test("is served while the web server is down, and the new one once it is up", async () => {
    await using dir = await tempDir();
    await using web = await startWeb(file(OLD));
    await runOnce(dir, web.url());
    await web.close();

    await using server = new FedServer(await feedOf(dir, web.url()));
    await server.start();
    expect(server.labels()).toEqual(["OLD"]);
    await server.follow();
    expect(server.log.refusals).toEqual([expect.stringContaining("cannot fetch the index")]);
    expect(server.labels()).toEqual(["OLD"]);

    web.answer = file(NEW);
    await web.open();
    await server.until("NEW");
  });

  test("is not fetched again if the server still has it", async () => {
    await using dir = await tempDir();
    await using web = await startWeb(file(OLD, { ETag: '"one"' }));
    await runOnce(dir, web.url());
    await using server = await serveFeed(await feedOf(dir, web.url()));
    expect(web.requests).toHaveLength(2);
    expect(web.last.headers.get("if-none-match")).toBe('"one"');
    expect(server.labels()).toEqual(["OLD"]);
  });

  test.each([
    ["of another generation", `{"generation":"${"0".repeat(32)}","etag":"\\"two\\""}`],
    ["that cannot be read", "{"],
    ["of another form", "[]"],
    ["with values of other types", '{"generation":null,"etag":7}'],
  ])("is requested without a condition if there is a note %s", async (_, note) => {
    await using dir = await tempDir();
    await using web = await startWeb(file(OLD, { ETag: '"one"' }));
    const kept = await runOnce(dir, web.url());
    await writeFile(kept, note);
    web.answer = file(NEW, { ETag: '"two"' });
    await using server = await serveFeed(await feedOf(dir, web.url()));
    expect(web.last.headers.get("if-none-match")).toBeNull();
    expect(server.labels()).toEqual(["NEW"]);
  });

  test("is fetched again if the kept file is damaged, which is not served", async () => {
    await using dir = await tempDir();
    await using web = await startWeb(file(OLD, { ETag: '"one"' }));
    const kept = await runOnce(dir, web.url());
    for (const name of await readdir(dir.join("state"))) {
      if (name.endsWith(".msgpack")) await writeFile(dir.join("state", name), flipped(OLD));
    }

    await using server = new FedServer(await feedOf(dir, web.url()));
    await server.start();
    expect(server.served).toBeNull();
    await server.follow();
    expect(web.last.headers.get("if-none-match")).toBeNull();
    expect(server.labels()).toEqual(["OLD"]);
    const { generation } = await Bun.file(kept).json();
    const copy = dir.join("state", `${generation}.msgpack`);
    expect(Buffer.compare(await Bun.file(copy).bytes(), OLD)).toBe(0);
  });
});

test("without any index nothing is served until the web server is up", async () => {
  await using dir = await tempDir();
  await using web = await startWeb(file(OLD));
  await web.close();
  await using server = await serveFeed(await feedOf(dir, web.url()));
  expect(server.served).toBeNull();
  expect(() => server.state.requireServed()).toThrow(Problem);
  expect(() => server.state.requireServed()).toThrow(expect.objectContaining({ status: 503 }));
  await server.look();
  // The problem is logged once, however often it occurs.
  expect(server.log.refusals).toHaveLength(1);
  await web.open();
  await server.until("OLD");
});

describe("if the folder for copies", () => {
  test("is not writable, indexes are served from memory", async () => {
    await using dir = await tempDir();
    await writeFile(dir.join("state"), "");
    await using web = await startWeb(file(OLD, { ETag: '"one"' }));
    await using server = await serveFeed(await feedOf(dir, web.url()));
    expect(server.labels()).toEqual(["OLD"]);
    expect(server.log.lines.at(-1)).toContain('"copy":"memory"');
    const { served } = server;
    await server.look();
    expect(server.served).toBe(served);
    web.answer = file(NEW.subarray(0, 300));
    await server.look();
    expect(server.served).toBe(served);
    expect(server.log.refusals).toHaveLength(1);
    web.answer = file(zstdCompressSync(NEW));
    await server.look();
    expect(server.labels()).toEqual(["NEW"]);
    expect(await readdir(dir.path)).toEqual(["state"]);
  });

  test("is removed, it is created again, for its owner only", async () => {
    await using dir = await tempDir();
    await using web = await startWeb(file(OLD));
    await using server = await serveFeed(await feedOf(dir, web.url()));
    const before = (await readdir(dir.join("state"))).map((name) => name.slice(0, 4)).sort();
    await rm(dir.join("state"), { recursive: true });
    web.answer = file(NEW);
    await server.look();
    expect(server.labels()).toEqual(["NEW"]);
    const after = await readdir(dir.join("state"));
    expect(after).toHaveLength(before.length);
    expect(after).toContainEqual(expect.stringMatching(/^web-[0-9a-f]+\.json$/));
    expect((await stat(dir.join("state"))).mode & 0o777).toBe(0o700);
  });
});
