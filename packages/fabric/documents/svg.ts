import XMLBuilder from 'fast-xml-builder';

export interface Line {
  readonly from: readonly [x: number, y: number];
  readonly to: readonly [x: number, y: number];
  readonly class: string;
  /** Shown when somebody points at it. */
  readonly title: string;
}

export interface Box {
  readonly at: readonly [x: number, y: number];
  readonly size: readonly [width: number, height: number];
  readonly class: string;
  readonly title: string;
  readonly text: string;
}

export interface Label {
  readonly at: readonly [x: number, y: number];
  readonly class: string;
  readonly text: string;
}

export interface Drawing {
  readonly title: string;
  readonly size: readonly [width: number, height: number];
  /** Of CSS. */
  readonly style: string;
  readonly lines: readonly Line[];
  readonly boxes: readonly Box[];
  readonly labels: readonly Label[];
}

/** From the middle of a line of text down to its base line: not every program knows `dominant-baseline`. */
const BASELINE = 4;

const line = ({ from, to, class: kind, title }: Line) => ({
  '@class': kind,
  '@x1': from[0],
  '@y1': from[1],
  '@x2': to[0],
  '@y2': to[1],
  title,
});

const box = ({ at: [x, y], size: [width, height], class: kind, title, text }: Box) => ({
  title,
  rect: { '@class': kind, '@x': x, '@y': y, '@width': width, '@height': height, '@rx': 3 },
  text: { '@x': x + width / 2, '@y': y + height / 2 + BASELINE, '#text': text },
});

const label = ({ at: [x, y], class: kind, text }: Label) => ({ '@class': kind, '@x': x, '@y': y, '#text': text });

const STYLE =
  'text{font:11px system-ui,sans-serif;fill:#1f2933}' +
  'g.boxes text{text-anchor:middle}.head{font-weight:600;font-size:13px}' +
  'rect{fill:#f1f4f8;stroke:#52606d;stroke-width:1}line{stroke:#9aa5b1;stroke-width:1}';

/** A drawing as an SVG that stands alone: lines below, boxes above them, then labels. */
export function printSvg({ title, size: [width, height], style, lines, boxes, labels }: Drawing): string {
  const builder = new XMLBuilder({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    format: true,
    indentBy: ' ',
    suppressEmptyNode: true,
  });
  return builder.build({
    svg: {
      '@xmlns': 'http://www.w3.org/2000/svg',
      '@viewBox': `0 0 ${String(width)} ${String(height)}`,
      '@width': width,
      '@height': height,
      '@role': 'img',
      title,
      style: STYLE + style,
      rect: { '@class': 'sheet', '@width': width, '@height': height, '@style': 'fill:#fff;stroke:none' },
      g: [
        { '@class': 'lines', line: lines.map(line) },
        { '@class': 'boxes', g: boxes.map(box) },
        { '@class': 'labels', text: labels.map(label) },
      ],
    },
  });
}
