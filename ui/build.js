// Builds what the pages load, into the folder given: each file named by the hash of what it holds, a packed copy
// beside it, and manifest.json (source -> file) last. The packages come from the lock file and nowhere else.
import { build } from "esbuild";
import { gzipSync } from "node:zlib";
import { basename, extname, join } from "node:path";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";

const folder = Deno.args[0];
const built = await build({
  entryPoints: ["src/site.css", "src/site.js", "src/editor.js", "src/icon.svg"],
  outdir: folder,
  bundle: true,
  minify: true,
  write: false,
  metafile: true,
  format: "iife",
  target: "es2021",
  entryNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  loader: { ".woff2": "file", ".svg": "copy" },
  external: ["/assets/*"],
  publicPath: "/assets",
  legalComments: "linked",
  logLevel: "warning",
});

mkdirSync(folder, { recursive: true });
const manifest = {};
for (const [file, made] of Object.entries(built.metafile.outputs)) {
  if (made.entryPoint) manifest[basename(made.entryPoint)] = basename(file);
  for (const source of Object.keys(made.inputs)) {
    if (extname(source) === ".woff2") manifest[basename(source)] = basename(file);
  }
}
for (const { path, contents } of built.outputFiles) {
  const file = join(folder, basename(path));
  writeFileSync(file, contents);
  if (extname(file) !== ".woff2") writeFileSync(`${file}.gz`, gzipSync(contents, { level: 9 }));
}
// The licences of what is built in travel with it.
for (const name of ["@digdir/designsystemet-css", "@fontsource/be-vietnam-pro", "@fontsource/jetbrains-mono", "htmx.org"]) {
  const licence = readFileSync(join("node_modules", name, "LICENSE"));
  writeFileSync(join(folder, `LICENSE-${name.replaceAll(/[@/]/g, "-").replace(/^-/, "")}.txt`), licence);
}
writeFileSync(join(folder, "manifest.json"), JSON.stringify(manifest, null, 2));
