import type { Dependencies } from '../dependencies.ts';
import { usage } from '../failed.ts';
import { stateAbout, type StatingOptions } from '../state-about.ts';

/** `holdfast note`: an operator's note on the timeline (BK-E5). */
export async function note(incident: string, text: string, options: StatingOptions, dependencies: Dependencies): Promise<void> {
  if (text.trim() === '') throw usage('say something: the note goes into the record');
  await stateAbout(incident, { kind: 'note', text }, options, dependencies);
}
