// Times one dynamic import in a fresh process, with Node's own module loader already warm.
const [specifier] = process.argv.slice(2);
const before = performance.now();
await import(specifier);
const after = performance.now();
console.log(`imported ${after - before}`);
