// npm run pictures: draws docs/img/demo.svg, the demo as a terminal shows it. The other pictures there are drawn by
// `npm run bench` from what it has measured.
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { record } from "./pictures/record.mjs";
import { terminalPicture } from "./pictures/terminal-picture.mjs";
import { prepare } from "./prepare.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
prepare(root);
const { lines, code } = await record(root, process.execPath, ["scripts/demo.mjs", "--no-setup"]);
if (code !== 0) throw new Error(`the demo ended with ${code}, so nothing was drawn`);
mkdirSync(`${root}docs/img`, { recursive: true });
writeFileSync(`${root}docs/img/demo.svg`, terminalPicture("npm run demo", lines));
console.log("docs/img/demo.svg");
