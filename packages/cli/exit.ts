/** What every command's exit status means. */
export const EXIT = {
  fine: 0,
  /** The tool itself failed: a defect, or a disk that is full. */
  failed: 1,
  /** Findings: in the profile, in its claims, or in how the command was called. */
  findings: 2,
  /** A check of the running system failed. */
  unhealthy: 3,
  /** Ended by the user: 128 and the number of the signal, as shells have it. */
  interrupted: 130,
  terminated: 143,
} as const;

export type ExitStatus = (typeof EXIT)[keyof typeof EXIT];
