/**
 * Settings of unit files that we use or may, by section. systemd 249 (Ubuntu 22.04) ignores one that it does not know
 * with a line in its journal, and `systemd-analyze verify` exits with 0: a hardening that is misspelt is none.
 * @source systemd.unit(5), systemd.service(5), systemd.exec(5), systemd.resource-control(5), systemd.timer(5), version 249
 */
const EXEC = (
  'User Group SupplementaryGroups DynamicUser WorkingDirectory RootDirectory UMask Environment EnvironmentFile PassEnvironment ' +
  'StandardInput StandardOutput StandardError SyslogIdentifier LimitNOFILE LimitFSIZE LimitNPROC LimitMEMLOCK LimitCORE LimitSTACK LimitAS ' +
  'Nice OOMScoreAdjust IOSchedulingClass IOSchedulingPriority CPUSchedulingPolicy CPUSchedulingPriority CPUAffinity NUMAPolicy NUMAMask ' +
  'NoNewPrivileges PrivateTmp PrivateDevices PrivateNetwork PrivateUsers ProtectHome ProtectSystem ProtectHostname ProtectClock ' +
  'ProtectKernelTunables ProtectKernelModules ProtectKernelLogs ProtectControlGroups ProtectProc ProcSubset ReadWritePaths ReadOnlyPaths ' +
  'InaccessiblePaths ExecPaths NoExecPaths BindPaths BindReadOnlyPaths TemporaryFileSystem RestrictAddressFamilies RestrictNamespaces ' +
  'RestrictRealtime RestrictSUIDSGID LockPersonality MemoryDenyWriteExecute SystemCallFilter SystemCallArchitectures ' +
  'SystemCallErrorNumber CapabilityBoundingSet AmbientCapabilities SecureBits KeyringMode RemoveIPC LoadCredential SetCredential ' +
  'RuntimeDirectory RuntimeDirectoryMode RuntimeDirectoryPreserve StateDirectory StateDirectoryMode CacheDirectory CacheDirectoryMode ' +
  'LogsDirectory LogsDirectoryMode ConfigurationDirectory ConfigurationDirectoryMode LogRateLimitIntervalSec LogRateLimitBurst'
).split(' ');
const RESOURCES = (
  'Slice CPUAccounting CPUWeight CPUQuota MemoryAccounting MemoryMin MemoryLow MemoryHigh MemoryMax MemorySwapMax TasksAccounting ' +
  'TasksMax IOAccounting IOWeight IPAccounting IPAddressAllow IPAddressDeny Delegate DevicePolicy DeviceAllow ManagedOOMSwap ManagedOOMMemoryPressure'
).split(' ');
const KILL = 'KillMode KillSignal RestartKillSignal SendSIGHUP SendSIGKILL FinalKillSignal WatchdogSignal'.split(' ');

