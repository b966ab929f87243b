# Removing the cluster from any state (sourced, never run).
# shellcheck shell=bash

# The loop catches what is forked while it runs. Only the removal of the cgroup proves that all have ended: a process that is
# still giving back its memory is no longer listed in it and keeps it busy.
end_processes() {
  local folder tries
  folder=$(cgroup_folder) || return 0
  for ((tries = 0; tries < 400; tries++)); do
    [[ -d $folder ]] || return 0
    cgroup_processes | xargs -r kill -KILL 2>/dev/null || true
    rmdir "$folder" 2>/dev/null || sleep 0.05
  done
  die "still running: $(cgroup_processes | xargs)"
}

# The far end of the veth pair, its routes and the volumes' tmpfs go with the namespaces. The name of a namespace is a
# mount over an empty file; where `ip` was killed between the two steps only the file is there.
remove_network() {
  ! command -v ip >/dev/null || ip link delete "$LINK" 2>/dev/null || true
  umount "$NETNS" 2>/dev/null || true
  rm -f "$NETNS"
}

tear_down() {
  end_processes
  remove_network
  rm -rf "$STATE"
  rmdir "$VOLUMES" 2>/dev/null || true
}
