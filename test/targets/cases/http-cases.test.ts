import { httpCases } from '../../../targets/cases/http-cases.ts';
import { casesContract } from '../contract/cases.ts';
import { fakePlatform, token } from '../support/fake-platform.ts';

casesContract('cases over HTTP', async () => {
  const { url, state } = await fakePlatform();
  return {
    cases: httpCases({ base: url, token, time: 300 }),
    effects: () => state.effects,
    misbehave: (mischief) => void (state.mischief = mischief),
  };
});
