/** The URL of a request, without the cost of a URL object, which is a third of a look-up's. */

/**
 * The path and the query string of a request's URL. It is absolute, except for requests without a host, which HTTP/1.0
 * allows: theirs begins with the path.
 */
export function splitUrl(url: string): { path: string; query: string } {
  const authority = url.startsWith("/") ? 0 : url.indexOf("//") + 2;
  const slash = url.indexOf("/", authority);
  const mark = url.indexOf("?", authority);
  const end = mark < 0 ? url.length : mark;
  return {
    path: slash < 0 || slash > end ? "/" : url.slice(slash, end),
    query: mark < 0 ? "" : url.slice(mark + 1),
  };
}

/** A path without the base path that a proxy may have left on it. */
export function withoutBase(path: string, basePath: string | null): string {
  if (basePath === null || !path.startsWith(basePath)) return path;
  const rest = path.slice(basePath.length);
  return rest.startsWith("/") ? rest : path;
}

/** What makes a query string need decoding: percent-encoding, or `+` for a space. */
const ENCODED = /[%+]/;

const ENCODED_BYTES = /(?:%[0-9a-f]{2})+/gi;

/** The parameters of a query string. If one is repeated the first counts. Malformed encoding is accepted. */
export class QueryString {
  readonly #decoded: URLSearchParams | null;

  constructor(private readonly text: string) {
    // URLSearchParams drops a leading `?`, which may be the beginning of the first name.
    this.#decoded = ENCODED.test(text) ? new URLSearchParams(`?${text}`) : null;
  }

  /** The value of a parameter; null where it is not given. */
  get(name: string): string | null {
    if (this.#decoded !== null) return this.#decoded.get(name);
    const { text } = this;
    for (let start = 0; start <= text.length; ) {
      const ampersand = text.indexOf("&", start);
      const end = ampersand < 0 ? text.length : ampersand;
      if (text.startsWith(name, start)) {
        const after = start + name.length;
        if (after === end) return "";
        if (text[after] === "=") return text.slice(after + 1, end);
      }
      start = end + 1;
    }
    return null;
  }

  /**
   * The value of a parameter together with everything behind it, for clients that put texts into a URL without
   * encoding them: `&`, `=` and `+` stand for themselves. Percent-encoded bytes are decoded.
   */
  rest(name: string): string | null {
    const start = this.#startOf(name);
    if (start < 0) return null;
    return this.text.slice(start + name.length + 1).replace(ENCODED_BYTES, decodeBytes);
  }

  /** The parameters before one whose value is read with `rest`. */
  before(name: string): QueryString {
    const start = this.#startOf(name);
    return start < 0 ? this : new QueryString(this.text.slice(0, start));
  }

  /** Where `name=` begins; -1 where it does not occur. */
  #startOf(name: string): number {
    return `&${this.text}`.indexOf(`&${name}=`);
  }
}

function decodeBytes(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return encoded;
  }
}
