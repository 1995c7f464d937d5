// Compares Kubernetes objects (a JSON array on the standard input) with the published schemas, as the npm packages
// kubernetes-models and typescript have them: values by the validators, fields that do not exist by the types.
// Usage: node validate.mjs <folder node_modules>. Writes a line for each fault; ends with 1 if there is one.
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const modules = resolve(process.argv[2]);
const objects = JSON.parse(readFileSync(0, "utf8"));
const faults = [];

const packageOf = ({ apiVersion, kind }) => `kubernetes-models/${apiVersion}/${kind}`;
const nameOf = ({ kind, metadata }) => `${kind} ${metadata?.name}`;

for (const object of objects) {
  try {
    const { [object.kind]: Model } = await import(pathToFileURL(join(modules, packageOf(object) + ".js")));
    new Model(object).validate();
  } catch (e) {
    faults.push(`${nameOf(object)}: ${e.message}`);
  }
}

const { default: ts } = await import(pathToFileURL(join(modules, "typescript/lib/typescript.js")));
const sources = new Map(objects.map((object, i) => [
  join(modules, "..", `object-${i}.ts`),
  { object, text: `import type { I${object.kind} } from "${packageOf(object)}";\nexport const object: I${object.kind} = ${JSON.stringify(object, null, 2)};\n` },
]));
const options = {
  noEmit: true, strict: true, skipLibCheck: true, types: [],
  module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler, target: ts.ScriptTarget.ES2022,
};
const host = ts.createCompilerHost(options);
const { fileExists, readFile, getSourceFile } = host;
host.fileExists = (path) => sources.has(resolve(path)) || fileExists.call(host, path);
host.readFile = (path) => sources.get(resolve(path))?.text ?? readFile.call(host, path);
host.getSourceFile = (path, ...rest) => sources.has(resolve(path))
  ? ts.createSourceFile(path, sources.get(resolve(path)).text, ts.ScriptTarget.ES2022)
  : getSourceFile.call(host, path, ...rest);

for (const diagnostic of ts.getPreEmitDiagnostics(ts.createProgram([...sources.keys()], options, host))) {
  const source = diagnostic.file && sources.get(resolve(diagnostic.file.fileName));
  faults.push(`${source ? nameOf(source.object) : "?"}: ${ts.flattenDiagnosticMessageText(diagnostic.messageText, " ")}`);
}

for (const fault of faults) {
  console.log(fault);
}

process.exitCode = faults.length > 0 ? 1 : 0;
