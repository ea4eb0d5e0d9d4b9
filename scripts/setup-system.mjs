// Installs the Debian packages that some tests want, where that is possible: as root, with apt-get. With the argument
// "wine" it is what npm run test:wine wants, and nobody else.
// A test whose tool is missing is skipped with a reason, so nothing here ever fails a run.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Package to the files that show it; absolute, because `python3` on a PATH may be somebody's shim. */
const sets = {
  wine: { wine64: ["/usr/lib/wine/wine64"] },
  tests: {
    bsdutils: ["/usr/bin/script"],
    "busybox-static": ["/usr/bin/busybox", "/bin/busybox"],
    cron: ["/usr/sbin/cron"],
    faketime: ["/usr/bin/faketime"],
    gcc: ["/usr/bin/gcc", "/usr/bin/cc"],
    gdb: ["/usr/bin/gdb"],
    "perl-base": ["/usr/bin/perl"],
    procps: ["/usr/bin/watch"],
    iproute2: ["/usr/sbin/ip", "/sbin/ip", "/bin/ip"],
    less: ["/usr/bin/less", "/bin/less"],
    make: ["/usr/bin/make"],
    "openssh-client": ["/usr/bin/ssh"],
    "openssh-server": ["/usr/sbin/sshd"],
    python3: ["/usr/bin/python3"],
    runit: ["/usr/bin/runsv", "/usr/sbin/runsv"],
    strace: ["/usr/bin/strace"],
    supervisor: ["/usr/bin/supervisord"],
    tini: ["/usr/bin/tini"],
    "util-linux": ["/usr/bin/unshare"],
  },
};
const set = process.argv[2] ?? "tests";
const wanted = sets[set];
const policyPath = "/usr/sbin/policy-rc.d";
const failuresPath = fileURLToPath(new URL(`../.cache/setup-${set}.json`, import.meta.url));
/** What could not be installed is not tried again at every run. */
const retryAfter = 6 * 60 * 60 * 1_000;

try {
  setUp(missing());
} catch (error) {
  console.log(`setup: gave up: ${error.message}`);
}

function setUp(packages) {
  if (packages.length === 0) return;
  const reason = whyImpossible(packages);
  if (reason) return console.log(`setup: not installing ${packages.join(", ")}: ${reason}`);
  console.log(`setup: installing ${packages.join(", ")}`);
  withoutStartingServices(() => {
    // The lists may be there already; they are fetched only when they do not suffice.
    if (!install(packages)) {
      apt(["update"]);
      if (!install(packages)) for (const each of packages) install([each]);
    }
  });
  const failed = missing();
  for (const each of failed) console.log(`setup: ${each} could not be installed; its tests will be skipped`);
  remember(failed);
}

function missing() {
  return Object.keys(wanted).filter((name) => !wanted[name].some((path) => existsSync(path)));
}

function whyImpossible(packages) {
  if (process.getuid?.() !== 0) return "that needs root";
  if (!existsSync("/usr/bin/apt-get")) return "there is no apt-get";
  const { failed, at } = recall();
  if (Date.now() - at < retryAfter && packages.every((each) => failed.includes(each))) {
    return "that failed a short time ago";
  }
  return undefined;
}

function install(packages) {
  return apt(["install", "--yes", "--no-install-recommends", ...packages]);
}

function apt(arguments_) {
  const options = ["-qq", "-o", "DPkg::Lock::Timeout=60", "-o", "Acquire::Retries=2"];
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive", PATH: "/usr/sbin:/usr/bin:/sbin:/bin" };
  const { status, stderr } = spawnSync("/usr/bin/apt-get", [...options, ...arguments_], {
    env,
    encoding: "utf8",
    timeout: 300_000,
    stdio: ["ignore", "ignore", "pipe"],
  });
  if (status !== 0) console.log(`setup: apt-get ${arguments_[0]} failed: ${lastLine(stderr)}`);
  return status === 0;
}

/** Debian starts the service of every daemon that it installs, unless this file forbids it. */
function withoutStartingServices(action) {
  if (existsSync(policyPath)) return action();
  // Without these an interrupt would end this process before the file is removed.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => {});
  writeFileSync(policyPath, "#!/bin/sh\nexit 101\n", { mode: 0o755, flag: "wx" });
  try {
    return action();
  } finally {
    rmSync(policyPath, { force: true });
  }
}

function recall() {
  try {
    return JSON.parse(readFileSync(failuresPath, "utf8"));
  } catch {
    return { failed: [], at: 0 };
  }
}

function remember(failed) {
  mkdirSync(join(failuresPath, ".."), { recursive: true });
  writeFileSync(failuresPath, JSON.stringify({ failed, at: Date.now() }));
}

function lastLine(text) {
  return text?.trim().split("\n").at(-1) || "no output";
}
