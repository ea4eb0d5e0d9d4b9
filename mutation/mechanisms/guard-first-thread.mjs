export default {
  part: "guard",
  does: "a process whose first thread has ended counts as dead",
  patches: [["guard", "case $1:${18} in [ZX]:[01]) state=Z", "case $1 in [ZX]) state=Z"]],
  tests: ["test/guard/odd-processes"],
  only: "first thread",
};
