#!/bin/sh
# Fetches the packages again and rewrites the vendored files and licences.txt in this folder.
# Needs npm, node, perl and gzip. Afterwards compare with the sums in README.md.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

npm init --yes >/dev/null
npm install --silent --no-audit --no-fund \
    graphiql@4.1.2 react@18.3.1 react-dom@18.3.1 graphql-ws@6.4.2 graphql@16
cp node_modules/react/umd/react.production.min.js react.js
cp node_modules/react-dom/umd/react-dom.production.min.js react-dom.js
cp node_modules/graphql-ws/umd/graphql-ws.min.js graphql-ws.js
cp node_modules/graphiql/graphiql.min.js graphiql.js
# The style sheet carries 360 kB of fonts; the explorer uses those of the reader's own system.
perl -0pe 's/\@font-face\s*\{[^}]*\}//g' node_modules/graphiql/graphiql.min.css >graphiql.css

for file in react.js react-dom.js graphql-ws.js graphiql.js graphiql.css; do
    gzip -9n <"$file" >"$here/$file.gz"
    sha256sum "$file"
done

# graphiql.js is a bundle: its source map says which packages are in it. Equal texts are written once.
cat >licences.mjs <<'JS'
import { existsSync, readFileSync, readdirSync } from "node:fs";
const map = JSON.parse(readFileSync("node_modules/graphiql/graphiql.min.js.map", "utf8"));
const names = new Set(["graphiql", "@graphiql/react", "@graphiql/toolkit", "@graphiql/plugin-doc-explorer",
    "@graphiql/plugin-history", "codemirror-graphql", "graphql-language-service", "react-dom", "scheduler", "graphql-ws"]);
for (const source of map.sources) {
    const found = source.match(/.*node_modules\/((?:@[^/]+\/)?[^/]+)/);
    if (found) names.add(found[1]);
}
// Published without a licence file of their own: the same authors' text from a sister package.
const sister = { "@graphiql/plugin-doc-explorer": "graphiql", "@graphiql/plugin-history": "graphiql",
    "@radix-ui/react-use-escape-keydown": "@radix-ui/primitive", "@react-aria/utils": "@react-aria/focus",
    "react-compiler-runtime": "react", "react-remove-scroll-bar": "react-remove-scroll",
    "toggle-selection": "copy-to-clipboard" };
const texts = new Map();
for (const name of [...names].sort()) {
    const text = licence(name) ?? licence(sister[name]);
    if (!text) throw new Error(`no licence text for ${name}`);
    texts.set(text, [...(texts.get(text) ?? []), name]);
}
function licence(name) {
    const folder = `node_modules/${name}`;
    if (!name || !existsSync(folder)) return null;
    const files = readdirSync(folder).filter((file) => /^(licen[cs]e|notice)/i.test(file)).sort();
    return files.map((file) => readFileSync(`${folder}/${file}`, "utf8").replace(/\r/g, "").trim()).join("\n\n") || null;
}
console.log("The explorer contains the work of others, each under the licence that follows their names.\n");
for (const [text, packages] of texts) {
    console.log(`${"=".repeat(100)}\n${packages.join(", ").replace(/(.{1,100})(, |$)/g, "$1$2\n").trim()}\n\n${text}\n`);
}
JS
node licences.mjs >"$here/licences.txt"
