export default {
  part: "child",
  does: "disconnect means nothing",
  patches: [["child", 'const onDisconnect = () => dead("disconnect");', "const onDisconnect = () => {};"]],
  tests: ["test/faults/37b-"],
  only: "disconnected before",
};
