/**
 * The guard: what ends the trees of a parent that died. POSIX sh, the same under dash, bash and busybox ash.
 *
 * It reads lines from fd 3, whose other end only the parent holds, until that ends. Then it looks through the process
 * table again and again, asks politely, waits for the grace period, kills, and ends when nothing is left.
 *
 * Before any signal stands a proof. A leader: pid and start time. A member: the tree cookie in its environment, or a
 * place in a group that holds a process proved before, or whose number cannot have been given out again. And its start
 * time is read once more right before the signal.
 *
 * Times are in ticks of 10 ms, as /proc counts them. Every value that reaches an `eval` has been checked to be a number,
 * an id or a signal's name.
 */
export const GUARD_SCRIPT = `
set -uf
trap '' HUP INT TERM QUIT
cd /
parent=$1 root=$LIFELINE_GUARD_ROOT
nl='
'
trees= released= usual= groups= knowns= passed= phase=hear mode=fork sweeps=0 calm=0 began=0 latest=0 last=0 seen_at=0

# Whether $1 is a pid that may be signalled at all: never 0, 1, ourselves or our parent.
is_pid() {
  case $1 in '' | *[!0-9]* | 0* | 1 | $$ | "$parent") return 1 ;; esac
  [ \${#1} -le 10 ]
}
is_count() {
  case $1 in '' | *[!0-9]* | 0?*) return 1 ;; esac
  [ \${#1} -le 12 ]
}
is_id() {
  case $1 in *[!0-9a-f]*) return 1 ;; esac
  [ \${#1} -eq 32 ]
}
is_tree() {
  is_id "$1" || return
  case " $trees " in *" $1 "*) ;; *) return 1 ;; esac
}

# What is known of tree $1; of one that we were not told of, the usual: what our parent asks for its first tree.
recall() {
  IFS=' '
  eval "set -- \\\${t_$1-\${usual:-500 TERM} 0 0 0 0}"
  grace=$1 signal=$2 leader=$3 begun=$4 own=$5 bound=$6
}
remember() { eval "t_$1='$grace $signal $leader $begun $own $bound'"; }

# What the parent says. Whatever else comes is ignored.
#   tree <id> <grace> <signal>                           is about to be started
#   leader <id> <pid> <start> <1: has its own group>     has been started
#   bound <id> <1: shuts itself down at EOF>
#   closed <id>                                          the leader has ended
#   release <id>                                         may live on
hear() {
  [ $# -ge 2 ] && is_id "$2" || return
  recall "$2"
  case $1:$# in
    tree:4)
      is_count "$3" || return
      case $4 in '' | *[!A-Z0-9]*) return ;; esac
      is_tree "$2" || trees="$trees $2"
      grace=$3 signal=$4
      usual=\${usual:-$3 $4}
      ;;
    leader:5)
      is_tree "$2" && is_pid "$3" && is_count "$4" || return
      case $5 in 0 | 1) leader=$3 begun=$4 own=$5 ;; esac
      ;;
    bound:3)
      is_tree "$2" || return
      case $3 in 0 | 1) bound=$3 ;; esac
      ;;
    closed:2 | release:2)
      forget "$2"
      [ $1 = closed ] || released="$released $2"
      return
      ;;
    *) return ;;
  esac
  remember "$2"
}

# What an ended leader leaves behind is found by its cookie. Its grace period and signal are kept only where they are
# not the usual ones: a thousand children that come and go leave nothing here.
forget() {
  is_tree "$1" || return
  leader=0 begun=0 own=0 bound=0
  remember "$1"
  [ "$grace $signal" = "$usual" ] || return
  trees=" $trees "
  trees="\${trees%% $1 *} \${trees#* $1 }"
  unset "t_$1"
}

# Of a /proc that shows nothing but processes a new one tells the time: when it began.
now() {
  if read -r up rest < /proc/uptime; then now=\${up%.*}\${up#*.}
  else now=$(stat_of self && echo "$start"); fi
}

# The kernel gives out pids in a circle, and /proc/loadavg ends with the one it gave out last. A group whose leader has
# ended is still its group while the kernel has not come by its number again since the leader was there; $passed are those
# that it may have come by. From one look to the next it cannot have been all round, unless that took long.
pass() {
  before=$last
  read -r rest rest rest rest last < /proc/loadavg || last=0
  is_late=$((now - seen_at > 50)) seen_at=$now
  for group in $groups; do
    case " $passed " in *" $group "*) continue ;; esac
    if [ "$before" = 0 ] || [ "$last" = 0 ] || [ $is_late = 1 ]; then :
    elif [ "$before" -le "$last" ]; then [ "$group" -gt "$before" ] && [ "$group" -le "$last" ]
    else [ "$group" -gt "$before" ] || [ "$group" -le "$last" ]
    fi && passed="$passed $group"
  done
}

# Everything of /proc/$1/stat that matters. The name in it may hold anything, so the last ") " ends it.
stat_of() {
  text=
  while IFS= read -r part; do text=$text$part; done < "/proc/$1/stat" || return 1
  text=\${text##*) }
  IFS=' '
  set -- $text
  [ $# -ge 20 ] || return 1
  state=$1 start=\${20}
}

# Sends $1 to process $2 if it still is the one that began at $3, and that before this sweep: a pid and a start time are
# not quite one process where a pid is used again within a tick. One that has only just begun is for the next sweep.
send() {
  is_pid "$2" && stat_of "$2" || return
  case $state in Z | X) return 1 ;; esac
  [ "$start" = "$3" ] && [ "$start" -lt "$swept" ] || return
  kill -s "$1" "$2" || :
}

# The polite request to process $1, begun at $2, once: signal $3, and SIGCONT, because a stopped process hears it only then.
ask() {
  if send "$3" "$1" "$2"; then
    eval "asked_$1=$2"
    send CONT "$1" "$2"
  fi
}

# Fills $table with the process table, and $carriers with those that carry a cookie of our parent's.
look() {
  set +f
  table= carriers=
  if [ "$mode" = fork ]; then
    table=$(cat /proc/[0-9]*/stat)
    # The whole entry (-x), and no line of another one: busybox grep would also find "^" behind each line feed.
    carriers=$(grep -sxHzE "LIFELINE_TREE=$root(/[0-9a-f]{32})+" /proc/[0-9]*/environ | tr '\\0' '\\n')
  fi
  [ -n "$table" ] || look_without_fork /proc/[0-9]*
  set -f
  [ "$mode" = never ] || mode=fork
}

# The same with nothing but the shell: slower, but it works where no process can be started any more.
look_without_fork() {
  for directory; do
    pid=\${directory#/proc/}
    stat_of "$pid" || continue
    table="$table$pid (-) $text$nl"
    environment=
    while IFS= read -r part; do environment=$environment$part; done < "$directory/environ" || continue
    environment=$environment$part
    case $environment in *"LIFELINE_TREE=$root/"*) ;; *) continue ;; esac
    # The shell drops the NUL behind the cookie; but an id is 32 digits behind a slash.
    ids= more=\${environment#*"LIFELINE_TREE=$root"}
    while :; do
      case $more in /????????????????????????????????*) ;; *) break ;; esac
      id=\${more#/????????????????????????????????}
      id=\${more%"$id"}
      is_id "\${id#/}" || break
      ids=$ids$id more=\${more#"$id"}
    done
    [ -z "$ids" ] || carriers="$carriers/proc/$pid/environ:LIFELINE_TREE=$root$ids$nl"
  done
}

# One look, and what is due to whoever is found.
sweep() {
  sweeps=$((sweeps + 1)) found=0 rows=
  now
  swept=$now
  look
  pass
  IFS=$nl
  for line in $table; do
    pid=\${line%% *}
    is_count "$pid" || continue
    IFS=' '
    set -- \${line##*) }
    IFS=$nl
    [ $# -ge 20 ] || continue
    eval "known=\\\${known_$pid-} id=\\\${tree_of_$pid-}"
    # A zombie counts here: it still holds its group's id.
    if [ "$known" = "\${20}" ]; then eval "proved_$3=$sweeps"
    elif [ -n "$id" ]; then passed="$passed $pid"; fi
    case $1 in Z | X) continue ;; esac
    eval "start_of_$pid=\${20} seen_$pid=$sweeps"
    if [ -n "$id" ] && [ "$known" = "\${20}" ]; then
      eval "alive_$id=$sweeps"
      treat "$pid" "\${20}" "$id" "$id"
    else
      case " $groups " in *" $3 "*) rows="$rows$pid \${20} $3 $4$nl" ;; esac
    fi
  done
  for line in $rows; do
    IFS=' '
    set -- $line
    IFS=$nl
    eval "proved=\\\${proved_$3-} known=\\\${known_$1-} id=\\$tree_of_$3"
    if [ "$proved" != "$sweeps" ]; then
      # The leader had a session of its own, too: of a shell's job with that number it would be another.
      case " $passed " in *" $3 "*) continue ;; esac
      [ "$3" = "$4" ] || continue
    fi
    if [ "$known" != "$2" ]; then
      eval "known_$1=$2"
      knowns="$knowns known_$1=$2"
    fi
    treat "$1" "$2" "$id" "$id"
  done
  for line in $carriers; do
    pid=\${line#/proc/}
    pid=\${pid%%/*}
    is_count "$pid" || continue
    ids=\${line#*"=$root/"}
    eval "seen=\\\${seen_$pid-} at=\\\${start_of_$pid-}"
    if [ "$seen" = "$sweeps" ]; then treat "$pid" "$at" "\${ids%%/*}" "\${ids##*/}"; else found=1; fi
  done
  IFS=' '
}

# Process $1, begun at $2, of tree $3; the innermost tree it is in is $4. A tree within ours is its own parent's business
# until the grace period is over.
treat() {
  case " $released " in *" $3 "*) return ;; esac
  found=1
  recall "$3"
  eval "alive=\\\${alive_$3-} asked=\\\${asked_$1-} met=\\\${met_$1-}"
  due=$((began + grace + bound * 50))
  [ "$due" -le "$latest" ] || latest=$due
  if [ "$met" != "$2" ]; then
    eval "met_$1=$2"
    [ "$now" -le "$latest" ] || latest=$now
  fi
  if [ "$now" -ge "$due" ]; then
    send KILL "$1" "$2"
  elif [ "$asked" != "$2" ] && [ "$3" = "$4" ]; then
    # While the leader lives the others wait; it is asked itself from the second sweep on, unless it is bound.
    if [ "$alive" != "$sweeps" ]; then ask "$1" "$2" "$signal"
    elif [ "$leader:$bound" = "$1:0" ] && [ "$sweeps" -gt 1 ]; then ask "$1" "$2" "$signal"; fi
  fi
  IFS=$nl
}

# A shell that cannot fork ends. But exec needs no fork: this one begins anew with what it knows, does what can be done
# without a fork, and then tries again.
again() {
  state="trees='$trees' released='$released' usual='$usual' knowns='$knowns' passed='$passed' phase=$phase"
  state="$state began=$began latest=$latest last=$last seen_at=$seen_at mode=plain"
  for id in $trees; do
    recall "$id"
    state="$state t_$id='$grace $signal $leader $begun $own $bound'"
  done
  export LIFELINE_GUARD_STATE="$state"
  exec "$LIFELINE_GUARD_SHELL" -c 'eval "$LIFELINE_GUARD"' lifeline-guard "$parent"
}

know_leaders() {
  for id in $trees; do
    recall "$id"
    [ "$leader" != 0 ] || continue
    eval "tree_of_$leader=$id known_$leader=$begun"
    if [ "$own" = 1 ]; then groups="$groups $leader"; fi
  done
}

ask_leaders() {
  for id in $trees; do
    recall "$id"
    if [ "$leader" = 0 ] || [ "$bound" = 1 ]; then continue; fi
    ask "$leader" "$begun" "$signal"
  done
}

# In one call, so that nothing in the group can fork in between; only while its leader is proved, if only as a zombie.
kill_groups() {
  for group in $groups; do
    eval "id=\\$tree_of_$group"
    recall "$id"
    [ "$now" -ge $((began + grace + bound * 50)) ] || continue
    if is_pid "$group" && stat_of "$group" && [ "$start" = "$begun" ]; then kill -KILL "-$group"; fi
  done
}

IFS=' '
eval "\${LIFELINE_GUARD_STATE-}"
trap again EXIT
if [ $phase = hear ]; then
  while IFS= read -r line <&3; do hear $line; done
  phase=end
  # A leader that has not been said to have ended still has its pid: who is dying closes its pipes before its children
  # can be reaped by others.
  read -r rest rest rest rest last < /proc/loadavg || last=0
  now
  began=$now latest=$now seen_at=$now
  know_leaders
  # Before the leaders are asked: who is in their groups is proved by them only while they live.
  sweep
  ask_leaders
else
  know_leaders
  eval "$knowns"
fi
exec 3<&-
for tool in cat grep tr; do command -v $tool > /dev/null || mode=never; done
while [ $calm -lt 3 ]; do
  sweep
  kill_groups
  if [ $found = 0 ]; then calm=$((calm + 1)); else calm=0; fi
  # Nothing new for ten seconds, and all has been killed: what is left cannot be ended.
  [ "$now" -lt $((latest + 1000)) ] || break
  command -v sleep > /dev/null || continue
  if [ $calm = 0 ] && [ "$now" -lt $((began + 50)) ]; then sleep 0.01; else sleep 0.05; fi || sleep 1
done
trap - EXIT
exit 0
`;
