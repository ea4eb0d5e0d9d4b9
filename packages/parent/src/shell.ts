/** The POSIX sh of this machine: dash, bash or busybox. */
export const SHELL = "/bin/sh";
