import { temporaryDirectory } from "./cleanup.js";

type Prefix = [string, ...string[]];

/** Runs a command where these mounts are, and nobody else sees them. */
function withMounts(mounts: string, exec = 'exec "$@"'): Prefix {
  return ["unshare", "--mount", "sh", "-c", `set -e; ${mounts}; ${exec}`, "sh"];
}

/** As without these programs. `sh: "false"` puts another in the place of one. */
export function withoutPrograms(
  names: readonly string[],
  replaced: Readonly<Record<string, string>> = {},
): Prefix {
  const scratch = temporaryDirectory();
  const replace = Object.entries(replaced).map(
    ([name, by]) => `ln -sf ${scratch}/real/${by} ${scratch}/bin/${name};`,
  );
  return withMounts(`
    mount -t tmpfs tmpfs ${scratch}
    mkdir ${scratch}/real ${scratch}/bin
    mount --bind /usr/bin ${scratch}/real
    ln -s ${scratch}/real/* ${scratch}/bin/
    for name in ${names.join(" ")}; do rm -f ${scratch}/bin/$name; done
    ${replace.join("")}
    [ -L /bin ] || mount --bind ${scratch}/bin /bin
    mount --bind ${scratch}/bin /usr/bin`);
}

export function withoutProc(): Prefix {
  return withMounts("mount -t tmpfs tmpfs /proc");
}

/** As systemd's ProcSubset=pid: without /proc/uptime and /proc/sys. */
export function withProcessesOnly(): Prefix {
  return withMounts("mount -t proc -o subset=pid proc /proc");
}

/** As systemd's ProtectProc=invisible: of other users, nothing. */
export function withHiddenProcesses(): Prefix {
  const asNobody = 'exec setpriv --reuid=65534 --regid=65534 --clear-groups "$@"';
  return withMounts("mount -t proc -o hidepid=2 proc /proc", asNobody);
}
