#!/bin/bash
# Stands for the programs that would change a machine, under each of their names. What they know is in files below
# /machine; what they were told to do is in /machine/log.
cd /machine || exit
log() { printf '%s\n' "${0##*/} $*" >>log; }
knows() { grep -qxF -e "$2" "$1" 2>/dev/null; }
last=${!#}
# A oneshot that has done its work is not active any more, unless it says so.
stays() {
  local unit=/etc/systemd/system/$1
  ! grep -qx Type=oneshot "$unit" 2>/dev/null || grep -qx RemainAfterExit=yes "$unit"
}

case ${0##*/} in
  dpkg-query)
    knows packages "$last" || exit 1
    printf installed
    ;;
  dpkg)
    if [[ -s unconfigured ]]; then
      log "$@"
      : >unconfigured
    fi
    ;;
  apt-get)
    [[ ! -s unconfigured ]] || exit 100
    [[ -x /usr/sbin/policy-rc.d ]] || log 'could start services'
    case " $* " in
      *' install '*)
        for word; do
          case $word in -* | install | *=*) ;; *) names+=("$word") ;; esac
        done
        log "install ${names[*]}"
        printf '%s\n' "${names[@]}" >>packages
        ;;
    esac
    ;;
  systemctl)
    case $1 in
      is-enabled) knows enabled "$last" ;;
      is-active) knows active "$last" ;;
      reset-failed) ;;
      *)
        log "$@"
        ! knows broken "$last" || exit 1
        case $1 in
          disable)
            for list in enabled active; do
              others=$(grep -vxF -e "$last" "$list")
              printf '%s\n' "$others" >"$list"
            done
            ;;
          enable) printf '%s\n' "$last" >>enabled ;;
          start) stays "$last" && printf '%s\n' "$last" >>active ;;
        esac
        ;;
    esac
    ;;
  lsblk)
    case $1 in
      -dnbpo) cat drives ;;
      *) grep -e "^${last##*/}" parts ;;
    esac
    ;;
  blkid)
    case $1 in
      -L) grep -e " $last\$" labels ;;
      *) grep -qe "^$last " labels || exit 2 ;;
    esac
    ;;
  mdadm)
    if [[ $1 == --detail ]]; then
      [[ -e $2 ]]
      exit
    fi
    log "$@"
    for word; do
      [[ $word != /dev/* || $word == "$2" ]] || printf '%s in-array\n' "$word" >>labels
    done
    mkdir -p /dev/md && : >"$2"
    ;;
  mkfs.xfs)
    log "$@"
    printf '%s %s\n' "$last" "$3" >>labels
    ;;
  mountpoint) knows mounted "$last" ;;
  mount)
    grep -qF " $last " /etc/fstab || exit 32
    log "$@"
    printf '%s\n' "$last" >>mounted
    ;;
  *) log "$@" ;;
esac
