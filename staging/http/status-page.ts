import type { ChannelStatus, Status } from '../observe/status.ts';

/** The status page: no script, no picture, readable on a phone and on paper. Everything in it is escaped. */
export function statusPage({ at, channels, environment }: Status): string {
  const heldCount = channels.filter(({ holds }) => holds.length > 0).length;
  const summary =
    heldCount === 0 ? 'No channel is held.' : `${heldCount} of ${channels.length} channels ${heldCount === 1 ? 'is' : 'are'} held.`;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Rules platform, ${text(environment)}</title>
<style>${style}</style>
<h1>Rules platform, ${text(environment)}</h1>
<p>${summary} As of ${text(at)}.</p>
${channels.map(section).join('\n')}
</html>
`;
}

function section({ baseline_only, channel, current, generation, holds, pinned, quarantined, readers }: ChannelStatus): string {
  const rows = readers.map(
    ({ generation: served, reader, serves, trouble }) =>
      `<tr><td>${text(reader)}</td><td>${text(serves ?? 'nothing')}</td><td>${served ?? ''}</td><td>${text(trouble ?? '')}</td></tr>`,
  );
  return `<section${holds.length > 0 ? ' class="held"' : ''}>
<h2>${text(channel.tenant)} / ${text(channel.name)}</h2>
${holds.map(({ name, notice, reason, since }) => `<p role="status"><strong>${text(notice)}</strong><br>Held by ${text(name)} since ${text(since)}: ${text(reason)}</p>`).join('\n')}
${baseline_only === null ? '' : `<p role="status"><strong>Serving baseline only</strong>: channel ${text(baseline_only)} answers for this one.</p>`}
<p>Current release <strong>${text(current.release_id)}</strong>, generation ${generation}.${listed('Quarantined', quarantined)}${listed('Pinned', pinned)}</p>
<table><thead><tr><th>Reader</th><th>Serves</th><th>Generation</th><th></th></tr></thead><tbody>${rows.join('')}</tbody></table>
</section>`;
}

const listed = (title: string, names: readonly string[]): string => (names.length === 0 ? '' : ` ${title}: ${names.map(text).join(', ')}.`);

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const text = (value: string): string => value.replaceAll(/[&<>"']/g, (sign) => entities[sign] ?? sign);

const style = `
body { font: 16px/1.5 system-ui, sans-serif; max-width: 48rem; margin: 2rem auto; padding: 0 1rem; color: #1a1a1a; background: #fff; }
section { border: 1px solid #bbb; border-radius: 4px; padding: 0 1rem; margin: 1rem 0; break-inside: avoid; }
.held { border: 3px solid #a40000; }
h2 { font-size: 1.1rem; }
table { border-collapse: collapse; width: 100%; margin-bottom: 1rem; }
th, td { text-align: left; border-top: 1px solid #ddd; padding: .25rem .5rem .25rem 0; }
`;
