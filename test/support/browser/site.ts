/** Web sites of others, whose pages use the element. */

/** The strictest content security policy that a site with the element can have: nothing inline, and only our server. */
function strictPolicy(server: string): string {
  const sources = `script-src ${server} 'self'; connect-src ${server}; style-src 'self'`;
  return `default-src 'none'; ${sources}; form-action 'self'; base-uri 'none'`;
}

export interface Site extends AsyncDisposable {
  readonly url: string;
}

/** A file of a site: its media type and its text. */
export type SiteFile = readonly [type: string, text: string];

/**
 * Serves pages and other files by path, at an origin of their own.
 *
 * @param server the server of ours that the policy allows
 * @param caching the Cache-Control of its answers; none where it is empty
 */
export function serveSite(
  server: string,
  files: Readonly<Record<string, string | SiteFile>>,
  policy = strictPolicy(server),
  caching = "",
): Site {
  const site = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: (request) => {
      const file = files[new URL(request.url).pathname];
      if (file === undefined) return new Response("nothing here", { status: 404 });
      const [type, text] = typeof file === "string" ? ["text/html", file] : file;
      return new Response(text, {
        headers: {
          "Content-Type": `${type}; charset=utf-8`,
          "Content-Security-Policy": policy,
          ...(caching === "" ? {} : { "Cache-Control": caching }),
        },
      });
    },
  });
  return {
    url: site.url.href,
    [Symbol.asyncDispose]: () => site.stop(true),
  };
}

/** A page with this markup in its body. */
export function pageWith(body: string, head = ""): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Site</title>${head}</head><body><main>${body}</main></body></html>`;
}

/** A proxy that serves another server below a path, such as `/genes/`. */
export function serveBelow(path: string, server: string): Site {
  const proxy = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: (request) => {
      const { pathname, search } = new URL(request.url);
      if (!pathname.startsWith(path)) return new Response("nothing here", { status: 404 });
      return fetch(`${server}/${pathname.slice(path.length)}${search}`);
    },
  });
  return { url: `${proxy.url.origin}${path}`, [Symbol.asyncDispose]: () => proxy.stop(true) };
}
