export default {
  part: "parent",
  does: "the guard inherits the environment of its parent",
  patches: [
    ["parent", "      env: {\n        PATH:", "      env: {\n        ...process.env,\n        PATH:"],
  ],
  tests: ["test/guard/guard-process"],
};
