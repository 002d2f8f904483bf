// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Calls okra-node for a Go test: each line of standard input is a request as JSON,
// each line of standard output the answer to one. Its argument is the directory
// that holds node_modules.
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const require = createRequire(join(process.argv[2], "package.json"));
const okra = await import(pathToFileURL(require.resolve("okra-node")));

// Calls one method. With walk the answer holds every page from there on, as
// nextPage() leads to them; with back, the page before that prevPage() leads to.
async function call({ service, environment, base, credential, method, options, walk, back }) {
  const client = new okra[service](credential, environment);
  const documented = client.apiBaseUrl;
  client.apiBaseUrl = base;
  try {
    let page = await client[method](options);
    if (back) {
      page = await page.prevPage();
    }
    const pages = [page];
    while (walk && page.nextPage !== undefined) {
      page = await page.nextPage();
      pages.push(page);
    }
    return { documented, pages };
  } catch (thrown) {
    // The client throws an object for an answer, a text for a wrong parameter, and
    // an Error, which JSON would write as {}, where there is no answer.
    return { documented, thrown: thrown instanceof Error ? { error: thrown.message } : thrown };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(JSON.stringify(await call(JSON.parse(line))) + "\n");
}
