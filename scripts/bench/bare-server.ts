/**
 * The least that a server in Bun can do: one constant answer, with headers from one shared object.
 *
 *     bun scripts/bench/bare-server.ts '{"body":"[]","headers":{"content-type":"application/json"}}'
 *
 * With `"port":8000` it listens on that port, otherwise on a free one.
 */

const { body, headers: given, port = 0 } = JSON.parse(process.argv[2]!);
const headers = new Headers(given);
const server = Bun.serve({
  hostname: "127.0.0.1",
  port,
  fetch: () => new Response(body, { headers }),
});
console.log(`serving at http://127.0.0.1:${server.port}`);
