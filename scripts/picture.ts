import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { boardText } from '../cli/board-text.ts';
import type { Board } from '../domain/board.ts';

// Draws a board as a picture of a terminal: docs/board.png of the README.
//
//   npm run demo                                          (in a terminal; leave it at the second question)
//   npm run --silent holdfast -- show INC-... --json > board.json
//   node scripts/picture.ts board.json docs/board.png     (with Node 24)
//
// Needs Chromium (CHROMIUM names another program), pngquant, and a monospaced font:
// apt-get install chromium pngquant fonts-dejavu-core
const [source, picture = 'docs/board.png', until = '── ALERTS'] = process.argv.slice(2);
if (!source) throw new Error('name the file with the board: node scripts/picture.ts board.json [docs/board.png]');

const colours: Readonly<Record<string, string>> = {
  1: 'font-weight:bold;color:#fff',
  2: 'color:#8b949e',
  31: 'color:#ff7b72',
  32: 'color:#56d364',
  33: 'color:#e3b341',
  36: 'color:#56d4dd',
};
const line = 23;
const width = 1200;

const board = JSON.parse(readFileSync(source, 'utf8')) as Board;
const drawn = boardText(board, { now: board.now, look: { width: 96, colour: true, unicode: true }, signing: () => '--as Ivo' });
const shown = untilSection(drawn.trimEnd().split('\n'), until);
const height = (shown.length + 1) * line + 76;
const html = `<!doctype html><meta charset="utf-8"><style>
body { margin: 0; background: #0d1117; color: #d6dde5; font: 19.4px/${line}px 'DejaVu Sans Mono', monospace }
header { height: 40px; background: #21262d; color: #8b949e; font-size: 16px; line-height: 40px; padding-left: 22px }
pre { margin: 18px 22px; font: inherit }
</style><header>$ holdfast show ${board.incident}</header><pre>${shown.map(inColour).join('\n')}</pre>`;

const folder = mkdtempSync(join(tmpdir(), 'holdfast-picture-'));
try {
  writeFileSync(join(folder, 'board.html'), html);
  execFileSync(process.env['CHROMIUM'] ?? 'chromium', [
    '--headless',
    '--no-sandbox', // one local file of our own making
    '--disable-gpu',
    '--disable-background-networking',
    '--hide-scrollbars',
    `--user-data-dir=${join(folder, 'profile')}`,
    `--window-size=${width},${height}`,
    `--screenshot=${resolve(picture)}`,
    pathToFileURL(join(folder, 'board.html')).href,
  ]);
  // 64 colours are enough for text, and a third of the size.
  execFileSync('pngquant', ['--force', '--nofs', '--output', resolve(picture), '64', resolve(picture)]);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** The lines before the section whose rule begins with `title`: what a person reads first. */
function untilSection(lines: readonly string[], title: string): readonly string[] {
  const end = lines.findIndex((text) => plain(text).startsWith(title));
  return end < 0 ? lines : lines.slice(0, end - 1);
}

function plain(text: string): string {
  return text.replaceAll(new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g'), '');
}

function inColour(text: string): string {
  const safe = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return safe.replaceAll(new RegExp(`${String.fromCharCode(27)}\\[(\\d+)m`, 'g'), (_all, code: string) =>
    code === '0' ? '</span>' : `<span style="${colours[code] ?? ''}">`,
  );
}
