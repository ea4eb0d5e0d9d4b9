export default {
  part: "child",
  does: "STOP means nothing",
  patches: [["child", '} else if (verb === "STOP") {', '} else if (verb === "NOTHING") {']],
  tests: ["test/api/stop.test"],
  only: "asks over",
};
