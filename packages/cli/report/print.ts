import type { Format } from './formats.ts';
import type { Report } from './report.ts';

/** The findings in a format, for a stream. */
export async function printReport(
  report: Report,
  format: Format,
  stream: { readonly isTTY?: boolean },
): Promise<string> {
  switch (format) {
    case 'text':
      return (await import('./text.ts')).textReport(report, stream);
    case 'json':
      return (await import('./json.ts')).jsonReport(report);
    case 'sarif':
      return (await import('./sarif.ts')).sarifReport(report);
    case 'junit':
      return (await import('./junit.ts')).junitReport(report);
    case 'md':
      return (await import('./markdown.ts')).markdownReport(report);
  }
}
