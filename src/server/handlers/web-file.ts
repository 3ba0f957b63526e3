import type { Texts } from "../../web/bundled.ts";
import { respond } from "../answer.ts";
import type { Endpoint } from "../api/route.ts";
import { commonHeaders } from "../headers.ts";
import type { AnswerSettings } from "../served.ts";

/**
 * Lets the page load only its own files and the server's answers: nothing from other hosts, no script or style in the
 * markup, and no text that becomes markup.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'self'",
  "require-trusted-types-for 'script'",
].join("; ");

/** The route of a file of the page or the element; it needs no index. */
function webFile(path: string, name: keyof Texts, type: string): Endpoint {
  return {
    method: "GET",
    paths: [path],
    handle: async (request, _parameters, { settings }) => {
      const text = (await import("../../web/files.ts")).TEXTS[name];
      return respond(headersOf(text, type, settings), request, text);
    },
  };
}

function headersOf(text: string, type: string, settings: AnswerSettings) {
  const tag = `"${Bun.hash(text).toString(16).padStart(16, "0")}"`;
  const headers = new Headers({
    ...commonHeaders(settings.corsOrigin),
    "Content-Type": type,
    "Cache-Control": `public, max-age=${settings.cacheSeconds}`,
    ETag: tag,
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Referrer-Policy": "no-referrer",
  });
  return { tag, headers };
}

/** The page to try Assembl with, and the element for other pages. */
export const WEB_FILES: readonly Endpoint[] = [
  webFile("/", "index.html", "text/html; charset=utf-8"),
  webFile("/page.css", "page.css", "text/css; charset=utf-8"),
  webFile("/page.js", "page.js", "text/javascript; charset=utf-8"),
  webFile("/icon.svg", "icon.svg", "image/svg+xml"),
  webFile("/gene-suggest.js", "gene-suggest.js", "text/javascript; charset=utf-8"),
  webFile("/gene-suggest-chips.js", "gene-suggest-chips.js", "text/javascript; charset=utf-8"),
];
