import { signStatement } from '../../contracts/signed-statement.ts';
import type { Alert } from '../../domain/alerts.ts';
import { anAlert } from '../support/alerts.ts';
import { answer } from './answers.ts';
import type { Night } from './night.ts';
import type { AlertKind, Happening } from './schedule.ts';
import { signerNamed, stranger } from './world/people.ts';
import { moveByHand } from './world/publisher.ts';
import { tenant } from './world/platform.ts';

/** Lets one thing come in from outside. What an incident that is over no longer takes, is no failure. `now`: the server's clock, epoch milliseconds. */
export async function deliver(night: Night, happening: Happening, now: number): Promise<void> {
  await come(night, happening, now).catch(async (err: unknown) => {
    if (!(await night.isOver())) throw err;
  });
}

async function come(night: Night, happening: Happening, now: number): Promise<void> {
  const { handle, world } = night;
  switch (happening.kind) {
    case 'answer':
      return answer(night, happening);
    case 'alert':
      return handle.signal('alertsJoined', [alertOf(happening.alert, happening.minute)]);
    case 'statement':
      return state(night, happening.who, happening.isForged, now);
    case 'cancelled':
      return void (await handle.cancel());
    case 'stop':
      return world.stop(happening.isOn ? { until: now + 3_600_000, by: 'ana', why: 'a drill' } : null);
    case 'damaged':
      return void world.truth.set(`${happening.channel} ${happening.release}`, 'bad');
    case 'moved by hand':
      return void moveByHand(world.platform, happening.channel, happening.action, happening.release);
  }
}

async function state(night: Night, who: string, isForged: boolean, now: number): Promise<void> {
  if (await night.isOver()) return;
  const { incident } = await night.board();
  const unsigned = { kind: 'note' as const, incident, text: 'seen', at: new Date(now).toISOString(), nonce: `note-${who}-${now}` };
  const statement = signStatement(unsigned, (isForged ? stranger : signerNamed(who)).privateKey);
  const update = await night.handle.startUpdate('state', { args: [statement], waitForStage: 'ACCEPTED' });
  night.underWay.push(update.result().catch(() => undefined));
}

function alertOf(kind: AlertKind, minute: number): Alert | { readonly not: string } {
  switch (kind) {
    case 'the first again':
      return anAlert('f1');
    case 'another':
      return anAlert(`f-${minute}`);
    case 'another channel':
      return anAlert(`f-${minute}-tas`, { about: { ...tenant, kind: 'channel', name: minute % 2 === 0 ? 'au-tas' : 'au-vic' } });
    case 'another tenant':
      return anAlert(`f-${minute}-other`, { about: { tenant: 'umbra', environment: 'production', kind: 'channel', name: 'au-tas' } });
    case 'the first, resolved':
      return anAlert('f1', { status: 'resolved' });
    case 'cut short':
      return anAlert(`f-${minute}-cut`, { truncated: 3 });
    case 'garbage':
      return { not: 'an alert' };
  }
}
