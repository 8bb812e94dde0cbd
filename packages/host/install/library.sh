# The steps of an installation. Each looks first and changes only what is not yet as it should be, so that a run that
# was cut short is finished by the next one, and a run with nothing to do changes nothing.
#
# What a change asks for afterwards (a restart, a command) is written to $state/pending before the change is made, and
# crossed out when it has been done.

readonly state=/var/lib/catalyst
# Asked by packages whether they may start their service. By its mark it is known to be ours, even after a crash.
readonly guard=/usr/sbin/policy-rc.d guard_mark='# Written by Catalyst for the time of an installation.'
umask 022

say() { printf '%s\n' "$*" >&2; }

die() {
  say "$*"
  exit 1
}

runs() { # id version
  local have
  # shellcheck source=/dev/null
  have=$(. /etc/os-release && printf '%s %s' "$ID" "$VERSION_ID")
  [[ $have == "$1 $2" ]] || die "this configuration is for $1 $2, and the host runs $have"
}

begin() {
  mkdir -p "$state"
  exec 9>/run/catalyst.lock
  flock -n 9 || die 'another installation is running on this host'
  let_services_start
  # /run is memory: a secret on its way into a file is never written to a disk.
  work=$(mktemp -d /run/catalyst.XXXXXX)
  trap finish EXIT
  trap 'say "failed in line $LINENO: $BASH_COMMAND"' ERR
}

finish() {
  rm -rf "$work"
  let_services_start
}

# --- what is still to be done -----------------------------------------------------------------------------------------

pending() { [[ -f $state/pending ]] && grep -qxF -e "$1" "$state/pending"; }

ask() { pending "$1" || printf '%s\n' "$1" >>"$state/pending"; }

done_with() {
  pending "$1" || return 0
  { grep -vxF -e "$1" "$state/pending" || true; } >"$work/pending"
  if [[ -s $work/pending ]]; then mv "$work/pending" "$state/pending"; else rm "$state/pending"; fi
}

# --- what is ours and not wanted any more ------------------------------------------------------------------------------

# Written down before anything is placed, so that a run that is cut short leaves nothing that nobody knows of.
owns() { # <lines `file PATH` and `unit NAME`
  cat >"$work/owned"
  {
    cat "$work/owned"
    grep -svxFf "$work/owned" "$state/owned" || true
  } >"$work/ever"
  cmp -s "$work/ever" "$state/owned" || mv "$work/ever" "$state/owned"
}

# Stops units and removes files that an earlier configuration had. Never directories, and nothing in them: that is data.
tidy() {
  local kind name
  grep -vxFf "$work/owned" "$state/owned" >"$work/gone" || return 0
  while read -r kind name; do
    if [[ $kind == unit ]]; then
      no_unit "$name"
      say "$name: not wanted any more"
    fi
  done <"$work/gone"
  while read -r kind name; do
    if [[ $kind != file || ! -e $name ]]; then continue; fi
    case $name in /etc/systemd/system/* | /lib/systemd/system/*) ask daemon-reload ;; esac
    rm "$name"
    say "$name: removed"
  done <"$work/gone"
  mv "$work/owned" "$state/owned"
}

# --- files ------------------------------------------------------------------------------------------------------------

is_placed() { # staged path owner:group mode
  [[ -f $2 && ! -L $2 ]] && cmp -s "$1" "$2" && [[ $(stat -c '%U:%G %04a' "$2") == "$3 $4" ]]
}

# In one step, beside the old one first: whoever reads the file sees the old one or the new one.
place() { # staged path owner:group mode
  mkdir -p "${2%/*}"
  install -o "${3%:*}" -g "${3#*:}" -m "$4" "$1" "${2%/*}/.${2##*/}.catalyst"
  mv -fT "${2%/*}/.${2##*/}.catalyst" "$2"
  say "$2: written"
}

