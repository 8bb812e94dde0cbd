import type { OnChange } from '@catalyst/model';

/** What makes software read a new certificate. Software that does not run reads it when it starts. */
export const commandOf = (change: OnChange): string => {
  if ('run' in change) return change.run;
  return 'restart' in change
    ? `systemctl try-restart ${change.restart}`
    : `systemctl try-reload-or-restart ${change.reload}`;
};
