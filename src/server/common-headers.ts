import { corsHeaders } from "./cors.ts";

/**
 * Answers are data: a browser takes them for nothing else than they say they are, and where one is opened as a page
 * it loads nothing, runs nothing and stands in no frame.
 */
const SECURITY_HEADERS = {
  "X-Content-Type-Options": "nosniff",
  "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
};

/** The headers of every answer, whatever it says. */
export function commonHeaders(corsOrigin: string): Record<string, string> {
  return { ...SECURITY_HEADERS, ...corsHeaders(corsOrigin) };
}
