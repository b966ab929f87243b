# Starting, watching and ending the cluster's processes (sourced, never run).
# shellcheck shell=bash

# All processes are born in one cgroup, which is how they are found again after any crash. Any hierarchy does: v2 beside
# v1 ("unified"), v2 alone, or v1's.
cgroup_folder() {
  local folder
  for folder in /sys/fs/cgroup/{unified,.,pids,memory}; do
    [[ ! -w $folder/cgroup.procs ]] || {
      echo "$folder/$CLUSTER"
      return
    }
  done
  return 1
}

cgroup_processes() {
  local folder
  folder=$(cgroup_folder) && cat "$folder/cgroup.procs" 2>/dev/null
}

# start NAME COMMAND...: in the background, without our lock; log and process id under $STATE.
start() {
  local name=$1
  shift
  setsid "$@" >"$STATE/log/$name.log" 2>&1 </dev/null 9>&- &
  echo $! >"$STATE/pid/$name"
}

# Prints what was started and has ended. Not `kill -0`, which takes zombies and reused numbers for alive.
dead_components() {
  local file
  for file in "$STATE"/pid/*; do
    cgroup_processes | grep -qsxf "$file" || echo "${file##*/}"
  done
}

# wait_for SECONDS WHAT COMMAND...: until it succeeds; an error at once when a component has ended.
wait_for() {
  local end=$((SECONDS + $1)) what=$2 dead
  shift 2
  until "$@" >/dev/null 2>&1; do
    dead=$(dead_components)
    [[ -z $dead ]] || die "no $what: ${dead//$'\n'/, } ended, see $STATE/log"
    ((SECONDS < end)) || die "gave up waiting for $what, see $STATE/log"
    sleep 0.1
  done
}
