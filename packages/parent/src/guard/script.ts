/**
 * The guard: what ends the trees of a parent that died. POSIX sh, the same under dash, bash and busybox ash.
 *
 * It reads lines from fd 3, whose other end only the parent holds, until that ends. Then it looks through the process
 * table again and again, asks politely, waits for the grace period, kills, and ends when nothing is left.
 *
 * Before any signal stands a proof. A leader: pid and start time. A member: the tree cookie in its environment, or a
 * place in a group that holds a process proved before, or whose number cannot have been given out again. And its start
 * time is read once more before the signal: right before, or, with those that are asked together, some milliseconds; who
 * has left its group by then is not asked.
 *
 * `grep` reads the process table, because a shell is slow at it. Nothing depends on it: where a process cannot be started
 * (that is how a fork bomb's parent dies) or it is not what it should be, the shell reads it all itself.
 *
 * Times are in ticks of 10 ms, as /proc counts them. Every value that reaches an `eval` has been checked to be a number,
 * an id or a signal's name, or was made here.
 */
export const GUARD_SCRIPT = `
set -uf
trap '' HUP INT TERM QUIT
cd /
parent=$1 root=$LIFELINE_GUARD_ROOT
nl='
'
released= usual= leaders= told=0 closed=0 kept=0 tidy_at=100 sweeps=1 calm=0 storm=0 calmed=0 began=0 now=0 latest=0 soonest=999999999999 parents=0 skew=0 since=0 forks=1 exact=0 asks= asking=0 heads= first=0 last=0 rounds=0 read_at=0 looked=0 bounds=0 unbound=

# Whether $1 is a pid that may be signalled at all: never 0, 1, ourselves or our parent.
is_pid() {
  case $1 in '' | *[!0-9]* | 0* | 1 | $$ | "$parent" | ???????????*) return 1 ;; esac
}
is_count() {
  case $1 in '' | *[!0-9]* | 0?* | ?????????????*) return 1 ;; esac
}
is_id() {
  case $1 in *[!0-9a-f]*) return 1 ;; esac
  [ \${#1} -eq 32 ]
}
is_tree() { is_id "$1" && eval "[ -n \\"\\\${t_$1-}\\" ]"; }
is_released() { eval "[ -n \\"\\\${r_$1-}\\" ]"; }

# What is known of tree $1; of one that we were not told of, the usual: what our parent asks for its first tree.
recall() {
  IFS=' '
  eval "set -- \\\${t_$1-\${usual:-500 TERM} 0 0 0 0 0}"
  grace=$1 signal=$2 leader=$3 begun=$4 own=$5 bound=$6 binder=$7
}
remember() { eval "t_$1='$grace $signal $leader $begun $own $bound $binder'"; }

# What the parent says. Whatever else comes is ignored.
#   tree <id> <grace> <signal>                           is about to be started; left out where it ends as usual
#   leader <id> <pid> <start> <1: has its own group>     has been started
#   bound <id> <1: shuts itself down at EOF> [<pid> <start>: not the leader does, but that one below it]
#   closed <id>                                          the leader has ended
#   group <id> <number> <pid> <start> ...                who is left in its group after that; until closed once more
#   release <id>                                         may live on
hear() {
  [ $# -ge 2 ] && is_id "$2" || return
  recall "$2"
  case $1:$# in
    tree:4)
      is_count "$3" || return
      case $4 in '' | *[!A-Z0-9]*) return ;; esac
      grace=$3 signal=$4
      enroll "$2"
      ;;
    leader:5)
      is_pid "$3" && is_count "$4" || return
      case $5 in 0 | 1) ;; *) return ;; esac
      leader=$3 begun=$4 own=$5
      enroll "$2"
      ;;
    bound:3 | bound:5)
      is_tree "$2" || return
      [ $# = 3 ] || { is_pid "$4" && is_count "$5"; } || return
      case $3 in 0 | 1) bound=$3 binder=\${4-0}:\${5-0} ;; esac
      ;;
    group:*)
      [ "$leader" = 0 ] && is_pid "$3" && [ "$3" != "$parents" ] || return
      take_group "$@" || return
      begun=0
      enroll "$2"
      ;;
    closed:2 | release:2)
      [ "$1" = closed ] || released="$released $2"
      forget "$@"
      return
      ;;
    *) return ;;
  esac
  remember "$2"
}

# Tree $1 is one of those that we were told of. How the first of them ends is the usual.
enroll() {
  is_tree "$1" || { told=$((told + 1)) && eval "n_$told=$1"; }
  usual=\${usual:-$grace $signal}
}

take_group() {
  id=$2
  shift 2
  for part; do is_count "$part" || return; done
  eval "m_$id='$*'"
}

# What an ended leader leaves behind is found by its cookie. Of its tree only a grace period and a signal that are not
# the usual ones are kept, and those while a process of it lives: any number of children may come and go.
forget() {
  is_tree "$2" && [ "$begun" != - ] || return
  leader=0 begun=- own=0 bound=0 binder=0
  unset "m_$2"
  if [ "$1:$grace $signal" = "closed:$usual" ] || [ "$1" = release ]; then unset "t_$2"
  else
    kept=1
    remember "$2"
  fi
  closed=$((closed + 1))
  [ $closed -lt $tidy_at ] || tidy
}
tidy() {
  sweeps=$((sweeps + 1))
  [ $kept = 0 ] || ! grep_carriers || each_carrier note_tree
  from=0 to=0
  while [ $from -lt $told ]; do
    from=$((from + 1))
    eval "id=\\$n_$from"
    unset "n_$from"
    is_tree "$id" || continue
    recall "$id"
    if [ $begun = - ] && [ -n "$carriers" ]; then
      if eval "[ \\"\\\${a_$id-}\\" != $sweeps ]"; then
        unset "t_$id" "a_$id"
        continue
      fi
    fi
    to=$((to + 1))
    eval "n_$to=$id"
  done
  told=$to closed=0 tidy_at=$((to + 100))
}
note_tree() { eval "a_$2=$sweeps"; }

# The time, and the start of processes, are in ticks. Where a container has its own idea of the uptime, ours differs from
# what start times count from by as much as we seem to have begun in the future.
now() {
  up=
  read -r up rest < /proc/uptime
  case $up in
    *[!0-9.]* | '') try 'part=$(grep "" /proc/self/stat)' && fields "$part" && now=$start ;;
    *)
      up=\${up%.*}\${up#*.} up=\${up#0} up=\${up#0}
      now=$((up - skew))
      ;;
  esac
}

# The kernel gives out pids in a circle, and /proc/loadavg ends with the one it gave out last. A group whose leader has
# ended is still its group while the kernel has not come by its number again since the leader was there. From one look to
# the next it cannot have been all round, unless that took long.
follow_pids() {
  before=$last IFS=' '
  read -r rest rest rest rest last < /proc/loadavg
  is_count "$last" || last=0 rounds=2
  now
  [ $((now - read_at)) -le 50 ] || rounds=2
  read_at=$now
  [ "$last" -ge "$before" ] || rounds=$((rounds + 1))
  [ $rounds = 0 ] || [ "$last" -lt "$first" ] || rounds=2
}
# In the middle of a look, because under load one takes longer than that; not where it is lost already.
keep_following() { [ $rounds -ge 2 ] || follow_pids; }
is_ungiven() {
  case $rounds in
    0) [ "$1" -le "$first" ] || [ "$1" -gt "$last" ] ;;
    1) [ "$1" -le "$first" ] && [ "$1" -gt "$last" ] ;;
    *) return 1 ;;
  esac
}

# Does $1, and goes on where that cannot fork: a shell would end there, but not a \`command\`. The ends of the pipe that a
# failed substitution leaves open are closed.
try() {
  command eval "$1"
  set -- $?
  exec 4<&- 5<&- 6<&- 7<&- 8<&-
  return "$1"
}

nap() {
  if [ $forks = 0 ]; then read -r -t "$1" part <&3
  else try "sleep $1" || [ $? = 2 ] || try 'sleep 1'; fi
}

# What matters of an entry of /proc/<pid>/stat. The name in it may hold anything, so the last ") " ends it: found step by
# step, because what a shell does for \${1##*) } takes the square of the time. A process whose first thread has ended is
# not a zombie yet.
fields() {
  rest=\${1#*") "}
  while case $rest in *") "*) ;; *) false ;; esac; do rest=\${rest#*") "}; done
  IFS=' '
  set -- $rest
  [ $# -ge 20 ] || return
  state=R ppid=$2 group=$3 session=$4 flags=$7 start=\${20} stack=\${26-}
  case $1:\${18} in [ZX]:[01]) state=Z ;; esac
}
stat_of() {
  read -r text < "/proc/$1/stat" || return
  fields "$text" && return
  # A name with a line feed in it.
  text=
  while IFS= read -r part; do text=$text$part; done < "/proc/$1/stat"
  fields "$text"
}

# Fills $carriers with who carries a cookie of our parent's. We do ourselves, in another variable, and come last: so it is
# known whether grep could do all of it.
grep_carriers() {
  carriers=
  set +f
  try 'carriers=$(grep -soxHzE -e "LIFELINE_TREE=$root(/[0-9a-f]{32})+" -e "LIFELINE_GUARD_ROOT=$root" /proc/[0-9]*/environ /proc/$$/environ)'
  set -f
  case $carriers in *"/proc/$$/environ:LIFELINE_GUARD_ROOT=$root") return ;; esac
  carriers=
  return 1
}
# Calls $1 with the pid, the tree and the innermost tree of each. The shell has dropped the NULs: in front of the next
# file's name stands the cookie found in the one before.
each_carrier() {
  pid=
  IFS=:
  for part in $carriers; do
    case $part in
      LIFELINE_TREE=*)
        ids=\${part#*"=$root/"} ids=\${ids%/proc/*}
        is_count "$pid" && "$1" "$pid" "\${ids%%/*}" "\${ids##*/}"
        ;;
    esac
    pid=\${part%/environ} pid=\${pid##*/}
  done
}
note_carrier() {
  [ -z "$released" ] || ! is_released "$2" || return
  found=1
  eval "c_$1='$sweeps $2 $3'"
}

# The same of process $1, with nothing but the shell. It drops the NULs, and so where an entry ends; where it can keep
# them, once more.
read_cookie() {
  ids=
  while IFS= read -r part || [ -n "$part" ]; do
    case $part in *"LIFELINE_TREE=$root/"*) ;; *) continue ;; esac
    [ $exact = 0 ] || { read_entries "$1"; break; }
    name=
    IFS='='
    for part in $part; do
      case $name in *LIFELINE_TREE) take_ids "$part" && break 2 ;; esac
      name=$part
    done
  done < "/proc/$1/environ"
  [ -n "$ids" ]
}
read_entries() {
  while IFS= read -r -d '' part; do
    case $part in LIFELINE_TREE=*) take_ids "\${part#*=}" && [ -z "$more" ] || ids= ;; esac
  done < "/proc/$1/environ"
}
take_ids() {
  case $1 in "$root/"*) split_ids "\${1#"$root"}" ;; *) return 1 ;; esac
}
# What $1 begins with, as long as it is ids behind slashes, into $ids; the rest into $more.
split_ids() {
  ids= more=$1
  while :; do
    case $more in /????????????????????????????????*) ;; *) break ;; esac
    id=\${more#/????????????????????????????????}
    id=\${more%"$id"}
    is_id "\${id#/}" || break
    ids=$ids$id more=\${more#"$id"}
  done
  ids=\${ids#/}
  [ -n "$ids" ]
}

# One look at everything, and what is due to whoever is found.
sweep() {
  sweeps=$((sweeps + 1)) found=0 rows= pid= by=grep late=0 settled=1
  now
  swept=$now
  if [ $forks = 1 ] && grep_carriers; then
    each_carrier note_carrier
    read_table
  fi
  # We are the last of the table. If it does not end so, or nothing could be started: the same with the shell alone.
  [ "$pid" = $$ ] || walk
  ask
  # After all have been read: whoever has got an old number by then is seen.
  follow_pids
  IFS=$nl
  for line in $rows; do
    IFS=' '
    set -- $line
    pid=$1 at=$2 ppid=$3 state=R
    eval "set -- $4 $5 \\\${g_$4-}"
    [ $# = 4 ] || continue
    # The leader had a session of its own, too: that of a shell's job with its number is another.
    [ "$4" = $sweeps ] || { [ "$1" = "$2" ] && is_ungiven "$1"; } || continue
    group=$1 of=$3
    treat "$3" "$3" 0 0
    ask_if_many
  done
  ask
  IFS=' '
  # Killed once, and there are others: they may fork faster than we kill. From now on they are stopped first, because
  # what is stopped does not fork and still counts at a process limit, and killed when nobody else comes up.
  storm=$((storm + late)) calmed=$settled
}

# The leaders first: whether they live decides on the others.
read_table() {
  table=
  set +f
  IFS=' '
  try 'table=$(grep -sh "" $leaders /proc/[0-9]*/stat /proc/$$/stat)'
  set -f
  # Our own comes last: so that is all of it.
  case $table in *"$nl$$ ("*) ask_leaders ;; esac
  each_row look_at "$table"
}
# Calls $1 for each process of the table $2.
each_row() {
  torn=0
  IFS=$nl
  for line in $2; do
    if fields "$line"; then
      if [ $torn = 1 ]; then torn=0
      else
        pid=\${line%% *}
        "$1"
      fi
    elif [ $torn = 0 ]; then
      # A name with a line feed in it. What follows up to the end of this entry means nothing.
      pid=\${line%% *}
      is_pid "$pid" && stat_of "$pid" && "$1"
      torn=1
    fi
  done
}
look_at() {
  consider
  looked=$((looked + 1))
  [ $looked = 64 ] || return 0
  looked=0
  keep_following
  ask_if_many
}

walk() {
  by=shell
  set +f
  IFS=' '
  set -- $leaders /proc/[0-9]*
  set -f
  for file; do
    pid=\${file#/proc/} pid=\${pid%/stat}
    stat_of "$pid" && consider
    keep_following
    ask_if_many
  done
}

# Whether process $pid is of a tree of ours: known from before, by its cookie, or, when all have been seen, by its group.
#   p_<pid>   <start> <tree> <innermost tree> <1: asked; 2: stopped> <the sweep that saw it last; -1: never, it leads a session>
#   g_<pid>   <tree> <the sweep that proved it>: its leader's group
consider() {
  # Nobody of ours is older than our parent; so nobody of ours leads its session or its group either.
  [ "$start" -ge "$since" ] && is_pid "$pid" || return
  at=$start
  eval "set -- \\\${p_$pid-0 0 0 0 0} && of=\\\${g_$group-}"
  # Who leads a session leads it for ever.
  [ $5 != -1 ] || [ "$group:$session" = "$pid:$pid" ] || set -- 0 0 0 0 0
  if [ "$1" != "$at" ]; then
    # A group that this one leads, if it does, is another by now.
    [ "$1" = 0 ] || unset "p_$pid" "g_$pid"
    [ $state = R ] || return
    if carries; then set -- "$at" "$id" "$inner" 0 0
    else
      [ -z "$of" ] || rows="$rows$pid $at $ppid $group $session$nl"
      return
    fi
  elif [ "$5" = $sweeps ]; then return; fi
  [ -z "$of" ] || eval "g_$group='\${of% *} $sweeps'"
  if [ "$4:$state" = 1:R ] && [ "$now" -lt $soonest ]; then
    # It has been asked, and has time.
    found=1
    eval "p_$pid='$at $2 $3 1 $sweeps'"
    return
  fi
  # What we have stopped can have become nothing else.
  [ "$5" -le 0 ] || [ "$4" = 2 ] || is_still_ours "$2" || return
  treat "$2" "$3" "$4" "$5"
}
# Whether $pid, found before, still is: it may have become another program, without the cookie, and left the group. The
# leader is proved by its start; and what shows no environment, in the middle of execve(2), has not let go of it.
is_still_ours() {
  [ -z "$of" ] || return 0
  carries && return
  recall "$1"
  [ "$pid:$at" != "$leader:$begun" ] || return 0
  part=
  IFS= read -r part < "/proc/$pid/environ"
  [ -z "$part" ]
}
carries() {
  if [ $by = grep ]; then
    eval "set -- \\\${c_$pid-0 0 0}"
    [ "$1" = $sweeps ] || return
    unset "c_$pid"
    id=$2 inner=$3
  else
    read_cookie "$pid" || return
    id=\${ids%%/*} inner=\${ids##*/}
  fi
}

# Process $pid, begun at $at, of tree $1; the innermost tree that it is in is $2; $3 and $4 are as in p_. A tree within ours is
# its own parent's business until the grace period is over.
treat() {
  [ -z "$released" ] || ! is_released "$1" || return
  recall "$1"
  if [ $state = Z ]; then
    [ "$now" -lt $((began + grace + bound * 50)) ] || kill_group
    return
  fi
  found=1
  note_due
  [ "$4" -gt 0 ] || [ "$now" -le $latest ] || latest=$now
  if [ "$now" -ge $due ]; then
    late=1
    if [ $storm = 0 ]; then
      send KILL
      kill_group
    elif [ "$3" != 2 ]; then
      settled=0
      send STOP && set -- "$1" "$2" 2
    elif [ $calmed = 1 ]; then send KILL; fi
  elif [ "$3" = 0 ] && [ "$1" = "$2" ] && is_turn && ! helps; then
    asked=1
    if ! is_young; then enlist
    elif { [ $after = 0 ] || ! leader_lives; } && is_settled "$1"; then request
    else asked=0; fi
    [ $asked = 0 ] || eval "h_$pid=$now"
    set -- "$1" "$2" $asked
  fi
  # In the tick of the sweep another may still get its pid and its start.
  [ "$at" -ge "$swept" ] || eval "p_$pid='$at $1 $2 $3 $sweeps'"
}
request() { kill -s "$signal" "$pid" && kill -s CONT "$pid"; }
# Whether $pid was started by one who had been asked: that is how that one tidies up. What it leaves behind has another parent.
#   h_<pid>   when it was asked; of who helps, when it began
helps() {
  eval "set -- \\\${h_$ppid-}"
  [ $# = 1 ] && [ "$at" -ge "$1" ] && eval "h_$pid=$at"
}
# Who has only just begun may be on its way out of its tree, by setsid and env, say, and all of that since grep has read its
# environment. So it has a moment for that, and then, unless its group proves it, is looked at again, alone. The shell would
# be too slow for all.
is_young() {
  [ "$pid:$at" != "$leader:$begun" ] || return
  [ $((swept - at)) -le 10 ] || { [ $((swept - at)) -le 50 ] && [ "$by:$of" = grep: ]; }
}
# Whether what was seen of $pid, of tree $1, still holds. What is read of an environment ends where its program does: another
# one has its stack elsewhere, proc_pid_stat(5).
is_settled() {
  [ $((swept - at)) -gt 10 ] && is_same || return
  seen=$stack
  read_cookie "$pid" && [ "\${ids%%/*}" = "$1" ] && is_same && [ "$stack" = "$seen" ]
}
# The others are asked together, when all of them have been read once more.
#   d_<pid>   <start> <signal> <its tree's leader> <the leader's start> <1: has its own group> <group>: of who is to be asked
#   e_<pid>   <state>:<start>: of a leader for whose end somebody waits
enlist() {
  if [ $after = 1 ] && eval "[ -z \\"\\\${e_$leader-}\\" ]"; then
    asks="$asks /proc/$leader/stat" heads="$heads $leader"
    eval "e_$leader=?"
  fi
  asks="$asks /proc/$pid/stat" asking=$((asking + 1))
  eval "d_$pid='$at $signal $leader $begun $own $group'"
}
ask_if_many() { [ $asking -lt 64 ] || ask; }
ask() {
  [ $asking -gt 0 ] || return 0
  again=
  IFS=' '
  [ $by = shell ] || try 'again=$(grep -sh "" $asks /proc/$$/stat)'
  set -- "$pid" "$asks" "$heads"
  asks= asking=0 heads=
  case $again in
    # Our own comes last: so that is all of them.
    *"$nl$$ ("*) each_row ask_one "$again" ;;
    # If it does not, the same with the shell.
    *)
      for file in $2; do
        pid=\${file#/proc/} pid=\${pid%/stat}
        stat_of "$pid" && ask_one
      done
      ;;
  esac
  IFS=' '
  for pid in $3; do unset "e_$pid"; done
  pid=$1
}
ask_one() {
  is_pid "$pid" || return
  eval "set -- \\\${d_$pid-}"
  if [ $# = 0 ]; then
    eval "[ -z \\"\\\${e_$pid-}\\" ] || e_$pid=\\$state:\\$start"
    return
  fi
  unset "d_$pid"
  [ "$start" = "$1" ] && [ "$start" -lt "$swept" ] || return
  if [ "$pid:$start" = "$3:$4" ]; then
    [ "$5" = 0 ] || [ "$group:$session" = "$pid:$pid" ] || return
  elif has_moved "$6" || eval "[ \\"\\\${e_$3-}\\" = R:$4 ]"; then
    # Not yet.
    eval "set -- \\\${p_$pid-0 0 0 0 0}"
    eval "p_$pid='$1 $2 $3 0 $5'"
    return
  fi
  signal=$2
  request
}
# Whether $pid is not in the group $1 any more, or at this very moment leads one of its own: who leaves a tree does that.
has_moved() { [ "$group" != "$1" ] || { [ "$group" != "$pid" ] && kill -0 "-$pid"; }; }
# When the tree just recalled is to be killed.
note_due() {
  due=$((began + grace + bound * 50))
  [ $due -le $latest ] || latest=$due
  [ $due -ge $soonest ] || soonest=$due
}
# The leader's at once, or, where it watches its lifeline, only if who does so below it has left it behind; the others' when
# it has ended. $after: if it has, now that it has been asked. A zombie has no such link; nor do we see that of another user.
is_turn() {
  after=0
  [ "$pid:$at" != "$leader:$begun" ] || { [ "$bound" = 0 ] || is_left_behind; return; }
  eval "set -- \\\${p_$leader-0 0 0 0 0}"
  [ "$1:$5" = "$begun:$sweeps" ] || return 0
  after=1
  [ "$4" = 1 ] && [ ! -e "/proc/$leader/cwd" ]
}
# Whether who is bound below the leader has ended, a second ago, or half of the grace period: a shell may have others to wait
# for, or start another. It is only looked at.
is_left_behind() {
  is_pid "\${binder%:*}" || return
  # What is read now is not the leader's.
  group=-
  if stat_of "\${binder%:*}" && [ "$state:$start" = "R:\${binder#*:}" ]; then return 1; fi
  # This look may have begun long before.
  now
  eval "set -- \\\${l_$leader:=$now}"
  [ "$now" -ge $(($1 + (grace < 200 ? grace / 2 : 100))) ]
}
leader_lives() { stat_of "$leader" && [ "$state:$start" = "R:$begun" ]; }

# Whether $pid still is the one that began at $at, and that before this sweep: a pid and a start time are not quite one
# process where a pid is used again within a tick. One that has only just begun is for the next sweep.
is_same() { is_pid "$pid" && stat_of "$pid" && [ "$start" = "$at" ] && [ "$at" -lt "$swept" ]; }
send() {
  is_same || return
  kill -s "$1" "$pid" || :
}
# In one call, so that nothing in the group can fork in between; only while its leader is proved, if only as a zombie.
kill_group() {
  [ "$own:$pid:$at" = "1:$leader:$begun" ] && [ "$pid" != "$parents" ] || return
  is_pid "$pid" && stat_of "$pid" && [ "$start" = "$at" ] && kill -KILL "-$pid"
}

know_trees() {
  for id in $released; do eval "r_$id=1"; done
  some=
  while [ $told -gt 0 ]; do
    eval "id=\\$n_$told"
    unset "n_$told"
    told=$((told - 1))
    is_tree "$id" || continue
    recall "$id"
    if [ "$leader" = 0 ]; then
      know_group
      continue
    fi
    eval "p_$leader='$begun $id $id 0 $((0 - own))'"
    [ $own = 0 ] || eval "g_$leader='$id 0'"
    # In two steps: to append to a long text is to copy it.
    some="$some /proc/$leader/stat"
    [ \${#some} -lt 700 ] || leaders=$leaders$some some=
    if [ "$bound" = 1 ]; then bounds=1; else unbound="$unbound $id"; fi
  done
  leaders=$leaders$some
}
# A group that has lost its leader still is what it was while one is in it who was then: for so long the kernel gives nobody
# its number.
know_group() {
  eval "set -- \\\${m_$id-}"
  [ $# -gt 0 ] || return
  of=$1
  shift
  while [ $# -ge 2 ]; do
    if stat_of "$1" && [ "$start:$group" = "$2:$of" ]; then
      eval "p_$1='$2 $id $id 0 $sweeps' p_$of='- $id $id 0 0' g_$of='$id 0'"
    fi
    shift 2
  done
}
# The leaders that do not watch their lifelines are proved by themselves, so they are asked as soon as everything has been
# read, before it is known what it means: that takes as long as there are processes, and the others' turn comes when their
# leader has ended.
ask_leaders() {
  IFS=' '
  for id in $unbound; do
    recall "$id"
    [ "$grace" -gt 0 ] && [ "$begun" -lt "$began" ] && is_pid "$leader" || continue
    note_due
    pid=$leader at=$begun after=0 group=-
    enlist
    eval "p_$leader='$begun $id $id 1 $((0 - own))'"
    ask_if_many
  done
  ask
  unbound=
}

# The kernel closes a dying process's files one by one: our pipe may come before a child's, which would then hear of a
# signal first, and shut down for that. When its parent is a zombie, or gone, all are closed: usually in a moment, but to
# close an inotify instance takes 10 ms, and a machine under load takes its time. PF_EXITING (4) says whether it is coming
# at all: not where it is a thread that has ended.
await_parent() {
  # Those that shut themselves down want the processor now.
  [ $bounds = 0 ] || [ -n "$unbound" ] || nap 0.01
  tries=150
  while [ $tries -gt 0 ] && stat_of "$parent" && [ "$state:$start" = "R:$since" ]; do
    tries=$((tries - 1))
    [ $tries -lt 100 ] || continue
    [ $((flags & 4)) != 0 ] || tries=0
    nap 0.01
  done
}

main() {
  split_ids "$root" && [ -z "$more" ] || exit 0
  stat_of $$ && now
  [ "$start" -le "$now" ] || skew=$((now - start))
  stat_of "$parent" && since=$start parents=$group
  while IFS= read -r line <&3; do IFS=' ' && hear $line; done
  exec 3< /dev/null
  # bash tries for 15 s to fork before it gives up, and then ends. But it reads fast, and can wait without a process: for
  # a terminal on which nobody types; as sh with an alarm, which can go off before the read has begun, else with select(2).
  if [ -n "\${BASH_VERSION-}" ]; then
    set +o posix
    forks=0
    command exec 3<> /dev/ptmx
  fi
  # A leader that has not been said to have ended still has its number: who is dying closes its pipes before others can
  # reap its children.
  follow_pids
  first=$last rounds=0 began=$now latest=$now
  [ "$last" -gt 0 ] || rounds=2
  know_trees
  await_parent
  IFS= read -r -d '' part < /proc/$$/environ && exact=1
  while [ $calm -lt 3 ]; do
    sweep
    if [ $found = 0 ]; then calm=$((calm + 1)); else calm=0; fi
    # Nothing new for ten seconds, and all has been killed: what is left cannot be ended.
    [ "$now" -lt $((latest + 1000)) ] || break
    # Who hangs between the two halves of execve(2) shows nothing, so the last look takes its time.
    if [ $calm = 2 ]; then nap 0.25
    elif [ $calm = 0 ] && [ "$now" -lt $((began + 50)) ]; then nap 0.01
    else nap 0.05; fi
  done
  exit 0
}
main
`;
