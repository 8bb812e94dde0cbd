/** A line and what is wrong with it. */
export interface Fault {
  readonly code: 'syntax' | 'order' | 'undefined' | 'duplicate' | 'contradiction';
  readonly line: number;
  readonly text: string;
  readonly message: string;
  readonly fix: string;
}
