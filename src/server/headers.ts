/**
 * Answers are data: a browser takes them only for what they say they are, and one that is opened as a page loads
 * nothing, runs nothing and is shown in no frame.
 */
const SECURITY_HEADERS = {
  "X-Content-Type-Options": "nosniff",
  "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
};

/** The headers of every answer. */
export function commonHeaders(corsOrigin: string): Record<string, string> {
  return { ...SECURITY_HEADERS, ...corsHeaders(corsOrigin) };
}

/** Headers that let pages of an origin read answers and their tags; none where the origin is empty. */
export function corsHeaders(origin: string): Record<string, string> {
  if (origin === "") return {};
  return {
    "Access-Control-Allow-Origin": origin,
    "Access-Control-Expose-Headers": "ETag, Retry-After",
    ...(origin === "*" ? {} : { Vary: "Origin" }),
  };
}
