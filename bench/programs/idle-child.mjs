if (process.argv[2] === "lifeline") {
  const { bindToParent } = await import("lifeline-child");
  bindToParent();
}
setInterval(() => {}, 3_600_000);
