import type { File, Host } from '@catalyst/model';
import { systemFile } from './file.ts';

/**
 * Large pages for those who ask for them (`madvise`): a heap that is laid out in advance gains, a cache that is written
 * all over loses seconds while the kernel joins pages.
 * @source https://docs.kernel.org/admin-guide/mm/transhuge.html; https://redis.io/docs/latest/operate/oss_and_stack/management/optimization/latency/
 */
const PAGES: File = systemFile(
  '/etc/tmpfiles.d/60-catalyst.conf',
  ['enabled madvise', 'defrag madvise', 'khugepaged/defrag 0'].map((line) => {
    const [name = '', value = ''] = line.split(' ');
    return `w /sys/kernel/mm/transparent_hugepage/${name} - - - - ${value}`;
  }),
  { onChange: { run: 'systemd-tmpfiles --create /etc/tmpfiles.d/60-catalyst.conf' } },
);

/**
 * Flash drives sort requests themselves; a disk with heads serves readers first (deadlines). RAID sets and volumes above
 * them have no scheduler of their own.
 * @source https://docs.kernel.org/block/switching-sched.html; https://wiki.ubuntu.com/Kernel/Reference/IOSchedulers
 */
const SCHEDULERS: File = systemFile(
  '/etc/udev/rules.d/60-catalyst-io.rules',
  [
    'ACTION=="add|change", KERNEL=="nvme[0-9]*n[0-9]*", ENV{DEVTYPE}=="disk", ATTR{queue/scheduler}="none"',
    'ACTION=="add|change", KERNEL=="sd[a-z]*", ENV{DEVTYPE}=="disk", ATTR{queue/rotational}=="0", ATTR{queue/scheduler}="none"',
    'ACTION=="add|change", KERNEL=="sd[a-z]*", ENV{DEVTYPE}=="disk", ATTR{queue/rotational}=="1", ATTR{queue/scheduler}="mq-deadline", ATTR{queue/read_ahead_kb}="4096"',
  ],
  { onChange: { run: 'udevadm control --reload && udevadm trigger --subsystem-match=block --action=change' } },
);

/** What is set in files of the kernel's and not by sysctl. */
export const tuning = ({ machine }: Host): readonly File[] => [
  PAGES,
  ...(machine.volumes.length > 0 ? [SCHEDULERS] : []),
];
