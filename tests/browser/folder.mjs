// A folder of pages and their assets, served on this computer alone, with scripts beside them by their path.

import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
};

export async function serveFolder(folder, scripts = {}) {
  const server = createServer(async (request, response) => {
    const path = normalize(new URL(request.url, "http://localhost").pathname);
    const type = TYPES[extname(path)];
    const bytes = scripts[path] ?? (type && (await readFile(join(folder, path)).catch(() => null)));
    if (!bytes) return response.writeHead(404).end();
    response.writeHead(200, { "content-type": type, "cache-control": "public, max-age=3600" }).end(bytes);
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  return { base: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}
