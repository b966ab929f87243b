# What this machine must have before a cluster can be built and started on it (sourced, never run).
# shellcheck shell=bash

CANNOT=77 # exit code: this machine cannot have the cluster, as opposed to: it broke
PACKAGES=(iproute2 openssl)
COMMANDS=(ip openssl)

missing_commands() {
  local command
  for command in "${COMMANDS[@]}"; do
    command -v "$command" >/dev/null || echo "$command"
  done
}

can_make_network() {
  unshare --net --mount true 2>/dev/null || return 1
  ! command -v ip >/dev/null || unshare --net ip link add probe0 type veth peer name probe1 2>/dev/null
}

can_build() { [[ -d $(programs_folder) ]] || find_go >/dev/null || python_can_install; }

# Prints the first requirement that is not met, or nothing.
missing_requirement() {
  local missing
  missing=$(missing_commands)
  if [[ $(uname -s) != Linux ]]; then
    echo "Linux (this is $(uname -s))"
  elif ((EUID != 0)); then
    echo "root (namespaces and cgroups)"
  elif [[ -n $missing ]] && ! command -v apt-get >/dev/null; then
    echo "${missing//$'\n'/, } on PATH, or apt-get to install it"
  elif ! can_make_network; then
    echo "the right to make network namespaces and veth links"
  elif ! cgroup_folder >/dev/null; then
    echo "a cgroup hierarchy that can be written to"
  elif ! can_build; then
    echo "Go $GO_NEEDED or newer on PATH, or python3 with venv and pip to install it"
  fi
}

cannot() {
  echo "no cluster on this machine: it needs $*" >&2
  exit "$CANNOT"
}

require_machine() {
  local missing
  missing=$(missing_requirement)
  [[ -z $missing ]] || cannot "$missing"
}

install_packages() {
  [[ -n $(missing_commands) ]] || return 0
  say "installing ${PACKAGES[*]}"
  {
    apt-get update -q || true # an old list of packages may do
    DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends "${PACKAGES[@]}" || true
  } >&2
  [[ -z $(missing_commands) ]] || cannot "the Debian packages ${PACKAGES[*]}, which apt-get could not install"
}
