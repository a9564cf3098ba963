import { readFileSync } from 'node:fs';

/** When a process began, as its machine counts it; null where that cannot be told. With its number it names one process and no later one. */
export function processBegan(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null; // no such process, or a machine without /proc
  }
}