# Copies its input, with each {{secret:id}} replaced by what `secret id` prints. Values stay inside this shell: they are
# no program's argument, and are not traced.
fill() {
  local -
  { set +x; } 2>/dev/null
  local text id value
  text=$(cat && printf .)
  text=${text%.}
  while [[ $text =~ \{\{secret:([a-z0-9][a-z0-9/._-]*)\}\} ]]; do
    id=${BASH_REMATCH[1]}
    value=$(secret "$id" </dev/null) || { say "secret $id: not available" && return 1; }
    [[ -n $value ]] || { say "secret $id: is empty" && return 1; }
    printf '%s%s' "${text%%"{{secret:$id}}"*}" "$value"
    text=${text#*"{{secret:$id}}"}
  done
  printf '%s' "$text"
}

# Prints what a validator has to say, unless that may be a secret.
validation() { # command, whether the file holds secrets
  if [[ $2 ]]; then
    bash -c "$1" >/dev/null 2>&1 </dev/null || { printf 'what its validator said may be a secret' && return 1; }
  else
    bash -c "$1" 2>&1 </dev/null
  fi
}

file() { # path owner:group mode [--secrets] [--no-newline] [--validate COMMAND] [--replaces PATTERN] [--ask WHAT] <content
  local path=$1 owner=$2 mode=$3 secrets='' newline=yes validator='' others='' what='' output
  shift 3
  while (($#)); do
    case $1 in
      --secrets) secrets=yes ;;
      --no-newline) newline='' ;;
      --validate) validator=$2 && shift ;;
      --replaces) others=$2 && shift ;;
      --ask) what=$2 && shift ;;
    esac
    shift
  done
  # The name stays: systemd-analyze, for one, goes by it.
  local staged=$work/stage/${path##*/}
  mkdir -p "$work/stage"
  (
    umask 077
    if [[ $newline ]]; then cat; else head -c -1; fi | if [[ $secrets ]]; then fill; else cat; fi >"$staged"
  ) || die "$path: not written"
  if is_placed "$staged" "$path" "$owner" "$mode"; then
    rm "$staged"
    move_aside "$path" "$others" "$what"
    return
  fi
  if [[ $validator ]] && ! output=$(validation "${validator//'{}'/"'$staged'"}" "$secrets"); then
    die "$path: not valid, and the file there is left as it was: $output"
  fi
  case $path in /etc/systemd/system/* | /lib/systemd/system/*) ask daemon-reload ;; esac
  [[ -z $what ]] || ask "$what"
  place "$staged" "$path" "$owner" "$mode"
  rm "$staged"
  move_aside "$path" "$others" "$what"
}

# What the system's own installer has left, and would be in force beside a file of ours.
move_aside() { # our file, pattern, what to ask
  local other
  for other in $2; do
    [[ -f $other && $other != "$1" ]] || continue
    [[ -z $3 ]] || ask "$3"
    mkdir -p "$state/replaced${other%/*}"
    mv -f --backup=numbered -T "$other" "$state/replaced$other"
    say "$other: replaced by $1, and kept at $state/replaced$other"
  done
}

directory() { # path owner:group mode
  [[ -d $1 && $(stat -c '%U:%G %04a' "$1") == "$2 $3" ]] && return
  install -d -o "${2%:*}" -g "${2#*:}" -m "$3" "$1"
  say "$1: made"
}

# --- software and users -----------------------------------------------------------------------------------------------

packages() {
  local package missing=()
  for package; do
    [[ $(dpkg-query -W -f '${db:Status-Status}' "${package%%=*}" 2>/dev/null) == installed ]] || missing+=("$package")
  done
  ((${#missing[@]})) || return 0
  # A package must not start its service before there is a configuration for it.
  if [[ ! -e $guard ]]; then
    printf '#!/bin/sh\n%s\nexit 101\n' "$guard_mark" >"$guard"
    chmod 755 "$guard"
  fi
  # What an interrupted run has unpacked only: apt refuses to do anything before that is finished.
  DEBIAN_FRONTEND=noninteractive dpkg --force-confdef --force-confold --configure -a >&2 || die 'dpkg --configure -a: failed'
  local apt=(apt-get -q -y -o DPkg::Lock::Timeout=600 -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold)
  DEBIAN_FRONTEND=noninteractive "${apt[@]}" update >&2 || die 'apt-get update: failed'
  DEBIAN_FRONTEND=noninteractive "${apt[@]}" install --no-install-recommends "${missing[@]}" >&2 ||
    die "packages: not installed: ${missing[*]}"
  let_services_start
}

let_services_start() {
  if grep -qsxF -e "$guard_mark" "$guard"; then rm -f "$guard"; fi
}

user() { # name home shell [group…]
  local name=$1 home=$2 shell=$3 entry group
  shift 3
  if ! entry=$(getent passwd "$name"); then
    getent group "$name" >/dev/null || groupadd --system "$name"
    useradd --system --gid "$name" --home-dir "$home" --no-create-home --shell "$shell" "$name"
    say "user $name: made"
  elif [[ $(cut -d: -f6,7 <<<"$entry") != "$home:$shell" ]]; then
    usermod --home "$home" --shell "$shell" "$name"
    say "user $name: changed"
  fi
  for group; do
    getent group "$group" >/dev/null || groupadd --system "$group"
    [[ " $(id -nG "$name") " == *" $group "* ]] || usermod --append --groups "$group" "$name"
  done
}

fetch() { # file destination
  case ${CATALYST_MIRROR:-} in
    '') die "archive $1: say where archives are: CATALYST_MIRROR=https://…, s3://… or a directory" ;;
    s3://*) aws s3 cp --only-show-errors "$CATALYST_MIRROR/$1" "$2" ;;
    /*) cp "$CATALYST_MIRROR/$1" "$2" ;;
    *) curl -fsSL --retry 5 --retry-connrefused -o "$2" "$CATALYST_MIRROR/$1" ;;
  esac
}

archive() { # name version directory owner [--sha256 SUM] [--ask WHAT]
  local archive=$1-$2 directory=$3 owner=$4 sum='' what='' actual
  shift 4
  while (($#)); do
    case $1 in
      --sha256) sum=$2 ;;
      --ask) what=$2 ;;
    esac
    shift 2
  done
  [[ $(cat "$directory/.catalyst" 2>/dev/null) != "$archive" ]] || return 0
  fetch "$archive.tar.gz" "$work/archive" || die "archive $archive: not fetched from $CATALYST_MIRROR"
  if [[ $sum ]]; then
    actual=$(sha256sum <"$work/archive")
    [[ ${actual%% *} == "$sum" ]] || die "archive $archive: its SHA-256 is ${actual%% *} and should be $sum"
  fi
  rm -rf "$directory.new" "$directory.old"
  mkdir -p "$directory.new"
  tar -xzf "$work/archive" -C "$directory.new" --strip-components=1 --no-same-owner ||
    die "archive $archive: cannot be unpacked"
  rm "$work/archive"
  printf '%s\n' "$archive" >"$directory.new/.catalyst"
  chown -R "$owner:" "$directory.new"
  [[ -z $what ]] || ask "$what"
  [[ ! -e $directory ]] || mv -T "$directory" "$directory.old"
  mv -T "$directory.new" "$directory"
  rm -rf "$directory.old"
  say "$directory: $archive"
}

# --- disks ------------------------------------------------------------------------------------------------------------

# Drives of a kind and about a size with nothing on them: no partition, no signature, in no array.
empty_drives() { # media bytes
  local device type size status
  lsblk -dnbpo NAME,TYPE,SIZE | while read -r device type size; do
    case $1:$type:$device in nvme:disk:/dev/nvme* | sas:disk:/dev/sd*) ;; *) continue ;; esac
    # A drive of "1 TB" has 960 GB to 1.02 TB, and a volume of the cloud may be counted in GiB: 7 % more.
    ((size * 10 >= $2 * 9 && size * 10 <= $2 * 11)) || continue
    [[ $(lsblk -nro NAME "$device") != *$'\n'* ]] || continue
    status=0
    blkid -p "$device" >/dev/null 2>&1 || status=$?
    # 2: it looked, and found nothing.
    if ((status == 2)); then printf '%s\n' "$device"; fi
  done
}

file_system() { # label volume level media drives bytes
  local label=$1 volume=$2 level=$3 media=$4 wanted=$5 bytes=$6 device drives
  [[ -z $(blkid -L "$label") ]] || return 0
  device=/dev/md/$volume
  if [[ $level == none ]] || ! mdadm --detail "$device" >/dev/null 2>&1; then
    empty_drives "$media" "$bytes" >"$work/drives"
    mapfile -t drives <"$work/drives"
    ((${#drives[@]} >= wanted)) ||
      die "volume $volume: $label needs $wanted empty $media drives of about $((bytes / 1000000000)) GB, and there are ${#drives[@]}: ${drives[*]}"
    if [[ $level == none ]]; then
      device=${drives[0]}
    else
      mdadm --create "$device" --run --quiet --metadata=1.2 --homehost=any --name="$volume" --bitmap=internal \
        --level="${level#raid}" --raid-devices="$wanted" "${drives[@]:0:wanted}" >&2
      udevadm settle
    fi
  fi
  # It refuses a device that has something on it.
  mkfs.xfs -q -L "$label" "$device" >&2
  udevadm settle
  say "volume $volume: $label made on $device"
}

mounts() { # <our lines of /etc/fstab
  {
    # The second: a last line without its newline gets it.
    sed -e '/^# BEGIN catalyst$/,/^# END catalyst$/d' -e "\$a\\" /etc/fstab
    printf '# BEGIN catalyst\n'
    cat
    printf '# END catalyst\n'
  } >"$work/fstab"
  is_placed "$work/fstab" /etc/fstab root:root 0644 && return
  place "$work/fstab" /etc/fstab root:root 0644
  systemctl daemon-reload
}

mounted() { # mount point, owner
  if ! mountpoint -q "$1"; then
    mkdir -p "$1"
    [[ -z $(ls -A "$1") ]] || die "$1: is not empty, and mounting a volume there would hide what is in it"
    mount "$1"
    say "$1: mounted"
  fi
  [[ $(stat -c %U "$1") == "$2" ]] || chown "$2:" "$1"
}

# --- kernel, units, gates ---------------------------------------------------------------------------------------------

kernel() { # <settings
  cat >"$work/sysctl"
  is_placed "$work/sysctl" /etc/sysctl.d/60-catalyst.conf root:root 0644 ||
    place "$work/sysctl" /etc/sysctl.d/60-catalyst.conf root:root 0644
  sysctl -q -p /etc/sysctl.d/60-catalyst.conf
}

# Puts changed files into force. Units of this host come after, each with `unit`.
settle() {
  local command
  if pending daemon-reload; then
    systemctl daemon-reload
    done_with daemon-reload
  fi
  while [[ -f $state/pending ]] && command=$(grep -m1 '^run ' "$state/pending"); do
    bash -c "${command#run }" >&2 || die "'${command#run }': failed"
    done_with "$command"
  done
}

# A unit that is not ours to start, and reads a file of ours.
follow() { # unit [--no-block]
  if pending "restart $1"; then
    systemctl restart "${@:2}" "$1" || die "$1: does not restart; journalctl -u $1 says why"
    say "$1: restarted"
  elif pending "reload $1"; then
    systemctl reload-or-restart "$1" || die "$1: does not reload; journalctl -u $1 says why"
    say "$1: reloaded"
  fi
  done_with "restart $1"
  done_with "reload $1"
}

unit() { # unit [--no-block]
  systemctl is-enabled --quiet "$1" || systemctl enable --quiet "$1"
  if ! systemctl is-active --quiet "$1"; then
    # Down and up again after too many failures is a start too.
    systemctl reset-failed "$1" 2>/dev/null || true
    systemctl start "${@:2}" "$1" || die "$1: does not start; journalctl -u $1 says why"
    say "$1: started"
    done_with "restart $1"
    done_with "reload $1"
  fi
  follow "$@"
}

no_unit() { # unit
  done_with "restart $1"
  done_with "reload $1"
  if systemctl is-enabled --quiet "$1" || systemctl is-active --quiet "$1"; then systemctl disable --quiet --now "$1"; fi
}

# Exits with 3, as everything of ours does when a running system fails a check.
gate() { # name, seconds in all, seconds between, command
  local deadline=$((SECONDS + $2)) output
  until output=$(bash -c "$4" 2>&1 </dev/null); do
    if ((SECONDS >= deadline)); then
      say "gate $1: not healthy after $2 s: $output"
      exit 3
    fi
    sleep "$3"
  done
}

finished() { # bundle
  [[ $(cat "$state/bundle" 2>/dev/null) == "$1" ]] || printf '%s\n' "$1" >"$state/bundle"
}