const KNOWN: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries({
    Unit: (
      'Description Documentation Wants Requires Requisite BindsTo PartOf Upholds Conflicts Before After OnFailure OnSuccess ' +
      'PropagatesReloadTo ReloadPropagatedFrom JoinsNamespaceOf RequiresMountsFor OnFailureJobMode IgnoreOnIsolate StopWhenUnneeded ' +
      'RefuseManualStart RefuseManualStop AllowIsolate DefaultDependencies CollectMode FailureAction SuccessAction JobTimeoutSec ' +
      'StartLimitIntervalSec StartLimitBurst StartLimitAction ConditionPathExists ConditionPathIsDirectory ConditionPathIsMountPoint ' +
      'ConditionDirectoryNotEmpty ConditionFileNotEmpty ConditionHost ConditionVirtualization AssertPathExists AssertFileNotEmpty AssertPathIsMountPoint'
    ).split(' '),
    Install: 'Alias WantedBy RequiredBy Also DefaultInstance'.split(' '),
    Service: (
      'Type RemainAfterExit GuessMainPID PIDFile BusName ExecStart ExecStartPre ExecStartPost ExecCondition ExecReload ExecStop ExecStopPost ' +
      'RestartSec TimeoutStartSec TimeoutStopSec TimeoutAbortSec TimeoutSec TimeoutStartFailureMode RuntimeMaxSec WatchdogSec Restart ' +
      'SuccessExitStatus RestartPreventExitStatus RestartForceExitStatus RootDirectoryStartOnly NonBlocking NotifyAccess OOMPolicy FileDescriptorStoreMax'
    )
      .split(' ')
      .concat(EXEC, RESOURCES, KILL),
    Timer:
      'OnActiveSec OnBootSec OnStartupSec OnUnitActiveSec OnUnitInactiveSec OnCalendar AccuracySec RandomizedDelaySec FixedRandomDelay OnClockChange OnTimezoneChange Unit Persistent WakeSystem RemainAfterElapse'.split(
        ' ',
      ),
    Socket:
      'ListenStream ListenDatagram Accept BindIPv6Only Backlog SocketUser SocketGroup SocketMode Service FileDescriptorName'
        .split(' ')
        .concat(EXEC, RESOURCES, KILL),
    Path: 'PathExists PathExistsGlob PathChanged PathModified DirectoryNotEmpty Unit MakeDirectory DirectoryMode'.split(
      ' ',
    ),
    Mount: 'What Where Type Options TimeoutSec DirectoryMode LazyUnmount'.split(' '),
    Slice: RESOURCES,
    // Of files in system.conf.d and journald.conf.d, which are no units, only names are checked elsewhere.
  }).map(([section, keys]) => [section, new Set(keys)] as const),
);

/** The settings that are known, for a test to hold against systemd itself. */
export const knownSettings = KNOWN;

/** Of a quadlet, podman's own sections. @source podman-systemd.unit(5) */
const FOREIGN = /^(Container|Volume|Network|Kube|Image|Pod|Build|X-.*)$/;

/** What is wrong with a unit file, and systemd takes without an error. Empty where nothing is. */
export function checkUnit(text: string): readonly string[] {
  let section = '';
  let continued = false;
  const problems: string[] = [];
  for (const line of text.split('\n')) {
    const isContinuation = continued;
    continued = line.endsWith('\\');
    if (isContinuation || /^\s*([#;]|$)/.test(line)) continue;
    const header = /^\[(.+)\]$/.exec(line)?.[1];
    if (header !== undefined) {
      section = header;
      if (!KNOWN.has(section) && !FOREIGN.test(section)) problems.push(`there is no section [${section}]`);
      continue;
    }
    const [, key = '', value = ''] = /^([A-Za-z0-9-]+)\s*=\s*(.*)$/.exec(line) ?? [];
    if (key === '') problems.push(`'${line}' is no setting`);
    else problems.push(...checkSetting(section, key, value));
  }
  return problems;
}

const RESTART = /^(no|always|on-success|on-failure|on-abnormal|on-abort|on-watchdog)$/;
const TYPE = /^(simple|exec|forking|oneshot|dbus|notify|idle)$/;
const DURATION = /^(infinity|\d+(\.\d+)?(us|ms|s|sec|m|min|h|hr|d|w)?( \d+(us|ms|s|sec|m|min|h|hr|d|w))*)$/;

function checkSetting(section: string, key: string, value: string): readonly string[] {
  const known = KNOWN.get(section);
  if (known !== undefined && !known.has(key)) return [`[${section}] has no setting ${key}`];
  if (section === 'Service' && key === 'Restart' && !RESTART.test(value)) return [`Restart=${value}`];
  if (section === 'Service' && key === 'Type' && !TYPE.test(value)) return [`Type=${value}`];
  if (key.endsWith('Sec') && key !== 'StartLimitIntervalSec' && !DURATION.test(value))
    return [`${key}=${value} is no duration`];
  // Without a path systemd searches its own short list; a shell's constructs are none here.
  if (/^Exec(Start|Reload|Stop|Condition)/.test(key) && value !== '' && !/^[-@+!:|]*\//.test(value))
    return [`${key}=${value} is no absolute path`];
  return [];
}
